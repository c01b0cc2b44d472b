"""Sends until it is sent. Emergencies wait for nobody; everything else keeps to the pace Telegram allows.

An error is looked at by type and never logged with its words, which can quote what was sent. What Telegram will never
take (a person who blocked the bot) counts as answered.
"""

import asyncio
import contextlib
import math
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from typing import Any

from telegram import InputFile
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.logs import Event, event
from bot.transports.telegram.api import Line, attempt
from bot.transports.telegram.outage import Outage
from bot.transports.telegram.outbound import Piece, as_caption, as_edit, as_html, as_plain, as_venue
from bot.transports.telegram.pace import Pace

UNPARSED = "parse entities"
UNCHANGED = "not modified"
OLD = "query is too old"
WORDS = "sendMessage"
DELETE = "deleteMessage"

Pictures = Callable[[str], bytes | None]


def no_pictures(name: str) -> bytes | None:
    """Where nothing can be shown, the words stand alone."""
    return None


class Lanes:
    """Two lanes out. `hurry` set is the fast one; set while a send waits in the other, it lets that one go."""

    def __init__(self, pace: Pace, monotonic: Callable[[], float]) -> None:
        self._slots = asyncio.Semaphore(pace.at_once)
        self._ordinary = _Turns(pace.per_second, pace.burst, monotonic)
        self._all = _LastSecond(math.ceil(pace.urgent_per_second), monotonic)

    @contextlib.asynccontextmanager
    async def message(self, hurry: asyncio.Event) -> AsyncIterator[None]:
        """Wait for the turn of one message. Urgent ones count for the others too, which make room for them."""
        if not hurry.is_set() and not self._ordinary.take_now():
            await _unless(hurry, self._ordinary.take())
        if hurry.is_set():
            self._ordinary.give_way()
            await self._all.below()
        self._all.add()
        async with self.call(hurry):
            yield

    @contextlib.asynccontextmanager
    async def call(self, hurry: asyncio.Event) -> AsyncIterator[None]:
        """Wait for a connection only, as for a call that shows nobody a message."""
        if hurry.is_set():
            yield
            return
        async with self._slots:
            yield


class _LastSecond:
    """What went out within a second, in both lanes. Whoever is in danger waits here and not for a refusal, which costs
    a second or more: where ordinary answers have just used up what Telegram takes, until the first of them is over."""

    def __init__(self, most: int, monotonic: Callable[[], float]) -> None:
        self._most, self._monotonic = most, monotonic
        self._sent: deque[float] = deque(maxlen=most)
        self._queue = asyncio.Lock()

    async def below(self) -> None:
        """Wait until one more may go; first come, first served."""
        async with self._queue:
            while (wait := self._wait()) > 0:  # noqa: ASYNC110 - others go out meanwhile
                await asyncio.sleep(wait)

    def add(self) -> None:
        """One goes out."""
        self._sent.append(self._monotonic())

    def _wait(self) -> float:
        return self._sent[0] + 1 - self._monotonic() if len(self._sent) == self._most else 0.0


class _Turns:
    """One after the other, first come first served, so many a second and a few more after a quiet moment."""

    def __init__(self, per_second: float, burst: int, monotonic: Callable[[], float]) -> None:
        self._each, self._burst, self._monotonic = 1 / per_second, burst, monotonic
        self._free_at = monotonic()
        self._queue = asyncio.Lock()

    async def take(self) -> None:
        """Wait for a turn and take it."""
        async with self._queue:
            while (wait := self._wait()) > 0:  # noqa: ASYNC110 - others give way meanwhile
                await asyncio.sleep(wait)
            self.give_way()

    def take_now(self) -> bool:
        """Take a turn if there is one and nobody waits for it."""
        is_free = not self._queue.locked() and self._wait() <= 0
        if is_free:
            self.give_way()
        return is_free

    def give_way(self) -> None:
        """Count one that did not wait here: all others are so much later."""
        self._free_at = max(self._free_at, self._monotonic()) + self._each

    def _wait(self) -> float:
        return self._free_at - self._burst * self._each - self._monotonic()


async def _unless(hurry: asyncio.Event, turn: Coroutine[Any, Any, None]) -> None:
    """Wait for the turn, or until there is a hurry."""
    waits = asyncio.create_task(turn, name="turn"), asyncio.create_task(hurry.wait(), name="hurry")
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()


