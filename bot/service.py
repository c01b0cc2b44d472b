"""Serving Telegram: start order, what goes on beside the answers, stop order. Part of app: it builds and wires.

Nothing in here can stop answers: counts that cannot be written are told to the log and left at that.
"""

import asyncio
import contextlib
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

from bot import app_health, logs
from bot.app import Version
from bot.app_admin import COUNTED_DAYS, DUE_SECONDS, PATIENCE_SECONDS, Aside, Office, counts_told, work
from bot.clock import Clock, RealClock
from bot.config import Settings
from bot.config_telegram import Webhook
from bot.content.writer import tidy
from bot.core.model import Kind, Reply
from bot.core.wording import fill
from bot.errors import SaferbotError
from bot.live import Live
from bot.logs import Event
from bot.privacy import hardening
from bot.service_channel import post_alerts
from bot.service_questions import asking
from bot.service_sites import MOST_COUNTED, Doubts
from bot.store.counters import FLUSH_SECONDS, Counter, Counters
from bot.store.database import Database, StoreError
from bot.transports.base import Desk
from bot.transports.telegram.api import make_bot
from bot.transports.telegram.hook import Hook
from bot.transports.telegram.housekeeping import Texts
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.service import serve
from bot.unsafe import refuse_unsafe

WATCH_SECONDS = 0.25  # reading an edit takes over a second, and it should be answered with within two
COUNTS = "counts.sqlite3"

_COUNTED = {
    Kind.ANSWER: Counter.ANSWERED,
    Kind.CHOICES: Counter.CHOICES,
    Kind.UNKNOWN: Counter.UNKNOWN,
    Kind.EMERGENCY: Counter.EMERGENCY,
    Kind.CHECK: Counter.CHECK,
    Kind.SERVICES: Counter.SERVICES,
}


def run(settings: Settings) -> None:
    """Serve Telegram until SIGTERM or SIGINT. Raises a SaferbotError where that cannot or should not start."""
    refuse_unsafe(settings)
    undone = hardening.protect()
    hardening.one_heap()
    logs.setup(sys.stderr, strict=False)
    for _ in undone:
        logs.event(Event.NOT_HARDENED)
    with contextlib.suppress(SaferbotError, OSError):  # a knowledge that may only be read needs no tidying
        tidy(settings.knowledge)
    try:
        asyncio.run(_run(settings, RealClock(), len(undone)))
        logs.event(Event.STOPPED)
    except SaferbotError:
        raise
    except Exception as error:  # the text of an exception may hold what somebody wrote: only its type is told
        logs.event(Event.INTERNAL_ERROR, error=error)
        sys.exit(1)


async def _run(settings: Settings, clock: Clock, undone: int) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.set_exception_handler(logs.loop_failed)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    live = Live(settings, clock)
    async with (
        _counters(settings, clock, live) as counters,
        asking(settings, clock) as consent,
        app_health.telling(settings, clock, live, counters, undone),
    ):
        tally, doubts = logs.Tally(clock.monotonic), Doubts(clock)

        def count(reply: Reply, tag: bytes) -> None:
            tally.add(reply.kind)
            if reply.site:
                doubts.tell(reply.site)
            if counters:
                _count(counters, reply, tag)

        office = _office(settings, clock, live, counters)
        desk = Desk(live.view, clock, secrets.token_bytes, count, office.chat if office else None, consent)
        beside = [asyncio.create_task(_every(WATCH_SECONDS, live.refresh))]
        beside.append(asyncio.create_task(_every(WATCH_SECONDS, live.settle)))
        if counters:
            beside.append(asyncio.create_task(_every(FLUSH_SECONDS, lambda: _flush(counters))))
        if office:
            due = office.put_due_in_place
            beside.append(asyncio.create_task(_every(DUE_SECONDS, lambda: asyncio.to_thread(due))))
        beside.append(asyncio.create_task(live.prepare()))
        _announce(live)
        live.changed = lambda version: _take_up(live, counters)
        logs.event(Event.STARTED)
        try:
            token = settings.token.reveal() if settings.token else ""
            bot = make_bot(token, settings.api_url)
            if settings.alerts_channel and settings.state:
                posting = post_alerts(bot, settings.alerts_channel, settings.state, live.view)
                beside.append(asyncio.create_task(posting))
            await serve(
                bot,
                desk,
                clock,
                stop,
                _texts(live.version),
                is_urgent=desk.is_urgent,
                pace=Pace().at(settings.per_second),
                pictures=live.picture,
                hook=_hook(settings.webhook),
            )
        finally:
            for task in beside:
                task.cancel()
            live.aside.end()
            if office:
                office.end()
            await asyncio.gather(*beside, return_exceptions=True)
            desk.forget()


