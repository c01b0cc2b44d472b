"""Posting alerts to the organisation's channel while Telegram is served. Part of app: it wires.

Nothing in here can stop answers: what cannot be posted or marked is told to the log, and tried again.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from bot import logs
from bot.core import alerts
from bot.core.view import View
from bot.logs import Event
from bot.store.database import StoreError
from bot.store.posted import Posted
from bot.transports.telegram.api import Line
from bot.transports.telegram.channel import Channel

LOOK_SECONDS = 5.0
REST_SECONDS = 60.0  # where it failed: a channel that the bot may not write to is mended by a person


async def post_alerts(
    bot: Line,
    name: str,
    state: Path,
    view: Callable[[], View],
    look: float = LOOK_SECONDS,
    rest: float = REST_SECONDS,
) -> None:
    """Post what is out and was never posted, until cancelled: looked for every `look` seconds, and after `rest` where
    something could not be posted."""
    channel, settled = Channel(bot, name, Posted(state)), set[str]()
    wait = look
    while True:
        await asyncio.sleep(wait)
        try:
            wait = look if await _post(channel, view(), settled) else rest
        except StoreError as error:
            logs.event(Event.STORE_UNAVAILABLE, error=error)
            wait = rest
        except Exception as error:
            logs.event(Event.INTERNAL_ERROR, error=error)
            wait = rest


async def _post(channel: Channel, view: View, settled: set[str]) -> bool:
    """Post all that is out, oldest first, as far as that goes; whether it went all the way."""
    for one in reversed(view.board.on(view.today())):
        mark = f"{one.published} {one.id}"
        if mark in settled:
            continue
        if not await channel.post(mark, alerts.post(one, view)):
            return False
        settled.add(mark)
    return True
