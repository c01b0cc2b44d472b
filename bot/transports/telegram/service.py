"""Serves Telegram from the first greeting to the last confirmation; the one thing the builder calls here."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.clock import Clock
from bot.transports.telegram.answering import FrontDesk, IsUrgent, is_call_for_help
from bot.transports.telegram.api import Line
from bot.transports.telegram.housekeeping import Texts, introduce, sweep_often
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.poll import Poller
from bot.transports.telegram.reach import Reach, greet
from bot.transports.telegram.sending import Pictures, no_pictures

SERVICE_PACE = Pace()


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
) -> None:
    """Answer until `stop` is set, then finish what is in hand, at most `pace.grace` seconds.

    `is_urgent` says whose updates of a batch are answered first; urgent replies overtake others in any case.
    Raises SaferbotError where the token is refused or a webhook is set. The bot is closed afterwards.
    """
    reach = Reach(pace)
    poller = Poller(bot, desk, clock, reach, pace, is_urgent, pictures)
    aside = [
        asyncio.create_task(work, name="aside")
        for work in (sweep_often((desk.sweep, poller.tell_skipped), pace.sweep),)
    ]
    try:
        await _until(stop, greet(bot, reach))
        aside.append(asyncio.create_task(introduce(bot, texts), name="aside"))
        await _until(stop, poller.run())
        await poller.finish()
    finally:
        await _end(*aside)
        await bot.close_line()


async def _until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do the work until it ends by itself or `stop` is set; an error of the work is raised."""
    task, stopping = asyncio.create_task(work, name="work"), asyncio.create_task(stop.wait(), name="stop")
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
    finally:
        await _end(task, stopping)


async def _end(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
