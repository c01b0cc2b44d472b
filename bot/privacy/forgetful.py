"""A table that forgets: at most so many entries, each for at most so long, the oldest out first.

Keys are tags (pseudonym.py), never anything a person is known by. Nothing outlives its time by more
than one sweep: every write sweeps, and reading what is old removes it instead of giving it.
"""

from collections import OrderedDict
from typing import Generic, TypeVar

from bot.clock import Clock

MOST_TAGS = 20_000  # a few megabytes; a flood of new chats pushes out the oldest, never the memory

V = TypeVar("V")


class Forgetful(Generic[V]):
    """Values under tags, each held for `seconds` after it was last put, at most `most` of them."""

    def __init__(self, clock: Clock, seconds: float, most: int = MOST_TAGS) -> None:
        self._clock = clock
        self._seconds = seconds
        self._most = most
        self._held: OrderedDict[bytes, tuple[float, V]] = OrderedDict()

    def get(self, tag: bytes) -> V | None:
        """What was put under this tag, or None when nothing was or its time is over."""
        at, value = self._held.get(tag, (0.0, None))
        if value is not None and self._is_old(at):
            del self._held[tag]
            return None
        return value

    def put(self, tag: bytes, value: V) -> None:
        """Hold this value from now on, in place of what stood there."""
        self.sweep()
        self._held[tag] = (self._clock.monotonic(), value)
        self._held.move_to_end(tag)
        while len(self._held) > self._most:
            self._held.popitem(last=False)

    def sweep(self) -> None:
        """Forget everything whose time is over; cheap, because the oldest stand first."""
        while self._held:
            tag, (at, _) = next(iter(self._held.items()))
            if not self._is_old(at):
                return
            del self._held[tag]

    def drop(self, tag: bytes) -> None:
        """Forget what is held under this tag, if anything is."""
        self._held.pop(tag, None)

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()

    def __len__(self) -> int:
        return len(self._held)

    def _is_old(self, at: float) -> bool:
        return self._clock.monotonic() - at >= self._seconds
