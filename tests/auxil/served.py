"""The whole bot at work on a fake Bot API, and a person who talks to it in words: for scenarios and pictures."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.clock import RealClock
from bot.core.view import View
from bot.transports.base import Desk
from bot.transports.telegram.api import make_bot
from bot.transports.telegram.housekeeping import Texts
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.sending import Pictures, no_pictures
from bot.transports.telegram.service import serve
from tests.auxil.botapi import FakeBotApi, User
from tests.auxil.botapi_world import Sent

PERSON = 7_700_000_001
COPY = "Copy {number}"


@asynccontextmanager
async def served(
    view: View, pictures: Pictures = no_pictures, may_be_refused: bool = False
) -> AsyncIterator[FakeBotApi]:
    """The bot answering from this view until the block ends; what Telegram refused fails the test."""
    await asyncio.to_thread(view.find, "the first question makes everything ready")
    clock, stop = RealClock(), asyncio.Event()
    desk = Desk(lambda: view, clock, secrets.token_bytes)
    async with FakeBotApi() as api:
        line, texts = make_bot(api.token, api.root), Texts((), "", "", copy=COPY)
        pace = Pace().at(1_000)
        work = serve(line, desk, clock, stop, texts, is_urgent=desk.is_urgent, pace=pace, pictures=pictures)
        task = asyncio.create_task(work)
        try:
            yield api
        finally:
            stop.set()
            await asyncio.wait_for(task, 30)
        assert may_be_refused or api.refused == []


async def ask(person: User, text: str) -> Sent:
    """Say something and return the first message of the answer."""
    person.says(text)
    return await person.next_reply()


async def press(person: User, sent: Sent, label: str) -> Sent:
    """Tap a button and return the first message, new or edited, that follows."""
    person.presses(sent, label)
    return await person.next_reply()