def _office(settings: Settings, clock: Clock, live: Live, counters: Counters | None) -> Office | None:
    """The admins' side, where admins are named."""
    if not settings.admins:
        return None
    loop = asyncio.get_running_loop()

    def totals(texts: Mapping[str, str]) -> str:
        if counters is None:
            return texts["no_counts"]
        asked = asyncio.run_coroutine_threadsafe(counters.totals(COUNTED_DAYS), loop)
        return counts_told(asked.result(PATIENCE_SECONDS), texts)

    aside = Aside(
        run=lambda bare, roles, task: live.aside.at_once(work, bare, roles, task),
        counts=totals,
        told=lambda: logs.event(Event.ADMIN_CHANGE),
    )
    return Office(settings, clock, lambda: live.version, aside)


def _hook(webhook: Webhook | None) -> Hook | None:
    """The webhook with a secret made for this run: Telegram is told it at every start."""
    if webhook is None:
        return None
    return Hook(webhook.url, webhook.host, webhook.port, webhook.path, secrets.token_urlsafe(32))


def _announce(live: Live) -> None:
    topics = live.version.view.knowledge.topics
    logs.know((*topics, *live.sites.names))
    logs.event(Event.KNOWLEDGE_LOADED, topics=len(topics), left_out=len(live.version.mistakes))


def _take_up(live: Live, counters: Counters | None) -> None:
    _announce(live)
    if counters:
        counters.use(*_names(live))


def _names(live: Live) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    knowledge, sites = live.version.view.knowledge, live.sites.names
    counted = sites if len(sites) <= MOST_COUNTED else frozenset()
    return frozenset(knowledge.topics), frozenset(knowledge.guidance), counted


def _texts(version: Version) -> Texts:
    texts = version.view.knowledge.telegram
    filled = {name: fill(text, version.view.facts) for name, text in texts.items()}
    about, short = filled.pop("description"), filled.pop("short_description")
    return Texts(
        commands=tuple(filled.items()),
        description=about,
        short_description=short,
        language=version.view.knowledge.lang,
        copy=version.view.knowledge.buttons["copy"],
    )


@contextlib.asynccontextmanager
async def _counters(settings: Settings, clock: Clock, live: Live) -> AsyncIterator[Counters | None]:
    """The day's totals, where a folder for them is set and works."""
    database = await _opened(settings.state)
    if database is None:
        yield None
        return
    topics, kinds, sites = _names(live)
    counters = Counters(
        database,
        clock,
        bits=lambda: secrets.randbits(1) == 1,
        random_bytes=secrets.token_bytes,
        topics=topics,
        kinds=kinds,
        sites=sites,
    )
    try:
        yield counters
    finally:
        await _flush(counters)
        await database.close()


async def _opened(state: Path | None) -> Database | None:
    if state is None:
        return None
    try:
        database = await Database.open(state / COUNTS)
    except StoreError as error:
        logs.event(Event.STORE_UNAVAILABLE, error=error)
        return None
    if database.set_aside:
        logs.event(Event.STORE_SET_ASIDE)
    return database


def _count(counters: Counters, reply: Reply, tag: bytes) -> None:
    if reply.site:
        if counters.has(Counter.DOUBTED, reply.site):
            counters.count(Counter.DOUBTED, tag, reply.site)
        return
    if reply.judged:
        counters.count(Counter.HELPFUL if reply.was_helpful else Counter.UNHELPFUL, tag, reply.judged)
        return
    counter = _COUNTED.get(reply.kind)
    if counter is Counter.ANSWERED:
        if reply.topics:
            counters.count(counter, tag, reply.topics[0])
    elif counter is Counter.EMERGENCY:
        counters.count(counter, tag, reply.emergency)
    elif counter:
        counters.count(counter, tag)


async def _flush(counters: Counters) -> None:
    lost = await counters.flush()
    if lost:
        logs.event(Event.COUNT_DROPPED, n=lost)


async def _every(seconds: float, do: Callable[[], Awaitable[None]]) -> None:
    """Do something again and again; a failure is told and does not end it."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await do()
        except Exception as error:
            logs.event(Event.INTERNAL_ERROR, error=error)
