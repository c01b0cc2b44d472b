"""What is remembered of a conversation between two messages: danger signs and the topic answered last for a minute, a
search for ten at most.

In memory, under tags, and the same for every way in. What a reply hands back is put here, and nothing else.
"""

from collections.abc import Sequence
from typing import TypedDict

from bot.clock import Clock
from bot.core.model import Kind, Reply
from bot.core.search import Trail
from bot.privacy.recent import RecentSigns, RecentTopic
from bot.privacy.whereabouts import Whereabouts


class Known(TypedDict):
    """The fields of a Question that come from here."""

    recent: frozenset[str]
    about: str
    trail: Trail


class Memory:
    """One table for all conversations of a way in."""

    def __init__(self, clock: Clock) -> None:
        self._recent = RecentSigns(clock)
        self._topic = RecentTopic(clock)
        self._whereabouts = Whereabouts(clock)

    def signs(self, tags: Sequence[bytes]) -> frozenset[str]:
        """The danger signs of the last minute under these tags."""
        return self._recent.of(tags)

    def known(self, tags: Sequence[bytes]) -> Known:
        """Everything remembered under these tags."""
        recent, about = self._recent.of(tags), self._topic.of(tags)
        return {"recent": recent, "about": about, "trail": self._whereabouts.trail(tags)}

    def keep(self, tags: Sequence[bytes], reply: Reply) -> None:
        """Hold what a reply hands back, under the newest tag."""
        if reply.forgets:
            self._whereabouts.forget(tags)
            self._recent.forget(tags)
            self._topic.forget(tags)
            return
        self._recent.remember(tags[0], reply.signs)
        self._keep_topic(tags, reply)
        if reply.spot:
            self._whereabouts.keep(tags[0], reply.spot)
        if reply.offered:
            self._whereabouts.offer(tags[0], reply.offered)
        self._whereabouts.expect(tags, reply.asks)

    def _keep_topic(self, tags: Sequence[bytes], reply: Reply) -> None:
        """Hold which entry a reply shows, so that the next question may lean on it; danger, or a question about danger,
        clears that."""
        if reply.kind is Kind.ANSWER and reply.topics:
            self._topic.forget(tags[1:])
            self._topic.remember(tags[0], reply.topics[0])
        elif reply.kind in (Kind.EMERGENCY, Kind.CHECK):
            self._topic.forget(tags)

    def sweep(self) -> None:
        """Forget everything whose time is over."""
        self._recent.sweep()
        self._topic.sweep()
        self._whereabouts.sweep()

    def clear(self) -> None:
        """Forget all of it, at a stop."""
        self._whereabouts.clear()
