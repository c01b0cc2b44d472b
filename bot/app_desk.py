"""What the editor shows of the state folder: part of app, it turns what the bot counted and kept into plain values.

Looking only reads; the files are opened for writing for nothing but deleting a question.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from bot.app_questions import FILE, opened
from bot.app_stats import beside_of, cells_of, namer, notes, published, shown_in_any
from bot.clock import Clock
from bot.config import Settings
from bot.core.model import Topic
from bot.editor.desk import Counted, CountLine, Kept
from bot.privacy.publish import Week
from bot.store.reading import read_questions
from bot.store.suggestions import Suggestion, oldest_week

_WEEKS = 8  # side by side that can still be read


def counted(settings: Settings, clock: Clock, topics: Mapping[str, Topic]) -> Counted | None:
    """Return what may be published of the counts, as `saferbot stats` does; None where the settings name no folder.

    Raises StoreError where they cannot be read.
    """
    if settings.state is None:
        return None
    found = published(settings, _WEEKS, clock.now().date())
    named = namer({topic.id: topic.title for topic in topics.values()})
    return Counted(
        tuple(week.monday for week in found),
        tuple(week.total for week in found),
        _lines(found, cells_of, named),
        _lines(found, beside_of, named),
        found[-1].days,
        tuple(notes(found)),
    )


def _lines(
    found: Sequence[Week], part: Callable[[Week], Mapping[str, int | None]], named: Callable[[str], str]
) -> tuple[CountLine, ...]:
    return tuple(
        CountLine(named(cell), tuple(part(week).get(cell) for week in found))
        for cell in shown_in_any(found, part)
    )


def kept(settings: Settings, clock: Clock) -> tuple[Kept, ...] | None:
    """Return the questions that people agreed to have kept; None where the settings keep none. Raises StoreError."""
    if not settings.keep_questions or settings.state is None:
        return None
    rows = read_questions(settings.state / FILE, oldest_week(clock.now().date()))
    return tuple(Kept(week, text) for week, text in rows)


def drop(settings: Settings, clock: Clock, question: Kept) -> None:
    """Delete a question for good. Not for the event loop. Raises StoreError where that cannot be done."""
    asyncio.run(_drop(settings, clock, Suggestion(question.week, question.text)))


async def _drop(settings: Settings, clock: Clock, question: Suggestion) -> None:
    async with opened(settings, clock) as suggestions:
        if suggestions is not None:
            await suggestions.drop(question)
