"""What passes between the browser and a page: plain values, so that a page knows nothing of the web's machinery.

A page is one file in pages/ that offers a `Page`, one template, and one line in pages/__init__.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from bot.editor.desk import Desk

OK, SEE_OTHER, BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT = 200, 303, 400, 403, 404, 409
UNPROCESSABLE, TOO_MANY = 422, 429


class Menu(Enum):
    """Where a page stands in the menu, in this order; pages that are in none are reached from others."""

    KNOWLEDGE = "Knowledge"
    CHECKING = "Checking"
    RECORD = "Record"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What the browser asks of a page: the parts of the path that the page names in braces, what stands behind the
    question mark, and the fields of a form that was sent (empty where the page is only looked at)."""

    parts: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shown:
    """A page to show: its template and what goes into it."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    status: int = OK


@dataclass(frozen=True, slots=True)
class Moved:
    """Go to another page, after something was done: reloading that one does nothing twice."""

    to: str


Answer = Shown | Moved
Handler = Callable[[Desk, Request], Answer]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its path (`/entries/{topic}`), its title, what shows it, what takes its form (None: it has none), and
    where it stands in the menu. Showing changes nothing; whatever changes something is sent as a form."""

    path: str
    title: str
    show: Handler
    send: Handler | None = None
    menu: Menu = Menu.NONE


def missing(what: str) -> Shown:
    """Return the page for something that is not there."""
    return Shown("message.html", {"title": "Not there", "said": (what,)}, NOT_FOUND)
