"""Changing an entry through the one safe door, with its line in the record, and taking a change back in one step."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.admin.audit import Deed, Entry, append, read_log
from bot.clock import Clock
from bot.content import checkout
from bot.content.differences import Change, differences
from bot.content.review import is_role
from bot.content.strict_yaml import read_bytes
from bot.content.topics import read_topics
from bot.content.writer import HISTORY, Page, Saved, kept, locked, path_of, read_page, save_all
from bot.core.model import Topic
from bot.errors import KnowledgeError, Mistake

_UNDO = "undo"
_TOGETHER = re.compile(
    r".+ (\d{1,9})"
)  # "import 7": one of several files changed at once, from line 7 of the record on


def _silent(said: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Book:
    """The knowledge of one language as one person in a role changes it. `tell` hears, in a sentence, what went wrong
    beside a change that was made: git could not commit it."""

    root: Path
    lang: str
    role: str
    clock: Clock
    tell: Callable[[str], None] = _silent


def change(book: Book, page: Page, text: str, action: str, topic: str) -> Entry:
    """Put `text` in place of the page that was read, and return the line of the record that says so.

    Raises StaleError where somebody was faster, KnowledgeError where the text or the role cannot be used, AuditError
    where the record is not whole. Then nothing is changed.
    """
    return change_all(book, [(page, text)], action, topic)[0]


def change_all(book: Book, texts: Sequence[tuple[Page, str]], action: str, topic: str) -> tuple[Entry, ...]:
    """Put several texts in place of their pages, all or none, and return their lines of the record: `undo_all` takes
    them back together. Where the knowledge is a git checkout they are one commit. Raises as `change` does."""

    def called(at: int, first: int) -> str:
        return action if len(texts) == 1 else f"{action} {first}"

    return _written(book, texts, called, topic, f"{action} ({topic})")


def _written(
    book: Book, texts: Sequence[tuple[Page, str]], called: Callable[[int, int], str], topic: str, message: str
) -> tuple[Entry, ...]:
    """Write the texts, their lines of the record (`called` names each by its place and the number of the first) and
    the commit."""
    if not is_role(book.role):
        what = f"{book.role!r} is no role; write something like `nurse` or `editor`, without a name"
        raise KnowledgeError([Mistake(texts[0][0].category, 0, what)])
    when, written = book.clock.now().astimezone(dt.UTC), list[Entry]()

    def record(saved: Saved) -> None:
        folder = book.root / HISTORY
        first = written[0].number if written else len(read_log(folder)) + 1
        action = called(len(written), first)
        deed = Deed(when, book.role, action, topic, saved.category, saved.before, saved.after)
        written.append(append(folder, deed))

    save_all(book.root, book.lang, texts, record)
    if said := _committed(book, [page.category for page, _ in texts], when, message):
        book.tell(said)
    return tuple(written)


def _committed(book: Book, categories: Sequence[str], when: dt.datetime, message: str) -> str:
    """Commit a change that was made; returns why that was not done, empty where it was or need not be."""
    try:
        files = [path_of(book.root, book.lang, one) for one in categories]
        with locked(book.root):  # git serves one at a time
            return checkout.commit(book.root, files, book.role, when, message)
    except KnowledgeError as error:
        return str(error)


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
    """Take back the newest change as `undo_all` does, and return the last line of the record."""
    return undo_all(book)[-1]


def undo_all(book: Book) -> tuple[Entry, ...]:
    """Take back the newest change that has not been taken back, with those that were made at once with it; the record
    says so in lines of its own.

    Raises KnowledgeError where there is none, or a file has been changed since in another way.
    """
    last = last_change(book)
    if last is None:
        raise KnowledgeError([Mistake(HISTORY, 0, "there is no change to take back")])
    texts, numbers = [], []
    for entry in _together(book, last):
        deed, page = entry.deed, _page_of(book, entry)
        if page.version == deed.before and entry != last:
            continue  # it never reached its file
        if page.version != deed.after:
            what = f"has been edited by hand since change {entry.number}; take that edit back first"
            raise KnowledgeError([Mistake(f"{deed.category}.yaml", 0, what)])
        texts.append((page, kept(book.root, deed.before).decode("utf-8")))
        numbers.append(entry.number)
    message = f"{_UNDO} {', '.join(map(str, numbers))} ({last.deed.topic})"
    return _written(book, texts, lambda at, first: f"{_UNDO} {numbers[at]}", last.deed.topic, message)


def _together(book: Book, last: Entry) -> tuple[Entry, ...]:
    """The changes that were made at once with the last one, and itself."""
    entries, found = history(book.root), _TOGETHER.fullmatch(last.deed.action)
    first = int(found[1]) if found else last.number
    group = tuple(one for one in entries[first - 1 : last.number] if one.deed.action == last.deed.action)
    return group if group and group[0].number == first else (last,)


def shown(root: Path, lang: str, entry: Entry) -> tuple[Change, ...]:
    """Return what a change of the record changed, in plain words."""
    before, after = (_topics(kept(root, one), entry.deed.category, lang) for one in _versions(entry))
    return tuple(differences(before, after))


def _versions(entry: Entry) -> tuple[str, str]:
    return entry.deed.before, entry.deed.after


def _topics(data: bytes, category: str, lang: str) -> dict[str, Topic]:
    good, _ = read_topics(read_bytes(data, f"{category}.yaml"), lang, category)
    return {topic.id: topic for topic in good}
