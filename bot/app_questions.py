"""Questions that people agreed to have kept: part of app, it wires asking, keeping, reading and deleting."""

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from bot.clock import Clock
from bot.config import Settings
from bot.content.loader import Loaded
from bot.core.model import Topic
from bot.core.text import fold
from bot.privacy.scrub import Vocabulary
from bot.store.database import Database
from bot.store.schema import QUESTIONS
from bot.store.suggestions import Suggestions

FILE = "questions.sqlite3"
_CAPITAL = re.compile(r"\b[A-Z][\w-]+")


def vocabulary_of(topics: Iterable[Topic], loaded: Loaded) -> Vocabulary:
    """Return the words that may stand though they begin with a capital: names of drugs that the answers write so, and
    what ways of asking begin with."""
    drugs = {word for words in (*loaded.names.of, *loaded.names.ambiguous) for word in words}
    known = tuple(topics)
    written = {word for topic in known for word in _CAPITAL.findall(f"{topic.title}\n{topic.answer}")}
    openers = {fold(asked).split(" ", 1)[0] for topic in known for asked in (topic.title, *topic.questions)}
    return Vocabulary(frozenset(map(fold, written)) & drugs, frozenset(openers))


@asynccontextmanager
async def opened(settings: Settings, clock: Clock) -> AsyncIterator[Suggestions | None]:
    """Give the questions that were kept; None where the operator did not choose to keep any. Raises StoreError where
    their file cannot be used."""
    if not settings.keep_questions or settings.state is None:
        yield None
        return
    database = await Database.open(settings.state / FILE, QUESTIONS)
    suggestions = Suggestions(database, clock)
    try:
        await suggestions.flush()
        yield suggestions
    finally:
        await suggestions.flush()
        await database.close()