class Sender:
    """Sends to one chat at a time for whoever asks; keeps nothing of what it sent.

    `resting` is how many sends wait to be tried again, and so are in nobody's way; `rests()` is called when one begins.
    """

    def __init__(
        self,
        bot: Line,
        pace: Pace,
        monotonic: Callable[[], float],
        pictures: Pictures = no_pictures,
        rests: Callable[[], None] = lambda: None,
    ) -> None:
        self._bot, self._pace, self._pictures, self._rests = bot, pace, pictures, rests
        self._lanes, self._outage = Lanes(pace, monotonic), Outage()
        self.resting = 0

    async def send(self, chat: int, pieces: tuple[Piece, ...], hurry: asyncio.Event) -> None:
        """Send the pieces in order; returns when all are sent, or when no more can be."""
        who = object()
        try:
            for piece in pieces:
                if not await self._send_piece(chat, piece, hurry, who):
                    return
        finally:
            self._outage.leave(who)

    async def answer_press(self, press: str, hurry: asyncio.Event) -> None:
        """Let the pressed button rest. Tried once: an old press cannot be answered, and nothing depends on it."""
        async with self._lanes.call(hurry):
            await attempt(self._bot.call("answerCallbackQuery", {"callback_query_id": press}))

    async def answer_query(self, params: dict[str, object], hurry: asyncio.Event) -> None:
        """Answer an inline query. Tried once, like a press; what is wrong with ours is told by its type."""
        async with self._lanes.call(hurry):
            outcome = await attempt(self._bot.call("answerInlineQuery", params))
        if isinstance(outcome, BadRequest) and OLD not in outcome.message.lower():
            event(Event.SEND_FAILED, error=outcome)

    async def _send_piece(self, chat: int, piece: Piece, hurry: asyncio.Event, who: object) -> bool:
        method, params, tries = *self._drawn(piece), 0
        while True:
            async with self._lanes.message(hurry):
                outcome = await attempt(self._bot.call(method, {"chat_id": chat, **params}))
            is_out = _is_out(outcome)
            if not is_out:
                self._outage.over()
            if not isinstance(outcome, Exception):
                return True
            if isinstance(outcome, BadRequest) and method == DELETE and piece.text:
                method, params = "editMessageText", as_edit(replace(piece, edits=piece.deletes))
                continue
            if isinstance(outcome, BadRequest) and (piece.pin or piece.deletes):  # the words say it too
                event(Event.SEND_FAILED, error=outcome)
                return True
            if piece.edits and _is_there_already(outcome):  # pressed twice
                return True
            if method != WORDS and isinstance(
                outcome, BadRequest
            ):  # the words matter more than picture and place
                event(Event.SEND_FAILED, error=outcome)
                method, params = WORDS, as_html(piece)
                continue
            if _is_unparsed(outcome) and "parse_mode" in params:
                event(Event.SEND_FAILED, error=outcome)
                params = as_plain(piece)
                continue
            wait = self._wait_after(outcome, tries)
            if wait is None:
                return False
            tries += 1
            del outcome  # it holds the frames of the call, and those the chat and the text
            await self._rest(self._outage.wait(who, wait, hurry) if is_out else asyncio.sleep(wait))

    async def _rest(self, waiting: Coroutine[Any, Any, None]) -> None:
        self.resting += 1
        self._rests()
        try:
            await waiting
        finally:
            self.resting -= 1

    def _drawn(self, piece: Piece) -> tuple[str, dict[str, object]]:
        """The method and parameters for a piece: a picture where it has one and there is one."""
        if piece.pin:
            return "sendVenue", as_venue(piece.pin)
        if piece.edits:
            return "editMessageText", as_edit(piece)
        if piece.deletes:
            return DELETE, {"message_id": piece.deletes}
        data = self._pictures(piece.picture) if piece.picture else None
        if data is None:
            return WORDS, as_html(piece)
        return "sendPhoto", as_caption(piece, InputFile(data, f"{piece.picture}.png", attach=False))

    def _wait_after(self, error: Exception, tries: int) -> float | None:
        """How many seconds until it is worth trying again; None where it never is."""
        if isinstance(error, RetryAfter):
            return self._pace.after_flood(seconds_of(error))
        if isinstance(error, (Forbidden, ChatMigrated)):
            return None
        if isinstance(error, BadRequest) or not isinstance(error, TelegramError):
            event(Event.SEND_FAILED, error=error)
            return None
        # Also a refused token: getUpdates will hear of it too, and that is where everything stops.
        return self._pace.backoff(tries)


def _is_out(outcome: object) -> bool:
    """Whether nothing came back that Telegram itself has said of this call.

    The library makes a BadRequest one too.
    """
    return isinstance(outcome, NetworkError) and not isinstance(outcome, BadRequest)


def _is_unparsed(error: Exception) -> bool:
    return isinstance(error, BadRequest) and UNPARSED in error.message.lower()


def _is_there_already(error: Exception) -> bool:
    return isinstance(error, BadRequest) and UNCHANGED in error.message.lower()


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram says to wait."""
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()
