"""A small desk for the pages that need no matching, and what a page makes of it, drawn as a browser would get it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.admin.changes import Book
from bot.editor.desk import Desk
from bot.editor.drawing import Drawing
from bot.editor.exchange import Page, Request, Shown
from tests.auxil.clock import FakeClock


def _never(*parts: Any) -> Any:
    raise AssertionError("this page does not need that")


def small_desk(root: Path, sites: Path | None = None, **fields: Any) -> Desk:
    """A desk over a folder; whatever a test does not hand in must not be used."""
    book = Book(root, "en", "editor", FakeClock(), sites)
    parts = dict.fromkeys(
        ("present", "bubbles", "ask", "weigh", "counts", "questions", "drop", "places"), _never
    )
    return Desk(**{"book": book, **parts, **fields})


def drawn(desk: Desk, page: Page, request: Request) -> tuple[Shown, str]:
    """What a page shows, and its HTML."""
    shown = page.show(desk, request)
    assert isinstance(shown, Shown)
    return shown, html_of(shown, page.title)


def html_of(shown: Shown, title: str = "") -> str:
    """The HTML of what is shown."""
    around: Mapping[str, object] = {
        "menu": [], "role": "editor", "title": title, "path": "", "is_in": True,
    }  # fmt: skip
    return Drawing(around).draw(shown.template, shown.values)
