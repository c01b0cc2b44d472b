"""A file made to harm, or spoilt by accident, is refused at once with its name and line; it neither runs anything nor
fills the memory, and no value is taken for another."""

import os
import tracemalloc
from pathlib import Path

import pytest

from bot.content.strict_yaml import SIZE_LIMIT, read_bytes, read_file
from bot.errors import KnowledgeError
from tests.auxil.figures import tell

LAUGHS = "\n".join(["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30))])
MERGES = "\n".join(["a0: &a0 {k: v}", *(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 24))])
HOSTILE = {
    "references that double": LAUGHS,
    "merges that double": MERGES,
    "a merge": "a: {<<: {b: c}}",
    "a hundred thousand brackets": "[" * 100_000,
    "deep maps": "\n".join(f"{'  ' * n}a:" for n in range(40)),
    "deep lists": "- " * 200 + "a",
    "a tag of the library": "a: !!python/object/apply:os.system ['true']",
    "any tag": "a: !x y",
    "a reference to itself": "a: &a [*a]",
    "two documents": "a: b\n---\nc: d",
    "one key twice": "a: b\na: c",
    "one key twice, far apart": "a: b\n" + "".join(f"k{n}: v\n" for n in range(2_000)) + "a: c",
    "a key that is a list": "? [a, b]\n: c",
    "ten megabytes": "a: " + "x" * 10_000_000,
    "a text of a megabyte": "a: |\n  " + "x" * 1_000_000,
    "NUL": "a: b\x00c",
    "a bell": "a: b\x07c",
    "letters turned round": "a: \u202egnp.exe",
    "letters without width": "a: nal\u200boxone",
    "another alphabet in a word": "a: n\u0430loxone",
    "a third alphabet in a word": "a: nal\u0585xone",
    "an escape that hides one": 'a: "nal\\u200boxone"',
    "half a letter": 'a: "\\ud83d"',
    "a tab": "a:\n\tb: c",
    "an open quote": 'a: "b',
    "an open bracket": "a: [b",
    "no colon": "a: b\njust words\nc: d",
}
RAW = {
    "UTF-16": "a: b".encode("utf-16"),
    "Latin-1": "a: caf\xe9".encode("latin-1"),
    "half a letter of UTF-8": b"a: \xed\xa0\x80",
    "an overlong letter": b"a: \xc0\xae",
    "noise": bytes(range(256)),
}
MOST_MEMORY = 50_000_000  # bytes


@pytest.mark.parametrize("name", [*HOSTILE, *RAW])
def test_it_is_refused_with_its_name_and_no_great_cost(name: str) -> None:
    """One mistake that names the file and says what to do; far less memory than it asks for."""
    data = RAW[name] if name in RAW else HOSTILE[name].encode("utf-8", "surrogatepass")
    tracemalloc.start()
    try:
        with pytest.raises(KnowledgeError) as refused:
            read_bytes(data, "file.yaml")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    (mistake,) = refused.value.mistakes
    assert mistake.file == "file.yaml"
    assert len(mistake.what) > 15
    assert most < MOST_MEMORY


def test_what_is_careless_but_clear_is_read_as_it_is_written() -> None:
    """The control, and the reason for a reader of our own: no number, date or truth is made of what is a text."""
    text = "no: NO\nhours: 9:30\nzip: 02134\ndose: 1.10\nday: 2026-11-27\nyes: ~\r\nlast: 'é 🙂'\n"
    value = read_bytes(b"\xef\xbb\xbf" + text.encode(), "file.yaml").value
    assert value == {
        "no": "NO", "hours": "9:30", "zip": "02134", "dose": "1.10", "day": "2026-11-27", "yes": "~", "last": "é 🙂",
    }  # fmt: skip
    tell("SEC-1", "hostile files", tried=len(HOSTILE) + len(RAW), refused=len(HOSTILE) + len(RAW))


def test_only_an_ordinary_file_is_read(tmp_path: Path) -> None:
    """A pipe would wait for ever, a device never end; a folder and a file that is not there are told too."""
    os.mkfifo(tmp_path / "pipe")
    for path, said in (
        (tmp_path / "pipe", "not an ordinary file"),
        (Path("/dev/zero"), "not an ordinary file"),
        (tmp_path, "not an ordinary file"),
        (tmp_path / "none", "is not there"),
    ):
        with pytest.raises(KnowledgeError, match=said):
            read_file(path)


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path) -> None:
    """A sparse gigabyte: one byte more than allowed is looked at."""
    with (tmp_path / "large.yaml").open("wb") as file:
        file.truncate(1_000_000_000)
    with pytest.raises(KnowledgeError, match=f"larger than {SIZE_LIMIT // 1024} KB"):
        read_file(tmp_path / "large.yaml")
