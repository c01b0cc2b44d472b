"""Talking before the ways of asking are learned, in a terminal: danger and pages are answered at once, and a question
waits for its answer unless the person writes on."""

import select
import sys
import time
from collections.abc import Callable, Iterator
from threading import Thread

from bot.app import Version
from bot.core.dialogue import respond
from bot.core.model import Kind, Question, Reply
from bot.core.view import View, early

_LOOK_SECONDS = 0.2
_DANGER = (Kind.EMERGENCY, Kind.CHECK)


class Beginning:
    """A version that learns in a thread while it is talked to, where nothing was kept of it."""

    def __init__(self, whole: Version) -> None:
        self._whole = whole
        self._learning = Thread(target=whole.index, name="learn", daemon=True)
        self._learning.start()

    def version(self) -> Version:
        """Return the version in force."""
        return self._whole.early() if self._learning.is_alive() else self._whole

    def is_ready(self) -> bool:
        """Wait until questions can be looked up; False where the person writes on meanwhile."""
        while self._learning.is_alive():
            if _is_typed():
                return False
        return True


def _is_typed() -> bool:
    """Whether a line is typed within a moment."""
    try:
        return bool(select.select([sys.stdin], [], [], _LOOK_SECONDS)[0])
    except (OSError, ValueError):  # a system that cannot look at a terminal
        time.sleep(_LOOK_SECONDS)
        return False


def answered(text: str, version: Version, view: View, say: Callable[[str], None]) -> Iterator[Reply]:
    """Yield the reply to a single question. Where something has to be learned for it, that is said and waited for.
    Whoever may be in danger waits for nothing: the question about it comes at once, and what was asked after it."""
    first = None if version.learned.is_learned() else respond(Question(text), early(view))
    if first and first.kind in _DANGER:
        yield first
        if first.kind is Kind.EMERGENCY:
            return
    if first and first.kind in (Kind.STARTING, Kind.CHECK):
        say("Learning to look up questions: half a minute or more, at the first start only ...")
    reply = respond(Question(text), view)
    if reply != first or reply.kind is not Kind.CHECK:
        yield reply
