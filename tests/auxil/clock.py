"""A clock that moves only when told."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Both clocks of bot.clock.Clock, moving together."""

    def __init__(self, start: datetime = datetime(2030, 1, 15, 12, tzinfo=UTC)) -> None:
        self._start = start
        self._passed = 0.0

    def monotonic(self) -> float:
        return 1000.0 + self._passed

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._passed)

    def advance(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("time does not go back; set_wall_clock does")
        self._passed += seconds

    def set_wall_clock(self, to: datetime) -> None:
        """Someone sets the date; the monotonic clock does not notice."""
        self._start = to - timedelta(seconds=self._passed)
