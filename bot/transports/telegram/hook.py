"""Telegram calls us: each update is answered before its call is, so that what a crash interrupts comes again.

Where too many wait, ordinary updates are given back for later and emergencies are taken. A message never goes out in
the response itself, though that is allowed: a refusal of it would never be heard of. Only a press is let rest there,
on which nothing depends.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot.clock import Clock
from bot.errors import SaferbotError
from bot.logs import Event, event
from bot.transports.telegram.answering import Answering, FrontDesk, IsUrgent
from bot.transports.telegram.api import Line
from bot.transports.telegram.inbound import KINDS, update_id
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.reach import Reach
from bot.transports.telegram.sending import Pictures, no_pictures

CONNECTIONS = 100  # the most Telegram makes
SEEN = 10_000  # updates that may still be repeated; numbers only
OK, BUSY = 200, 503


@dataclass(frozen=True, slots=True, repr=False)
class Hook:
    """Where Telegram calls, where we listen, the path of it, and what proves that it is Telegram."""

    url: str
    host: str
    port: int
    path: str
    secret: str


@dataclass(frozen=True, slots=True, repr=False)
class Response:
    """What a call of Telegram's is answered with: a status, and a method it may carry out for us."""

    status: int
    method: Mapping[str, str] | None = None


async def set_hook(bot: Line, reach: Reach, hook: Hook) -> None:
    """Tell Telegram where to call, however long that takes. Raises SaferbotError where it refuses."""
    params = {
        "url": hook.url,
        "secret_token": hook.secret,
        "max_connections": CONNECTIONS,
        "allowed_updates": KINDS,
    }
    await reach.insist(bot, "setWebhook", params)


class Receiver:
    """One run of it. What it holds of anybody goes when their update is answered."""

    def __init__(
        self,
        bot: Line,
        desk: FrontDesk,
        clock: Clock,
        pace: Pace,
        is_urgent: IsUrgent,
        pictures: Pictures = no_pictures,
        copy: str = "",
        me: str = "",
    ) -> None:
        self._pace = pace
        self._answering = Answering(
            bot, desk, clock, pace, is_urgent, self._done, pictures, answers_presses=False, copy=copy, me=me
        )
        self._open: dict[int, asyncio.Future[bool]] = {}
        self._seen: dict[int, None] = {}  # a dict keeps the order
        self._is_closing = False
        self.tell_skipped = self._answering.tell_skipped

    async def take(self, raw: object) -> Response:
        """Answer one update, as it came, and return how to answer the call."""
        number = update_id(raw)
        if number is None:
            self._answering.skip()
        if number is None or number in self._seen:
            return Response(OK)
        if number in self._open:
            return await self._outcome(self._open[number], "")
        if self._is_closing:
            return Response(BUSY)
        return await self._begin(number, raw)

    async def finish(self) -> None:
        """Answer what is in hand; what is not answered then comes again at the next start."""
        self._is_closing = True
        await self._answering.finish(self._pace.grace)
        for waiting in self._open.values():
            if not waiting.done():
                waiting.set_result(False)

    async def _begin(self, number: int, raw: object) -> Response:
        waiting = self._open[number] = asyncio.get_running_loop().create_future()
        letter = self._answering.open(number, raw)
        if letter is None:
            return Response(OK)
        if not letter.is_urgent and len(self._open) > self._pace.hook_held:
            del self._open[number]
            return Response(BUSY)
        self._answering.answer(letter)
        return await self._outcome(waiting, letter.target.press)

    async def _outcome(self, waiting: asyncio.Future[bool], press: str) -> Response:
        await asyncio.wait({waiting}, timeout=self._pace.hook_hold)
        if not waiting.done() or not waiting.result():
            return Response(BUSY)
        rest = {"method": "answerCallbackQuery", "callback_query_id": press} if press else None
        return Response(OK, rest)

    def _done(self, number: int) -> None:
        waiting = self._open.pop(number, None)
        if waiting and not waiting.done():
            waiting.set_result(True)
        self._seen[number] = None
        if len(self._seen) > SEEN:
            del self._seen[next(iter(self._seen))]


async def keep_hook(bot: Line, reach: Reach, hook: Hook, seconds: float) -> None:
    """Look every so many seconds whether Telegram still calls us. Raises SaferbotError where it calls another."""
    while True:
        await asyncio.sleep(seconds)
        info = await reach.insist(bot, "getWebhookInfo")
        url = info.get("url") if isinstance(info, Mapping) else hook.url
        if url and url != hook.url:
            event(Event.CONFLICT)
            raise SaferbotError(STOLEN)
        if not url:
            event(Event.CONFLICT)
            await set_hook(bot, reach, hook)


STOLEN = (
    "Another program has set a webhook of its own for this bot, so messages go there and not here. If you know of no "
    "such program, somebody else has the token: let @BotFather make a new one (/revoke), then start again."
)
