"""The pages of the editor. A new one is a file here that offers a `Page`, a template, and a line in this table."""

from bot.editor.exchange import Page
from bot.editor.pages import (
    asking,
    entries,
    entry,
    history,
    new_entry,
    places,
    questions,
    review,
    statistics,
    translations,
    waiting,
)

PAGES: tuple[Page, ...] = (
    entries.PAGE,
    entry.PAGE,
    new_entry.PAGE,
    places.PAGE,
    places.ONE,
    asking.PAGE,
    review.PAGE,
    questions.PAGE,
    translations.PAGE,
    waiting.PAGE,
    history.PAGE,
    history.ONE,
    statistics.PAGE,
)
