"""The pages of the editor. A new one is a file here that offers a `Page`, a template, and a line in this table."""

from bot.editor.exchange import Page
from bot.editor.pages import (
    asking,
    entries,
    entry,
    fresh,
    past,
    places,
    questions,
    review,
    statistics,
    tongues,
    waiting,
)

PAGES: tuple[Page, ...] = (
    entries.PAGE,
    entry.PAGE,
    fresh.PAGE,
    places.PAGE,
    places.ONE,
    asking.PAGE,
    review.PAGE,
    questions.PAGE,
    tongues.PAGE,
    waiting.PAGE,
    past.PAGE,
    past.ONE,
    statistics.PAGE,
)
