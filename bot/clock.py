"""Time, passed in so that tests can hold it still.

Durations come from the monotonic clock; the wall clock only says which day it is and what is open.
"""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a part may ask about time."""

    def monotonic(self) -> float:
        """Seconds from some fixed moment; never goes back."""
        ...

    def now(self) -> datetime:
        """The wall clock, aware, in UTC."""
        ...


class RealClock:
    """The machine's clocks."""

    def monotonic(self) -> float:
        """Seconds of the monotonic clock."""
        return time.monotonic()

    def now(self) -> datetime:
        """The current time in UTC."""
        return datetime.now(UTC)
