"""Changing an entry through the one safe door, with its line in the record, and taking a change back in one step."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.admin.audit import Deed, Entry, append, read_log
from bot.clock import Clock
from bot.content import checkout
from bot.content.differences import Change, differences, line_differences, site_differences
from bot.content.review import is_role
from bot.content.sites import read_site_file
from bot.content.strict_yaml import read_bytes
from bot.content.topics import read_topics
from bot.content.writer import BESIDE, HISTORY, SITES, Page, Saved, kept, locked, path_of, read_page, save_all
from bot.core.model import Topic
from bot.core.site import Site
from bot.errors import KnowledgeError, Mistake

_UNDO = "undo"
# "import 7": one of several files changed at once, from line 7 of the record on.
_TOGETHER = re.compile(r".+ (\d{1,9})")
# What a line of the record can say of a change that waits (bot/admin/pending.py): the first is followed by an action,
# the others by the number of the line that proposed it. Only the next two change a file.
PROPOSE, CONFIRM, APPLY, REFUSE, WITHDRAW = "propose", "confirm", "apply", "refuse", "withdraw"
_NO_CHANGE = (PROPOSE, REFUSE, WITHDRAW)


def _silent(said: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Book:
    """The knowledge of one language, and the folder of sites if there is one, as one person in a role changes it.
    `tell` hears, in a sentence, what went wrong beside a change that was made: git could not commit it."""

    root: Path
    lang: str
    role: str
    clock: Clock
    sites: Path | None = None
    tell: Callable[[str], None] = _silent

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
    refuse_nobody(book, texts[0][0])
    written: list[Entry] = []

    def record(saved: Saved) -> None:
        folder = book.root / HISTORY
        first = written[0].number if written else len(read_log(folder)) + 1
        written.append(append(folder, book.deed(called(len(written), first), topic, saved)))

    save_all(book.root, book.lang, texts, record)
    if said := committed(book, [page for page, _ in texts], written[0].deed.when, message):
        book.tell(said)
    return tuple(written)


def committed(book: Book, pages: Sequence[Page], when: dt.datetime, message: str) -> str:
    """Commit the files of a change that was made; returns why that was not done, empty where it was or need not be."""
    try:
        files = [path_of(book.root, book.lang, page.category, page.folder) for page in pages]
        with locked(book.root):  # git serves one at a time
            return checkout.commit(files[0].parent, files, book.role, when, message)
    except KnowledgeError as error:
        return str(error)


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
    """Take back the newest change as `undo_all` does, and return the last line of the record."""
    return undo_all(book)[-1]


@dataclass(frozen=True, slots=True)
class Undoing:
    """What taking the newest change back would do: that change, each file with what it said before, and the numbers of
    the lines that are taken back, in the order of the files."""

    last: Entry
    texts: tuple[tuple[Page, str], ...]
    numbers: tuple[int, ...]


def undo_all(book: Book) -> tuple[Entry, ...]:
    """Take back the newest change that has not been taken back, with those that were made at once with it; the record
    says so in lines of its own. Raises as `undoing` does."""
    found = undoing(book)
    topic = found.last.deed.topic
    message = f"{_UNDO} {', '.join(map(str, found.numbers))} ({topic})"
    return _written(book, found.texts, lambda at, first: f"{_UNDO} {found.numbers[at]}", topic, message)


def undoing(book: Book) -> Undoing:
    """Return what `undo_all` would do.

    Raises KnowledgeError where there is no change, or a file has been changed since in another way.
    """
    last = last_change(book)
    if last is None:
        raise KnowledgeError([Mistake(HISTORY, 0, "there is no change to take back")])
    texts, numbers = [], []
    for entry in _together(book, last):
        deed = entry.deed
        page = book.page(deed.category)
        if page.version == deed.before and entry != last:
            continue  # it never reached its file
        if page.version != deed.after:
            what = f"has been edited by hand since change {entry.number}; take that edit back first"
            raise KnowledgeError([Mistake(f"{deed.category}.yaml", 0, what)])
        texts.append((page, kept(book.root, deed.before).decode("utf-8")))
        numbers.append(entry.number)
    return Undoing(last, tuple(texts), tuple(numbers))


def _together(book: Book, last: Entry) -> tuple[Entry, ...]:
    """The changes that were made at once with the last one, and itself."""
    entries, found = history(book.root), _TOGETHER.fullmatch(last.deed.action)
    first = int(found[1]) if found else last.number
    group = tuple(one for one in entries[first - 1 : last.number] if one.deed.action == last.deed.action)
    return group if group and group[0].number == first else (last,)


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
    if category in BESIDE:
        return tuple(line_differences(category, before.decode(), after.decode()))
    topics = (topics_in(lang, category, one) for one in (before, after))
    return tuple(differences(*topics))


def topics_in(lang: str, category: str, data: bytes) -> dict[str, Topic]:
    """Return the entries that a file holds, those that can be read."""
    good, _ = read_topics(read_bytes(data, f"{category}.yaml"), lang, category)
    return {topic.id: topic for topic in good}


def sites_in(root: Path, category: str, data: bytes) -> dict[str, Site]:
    """Return the sites that a file holds, those that can be read."""
    return {site.id: site for site in read_site_file(data, f"{category}.yaml", root).sites.sites}
