"""Changes that need a second person: proposed by one role, put in place by another, or after a day where there is one
admin only (decision 3 of TRUST.md, section 8).

A proposal is a line of the sealed record and two kept versions, and nothing besides: what became of it is read from the
lines after it. So it survives whatever stops the program, cannot be altered unseen, and is put in place once.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.admin.audit import Deed, Entry, append, read_log
from bot.admin.changes import (
    APPLY,
    CONFIRM,
    PROPOSE,
    REFUSE,
    WITHDRAW,
    Book,
    committed,
    history,
    refuse_nobody,
)
from bot.content.atomic import write_whole
from bot.content.writer import HISTORY, DiskError, Page, Saved, kept, locked, save, set_aside
from bot.errors import KnowledgeError, Mistake

DELAY = dt.timedelta(hours=24)
NOBODY = "saferbot, after a day"  # the role of what happens by itself
MOST_WAITING = 50  # more than anybody reads; a stolen account cannot fill the disk
DOING = "doing"  # the file with the number of the line that is being put in place just now
_MINUTE = dt.timedelta(minutes=1)  # the record tells no finer time
_CLOSING = (CONFIRM, APPLY, REFUSE, WITHDRAW)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that waits: its number and deed in the record. `agreed` is the role that confirmed it, if the program
    was killed before it reached its file; empty otherwise."""

    number: int
    deed: Deed
    agreed: str = ""

    @property
    def action(self) -> str:
        """What it would do, as the record will say."""
        return self.deed.action.removeprefix(f"{PROPOSE} ")

    @property
    def due(self) -> dt.datetime:
        """From when on it is put in place by itself, where there is one admin only."""
        return self.deed.when + DELAY + _MINUTE


def propose(book: Book, page: Page, text: str, action: str, topic: str) -> Entry:
    """Write a change down that somebody else is to confirm. Raises as `changes.change` does, and KnowledgeError where
    the same waits already, or too much does."""
    return propose_all(book, [(page, text)], lambda at: action, topic)[0]


def propose_all(
    book: Book, texts: Sequence[tuple[Page, str]], called: Callable[[int], str], topic: str
) -> tuple[Entry, ...]:
    """Write several changes down that somebody else is to confirm, all or none; `called` names each by its place.
    Raises as `propose` does."""
    refuse_nobody(book, texts[0][0])
    written: list[Entry] = []

    def record(saved: tuple[Saved, ...]) -> None:
        folder = book.root / HISTORY
        _refuse_more(list(_waiting(book, read_log(folder))), saved)
        for at, one in enumerate(saved):
            written.append(append(folder, book.deed(f"{PROPOSE} {called(at)}", topic, one)))

    set_aside(book.root, book.lang, texts, record)
    return tuple(written)


def _refuse_more(open_ones: list[Proposal], saved: tuple[Saved, ...]) -> None:
    """Refuse what waits already, and more than anybody reads."""
    for one in saved:
        if any(_is_same(waits.deed, one) for waits in open_ones):
            raise _refused(one.category, "this change waits for a second person already")
    if len(open_ones) + len(saved) > MOST_WAITING:
        raise _refused(
            saved[0].category,
            f"{len(open_ones)} changes wait already and {MOST_WAITING} is the most; settle some of them first",
        )


def waiting(book: Book) -> tuple[Proposal, ...]:
    """Return what waits for a second person, oldest first. Raises AuditError where the record is not whole."""
    return tuple(_waiting(book, history(book.root)))


def confirm(book: Book, number: int) -> Entry:
    """Put a proposal of another role in place.

    Raises KnowledgeError where it does not wait (any more), is one's own, or its file says something else than when it
    was proposed.
    """
    proposal = _named(book, number)
    if proposal.deed.role == book.role:
        raise _refused(f"proposal {number}", "is your own; somebody in another role has to confirm it")
    return _put(book, proposal, CONFIRM)


def close(book: Book, number: int) -> Entry:
    """Refuse a proposal, or withdraw it where it is one's own. Raises KnowledgeError where it does not wait."""
    refuse_nobody(book, Page(HISTORY, "", ""))
    proposal = _named(book, number)
    verb = WITHDRAW if proposal.deed.role == book.role else REFUSE
    with locked(book.root) as folder:
        _refuse_settled(book, read_log(folder), number)
        return append(folder, _closing(book, proposal.deed, f"{verb} {number}"))


