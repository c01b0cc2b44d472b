"""More ways of asking than an entry can hold: read with the knowledge, and only ever a help to the matcher."""

import shutil
from pathlib import Path

import pytest

from bot.app_index import index_parts
from bot.content.loader import Loaded, load
from tests.conftest import KNOWLEDGE

FILE = "en/asked/overdose.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))


def put(folder: Path, text: str) -> Loaded:
    (folder / FILE).write_text(text, "utf-8")
    return load(folder)


def said(loaded: Loaded) -> list[str]:
    return [one.what for one in loaded.mistakes if one.file.endswith(FILE)]


def test_what_ships_teaches_every_entry(folder: Path) -> None:
    """No entry has to make do with the few ways of asking that fit beside its answer."""
    loaded = load(folder)
    assert loaded.asked.keys() == loaded.knowledge.topics.keys()
    assert min(map(len, loaded.asked.values())) >= 20


def test_they_are_learned_beside_an_entrys_own_questions(folder: Path) -> None:
    """Both are pairs of a text and an entry to the matcher."""
    loaded = put(folder, "naloxone-where-to-get:\n  - is there a spray shop round the corner\n")
    assert said(loaded) == []
    assert ("is there a spray shop round the corner", "naloxone-where-to-get") in index_parts(loaded)[0]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("no-such-entry:\n  - how\n", "`no-such-entry` is not an entry; take its ways of asking out"),
        ("naloxone-training: how\n", "`naloxone-training` should be a list"),
        ("naloxone-training:\n  - ''\n", "is empty or not text"),
        (f"naloxone-training:\n  - {'long ' * 80}\n", "is empty or longer than 320 letters"),
        ("naloxone-training:\n  - teach me it\nnaloxone-legal-to-carry:\n  - Teach me it?\n",
         "'Teach me it?' also stands under `naloxone-training`; keep it in one place"),
    ],
)  # fmt: skip
def test_each_mistake_is_named(folder: Path, text: str, what: str) -> None:
    """What is wrong, and where; the entries are not touched by it."""
    loaded = put(folder, text)
    assert any(what in one for one in said(loaded)), said(loaded)
    assert "naloxone-training" in loaded.knowledge.topics


def test_a_question_that_an_entry_asks_itself_is_that_entrys(folder: Path) -> None:
    """Whoever edits an entry never has to look for the same words in files they do not know."""
    question = load(folder).knowledge.topics["naloxone-legal-to-carry"].questions[0]
    loaded = put(folder, f"naloxone-training:\n  - {question}\n  - teach me it\n")
    assert said(loaded) == []
    assert "teach me it" in loaded.asked["naloxone-training"]
    assert question not in loaded.asked["naloxone-training"]


def test_an_entry_that_cannot_be_read_makes_no_second_mistake(folder: Path) -> None:
    """Its ways of asking have no entry then, and the one mistake is told once."""
    (folder / "en/topics/overdose.yaml").write_text("a: [", "utf-8")
    loaded = load(folder)
    assert said(loaded) == []
    teaches = {topic for _, topic in index_parts(loaded)[0]}
    assert teaches == loaded.knowledge.topics.keys()
