"""How fast one chat, and everybody together, may ask, without knowing who anyone is.

NEVER ask these limits about an emergency: an emergency is answered always, and before anything
else. There is no block list; the worst that happens is one "please wait a moment" and then quiet
for a minute. Only the monotonic clock is used, so changing the wall clock changes nothing.
"""

from dataclasses import dataclass
from enum import Enum

from bot.clock import Clock
from bot.privacy.forgetful import MOST_TAGS, Forgetful

TINY = 1e-6  # seconds; adding many small steps must not cost anyone a question
ROOM_SECONDS = 600  # one line per group in ten minutes


class Verdict(Enum):
    """What the caller does: answer, say "please wait a moment" once, or say nothing."""

    ALLOW = "allow"
    SAY_WAIT = "say-wait"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Pace:
    """A token bucket: `burst` at once, then one every `seconds_each`."""

    burst: int
    seconds_each: float

    def spend(self, full_at: float, now: float) -> float | None:
        """When the bucket will be full again after one more, or None when it is empty.

        A bucket is kept as the moment it will be full: one number, exact, and nothing to refill.
        """
        full_at = max(full_at, now)
        latest = now + (self.burst - 1) * self.seconds_each
        return full_at + self.seconds_each if full_at <= latest + TINY else None


PER_TAG = Pace(burst=20, seconds_each=3.0)
OVERALL = Pace(burst=25, seconds_each=1 / 25)  # Telegram takes about 30 messages a second in all
WAIT_LINES = Pace(burst=5, seconds_each=1 / 5)  # so that a flood is not doubled by our own replies
# After a minute without a question the bucket is full and the wait line may be said again, so
# nothing worth remembering is left.
FORGET_SECONDS = PER_TAG.burst * PER_TAG.seconds_each


@dataclass(frozen=True, slots=True)
class _Asked:
    full_at: float
    told_at: float


class Limits:
    """The buckets of at most 20,000 tags, and the one they all share (unless `overall` is None, where something behind
    the desk paces what goes out). Never ask about an emergency."""

    def __init__(self, clock: Clock, most: int = MOST_TAGS, overall: Pace | None = OVERALL) -> None:
        self._clock, self._overall = clock, overall
        self._asked: Forgetful[_Asked] = Forgetful(clock, FORGET_SECONDS, most)
        self._all_full_at = clock.monotonic()
        self._waits_full_at = clock.monotonic()

    def allows(self, tag: bytes) -> bool:
        """May this be answered now? Counts as one question. Never ask about an emergency."""
        return self.verdict(tag) is Verdict.ALLOW

    def verdict(self, tag: bytes) -> Verdict:
        """What to do with one more question under this tag. Never ask about an emergency."""
        now = self._clock.monotonic()
        asked = self._asked.get(tag) or _Asked(now, now - FORGET_SECONDS)
        own = PER_TAG.spend(asked.full_at, now)
        shared = self._overall.spend(self._all_full_at, now) if self._overall else self._all_full_at
        if own is None or shared is None:
            return self._refuse(tag, asked, now)
        self._all_full_at = shared
        self._asked.put(tag, _Asked(own, asked.told_at))
        return Verdict.ALLOW

    def sweep(self) -> None:
        """Forget the tags that have been quiet for a minute."""
        self._asked.sweep()

    def __len__(self) -> int:
        return len(self._asked)

    def _refuse(self, tag: bytes, asked: _Asked, now: float) -> Verdict:
        waits = WAIT_LINES.spend(self._waits_full_at, now)
        if waits is None or now - asked.told_at < FORGET_SECONDS:
            return Verdict.SILENT
        self._waits_full_at = waits
        self._asked.put(tag, _Asked(asked.full_at, now))
        return Verdict.SAY_WAIT


class OncePer:
    """Says yes once per tag in a while, as for one line per group in ten minutes.

    A new key makes a new tag, so once every half hour a second yes can come early; that is the
    price of not knowing who it is.
    """

    def __init__(self, clock: Clock, seconds: float = ROOM_SECONDS, most: int = MOST_TAGS) -> None:
        self._said: Forgetful[bool] = Forgetful(clock, seconds, most)

    def first(self, tag: bytes) -> bool:
        """Is this the first time in the while? Then the while begins now."""
        if self._said.get(tag):
            return False
        self._said.put(tag, True)
        return True

    def sweep(self) -> None:
        """Forget the tags whose while is over."""
        self._said.sweep()

    def __len__(self) -> int:
        return len(self._said)