def apply_due(book: Book, roles: Collection[str]) -> tuple[Entry, ...]:
    """Put in place what was confirmed when the program was killed and, where there is one admin only, what that admin
    proposed a day ago; what does not fit its file any more is closed. `book.role` is not looked at.

    Raises AuditError where the record is not whole, DiskError where the disk refuses: then it is tried again.
    """
    done: list[Entry] = []
    found = waiting(book)
    if not any(one.agreed for one in found):
        (book.root / HISTORY / DOING).unlink(missing_ok=True)
    alone = tuple(roles) if len(roles) == 1 else ()
    left = [one for one in found if one.agreed or (one.deed.role in alone and book.clock.now() >= one.due)]
    while left:
        refused = [one for one in left if not _is_put(book, one, done)]
        if len(refused) == len(left):  # nothing that they could be waiting for has come
            return (*done, *(close(_in_role(book, one), one.number) for one in refused))
        left = refused
    return tuple(done)


def is_stale(book: Book, proposal: Proposal) -> bool:
    """Whether the file says something else than when the change was proposed, so that it can only be made anew."""
    return book.page(proposal.deed.category).version != proposal.deed.before


def _is_put(book: Book, proposal: Proposal, done: list[Entry]) -> bool:
    """Put a proposal in place, if its file takes it as the others are now; one of an import may need another first."""
    try:
        done.append(_put(_in_role(book, proposal), proposal, CONFIRM if proposal.agreed else APPLY))
    except DiskError:  # tried again later
        raise
    except KnowledgeError:
        return False
    return True


def _in_role(book: Book, proposal: Proposal) -> Book:
    return replace(book, role=proposal.agreed or NOBODY)


def _put(book: Book, proposal: Proposal, verb: str) -> Entry:
    deed, number = proposal.deed, proposal.number
    page = book.page(deed.category)
    refuse_nobody(book, page)
    if page.version != deed.before:
        what = (
            f"has been changed since proposal {number} was made; make the change once more from the new text"
        )
        raise _refused(f"{deed.category}.yaml", what)
    written: list[Entry] = []

    def record(saved: Saved) -> None:
        folder = book.root / HISTORY
        entries = read_log(folder)
        _refuse_settled(book, entries, number)
        write_whole(folder / DOING, str(len(entries) + 1).encode())
        written.append(append(folder, book.deed(f"{verb} {number}", deed.topic, saved)))

    save(book.root, book.lang, page, kept(book.root, deed.after).decode("utf-8"), record)
    (book.root / HISTORY / DOING).unlink(missing_ok=True)
    done = written[0].deed
    if said := committed(book, [page], done.when, f"{done.action} ({done.topic})"):
        book.tell(said)
    return written[0]


def _waiting(book: Book, entries: tuple[Entry, ...]) -> Iterator[Proposal]:
    closing = {number: entry for entry in entries if (number := _closes(entry))}
    for entry in entries:
        if not entry.deed.action.startswith(f"{PROPOSE} "):
            continue
        end = closing.get(entry.number)
        if end is None:
            yield Proposal(entry.number, entry.deed)
        elif _is_interrupted(book, end):
            yield Proposal(entry.number, entry.deed, end.deed.role)


def _closes(entry: Entry) -> int:
    """The number of the proposal that a line puts an end to; 0 for any other line."""
    verb, _, number = entry.deed.action.partition(" ")
    return int(number) if verb in _CLOSING and number.isdecimal() else 0


def _is_interrupted(book: Book, end: Entry) -> bool:
    """Whether a proposal was written down as put in place, and the writer killed before it was. A file that somebody
    has put back by hand looks the same, but for what the writer leaves while it is at work."""
    try:
        doing = (book.root / HISTORY / DOING).read_text("ascii")
    except (OSError, ValueError):
        return False
    deed = end.deed
    is_change = deed.before != deed.after
    return is_change and doing == str(end.number) and book.page(deed.category).version == deed.before


def _named(book: Book, number: int) -> Proposal:
    for one in waiting(book):
        if one.number == number:
            return one
    raise _settled(number)


def _refuse_settled(book: Book, entries: tuple[Entry, ...], number: int) -> None:
    """Called with the lock held: of two people who decide at once, one is too late."""
    if all(one.number != number for one in _waiting(book, entries)):
        raise _settled(number)


def _settled(number: int) -> KnowledgeError:
    return _refused(f"proposal {number}", "does not wait any more: it was settled, or there is none")


def _closing(book: Book, deed: Deed, action: str) -> Deed:
    """A line that changes no file: the same version before and after."""
    return book.deed(action, deed.topic, Saved(deed.category, deed.before, deed.before))


def _is_same(deed: Deed, saved: Saved) -> bool:
    return (deed.category, deed.before, deed.after) == (saved.category, saved.before, saved.after)


def _refused(where: str, what: str) -> KnowledgeError:
    return KnowledgeError([Mistake(where, 0, what)])
