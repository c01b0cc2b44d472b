"""Questions without an answer that people agreed to have kept: the words they were shown, and the week.

Kept for four weeks, so never longer than 30 days, in a table that has no room for anything else and no order of coming.
What is deleted is overwritten and cut out of the journal at once (store/database.py).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.store.counters import Store
from bot.store.database import StoreError

WEEKS = 4
MOST = 500  # kept at a time; more than anybody reads, few enough that a flood fills no disk
MOST_WAITING = 50  # until the next flush
INSERT = "INSERT INTO questions (week, text) VALUES (?, ?) ON CONFLICT (week, text) DO NOTHING"
DELETE = "DELETE FROM questions WHERE week = ? AND text = ?"
EXPIRE = "DELETE FROM questions WHERE week < ?"
ALL = "SELECT week, text FROM questions ORDER BY week, text"


@dataclass(frozen=True, slots=True, order=True)
class Suggestion:
    """A question that may be kept, and the Monday of the week in which somebody agreed (2026-11-23)."""

    week: str
    text: str = field(repr=False)


class Suggestions:
    """The questions that are kept. `flush` is called from time to time, so that the file does not show when in a day
    somebody agreed."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._waiting: dict[Suggestion, None] = {}
        self._kept = 0

    def keep(self, text: str) -> bool:
        """Take a question that somebody agreed to have kept; False where there is no room for it."""
        if len(self._waiting) >= MOST_WAITING or self._kept + len(self._waiting) >= MOST:
            return False
        self._waiting[Suggestion(_monday(self._today()), text)] = None
        return True

    async def flush(self) -> int:
        """Write what was taken and delete what is too old; returns how many were lost. Never raises StoreError."""
        waiting, self._waiting = list(self._waiting), {}
        oldest = oldest_week(self._today())
        rows = [(one.week, one.text) for one in sorted(waiting)]
        try:
            await self._store.write([(INSERT, rows), (EXPIRE, [(oldest,)])])
            self._kept = len(await self.all())
        except StoreError:
            return len(waiting)
        return 0

    async def all(self) -> Sequence[Suggestion]:
        """Return what is kept, by week and then by its letters. Raises StoreError where it cannot be read."""
        return [Suggestion(str(week), str(text)) for week, text in await self._store.read(ALL)]

    async def drop(self, suggestion: Suggestion) -> None:
        """Delete one, for good. Raises StoreError where that cannot be done."""
        await self._store.write([(DELETE, [(suggestion.week, suggestion.text)])])

    def _today(self) -> dt.date:
        return self._clock.now().date()


def oldest_week(today: dt.date) -> str:
    """Return the Monday of the oldest week of which questions are still kept."""
    return _monday(today - dt.timedelta(weeks=WEEKS - 1))


def _monday(day: dt.date) -> str:
    return (day - dt.timedelta(days=day.weekday())).isoformat()
