"""Drawing pages from templates; the only file that imports jinja2. Every value is escaped where it is put in.

The one exception are messages as Telegram gets them, and only where they hold no tags but the three Telegram gets from
us: bold, and fine print that folds.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.content.differences import visible_letters

HERE = Path(__file__).parent / "templates"
_TAGS = re.compile(r"</?b>|<blockquote expandable>|</blockquote>")


def _as_telegram(html: str) -> Markup:
    """The HTML of a message, as it is; anything that is not ours in it is shown, not done."""
    is_ours = not re.search(r"[<>]", _TAGS.sub("", html))
    return Markup(html) if is_ours else escape(html)  # noqa: S704 - looked through in the line before


def _seen(text: str) -> str:
    """A text in which no letter can hide, line by line."""
    return "\n".join(map(visible_letters, text.split("\n")))


@cache
def _environment() -> Environment:
    """The templates, read and compiled once for all who draw."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["as_telegram"] = _as_telegram
    environment.filters["seen"] = _seen
    return environment


class Drawing:
    """Draws templates; `around` goes into every one of them (the menu)."""

    def __init__(self, around: Mapping[str, object]) -> None:
        self._around = around

    def draw(self, template: str, values: Mapping[str, object]) -> str:
        """Return the HTML of a page."""
        return _environment().get_template(template).render({**self._around, **values})
