"""What is known of a language helps, and nothing stops without it."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.core.wordlist import word_list
from bot.errors import Mistake
from bot.matching import build, rank
from bot.matching.lexicon import Lexicon, read_lexicon, shipped
from tests.conftest import KNOWLEDGE

PAIRS = [
    ("how do i use the nasal spray", "spray"),
    ("which nostril does the spray go in", "spray"),
    ("how long does it last", "lasting"),
    ("when does it wear off", "lasting"),
]
FILES = ("en-chat.txt", "en-vectors.npy", "en-vectors.txt")
PLAIN = word_list(["how", "long", "spray"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        shutil.copy(KNOWLEDGE / "words" / name, tmp_path)
    return tmp_path


def test_what_comes_with_the_program_is_whole() -> None:
    """Words, chat spellings and vectors of English are there, and words of like meaning are near each other."""
    english = shipped()
    assert "spray" in english.plain
    assert english.chat["hw"] == ("how",)
    sense = {word: english.senses.of([word]) for word in ("doctor", "nurse", "window")}
    assert sense["doctor"] @ sense["nurse"] > sense["doctor"] @ sense["window"] + 0.2
    assert not english.senses.of(["qqzzq"]).any()


def test_nothing_is_needed() -> None:
    """Without a word known of the language, phrases are found all the same."""
    index = build(PAIRS, lexicon=Lexicon())
    assert rank(index, "which nostril for the spray", 1)[0][0] == "spray"
    assert rank(index, "when will it wear off", 1)[0][0] == "lasting"
    assert rank(index, "qqzzq", 1) == []


def test_a_language_without_files_is_no_mistake(tmp_path: Path) -> None:
    """Another language has none of them, and nobody has to hear of it."""
    mistakes: list[Mistake] = []
    found = read_lexicon(tmp_path, "en", PLAIN, mistakes)
    assert mistakes == []
    assert found == Lexicon(PLAIN)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("en-vectors.npy", b""),
        ("en-vectors.npy", b"no numbers at all"),
        ("en-vectors.npy", None),
        ("en-vectors.txt", b"one\ntwo\n"),
        ("en-vectors.txt", b"\xff\xfe"),
        ("en-vectors.txt", None),
        ("en-chat.txt", b"\xff"),
    ],
)
def test_a_damaged_file_is_done_without(folder: Path, name: str, data: bytes | None) -> None:
    """The file is named with what to do; questions are found with what is left."""
    (folder / name).unlink()
    if data is not None:
        (folder / name).write_bytes(data)
    mistakes: list[Mistake] = []
    index = build(PAIRS, lexicon=read_lexicon(folder, "en", PLAIN, mistakes))
    assert rank(index, "which nostril for the spray", 1)[0][0] == "spray"
    assert {mistake.file for mistake in mistakes} & {name, "en-vectors.npy"}
    assert all("put" in mistake.what for mistake in mistakes)


def test_vectors_of_another_kind_are_refused(folder: Path) -> None:
    """Numbers of another size or shape are no vectors of ours."""
    np.save(folder / "en-vectors.npy", np.zeros((31_004, 128), np.float32))
    mistakes: list[Mistake] = []
    assert read_lexicon(folder, "en", PLAIN, mistakes).senses.size == 0
    assert [mistake.file for mistake in mistakes] == ["en-vectors.npy"]


def test_a_line_that_says_nothing_is_told(folder: Path) -> None:
    """Whoever adds a chat spelling hears what is wrong with it, by line; the good lines count."""
    (folder / "en-chat.txt").write_text("# ours\nhow: hw hao\nwhat\nhome: hw\n", "utf-8")
    mistakes: list[Mistake] = []
    found = read_lexicon(folder, "en", PLAIN, mistakes)
    assert found.chat == {"hw": ("how",), "hao": ("how",)}
    assert [(mistake.file, mistake.line) for mistake in mistakes] == [("en-chat.txt", 3), ("en-chat.txt", 4)]
