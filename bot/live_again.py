"""When learning that failed for the moment is tried again. Part of app: it belongs to live.py.

The machine had no memory, somebody ended the process, the disk was full: it passes, or somebody mends it. So it is
tried for ever, with a pause that grows, since on a small machine each try takes minutes; and the log is told once.
"""

from bot import logs
from bot.clock import Clock
from bot.logs import Event

PAUSES = (5.0, 15.0, 45.0, 135.0, 405.0, 900.0)  # seconds before each further try, the last again and again


class Again:
    """Counts what failed in a row, and says when the next try is due."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._due: float | None = None

    def failed(self, error: Exception) -> float:
        """Return the seconds until the next try. The log is told of the first failure in a row."""
        if not self._failures:
            logs.event(Event.LEARNING_FAILED, error=error)
        pause = PAUSES[min(self._failures, len(PAUSES) - 1)]
        self._failures += 1
        self._due = self._clock.monotonic() + pause
        return pause

    def anew(self) -> None:
        """Forget what failed: it worked now, or something else is to be learned."""
        self._failures, self._due = 0, None

    def is_due(self) -> bool:
        """Whether something failed and its pause is over."""
        return self._due is not None and self._clock.monotonic() >= self._due
