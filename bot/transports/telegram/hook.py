"""Telegram calls us: each update is answered before its call is, so that what a crash interrupts comes again.

Where too many wait, ordinary updates are given back for later and emergencies are taken. Telegram calls for two hundred
chats at a time and for a chat's next message only after the one before, so a flood that lasts is taken up and answered
from memory (depth.py). A message never goes out in
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
from bot.transports.telegram.depth import Depth
from bot.transports.telegram.inbound import KINDS, update_id
from bot.transports.telegram.leaving import until_none
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
    """What a call of Telegram's is answered with: a status, a method it may carry out for us, and in how many seconds
    it is asked to call again (0: it need not)."""

    status: int
    method: Mapping[str, str] | None = None
    again: int = 0


async def set_hook(bot: Line, reach: Reach, hook: Hook) -> None:
    """Tell Telegram where to call, however long that takes. Raises SaferbotError where it refuses."""
    params = {
        "url": hook.url,
        "secret_token": hook.secret,
        "max_connections": CONNECTIONS,
        "allowed_updates": KINDS,
    }
    await reach.insist(bot, "setWebhook", params)


@dataclass(slots=True, repr=False)
class _Call:
    """A call of Telegram's that waits for its message to be answered; `may_go` once that is in hand and can wait."""

    outcome: asyncio.Future[bool]
    may_go: bool = False

    def end(self, is_done: bool) -> None:
        if not self.outcome.done():
            self.outcome.set_result(is_done)


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
        self._pace, self._time = pace, asyncio.get_running_loop().time
        self._answering = Answering(
            bot, desk, clock, pace, is_urgent, self._done, pictures, answers_presses=False, copy=copy, me=me
        )
        self._depth = Depth(bot, pace, self._time)
        self._open: dict[int, _Call] = {}
        self._carried: set[int] = set()  # answered to Telegram already, and not yet to the person
        self._seen: dict[int, None] = {}  # a dict keeps the order
        self._given_back_at = 0.0
        self._is_leaving = self._is_closing = False
        self.tell_skipped = self._answering.tell_skipped

    async def take(self, raw: object) -> Response:
        """Answer one update, as it came, and return how to answer the call."""
        number = update_id(raw)
        if number is None:
            self._answering.skip()
        if number is None or number in self._seen or number in self._carried:
            return Response(OK)
        if number in self._open:
            return await self._outcome(self._open[number], "")
        if self._is_closing:
            return self._later()
        return await self._begin(number, raw)

    async def leave(self) -> None:
        """Go on, while calls come in, until nothing is in hand that Telegram no longer keeps for us."""
        self._is_leaving = True
        await until_none(
            lambda: len(self._carried) if self._answering.is_moving else 0, self._pace.longest_grace
        )

    async def finish(self) -> None:
        """Answer what is in hand; what is not answered then comes again at the next start."""
        self._is_closing = True
        await self._answering.finish(self._pace.grace)
        for call in self._open.values():
            call.end(False)

    async def _begin(self, number: int, raw: object) -> Response:
        call = self._open[number] = _Call(asyncio.get_running_loop().create_future())
        letter = self._answering.open(number, raw)
        if letter is None:
            return Response(OK)
        if not letter.is_urgent and not await self._has_room():
            self._open.pop(number).end(False)
            self._given_back_at = self._time()
            return self._later()
        call.may_go = not letter.is_urgent
        if self._depth.is_deep:
            self._carry_calm()
        self._answering.answer(letter)
        return await self._outcome(call, letter.target.press)

    async def _has_room(self) -> bool:
        """Whether one more that can wait may be taken: its call is held until it is answered, or in a flood, answered
        at once so that those behind it are seen."""
        in_hand = len(self._open) + len(self._carried)
        if in_hand <= self._pace.hook_held:
            if self._time() - self._given_back_at > self._pace.hook_eased:
                self._depth.eased()
            return True
        return in_hand <= self._pace.held and not self._is_leaving and await self._depth.filled()

    def _carry_calm(self) -> None:
        for number in [one for one, call in self._open.items() if call.may_go]:
            self._carried.add(number)
            self._open.pop(number).end(True)

    async def _outcome(self, call: _Call, press: str) -> Response:
        await asyncio.wait({call.outcome}, timeout=self._pace.hook_hold)
        if not call.outcome.done() or not call.outcome.result():
            return self._later()
        rest = {"method": "answerCallbackQuery", "callback_query_id": press} if press else None
        return Response(OK, rest)

    def _later(self) -> Response:
        return Response(BUSY, again=self._pace.hook_again)

    def _done(self, number: int) -> None:
        if call := self._open.pop(number, None):
            call.end(True)
        self._carried.discard(number)
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
