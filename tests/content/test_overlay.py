"""An edit of one file looked at without reading the others is what reading all of them finds."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app_index import index_parts
from bot.content.edits import with_entry, with_field, with_item, without_item
from bot.content.loader import Loaded, load
from bot.content.overlay import reread, with_entries
from bot.content.strict_yaml import Value
from bot.errors import KnowledgeError, Mistake
from bot.matching.digest import digest
from tests.conftest import KNOWLEDGE

TOPIC = "naloxone-expired"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("overlay") / "knowledge"
    shutil.copytree(KNOWLEDGE, root, ignore=shutil.ignore_patterns("asked", ".history", "sites-example"))
    shutil.rmtree(root / "en" / "asked", ignore_errors=True)
    asked = root / "en" / "asked"
    asked.mkdir()
    ways = f"{TOPIC}:\n  - is a kit from two years ago ok\nbot-what-is-stored:\n  - who sees what i type\n"
    (asked / "more.yaml").write_text(ways, "utf-8")
    return root


@pytest.fixture(scope="module")
def loaded(root: Path) -> Loaded:
    found = load(root)
    assert set(found.asked) == {TOPIC, "bot-what-is-stored"}
    return found


def text_of(root: Path, category: str = "naloxone") -> str:
    return (root / "en" / "topics" / f"{category}.yaml").read_text("utf-8")


def gone(text: str) -> str:
    """The text without the last entry that other ways of asking are about."""
    start = text.index(f"\n{TOPIC}:") + 1
    rest = text[start:].split("\n")
    end = next((at for at, line in enumerate(rest) if at and line and line[0] not in " #"), len(rest))
    return text[:start] + "\n".join(rest[end:])


def edits(text: str, loaded: Loaded) -> list[str]:
    file, topic = "naloxone", loaded.knowledge.topics[TOPIC]
    fields: dict[str, Value] = {
        "title": "T?",
        "questions": ["zzyzx"],
        "answer": "A.",
        "must_not_match": ["zzyzx not"],
    }
    return [
        text,
        with_item(text, file, TOPIC, "questions", "is it off"),
        without_item(text, file, TOPIC, "questions", topic.questions[0]),
        with_field(text, file, TOPIC, "title", "Is it off?"),
        with_entry(text, file, "naloxone-new", {**fields, "sources": _SOURCES, "review": _REVIEW}),
        gone(text),
    ]


_SOURCES: list[Value] = [{"publisher": "P", "title": "T", "url": "https://example.org/"}]
_REVIEW: dict[str, Value] = {"status": "drafted", "date": "2026-11-23", "expires": "2027-11-23"}


@pytest.mark.parametrize("number", range(6))
def test_an_index_would_be_made_from_the_same(root: Path, loaded: Loaded, number: int) -> None:
    """The same parts in the same order, so that the same index is known by the same name: a question more or less,
    another title, an entry that comes, one that goes with all that was asked about it."""
    text = edits(text_of(root), loaded)[number]
    path = root / "en" / "topics" / "naloxone.yaml"
    whole = load(root, "en", {path: text.encode()})
    quick = with_entries(loaded, "naloxone", text)
    assert quick is not None
    assert digest(index_parts(quick)) == digest(index_parts(whole))
    assert (digest(index_parts(quick)) == digest(index_parts(loaded))) is (number == 0)


def test_what_only_the_loader_can_say_is_left_to_it(root: Path, loaded: Loaded) -> None:
    """An entry that stands in another file already, one with a mistake, a file that is new, a text that is no YAML."""
    text = text_of(root)
    other = next(one for one in loaded.knowledge.topics.values() if one.category == "bot")
    assert with_entries(loaded, "naloxone", text.replace(f"\n{TOPIC}:", f"\n{other.id}:")) is None
    assert with_entries(loaded, "naloxone", text.replace("  urgency:", "  urgancy:", 1)) is None
    assert with_entries(loaded, "fresh", text) is None
    left_out = Mistake("knowledge/en/topics/bot.yaml", 1, "x")
    assert with_entries(replace(loaded, mistakes=(*loaded.mistakes, left_out)), "naloxone", text) is None
    with pytest.raises(KnowledgeError):
        with_entries(loaded, "naloxone", "a: [")


def rewritten(root: Path, category: str, old: str, new: str) -> Path:
    """A file of entries, edited; the text edited is there."""
    path = root / "en" / "topics" / f"{category}.yaml"
    text = text_of(root, category)
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.fixture
def copied(root: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(root, tmp_path / "knowledge"))


QUESTION = "    - how do i use narcan\n"


def test_edited_entries_are_read_without_the_rest(copied: Path, loaded: Loaded) -> None:
    """An answer in one file and a way of asking more in another: all is as the loader has it."""
    changed = [
        rewritten(copied, "bot", "answer: |\n", "answer: |\n    Zanzibar.\n"),
        rewritten(copied, "naloxone", QUESTION, f"{QUESTION}    - zimbat spray how to\n"),
    ]
    quick, whole = reread(loaded, copied, changed), load(copied)
    assert quick is not None
    assert not whole.mistakes
    assert (quick.knowledge, quick.asked, quick.mistakes) == (whole.knowledge, whole.asked, ())
    assert list(quick.knowledge.topics) == list(whole.knowledge.topics)
    assert digest(index_parts(quick)) == digest(index_parts(whole))
    assert any("Zanzibar" in one.answer for one in quick.knowledge.topics.values())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (QUESTION, ""),  # it may stand in asked/ as well
        (QUESTION, f"{QUESTION}    - who sees what I type?\n"),  # asked/ has it, under another entry
        (QUESTION, f"{QUESTION}    - who are you\n"),  # another file has it
        ("  short: |\n", "  short: |\n    Zanzibar.\n"),  # said in an emergency
        ("  answer: |\n", "  answer: |\n    Call {no_such_fact}.\n"),
        ("  answer: |\n", "  answer: |\n    A { brace.\n"),
        ("  related: [", "  related: [no-such-entry, "),
        ("  urgency:", "  urgancy:"),
        ("naloxone-nasal-how-to:\n", "naloxone-nasal-new:\n"),
        ("naloxone-nasal-how-to:\n", "a: [\nnaloxone-nasal-how-to:\n"),
    ],
)
def test_what_an_edit_may_change_elsewhere_is_read_whole(
    copied: Path, loaded: Loaded, old: str, new: str
) -> None:
    """Nothing is guessed: where an edit reaches beyond its own entry, all files are read."""
    assert reread(loaded, copied, [rewritten(copied, "naloxone", old, new)]) is None


def test_only_files_of_entries_are_read_without_the_rest(copied: Path, loaded: Loaded) -> None:
    """Another file, one that is gone, one that is new, a link, one that is no text, and a knowledge with mistakes."""
    path = copied / "en" / "topics" / "naloxone.yaml"
    assert reread(loaded, copied, [path])
    assert reread(loaded, copied, [path, copied / "en" / "wording.yaml"]) is None
    assert reread(loaded, copied, [copied / "en" / "asked" / "more.yaml"]) is None
    assert reread(loaded, copied, [path.with_stem("fresh")]) is None
    left_out = Mistake("knowledge/en/steps.yaml", 1, "x")
    assert reread(replace(loaded, mistakes=(left_out,)), copied, [path]) is None
    text = path.read_bytes()
    path.write_bytes(text + b"\xff")
    assert reread(loaded, copied, [path]) is None
    path.rename(copied / "elsewhere.yaml")
    (copied / "elsewhere.yaml").write_bytes(text)
    assert reread(loaded, copied, [path]) is None
    path.symlink_to(copied / "elsewhere.yaml")
    assert reread(loaded, copied, [path]) is None
