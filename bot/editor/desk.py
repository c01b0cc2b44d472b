"""What the pages work with: the knowledge as it is now, and what the builder hands in (bot/app_edit.py).

Matching, drawing for Telegram and the version in force are other rooms' work; here they are only things to call.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.admin.changes import Book
from bot.core.model import Reply
from bot.core.view import View
from bot.errors import Mistake


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message as a phone shows it: Telegram's own HTML, the buttons under it in rows (label, and whether it is red),
    and whether it comes without a sound."""

    html: str
    rows: tuple[tuple[tuple[str, bool], ...], ...] = ()
    is_silent: bool = True


@dataclass(frozen=True, slots=True)
class Present:
    """The knowledge as it can be used now, and what is wrong in its files meanwhile."""

    view: View
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page may use. `book` is the knowledge as this editor's role changes it; `present` looks at the files each
    time, so an edit made elsewhere is seen at once; `bubbles` draws a reply as Telegram gets it."""

    book: Book
    present: Callable[[], Present]
    bubbles: Callable[[Reply, View], tuple[Bubble, ...]]
