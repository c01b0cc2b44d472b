"""Whichever door an edit comes through, the file differs in what was edited and nowhere else; each is recorded, a
commit where there is a checkout, and taken back to the byte."""

import csv
import datetime as dt
import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.admin.changes import Book, change_all, edit, history, undo_all
from bot.clock import RealClock
from bot.content import writer
from bot.content.edits import with_entry, with_field, with_item
from bot.content.sheets import csv_file, plan
from bot.content.sheets.table import read_table
from bot.errors import KnowledgeError
from tests.content.sheets.test_plan import OTHER
from tests.content.test_edits import ODD, changed

Door = Callable[[Book], object]
NEW = {"title": "T", "questions": ["q"], "answer": "A."}


def add(book: Book) -> object:
    how = lambda text, name: with_item(text, name, "first", "questions", "one more")  # noqa: E731
    return edit(book, "odd", "add question", "first", how)


def new(book: Book) -> object:
    how = lambda text, name: with_entry(text, name, "fourth", NEW)  # type: ignore[arg-type]  # noqa: E731
    return edit(book, "odd", "new entry", "fourth", how)


def field(book: Book) -> object:
    how = lambda text, name: with_field(text, name, "first", "title", "New")  # noqa: E731
    return edit(book, "odd", "edit title", "first", how)


def sheet(book: Book) -> object:
    """Out as CSV, one cell of each of two files edited, and in again."""
    text = csv_file.write(plan.export_rows(book.root, "en")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    rows[0]["title"], rows[2]["title"] = "New", "Newer"
    path = book.root.parent / "sheet.csv"
    with path.open("w", encoding="cp1252", newline="") as stream:
        writing = csv.DictWriter(stream, rows[0], delimiter=";")
        writing.writeheader()
        writing.writerows(rows)
    planned = plan.plan(book.root, "en", read_table(path), path.name, dt.date(2026, 11, 27))
    return change_all(book, planned.texts, "import", f"{len(planned.topics)} entries")


TITLE = ['    title:    "A  title: with a colon"   # why not\n']
DOORS: list[tuple[Door, list[str], list[str], int]] = [
    (add, [], ["    - one more\n"], 1),
    (new, [], ["fourth:\n", "  title: T\n", "  questions:\n", "    - q\n", "  answer: A.\n"], 1),
    (field, TITLE, ['    title:    "New"   # why not\n'], 1),
    (sheet, TITLE, ['    title:    "New"   # why not\n'], 2),
]


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    """Two files in odd but valid style; what is right in them is looked at elsewhere."""
    monkeypatch.setattr(writer, "_refuse_new_mistakes", lambda *parts: None)
    monkeypatch.setattr(plan, "load", lambda *parts: SimpleNamespace(mistakes=()))
    folder = tmp_path / "knowledge" / "en" / "topics"
    folder.mkdir(parents=True)
    (folder / "odd.yaml").write_bytes(ODD.encode())
    (folder / "other.yaml").write_bytes(OTHER.encode())
    return Book(tmp_path / "knowledge", "en", "nurse", RealClock())


def read(book: Book, name: str = "odd") -> str:
    return (book.root / "en" / "topics" / f"{name}.yaml").read_bytes().decode()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(("door", "gone", "come", "files"), DOORS)
def test_through_each_door_only_the_edit_differs(
    book: Book, door: Door, gone: list[str], come: list[str], files: int, newline: str, mark: str
) -> None:
    """Remarks, order, quotes, spaces, line endings and a mark at the start stay; undo brings back every byte."""
    before = mark + ODD.replace("\n", newline)
    (book.root / "en" / "topics" / "odd.yaml").write_bytes(before.encode())
    door(book)
    went, came = changed(before, read(book))
    assert (went, came) == tuple([one.replace("\n", newline) for one in lines] for lines in (gone, come))
    assert len(history(book.root)) == files
    undone = undo_all(book)
    assert (read(book), read(book, "other")) == (before, OTHER)
    assert [one.deed.action for one in undone] == [f"undo {number}" for number in range(1, files + 1)]
    with pytest.raises(KnowledgeError, match="no change to take back"):
        undo_all(book)


def test_changes_are_taken_back_one_after_another(book: Book) -> None:
    """What was changed at once goes at once; what came before it goes next."""
    add(book)
    once = read(book)
    sheet(book)
    field_text = read(book)
    edit(
        book,
        "odd",
        "edit title",
        "first",
        lambda text, name: with_field(text, name, "first", "title", "Last"),
    )
    undo_all(book)
    assert read(book) == field_text
    assert len(undo_all(book)) == len(("odd", "other"))
    assert (read(book), read(book, "other")) == (once, OTHER)
    undo_all(book)
    assert read(book) == ODD


def test_an_edit_by_hand_stops_the_undo_of_all(book: Book) -> None:
    """One of two files was edited since: neither is taken back."""
    sheet(book)
    path = book.root / "en" / "topics" / "other.yaml"
    path.write_bytes(path.read_bytes() + b"# by hand\n")
    text = read(book)
    with pytest.raises(KnowledgeError, match="edited by hand"):
        undo_all(book)
    assert read(book) == text


def test_each_door_commits_and_a_failing_git_is_told(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the role, only the files that changed; undo commits the reverse. Where git fails the edit stands."""
    monkeypatch.setenv("HOME", str(book.root.parent))

    def git(*what: str) -> str:
        command = ("git", "-C", str(book.root), "-c", "user.name=A", "-c", "user.email=a@example.org", *what)
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    git("init", "-q", ".")
    git("add", "en")
    git("commit", "-q", "-m", "start")
    told: list[str] = []
    own = Book(book.root, "en", "nurse", RealClock(), tell=told.append)
    sheet(own)
    undo_all(own)
    add(own)
    assert git("log", "--format=%an: %s").splitlines()[:3] == [
        "nurse: add question (first)", "nurse: undo 1, 2 (2 entries)", "nurse: import (2 entries)",
    ]  # fmt: skip
    assert git("diff", "HEAD~3", "HEAD~1") == ""
    assert told == []
    (book.root / ".git" / "index.lock").touch()
    undo_all(own)
    assert read(book) == ODD
    assert len(told) == 1
    assert "index.lock" in told[0]
