"""Fetches updates and sees to it that each is answered, once where nothing goes wrong, and never less.

The library's own loop confirms updates before they are answered, and stops for good at one that it cannot read. Here
an update is confirmed when it is done. NEVER throw away what was written while the bot was down.
"""

import asyncio
import contextlib

from telegram.error import Conflict

from bot.clock import Clock
from bot.transports.telegram.answering import Answering, FrontDesk, IsUrgent, Letter
from bot.transports.telegram.api import Line, attempt
from bot.transports.telegram.depth import Depth
from bot.transports.telegram.inbound import KINDS, update_id
from bot.transports.telegram.leaving import until_none
from bot.transports.telegram.ledger import Ledger
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.reach import Reach, refuse_foreign_webhook
from bot.transports.telegram.sending import Pictures, no_pictures

WINDOW = 100  # the most Telegram hands out at once


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
        copy: str = "",
        me: str = "",
    ) -> None:
        self._bot, self._reach, self._pace = bot, reach, pace
        self._time = asyncio.get_running_loop().time
        self._ledger, self._depth = Ledger(), Depth(bot, pace, self._time)
        self._answering = Answering(bot, desk, clock, pace, is_urgent, self._done, pictures, copy=copy, me=me)
        self._progress = asyncio.Event()
        self._stale = 0  # rounds in a row without anything new
        self._full_since: float | None = None
        self._is_leaving = False
        self.tell_skipped = self._answering.tell_skipped

    async def run(self) -> None:
        """Fetch and answer until cancelled. Raises SaferbotError where it cannot go on."""
        while True:
            await self._room()
            began = self._time()
            fetched, new = await self._round()
            self._stale = 0 if new else self._stale + 1
            await self._look_behind(is_full=fetched >= WINDOW, has_new=new > 0)
            if not (new and self._depth.is_deep):
                await self._settle(self._time() - began)

    async def leave(self) -> None:
        """Go on, while `run` does, until nothing is in hand that Telegram no longer keeps for us."""
        self._is_leaving = True
        self._depth.eased()
        await until_none(
            lambda: self._ledger.carried if self._answering.is_moving else 0, self._pace.longest_grace
        )

    async def finish(self) -> None:
        """Answer what is in hand and confirm what is answered; the rest comes again at the next start."""
        await self._answering.finish(self._pace.grace)
        if self._ledger.offset:
            await attempt(asyncio.wait_for(self._fetch(limit=1, wait=0), self._pace.last_word))

    async def _round(self) -> tuple[int, int]:
        """Fetch once and begin to answer; how many came and how many of them were new."""
        outcome = await attempt(self._fetch(limit=WINDOW, wait=self._pace.long_poll))
        if isinstance(outcome, Exception):
            wait, is_conflict = self._reach.failed(outcome), isinstance(outcome, Conflict)
            del outcome  # it holds the frames of the call, and those what came over the line
            if is_conflict:
                await refuse_foreign_webhook(self._bot)
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
        letters: list[Letter] = []
        for number, raw in new:
            if letter := self._answering.open(number, raw):
                letters.append(letter)
                if letter.is_urgent:
                    self._ledger.hurry(number)
            await asyncio.sleep(0)  # what is urgent and read already is on its way out meanwhile
        hurried = {one.target.chat for one in letters if one.is_urgent}
        for one in sorted(letters, key=lambda letter: letter.target.chat not in hurried):
            self._answering.answer(one)
            await asyncio.sleep(0)  # an answer goes out before the next is thought about
        return len(new)

    def _new_number(self, raw: object) -> int | None:
        number = update_id(raw)
        if number is None:
            self._answering.skip()
            return None
        return number if self._ledger.take(number) else None

    def _done(self, update: int) -> None:
        self._ledger.done(update)
        self._progress.set()

    async def _room(self) -> None:
        most = self._pace.held if self._ledger.carried else self._pace.in_flight
        while self._ledger.in_flight >= most:
            self._progress.clear()
            await self._progress.wait()

    async def _settle(self, took: float) -> None:
        """Wait until all is answered, a moment at most: Telegram hands the unanswered out again at once."""
        if not self._ledger.is_holding:
            is_idle = self._stale > 0 and not self._ledger.has_moved
            await asyncio.sleep(max(0.0, self._pace.moment - took) if is_idle else 0)
            return
        longest = min(self._pace.longest_recheck, self._pace.recheck * (1 + self._stale))
        # Not asyncio.wait_for, which until Python 3.12 loses a stop that comes as an answer goes out.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest):
                await self._quiet()

    async def _quiet(self) -> None:
        while self._ledger.is_holding:
            self._progress.clear()
            await self._progress.wait()

    async def _look_behind(self, *, is_full: bool, has_new: bool) -> None:
        """See that a hundred unanswered updates do not hide who stands behind them."""
        if not is_full:
            self._depth.eased()
            self._full_since = None
            return
        if not self._is_leaving and await self._depth.filled():
            self._ledger.carry_calm()
        if has_new:
            self._full_since = None
        else:
            self._carry_if_stuck()

    def _carry_if_stuck(self) -> None:
        now = self._time()
        if self._full_since is None:
            self._full_since = now
        elif now - self._full_since >= (self._pace.stuck_deep if self._depth.is_deep else self._pace.stuck):
            self._ledger.carry()
