"""A change is made, shown and taken back, each with its line in the record."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from bot.admin.changes import Book, change, edit, history, last_change, shown, undo
from bot.clock import RealClock
from bot.content import writer
from bot.content.edits import with_field, with_item
from bot.content.writer import read_page
from bot.errors import KnowledgeError
from tests.conftest import KNOWLEDGE, LEAN

TOPIC, FILE = "naloxone-expired", "en/topics/naloxone.yaml"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    """The real knowledge; what is right in it is looked at in the tests of the writer."""
    monkeypatch.setattr(writer, "_refuse_new_mistakes", lambda *parts: None)
    root = Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge", ignore=LEAN))
    return Book(root, "en", "nurse", RealClock())


def text_of(book: Book) -> str:
    return (book.root / FILE).read_text("utf-8")


def ask(book: Book, question: str) -> int:
    how = lambda text, name: with_item(text, name, TOPIC, "questions", question)  # noqa: E731
    return edit(book, "naloxone", "add question", TOPIC, how).number


def test_a_change_is_recorded_shown_and_taken_back(book: Book) -> None:
    """The role, the action and the difference; afterwards every letter is as it was."""
    before = text_of(book)
    ask(book, "zzyzx one")
    last = last_change(book)
    assert last
    assert (last.deed.role, last.deed.action, last.deed.topic) == ("nurse", "add question", TOPIC)
    assert last.deed.when.tzinfo is dt.UTC
    assert list(map(str, shown(book.root, "en", last))) == [f"{TOPIC}: way of asking added\n  + zzyzx one"]
    assert undo(book).deed.action == "undo 1"
    assert text_of(book) == before
    assert [one.deed.action for one in history(book.root)] == ["add question", "undo 1"]


def test_undo_goes_back_one_change_at_a_time(book: Book) -> None:
    """The newest first, then the one before; at the end there is nothing to take back."""
    texts = [text_of(book)]
    for number in range(3):
        ask(book, f"zzyzx {number}")
        texts.append(text_of(book))
    for number in (2, 1, 0):
        undo(book)
        assert text_of(book) == texts[number]
    with pytest.raises(KnowledgeError, match="no change to take back"):
        undo(book)
    assert ask(book, "zzyzx again") == 7
    undo(book)
    assert text_of(book) == texts[0]


def test_an_edit_by_hand_is_not_thrown_away(book: Book) -> None:
    """Taking back a change would take the later edit with it: refused in words."""
    ask(book, "zzyzx one")
    (book.root / FILE).write_text(text_of(book) + "# by hand\n", "utf-8")
    with pytest.raises(KnowledgeError, match="edited by hand since change 1"):
        undo(book)
    assert text_of(book).endswith("# by hand\n")


def test_a_change_that_never_reached_its_file_does_not_count(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the record and the file: the one before is what is taken back."""
    before = text_of(book)
    ask(book, "zzyzx one")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _killed)
        with pytest.raises((KnowledgeError, KeyboardInterrupt)):
            ask(book, "zzyzx two")
    undo(book)
    assert text_of(book) == before


def _killed(self: Path, target: Path) -> Path:
    if self.name.startswith(".naloxone"):
        raise KeyboardInterrupt
    return Path(shutil.copyfile(self, target))


def test_without_a_role_nothing_is_changed(book: Book) -> None:
    """An account or an empty word is no role."""
    page, nobody = read_page(book.root, "en", "naloxone"), Book(book.root, "en", "@me", RealClock())
    text = with_field(page.text, "naloxone.yaml", TOPIC, "title", "zzyzx")
    with pytest.raises(KnowledgeError, match="is no role"):
        change(nobody, page, text, "edit", TOPIC)
    assert history(book.root) == ()
