"""Alerts about what is going round: what, where, what to do, from whom, and until when. Values only.

An alert ends by itself on its date: nobody has to remember to take it down, and nobody is on a list to be told.
"""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert. `do` may ask for local facts ({emergency_number}). It belongs to `topics` (entries) and `substances`
    (also families of them). `expires` is its last day; `by` the role of whoever wrote it, never a name; `ended` the day
    on which it was taken back, None where it was not."""

    id: str
    what: str
    where: str
    do: str
    source: str
    published: dt.date
    expires: dt.date
    by: str
    topics: frozenset[str] = frozenset()
    substances: frozenset[str] = frozenset()
    ended: dt.date | None = None

    def is_current(self, today: dt.date) -> bool:
        """Whether it is to be shown on that day."""
        return self.ended is None and self.published <= today <= self.expires


@dataclass(frozen=True, slots=True)
class Board:
    """All alerts, and the day on which a person last looked whether there is one (None: nobody ever did). `is_broken`:
    some of what is written cannot be read, so that an alert may be missing."""

    alerts: tuple[Alert, ...] = ()
    looked: dt.date | None = None
    is_broken: bool = False

    def on(self, today: dt.date) -> tuple[Alert, ...]:
        """The alerts to be shown on that day, newest first."""
        current = [one for one in self.alerts if one.is_current(today)]
        return tuple(sorted(current, key=lambda one: (-one.published.toordinal(), one.id)))


NO_BOARD = Board()
