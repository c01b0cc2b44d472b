"""Which danger signs were seen in a conversation within the last minute, so that "he is blue"
followed by "and not breathing" is read as one; and which topic was answered, so that "how long does it last?"
has something to lean on. Names of signs and topics only, under a tag, in memory only.

It never holds a word of a message: anything but a short lower-case name is refused, loudly.
"""

import re
from collections.abc import Iterable

from bot.clock import Clock
from bot.privacy.forgetful import MOST_TAGS, Forgetful

REMEMBER_SECONDS = 60
TOPIC = re.compile(r"[a-z0-9-]{1,60}", re.ASCII)  # what a button can carry
NAME = re.compile(r"[a-z0-9\-_:]{1,40}", re.ASCII)


class RecentSigns:
    """The signs of the last minute, each one forgotten a minute after it was last seen."""

    def __init__(self, clock: Clock, most: int = MOST_TAGS) -> None:
        self._clock = clock
        self._seen: Forgetful[dict[str, float]] = Forgetful(clock, REMEMBER_SECONDS, most)

    def of(self, tags: Iterable[bytes]) -> frozenset[str]:
        """The signs seen under any of these tags (`Tags.current_and_previous`) within the last
        minute.
        """
        return frozenset(sign for tag in tags for sign in self._fresh(tag))

    def remember(self, tag: bytes, signs: frozenset[str]) -> None:
        """Hold these signs for a minute. TypeError or ValueError for anything but names of signs."""
        _refuse_text(signs)
        if signs:
            now = self._clock.monotonic()
            self._seen.put(tag, self._fresh(tag) | dict.fromkeys(signs, now))

    def forget(self, tags: Iterable[bytes]) -> None:
        """Drop what was seen under these tags."""
        for tag in tags:
            self._seen.drop(tag)

    def sweep(self) -> None:
        """Forget every conversation that showed no sign for a minute."""
        self._seen.sweep()

    def __len__(self) -> int:
        return len(self._seen)

    def _fresh(self, tag: bytes) -> dict[str, float]:
        now = self._clock.monotonic()
        seen = self._seen.get(tag) or {}
        return {sign: at for sign, at in seen.items() if now - at < REMEMBER_SECONDS}


class RecentTopic:
    """The topic a conversation was last answered with, forgotten a minute after that or as soon as another follows."""

    def __init__(self, clock: Clock, most: int = MOST_TAGS) -> None:
        self._held: Forgetful[str] = Forgetful(clock, REMEMBER_SECONDS, most)

    def of(self, tags: Iterable[bytes]) -> str:
        """The topic under the first of these tags (`Tags.current_and_previous`) that has one; empty where none has."""
        return next((topic for tag in tags if (topic := self._held.get(tag))), "")

    def remember(self, tag: bytes, topic: str) -> None:
        """Hold this topic for a minute in place of any other. TypeError or ValueError for anything but a topic's id."""
        if type(topic) is not str:
            raise TypeError("a topic is held by its id")
        if not TOPIC.fullmatch(topic):
            raise ValueError("a topic's id is at most 60 of a-z 0-9 -")
        self._held.put(tag, topic)

    def forget(self, tags: Iterable[bytes]) -> None:
        """Hold no topic under these tags any more."""
        for tag in tags:
            self._held.drop(tag)

    def sweep(self) -> None:
        """Forget every conversation that was answered over a minute ago."""
        self._held.sweep()

    def __len__(self) -> int:
        return len(self._held)


def _refuse_text(signs: object) -> None:
    """What was refused is not repeated in the error: it may be what somebody wrote."""
    if not isinstance(signs, (frozenset, set)) or not all(type(sign) is str for sign in signs):
        raise TypeError("danger signs are a set of names")
    if not all(NAME.fullmatch(sign) for sign in signs):
        raise ValueError("a danger sign is a name of at most 40 of a-z 0-9 - _ :")
