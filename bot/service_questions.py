"""Asking people whether a question may be kept, while Telegram is served. Part of app: it builds and wires.

Off unless the operator chose it. Nothing in here can stop answers: a file that cannot be used is told to the log, and
then nobody is asked.
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator

from bot import logs
from bot.app_questions import opened, vocabulary_of
from bot.clock import Clock
from bot.config import Settings
from bot.content.loader import load
from bot.logs import Event
from bot.privacy.scrub import scrubber
from bot.store.counters import FLUSH_SECONDS
from bot.store.database import StoreError
from bot.store.suggestions import Suggestions
from bot.transports.consent import Consent


@contextlib.asynccontextmanager
async def asking(settings: Settings, clock: Clock) -> AsyncIterator[Consent | None]:
    """Give what asks, None where nobody is to be asked; what people agreed to is written every 15 minutes, and what is
    too old deleted."""
    async with contextlib.AsyncExitStack() as stack:
        suggestions = await _opened(settings, clock, stack)
        if suggestions is None:
            yield None
            return
        loaded = await asyncio.to_thread(load, settings.knowledge, settings.language)
        vocabulary = vocabulary_of(loaded.knowledge.topics.values(), loaded)
        flushing = asyncio.create_task(_flush_again_and_again(suggestions))
        try:
            yield Consent(clock, secrets.token_bytes, scrubber(vocabulary), suggestions.keep)
        finally:
            flushing.cancel()
            await asyncio.gather(flushing, return_exceptions=True)


async def _opened(settings: Settings, clock: Clock, stack: contextlib.AsyncExitStack) -> Suggestions | None:
    try:
        return await stack.enter_async_context(opened(settings, clock))
    except StoreError as error:
        logs.event(Event.STORE_UNAVAILABLE, error=error)
        return None


async def _flush_again_and_again(suggestions: Suggestions) -> None:
    while True:
        await asyncio.sleep(FLUSH_SECONDS)
        if lost := await suggestions.flush():
            logs.event(Event.COUNT_DROPPED, n=lost)
