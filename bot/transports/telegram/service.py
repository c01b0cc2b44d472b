"""Serves Telegram from the first greeting to the last confirmation; the one thing the builder calls here."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from bot.clock import Clock
from bot.transports.telegram.answering import FrontDesk, IsUrgent, is_call_for_help
from bot.transports.telegram.api import Line
from bot.transports.telegram.hook import Hook, Receiver, keep_hook, set_hook
from bot.transports.telegram.housekeeping import Texts, introduce_often, sweep_often
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.poll import Poller
from bot.transports.telegram.reach import Reach, greet
from bot.transports.telegram.sending import Pictures, no_pictures

T = TypeVar("T")
SERVICE_PACE = Pace()
CANCEL_AGAIN = 2.0  # seconds


async def serve(
    bot: Line,
    desk: FrontDesk,
    clock: Clock,
    stop: asyncio.Event,
    texts: Texts,
    *,
    is_urgent: IsUrgent = is_call_for_help,
    pace: Pace = SERVICE_PACE,
    pictures: Pictures = no_pictures,
    hook: Hook | None = None,
) -> None:
    """Answer until `stop` is set, then finish what is in hand, at most `pace.grace` seconds.

    `is_urgent` says whose updates are answered first; urgent replies overtake others in any case. With a `hook`
    Telegram calls us, else we ask it. Raises SaferbotError where the token is refused, another webhook is set, or
    nobody can listen there. The bot is closed afterwards.
    """
    reach = Reach(pace)
    aside: list[asyncio.Task[None]] = []
    try:
        me = await _until(stop, greet(bot, reach, hook.url if hook else ""))
        aside.append(asyncio.create_task(introduce_often(bot, texts, pace.watch), name="aside"))
        if hook:
            receiver = Receiver(bot, desk, clock, pace, is_urgent, pictures, texts.copy, me or "")
            aside.append(_sweeping(desk, receiver, pace))
            await _serve_hook(bot, reach, stop, hook, receiver, pace)
        else:
            poller = Poller(bot, desk, clock, reach, pace, is_urgent, pictures, texts.copy, me or "")
            aside.append(_sweeping(desk, poller, pace))
            await _until(stop, poller.run(), poller.leave)
            await poller.finish()
    finally:
        await _end(*aside)
        await bot.close_line()


async def _serve_hook(
    bot: Line, reach: Reach, stop: asyncio.Event, hook: Hook, receiver: Receiver, pace: Pace
) -> None:
    from bot.transports.telegram.door import make_door  # with all it imports: only where somebody calls
    from bot.transports.telegram.listen import listening

    async with listening(make_door(hook.path, hook.secret, receiver.take), hook.host, hook.port):
        await _until(stop, set_hook(bot, reach, hook))
        await _until(stop, keep_hook(bot, reach, hook, pace.watch), receiver.leave)
        await receiver.finish()


def _sweeping(desk: FrontDesk, one: Poller | Receiver, pace: Pace) -> asyncio.Task[None]:
    return asyncio.create_task(sweep_often((desk.sweep, one.tell_skipped), pace.sweep), name="aside")


async def _until(
    stop: asyncio.Event, work: Coroutine[Any, Any, T], leave: Callable[[], Awaitable[None]] | None = None
) -> T | None:
    """Do the work until it ends by itself or `stop` is set, and return what it gave; an error of it is raised. It goes
    on while `leave` does what comes before the end."""
    task, stopping = asyncio.create_task(work, name="work"), asyncio.create_task(stop.wait(), name="stop")
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if leave and not task.done():
            await leave()
        return task.result() if task.done() else None
    finally:
        await _end(task, stopping)


async def _end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel until all have ended: a library's wait may lose a cancellation, and the bot would never stop."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=CANCEL_AGAIN)
    await asyncio.gather(*tasks, return_exceptions=True)
