"""Questions that somebody was just asked about: the words that were shown, until yes or no, for ten minutes at most.

In memory only, one a conversation, under its tag and a random token that the buttons carry: a button has no room for
the words, and words that came back from a chat could be others than those that were shown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.privacy.forgetful import Forgetful

ASK_SECONDS = 600
MOST_PENDING = 1_000  # some 300 KB; more at once than people are asked in ten minutes
_TOKEN_BYTES = 8


@dataclass(frozen=True, slots=True)
class _Shown:
    token: str
    text: str = field(repr=False)


class Pending:
    """The questions that wait for an answer."""

    def __init__(self, clock: Clock, random_bytes: Callable[[int], bytes], most: int = MOST_PENDING) -> None:
        self._random_bytes = random_bytes
        self._held: Forgetful[_Shown] = Forgetful(clock, ASK_SECONDS, most)

    def ask(self, tag: bytes, text: str) -> str:
        """Hold what was shown, in place of what this conversation was asked before, and return its token."""
        token = self._random_bytes(_TOKEN_BYTES).hex()
        self._held.put(tag, _Shown(token, text))
        return token

    def take(self, tags: Iterable[bytes], token: str) -> str:
        """Return what was shown with this token to this conversation, once; empty where it is no longer held."""
        for tag in tags:
            shown = self._held.get(tag)
            if shown is not None and shown.token == token:
                self._held.drop(tag)
                return shown.text
        return ""

    def forget(self, tags: Iterable[bytes]) -> None:
        """Drop what these conversations were asked."""
        for tag in tags:
            self._held.drop(tag)

    def sweep(self) -> None:
        """Forget what was asked over ten minutes ago."""
        self._held.sweep()

    def clear(self) -> None:
        """Forget all of it, at a stop."""
        self._held.clear()

    def __len__(self) -> int:
        return len(self._held)
