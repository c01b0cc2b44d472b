"""Fetches updates and sees to it that each is answered, once where nothing goes wrong, and never less.

The library's own loop confirms updates before they are answered, and stops for good at one that it cannot read. Here
each stands by itself and is confirmed when it is done. NEVER log anything of an update, and never throw away
what was written while the bot was down.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.clock import Clock
from bot.core import menu
from bot.core.model import Later, Reply
from bot.logs import Event, event
from bot.transports.base import Incoming
from bot.transports.telegram.api import Line, attempt
from bot.transports.telegram.chains import Chains, Job
from bot.transports.telegram.inbound import Target, UnreadableUpdateError, read, update_id
from bot.transports.telegram.ledger import Ledger
from bot.transports.telegram.outbound import URGENT, Piece, draw
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.reach import Reach
from bot.transports.telegram.sending import Pictures, Sender, no_pictures
from bot.transports.telegram.timers import Timers

# Always said: Telegram remembers what the last program asked for.
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
WINDOW = 100  # the most Telegram hands out at once

IsUrgent = Callable[[Incoming], bool]


class FrontDesk(Protocol):
    """What the loop asks of bot.transports.base.Desk."""

    def reply(self, incoming: Incoming) -> Reply | None:
        """The reply, or None where saying nothing is right."""
        ...

    def sweep(self) -> None:
        """Forget what is over a minute old."""
        ...


def is_call_for_help(incoming: Incoming) -> bool:
    """What can be seen to be urgent without reading the words: an emergency button or the command."""
    press = menu.decode(incoming.code)
    is_pressed = press is not None and press.action in (menu.Action.RED, menu.Action.STEP)
    return is_pressed or incoming.text.lower().startswith("/emergency")


@dataclass(frozen=True, slots=True, repr=False)
class _Taken:
    update: int
    incoming: Incoming
    target: Target


class Poller:
    """One run of the loop. What it holds of anybody goes when their update is answered."""

    def __init__(
        self,
        bot: Line,
        desk: FrontDesk,
        clock: Clock,
        reach: Reach,
        pace: Pace,
        is_urgent: IsUrgent,
        pictures: Pictures = no_pictures,
    ) -> None:
        self._bot, self._desk, self._clock = bot, desk, clock
        self._reach, self._pace, self._is_urgent = reach, pace, is_urgent
        self._time = asyncio.get_running_loop().time  # waits are real, whatever the clock says
        self._sender = Sender(bot, pace, self._time, pictures)
        self._ledger, self._chains = Ledger(), Chains(self._work)
        self._presses: set[asyncio.Task[None]] = set()
        self._timers = Timers(self._tell_later)
        self._progress = asyncio.Event()
        self._skipped = 0
        self._stale = 0  # rounds in a row without anything new
        self._full_since: float | None = None

    async def run(self) -> None:
        """Fetch and answer until cancelled. Raises SaferbotError where it cannot go on."""
        while True:
            await self._room()
            began = self._time()
            fetched, new = await self._round()
            self._stale = 0 if new else self._stale + 1
            self._look_if_stuck(is_full=fetched >= WINDOW and not new)
            await self._settle(self._time() - began)

    async def finish(self) -> None:
        """Answer what is in hand and confirm what is answered; the rest comes again at the next start."""
        await self._chains.finish(self._pace.grace)
        self._timers.stop()
        for press in self._presses:
            press.cancel()
        await asyncio.gather(*self._presses, return_exceptions=True)
        if self._ledger.offset:
            await attempt(asyncio.wait_for(self._fetch(limit=1, wait=0), self._pace.last_word))

    def tell_skipped(self) -> None:
        """One line, if updates were skipped since the last call: how many."""
        if self._skipped:
            event(Event.UPDATE_SKIPPED, n=min(self._skipped, 999_999))
        self._skipped = 0

    async def _round(self) -> tuple[int, int]:
        """Fetch once and begin to answer; how many came and how many of them were new."""
        outcome = await attempt(self._fetch(limit=WINDOW, wait=self._pace.long_poll))
        if isinstance(outcome, Exception):
            wait = self._reach.failed(outcome)
            del outcome  # it holds the frames of the call, and those what came over the line
            await asyncio.sleep(wait)
            return 0, 0
        self._reach.worked()
        batch = outcome if isinstance(outcome, list) else []
        return len(batch), await self._take_up(batch)

    async def _fetch(self, limit: int, wait: int) -> object:
        return await self._bot.call(
            "getUpdates",
            {
                "offset": self._ledger.ask() or None,
                "limit": limit,
                "timeout": wait,
                "allowed_updates": KINDS,
            },
            wait=wait,
        )

    async def _take_up(self, batch: list[object]) -> int:
        new = [(number, raw) for raw in batch if (number := self._new_number(raw)) is not None]
        letters = [one for number, raw in new if (one := self._open(number, raw))]
        hurried = {one.incoming.chat for one in letters if self._hurries(one.incoming)}
        for one in sorted(letters, key=lambda letter: letter.incoming.chat not in hurried):
            self._answer(one)
            await asyncio.sleep(0)  # an answer goes out before the next is thought about
        return len(new)

    def _new_number(self, raw: object) -> int | None:
        number = update_id(raw)
        if number is None:
            self._skipped += 1
            return None
        return number if self._ledger.take(number) else None

    def _open(self, number: int, raw: object) -> _Taken | None:
        try:
            letter = read(raw, self._clock.now())
        except UnreadableUpdateError:
            self._skipped += 1
            letter = None
        if letter is None:
            self._done(number)
            return None
        return _Taken(number, *letter)

    def _hurries(self, incoming: Incoming) -> bool:
        try:
            return self._is_urgent(incoming)
        except Exception as error:
            event(Event.INTERNAL_ERROR, error=error)
            return True

    def _answer(self, letter: _Taken) -> None:
        pieces, is_urgent, later = self._drawn(letter.incoming)
        self._timers.moved_on(letter.target.chat, letter.incoming)
        if later:
            self._timers.start(letter.target.chat, later)
        if letter.target.press:
            self._answer_press(letter.target.press, is_urgent)
        if pieces:
            self._chains.put(letter.target.chat, Job(letter.update, pieces, is_urgent))
        else:
            self._done(letter.update)

    def _tell_later(self, chat: int, code: str) -> None:
        pieces, is_urgent, _ = self._drawn(Incoming(chat, code=code))
        if pieces:
            self._chains.put(chat, Job(None, pieces, is_urgent))

    def _drawn(self, incoming: Incoming) -> tuple[tuple[Piece, ...], bool, Later | None]:
        """The messages of the reply, whether they are urgent, what to tell later; none where the desk fails twice."""
        for _ in range(2):
            try:
                reply = self._desk.reply(incoming)
                return (draw(reply), reply.kind in URGENT, reply.later) if reply else ((), False, None)
            except Exception as error:
                event(Event.INTERNAL_ERROR, error=error)
        return (), False, None

    def _answer_press(self, press: str, is_urgent: bool) -> None:
        hurry = asyncio.Event()
        if is_urgent:
            hurry.set()
        task = asyncio.create_task(self._sender.answer_press(press, hurry), name="press")
        self._presses.add(task)
        task.add_done_callback(self._presses.discard)

    async def _work(self, chat: int, job: Job, hurry: asyncio.Event) -> None:
        try:
            await self._sender.send(chat, job.pieces, hurry)
        except Exception as error:
            event(Event.INTERNAL_ERROR, error=error)
        if job.update is not None:
            self._done(job.update)

    def _done(self, update: int) -> None:
        self._ledger.done(update)
        self._progress.set()

    async def _room(self) -> None:
        while self._ledger.in_flight >= self._pace.in_flight:
            self._progress.clear()
            await self._progress.wait()

    async def _settle(self, took: float) -> None:
        """Wait until all is answered, a moment at most: Telegram hands the unanswered out again at once."""
        if not self._ledger.is_holding:
            await asyncio.sleep(max(0.0, self._pace.moment - took) if self._stale else 0)
            return
        longest = min(self._pace.longest_recheck, self._pace.recheck * (1 + self._stale))
        await attempt(asyncio.wait_for(self._quiet(), longest))

    async def _quiet(self) -> None:
        while self._ledger.is_holding:
            self._progress.clear()
            await self._progress.wait()

    def _look_if_stuck(self, *, is_full: bool) -> None:
        now = self._time()
        if not is_full:
            self._full_since = None
        elif self._full_since is None:
            self._full_since = now
        elif now - self._full_since >= self._pace.stuck:
            self._ledger.carry()
