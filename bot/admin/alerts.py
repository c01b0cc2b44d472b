"""Writing alerts: a new one, the end of one, and that somebody has looked. Each is a change like any other: through the
safe writer, with a line in the sealed record, and taken back by `saferbot undo`.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from bot.admin.audit import Entry
from bot.admin.changes import Book, change
from bot.content.alerts import Known, read_alerts, with_alert, with_end, with_looked
from bot.content.strict_yaml import read_bytes
from bot.content.writer import read_page
from bot.core.board import Alert
from bot.errors import KnowledgeError, Mistake

CATEGORY = "alerts"


def publish(book: Book, alert: Alert, known: Known) -> Entry:
    """Put a new alert out. Raises KnowledgeError with everything that is wrong with it; then nothing is changed."""
    return _edit(book, "new alert", alert.id, lambda text: with_alert(text, alert, _today(book)), known)


def end(book: Book, name: str, known: Known) -> Entry:
    """Take an alert down, today. Raises KnowledgeError where there is none, or it is down already."""
    return _edit(book, "end alert", name, lambda text: with_end(text, name, _today(book)), known)


def looked(book: Book, known: Known) -> Entry:
    """Write down that somebody has looked today and there is nothing new. Raises KnowledgeError where that is said
    already."""
    return _edit(book, "looked at alerts", CATEGORY, lambda text: with_looked(text, _today(book)), known)


def _edit(book: Book, action: str, name: str, how: Callable[[str], str], known: Known) -> Entry:
    page = read_page(book.root, book.lang, CATEGORY)

    def refuse(root: Path, lang: str, path: Path, data: bytes) -> None:
        before = {one.what for one in _mistakes(page.text.encode(), known)}
        if fresh := [one for one in _mistakes(data, known) if one.what not in before]:
            raise KnowledgeError(fresh)

    return change(book, page, how(page.text), action, name, refuse)


def _mistakes(data: bytes, known: Known) -> tuple[Mistake, ...]:
    mistakes: list[Mistake] = []
    try:
        read_alerts(read_bytes(data, f"{CATEGORY}.yaml"), known, mistakes)
    except KnowledgeError as error:
        return error.mistakes
    return tuple(mistakes)


def _today(book: Book) -> dt.date:
    return book.clock.now().date()
