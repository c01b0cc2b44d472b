"""From a raw update to its answer under way: what polling and webhook share.

Each update stands by itself: one that cannot be read costs itself only. Where more wait than can go out, whoever may
be in danger is looked for first, and the others are thought about when their turn comes. NEVER log anything of an
update.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.admin.access import Way
from bot.clock import Clock
from bot.core import menu
from bot.core.inline import Offer
from bot.core.model import Later, Reply
from bot.logs import Event, event
from bot.transports.base import Incoming
from bot.transports.telegram.api import Line
from bot.transports.telegram.backlog import Backlog
from bot.transports.telegram.chains import Chains, Job
from bot.transports.telegram.inbound import Target, UnreadableUpdateError, read
from bot.transports.telegram.inline import as_answer
from bot.transports.telegram.outbound import URGENT, Piece, draw
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.sending import Pictures, Sender, no_pictures
from bot.transports.telegram.timers import Timers

PRIVATE_CHAT = "https://t.me/{name}?start=nearest"
IsUrgent = Callable[[Incoming], bool]


class FrontDesk(Protocol):
    """What is asked of bot.transports.base.Desk."""

    def reply(self, incoming: Incoming) -> Reply | None:
        """The reply, or None where saying nothing is right."""
        ...

    def share(self, incoming: Incoming) -> Offer | None:
        """The answers that may be put into another chat, or None where saying nothing is right."""
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
class Letter:
    """An update that was read: its number, what came in, where the answer goes, and whether it may be a call for
    help."""

    update: int
    incoming: Incoming
    target: Target
    is_urgent: bool


class Answering:
    """`done(number)` is called once for each update handed in, when its answer is out or there is none.

    `copy` is what a button says that copies a {number}, `me` the bot's name, for a link from groups to the private
    chat. `answers_presses`: a pressed button is let rest by a call of its own; a webhook does it in its response.
    """

    def __init__(
        self,
        bot: Line,
        desk: FrontDesk,
        clock: Clock,
        pace: Pace,
        is_urgent: IsUrgent,
        done: Callable[[int], None],
        pictures: Pictures = no_pictures,
        *,
        answers_presses: bool = True,
        copy: str = "",
        me: str = "",
    ) -> None:
        self._desk, self._clock, self._pace, self._is_urgent = desk, clock, pace, is_urgent
        self._done, self._answers_presses, self._copy = done, answers_presses, copy
        self._me = me
        self._link = PRIVATE_CHAT.format(name=me) if me else ""
        # Waits are real, whatever the clock says.
        self._sender = Sender(bot, pace, asyncio.get_running_loop().time, pictures, self._next)
        self._chains = Chains(self._work, self._next)
        self._backlog: Backlog[Letter] = Backlog()
        self._calls: set[asyncio.Task[None]] = set()
        self._timers = Timers(self._tell_later)
        # Apart: what an admin waits for must not put an end to the minutes of somebody who counts breaths.
        self._results = Timers(self._tell_later)
        self._skipped = 0

    def handle(self, number: int, raw: object) -> None:
        """Read an update and begin to answer it."""
        letter = self.open(number, raw)
        if letter:
            self.answer(letter)

    def open(self, number: int, raw: object) -> Letter | None:
        """Return what an update holds; None where there is nothing to answer, and then it is done."""
        try:
            found = read(raw, self._clock.now())
        except UnreadableUpdateError:
            self.skip()
            found = None
        except (
            Exception
        ) as error:  # of ours: an update must never end the run, it would come again at the next start
            event(Event.INTERNAL_ERROR, error=error)
            found = None
        if found is None:
            self._done(number)
            return None
        incoming, target = found
        return Letter(number, incoming, target, self._hurries(incoming))

    def skip(self) -> None:
        """Count an update that cannot be read."""
        self._skipped += 1

    def tell_skipped(self) -> None:
        """One line, if updates were skipped since the last call: how many."""
        if self._skipped:
            event(Event.UPDATE_SKIPPED, n=min(self._skipped, 999_999))
        self._skipped = 0

    def answer(self, letter: Letter) -> None:
        """Begin to answer; where many wait already and nobody is in danger, keep it until its turn comes."""
        chat = letter.target.chat
        if letter.is_urgent:
            for before in self._backlog.pop(chat):
                self._begin(before)
        elif self._must_wait(chat):
            self._backlog.put(chat, letter)
            return
        self._begin(letter)

    @property
    def is_moving(self) -> bool:
        """Whether any answer is under way or waits for its turn, beside those that wait to be tried again."""
        return bool(self._backlog) or len(self._chains) > self._sender.resting

    async def finish(self, seconds: float) -> None:
        """Answer what is in hand, for so many seconds. Then let go of the rest."""
        await self._chains.finish(seconds)
        self._timers.stop()
        self._results.stop()
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    def _must_wait(self, chat: int) -> bool:
        """One chat's flood is not kept: the desk refuses it at once, which costs less."""
        kept = self._backlog.of(chat)
        return kept < self._pace.kept_of_a_chat and (kept > 0 or self._is_busy())

    def _is_busy(self) -> bool:
        return len(self._chains) - self._sender.resting >= self._pace.chains

    def _next(self) -> None:
        """An answer is out: take up those who waited longest."""
        while self._backlog and not self._is_busy():
            for letter in self._backlog.pop_first():
                self._begin(letter)

    def _begin(self, letter: Letter) -> None:
        if letter.target.query:
            self._beside(self._answer_query(letter))
            return
        pieces, is_urgent, later = self._drawn(letter.incoming, letter.target)
        chat = letter.target.chat
        try:
            if pieces:
                self._chains.put(chat, Job(letter.update, pieces, is_urgent))
            else:
                self._done(letter.update)
            self._around(letter, later, is_urgent=is_urgent)
        except Exception as error:
            event(Event.INTERNAL_ERROR, error=error)

    def _around(self, letter: Letter, later: Later | None, *, is_urgent: bool) -> None:
        """What goes on beside an answer: its timer, and letting the pressed button rest."""
        if letter.target.press and self._answers_presses:
            self._answer_press(letter.target.press, is_urgent)
        self._timers.moved_on(letter.target.chat, letter.incoming)
        self._remind(letter.target.chat, later)

    def _hurries(self, incoming: Incoming) -> bool:
        try:
            return self._is_urgent(incoming)
        except Exception as error:
            event(Event.INTERNAL_ERROR, error=error)
            return True

    def _tell_later(self, chat: int, code: str) -> None:
        # What is told later was asked for by a reply of ours in this very chat.
        asked = Incoming(chat, code=code, way=Way.PRESSED if chat > 0 else Way.ELSEWHERE)
        pieces, is_urgent, later = self._drawn(asked, Target(chat))
        self._remind(chat, later)
        if pieces:
            self._chains.put(chat, Job(None, pieces, is_urgent))

    def _remind(self, chat: int, later: Later | None) -> None:
        if later:
            press = menu.decode(later.code)
            is_admin = press is not None and press.action is menu.Action.ADMIN
            (self._results if is_admin else self._timers).start(chat, later)

    def _drawn(self, incoming: Incoming, target: Target) -> tuple[tuple[Piece, ...], bool, Later | None]:
        """The messages of the reply, whether they are urgent, what to tell later; none where the desk fails twice."""
        for _ in range(2):
            try:
                reply = self._desk.reply(incoming)
                if reply is None:
                    break
                if incoming.in_group and self._link:
                    reply = replace(reply, text=f"{reply.text}\n\n{self._link}")
                return self._pieces(reply, target), reply.kind in URGENT, reply.later
            except Exception as error:
                event(Event.INTERNAL_ERROR, error=error)
        return (), False, None

    def _pieces(self, reply: Reply, target: Target) -> tuple[Piece, ...]:
        """The messages of a reply: to what was written, or to the press of a button under one of ours."""
        if target.press:
            return draw(reply, self._copy, target.answered, target.message)
        return draw(reply, self._copy, target.message, above=target.answered)

    def _answer_press(self, press: str, is_urgent: bool) -> None:
        self._beside(self._sender.answer_press(press, _hurry(is_urgent)))

    async def _answer_query(self, letter: Letter) -> None:
        """Answer an inline query once: one that is late is of no use, and the next letter typed asks again."""
        try:
            offer = self._desk.share(letter.incoming)
            if offer:
                params = as_answer(letter.target.query, offer, self._me)
                await self._sender.answer_query(params, _hurry(letter.is_urgent))
        except Exception as error:
            event(Event.INTERNAL_ERROR, error=error)
        self._done(letter.update)

    def _beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what shows nobody a message, so nothing of a chat has to wait for it."""
        task = asyncio.create_task(work, name="beside")
        self._calls.add(task)
        task.add_done_callback(self._calls.discard)

    async def _work(self, chat: int, job: Job, hurry: asyncio.Event) -> None:
        try:
            await self._sender.send(chat, job.pieces, hurry)
        except Exception as error:
            event(Event.INTERNAL_ERROR, error=error)
        if job.update is not None:
            self._done(job.update)


def _hurry(is_urgent: bool) -> asyncio.Event:
    hurry = asyncio.Event()
    if is_urgent:
        hurry.set()
    return hurry
