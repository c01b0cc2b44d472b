"""Changing an entry through the one safe door, with its line in the record, and taking a change back in one step."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.admin.audit import Deed, Entry, append, read_log
from bot.clock import Clock
from bot.content.differences import Change, differences, line_differences
from bot.content.review import is_role
from bot.content.strict_yaml import read_bytes
from bot.content.topics import read_topics
from bot.content.writer import BESIDE, HISTORY, Page, Refuse, Saved, kept, locked, read_page, save
from bot.core.model import Topic
from bot.errors import KnowledgeError, Mistake

_UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Book:
    """The knowledge of one language as one person in a role changes it."""

    root: Path
    lang: str
    role: str
    clock: Clock


def change(book: Book, page: Page, text: str, action: str, topic: str, refuse: Refuse | None = None) -> Entry:
    """Put `text` in place of the page that was read, and return the line of the record that says so. `refuse` as in
    content/writer.py.

    Raises StaleError where somebody was faster, KnowledgeError where the text or the role cannot be used, AuditError
    where the record is not whole. Then nothing is changed.
    """
    if not is_role(book.role):
        what = f"{book.role!r} is no role; write something like `nurse` or `editor`, without a name"
        raise KnowledgeError([Mistake(page.category, 0, what)])
    written: list[Entry] = []

    def record(saved: Saved) -> None:
        when = book.clock.now().astimezone(dt.UTC)
        deed = Deed(when, book.role, action, topic, saved.category, saved.before, saved.after)
        written.append(append(book.root / HISTORY, deed))

    save(book.root, book.lang, page, text, record, refuse)
    return written[0]


def edit(book: Book, category: str, action: str, topic: str, how: Callable[[str, str], str]) -> Entry:
    """Change a file by what `how` makes of its text and its name (a function of content/edits.py with its parts)."""
    page = read_page(book.root, book.lang, category)
    return change(book, page, how(page.text, f"{category}.yaml"), action, topic)


def history(root: Path) -> tuple[Entry, ...]:
    """Return the changes that were made, oldest first. Raises AuditError where the record is not whole."""
    if not (root / HISTORY).is_dir():
        return ()
    with locked(root) as folder:
        return read_log(folder)


def last_change(book: Book) -> Entry | None:
    """Return the newest change that has not been taken back, None where there is none. One that was written down and
    never reached its file, because the writer was killed in between, does not count."""
    undone: set[int] = set()
    for entry in reversed(history(book.root)):
        verb, _, number = entry.deed.action.partition(" ")
        if verb == _UNDO and number.isdecimal():
            undone.add(int(number))
        elif entry.number not in undone and _page_of(book, entry).version != entry.deed.before:
            return entry
    return None


def _page_of(book: Book, entry: Entry) -> Page:
    return read_page(book.root, book.lang, entry.deed.category)


def undo(book: Book) -> Entry:
    """Take back the newest change that has not been taken back; the record says so in a line of its own.

    Raises KnowledgeError where there is none, or the file has been changed since in another way.
    """
    entry = last_change(book)
    if entry is None:
        raise KnowledgeError([Mistake(HISTORY, 0, "there is no change to take back")])
    deed, page = entry.deed, _page_of(book, entry)
    if page.version != deed.after:
        what = f"has been edited by hand since change {entry.number}; take that edit back first"
        raise KnowledgeError([Mistake(f"{deed.category}.yaml", 0, what)])
    text = kept(book.root, deed.before).decode("utf-8")
    return change(book, page, text, f"{_UNDO} {entry.number}", deed.topic)


def shown(root: Path, lang: str, entry: Entry) -> tuple[Change, ...]:
    """Return what a change of the record changed, in plain words."""
    if entry.deed.category in BESIDE:
        return tuple(
            line_differences(entry.deed.topic, *(kept(root, one).decode() for one in _versions(entry)))
        )
    before, after = (_topics(kept(root, one), entry.deed.category, lang) for one in _versions(entry))
    return tuple(differences(before, after))


def _versions(entry: Entry) -> tuple[str, str]:
    return entry.deed.before, entry.deed.after


def _topics(data: bytes, category: str, lang: str) -> dict[str, Topic]:
    good, _ = read_topics(read_bytes(data, f"{category}.yaml"), lang, category)
    return {topic.id: topic for topic in good}
