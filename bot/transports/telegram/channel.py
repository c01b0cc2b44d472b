"""Posting to the organisation's own channel, which people may follow: nobody here holds a list of who does.

Each post goes out once, without a sound. It is claimed before it is sent; where nobody can know whether Telegram took
it, it counts as sent.
"""

import asyncio
from typing import Protocol

from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.logs import Event, event
from bot.transports.telegram.api import Line, attempt
from bot.transports.telegram.outbound import Piece, as_html

_REFUSED = (BadRequest, Forbidden, RetryAfter)  # Telegram said no: the post is surely not there


class Marks(Protocol):
    """What has been posted before (store/posted.py)."""

    def claim(self, mark: str) -> bool:
        """Whether this is now ours to post, once and for all."""
        ...

    def release(self, mark: str) -> None:
        """The post was surely not taken."""
        ...


class Channel:
    """The channel called `name` ("@our_alerts"); the bot must be one of its administrators."""

    def __init__(self, bot: Line, name: str, marks: Marks) -> None:
        self._bot, self._name, self._marks = bot, name, marks
        self._told: set[str] = set()

    async def post(self, mark: str, text: str) -> bool:
        """Post `text`, unless `mark` says that it was posted before. Return whether that is settled: False where it is
        worth trying later, because Telegram is not there or surely did not take it. Raises StoreError where the mark
        cannot be kept."""
        if isinstance(await attempt(self._bot.call("getMe")), Exception):
            return False
        if not await asyncio.to_thread(self._marks.claim, mark):
            return True
        words = as_html(Piece(text))
        outcome = await attempt(self._bot.call("sendMessage", {"chat_id": self._name, **words}))
        if not isinstance(outcome, Exception):
            event(Event.ALERT_POSTED)
            return True
        is_refused = isinstance(outcome, _REFUSED)
        if is_refused:
            await asyncio.to_thread(self._marks.release, mark)
        if mark not in self._told:
            self._told.add(mark)
            event(Event.ALERT_NOT_POSTED, error=outcome)
        return not is_refused
