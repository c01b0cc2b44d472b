"""Changing an entry through the one safe door, with its line in the record, and taking a change back in one step."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.admin.audit import Deed, Entry, append, read_log
from bot.clock import Clock
from bot.content.differences import Change, differences, site_differences
from bot.content.review import is_role
from bot.content.sites import read_site_file
from bot.content.strict_yaml import read_bytes
from bot.content.topics import read_topics
from bot.content.writer import HISTORY, SITES, Page, Saved, kept, locked, read_page, save
from bot.core.model import Topic
from bot.core.site import Site
from bot.errors import KnowledgeError, Mistake

_UNDO = "undo"
# What a line of the record can say of a change that waits (bot/admin/pending.py): the first is followed by an action,
# the others by the number of the line that proposed it. Only the next two change a file.
PROPOSE, CONFIRM, APPLY, REFUSE, WITHDRAW = "propose", "confirm", "apply", "refuse", "withdraw"
_NO_CHANGE = (PROPOSE, REFUSE, WITHDRAW)


@dataclass(frozen=True, slots=True)
class Book:
    """The knowledge of one language, and the folder of sites if there is one, as one person in a role changes it."""

    root: Path
    lang: str
    role: str
    clock: Clock
    sites: Path | None = None

    def page(self, category: str) -> Page:
        """Return a file of entries or sites. Raises KnowledgeError where there is none of that name."""
        return read_page(self.root, self.lang, category, self.sites)

    def deed(self, action: str, topic: str, saved: Saved) -> Deed:
        """Return what is written down of a change made now."""
        when = self.clock.now().astimezone(dt.UTC)
        return Deed(when, self.role, action, topic, saved.category, saved.before, saved.after)


def change(book: Book, page: Page, text: str, action: str, topic: str) -> Entry:
    """Put `text` in place of the page that was read, and return the line of the record that says so.

    Raises StaleError where somebody was faster, KnowledgeError where the text or the role cannot be used, AuditError
    where the record is not whole. Then nothing is changed.
    """
    refuse_nobody(book, page)
    written: list[Entry] = []

    def record(saved: Saved) -> None:
        written.append(append(book.root / HISTORY, book.deed(action, topic, saved)))

    save(book.root, book.lang, page, text, record)
    return written[0]


def refuse_nobody(book: Book, page: Page) -> None:
    """Raise KnowledgeError where the role is none: a record of nobody's doing would be worth nothing."""
    if not is_role(book.role):
        what = f"{book.role!r} is no role; write something like `nurse` or `editor`, without a name"
        raise KnowledgeError([Mistake(page.category, 0, what)])


def edit(book: Book, category: str, action: str, topic: str, how: Callable[[str, str], str]) -> Entry:
    """Change a file by what `how` makes of its text and its name (a function of content/edits.py with its parts)."""
    page = book.page(category)
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
    entries = history(book.root)
    for entry in reversed(entries):
        verb, _, number = real_action(entries, entry).partition(" ")
        if verb == _UNDO and number.isdecimal():
            undone.add(int(number))
        elif verb not in _NO_CHANGE and entry.number not in undone and _is_in_file(book, entry):
            return entry
    return None


def real_action(entries: tuple[Entry, ...], entry: Entry) -> str:
    """Return what a line of the record did; for one that put a proposal in place, what had been proposed."""
    verb, _, number = entry.deed.action.partition(" ")
    if verb not in (CONFIRM, APPLY) or not number.isdecimal() or not 0 < int(number) < entry.number:
        return entry.deed.action
    return entries[int(number) - 1].deed.action.removeprefix(f"{PROPOSE} ")


def _is_in_file(book: Book, entry: Entry) -> bool:
    return book.page(entry.deed.category).version != entry.deed.before


def undo(book: Book) -> Entry:
    """Take back the newest change that has not been taken back; the record says so in a line of its own.

    Raises KnowledgeError where there is none, or the file has been changed since in another way.
    """
    entry, page, text = before_last(book)
    return change(book, page, text, undo_of(entry), entry.deed.topic)


def undo_of(entry: Entry) -> str:
    """Return the action that takes a change back."""
    return f"{_UNDO} {entry.number}"


def before_last(book: Book) -> tuple[Entry, Page, str]:
    """Return the newest change that has not been taken back, the file as it is, and what it said before.

    Raises KnowledgeError as `undo` does.
    """
    entry = last_change(book)
    if entry is None:
        raise KnowledgeError([Mistake(HISTORY, 0, "there is no change to take back")])
    deed, page = entry.deed, book.page(entry.deed.category)
    if page.version != deed.after:
        what = f"has been edited by hand since change {entry.number}; take that edit back first"
        raise KnowledgeError([Mistake(f"{deed.category}.yaml", 0, what)])
    return entry, page, kept(book.root, deed.before).decode("utf-8")


def shown(root: Path, lang: str, entry: Entry) -> tuple[Change, ...]:
    """Return what a change of the record changed, or would, in plain words."""
    before, after = kept(root, entry.deed.before), kept(root, entry.deed.after)
    return compared(root, lang, entry.deed.category, before, after)


def compared(root: Path, lang: str, category: str, before: bytes, after: bytes) -> tuple[Change, ...]:
    """Return what differs between two versions of a file of entries or sites, in plain words."""
    if category.startswith(SITES):
        sites = (sites_in(root, category, one) for one in (before, after))
        return tuple(site_differences(*sites))
    topics = (topics_in(lang, category, one) for one in (before, after))
    return tuple(differences(*topics))


def topics_in(lang: str, category: str, data: bytes) -> dict[str, Topic]:
    """Return the entries that a file holds, those that can be read."""
    good, _ = read_topics(read_bytes(data, f"{category}.yaml"), lang, category)
    return {topic.id: topic for topic in good}


def sites_in(root: Path, category: str, data: bytes) -> dict[str, Site]:
    """Return the sites that a file holds, those that can be read."""
    return {site.id: site for site in read_site_file(data, f"{category}.yaml", root).sites.sites}
