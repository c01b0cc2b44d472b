"""Telling somebody later what they asked to be told: "2 minutes are over". All that outlives its answer here.

A chat's number is kept in memory until then, never on disk, and goes with the process; one timer a chat. Whoever taps
on to another step needs it no more.
"""

import asyncio
from collections.abc import Callable

from bot.core import menu
from bot.core.model import Later
from bot.transports.base import Incoming

MOST_CHATS = 1_000  # beyond that nobody new is told: a flood must not fill the memory
_MOVES_ON = (menu.Action.STEP, menu.Action.WAIT, menu.Action.RED)


class Timers:
    """`tell(chat, code)` is called when a chat's time is over."""

    def __init__(self, tell: Callable[[int, str], None]) -> None:
        self._tell = tell
        self._waiting: dict[int, asyncio.TimerHandle] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def start(self, chat: int, later: Later) -> None:
        """Remember to tell this chat; the last one asked for counts."""
        self._stop(chat)
        if len(self._waiting) < MOST_CHATS:
            loop = asyncio.get_running_loop()
            self._waiting[chat] = loop.call_later(later.seconds, self._over, chat, later.code)

    def moved_on(self, chat: int, incoming: Incoming) -> None:
        """Forget the chat's timer where the person has tapped on by themselves."""
        press = menu.decode(incoming.code)
        if press is not None and press.action in _MOVES_ON:
            self._stop(chat)

    def stop(self) -> None:
        """Forget all of them, for the end of the process."""
        for chat in tuple(self._waiting):
            self._stop(chat)

    def _stop(self, chat: int) -> None:
        waiting = self._waiting.pop(chat, None)
        if waiting:
            waiting.cancel()

    def _over(self, chat: int, code: str) -> None:
        self._waiting.pop(chat, None)
        self._tell(chat, code)
