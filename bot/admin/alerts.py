"""Writing alerts: a new one, the end of one, and that somebody has looked. Each is a change like any other: through the
safe writer, with a line in the sealed record, and taken back by `saferbot undo`.

Where there are two admins or more, a new alert is a proposal that another role confirms (bot/admin/pending.py). Taking
one down never waits.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.admin import pending
from bot.admin.audit import Entry
from bot.admin.changes import Book, change
from bot.admin.pending import Proposal
from bot.content.alerts import Known, read_alerts, with_alert, with_end, with_looked
from bot.content.strict_yaml import read_bytes
from bot.content.writer import kept
from bot.core.board import Alert
from bot.errors import KnowledgeError, Mistake

CATEGORY = "alerts"
_ENOUGH = 2  # roles: from then on one alone puts no alert out


@dataclass(frozen=True, slots=True)
class Done:
    """The line of the record, and whether the alert waits for another role."""

    entry: Entry
    is_waiting: bool = False


def publish(book: Book, alert: Alert, known: Known, roles: frozenset[str] = frozenset()) -> Done:
    """Put a new alert out, or propose it where `roles` (those of the admins) are two or more. Raises KnowledgeError
    with everything that is wrong with it; then nothing is changed."""
    page = book.page(CATEGORY)
    text = with_alert(page.text, alert, _today(book))
    _refuse_mistakes(page.text, text, known)
    if len(roles) >= _ENOUGH:
        return Done(pending.propose(book, page, text, "new alert", alert.id), is_waiting=True)
    return Done(change(book, page, text, "new alert", alert.id))


def waiting(book: Book) -> Iterator[Proposal]:
    """Yield the alerts that wait for another role, oldest first."""
    return (one for one in pending.waiting(book) if one.deed.category == CATEGORY)


def proposed(book: Book, proposal: Proposal, known: Known) -> Alert | None:
    """Return the alert that a proposal would put out, None where it cannot be read."""
    text = kept(book.root, proposal.deed.after)
    alerts = read_alerts(read_bytes(text, f"{CATEGORY}.yaml"), known, []).alerts
    return next((one for one in alerts if one.id == proposal.deed.topic), None)


def end(book: Book, name: str, known: Known) -> Entry:
    """Take an alert down, today. Raises KnowledgeError where there is none, or it is down already."""
    return _edit(book, "end alert", name, lambda text: with_end(text, name, _today(book)), known)


def looked(book: Book, known: Known) -> Entry:
    """Write down that somebody has looked today and there is nothing new. Raises KnowledgeError where that is said
    already."""
    return _edit(book, "looked at alerts", CATEGORY, lambda text: with_looked(text, _today(book)), known)


def _edit(book: Book, action: str, name: str, how: Callable[[str], str], known: Known) -> Entry:
    page = book.page(CATEGORY)
    text = how(page.text)
    _refuse_mistakes(page.text, text, known)
    return change(book, page, text, action, name)


def _refuse_mistakes(before: str, after: str, known: Known) -> None:
    """Refuse what is wrong now and was not before: an old slip is no reason to keep a warning back."""
    old = {one.what for one in _mistakes(before, known)}
    if fresh := [one for one in _mistakes(after, known) if one.what not in old]:
        raise KnowledgeError(fresh)


def _mistakes(text: str, known: Known) -> tuple[Mistake, ...]:
    mistakes: list[Mistake] = []
    try:
        read_alerts(read_bytes(text.encode(), f"{CATEGORY}.yaml"), known, mistakes)
    except KnowledgeError as error:
        return error.mistakes
    return tuple(mistakes)


def _today(book: Book) -> dt.date:
    return book.clock.now().date()
