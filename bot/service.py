"""Serving Telegram: start order, what goes on beside the answers, stop order. Part of app: it builds and wires.

Nothing in here can stop answers: counts that cannot be written and edits that cannot be read are told to the log and
left at that; the last good version stays in force.
"""

import asyncio
import contextlib
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot import app, app_index, logs
from bot.app import Version
from bot.clock import Clock, RealClock
from bot.config import Settings, Webhook
from bot.content.loader import Loaded
from bot.content.watch import fingerprint
from bot.core.mixing import Mixing
from bot.core.model import Kind, Reply
from bot.core.view import View
from bot.core.wording import fill
from bot.errors import KnowledgeError, SaferbotError
from bot.logs import Event
from bot.matching.index import Index, build
from bot.privacy import hardening
from bot.service_sites import MOST_COUNTED, Doubts, LiveSites
from bot.store.counters import FLUSH_SECONDS, Counter, Counters
from bot.store.database import Database, StoreError
from bot.transports.base import Desk
from bot.transports.telegram.api import make_bot
from bot.transports.telegram.hook import Hook
from bot.transports.telegram.housekeeping import Texts
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.service import serve

P = ParamSpec("P")
T = TypeVar("T")

WATCH_SECONDS = 1.0
COUNTS = "counts.sqlite3"

_COUNTED = {
    Kind.ANSWER: Counter.ANSWERED,
    Kind.CHOICES: Counter.CHOICES,
    Kind.UNKNOWN: Counter.UNKNOWN,
    Kind.EMERGENCY: Counter.EMERGENCY,
    Kind.CHECK: Counter.CHECK,
    Kind.SERVICES: Counter.SERVICES,
}


class Aside:
    """Work in a process of its own: the memory it needs goes with it when it ends. A stop waits for none of it."""

    def __init__(self) -> None:
        self.has_ended = False

    def do(self, work: Callable[P, T], *parts: P.args, **named: P.kwargs) -> T:
        """Return what `work` returns. Raises OSError or BrokenProcessPool where no process can do it."""
        if self.has_ended:
            raise BrokenProcessPool("stopping")
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            return pool.submit(work, *parts, **named).result()

    def end(self) -> None:
        """Stop what is under way, and begin nothing more."""
        self.has_ended = True
        for child in active_children():
            child.terminate()


class Live:
    """The version in force. Swapped whole: a reply is made from one version, whatever happens meanwhile."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self.aside = Aside()
        self.sites = LiveSites(settings, clock)
        self._seen = self.sites.without(fingerprint(settings.knowledge))
        self.version = self._build(None)
        self.changed: Callable[[Version], None] = lambda version: None
        self._picture: bytes | None = None

    def view(self) -> View:
        """Return the view in force."""
        return self.version.view

    def _build(self, before: Version | None) -> Version:
        version = app.build_version(
            self._settings,
            self._settings.country,
            self._clock,
            self._index_made_aside,
            before,
            self.sites.make,
        )
        version.index()
        hardening.give_back()
        return version

    def picture(self, name: str) -> bytes | None:
        """Return the picture of all mixes, None until it has been drawn."""
        return self._picture

    async def draw(self) -> None:
        """Draw the picture for the version in force, in a process of its own; without one, words do."""
        parts = app.chart_parts(self.version.view)
        self._picture = await asyncio.to_thread(self._drawn_aside, *parts) if parts else None

    async def refresh(self) -> None:
        """Take up a changed knowledge or list of sites, each if all of it is right; else keep the last good one and say
        so."""
        await self._refresh_knowledge()
        if await asyncio.to_thread(self.sites.is_changed):
            await asyncio.to_thread(self.sites.again)
        if self.version.view.local is not self.sites.local:
            self.version = replace(self.version, view=replace(self.version.view, local=self.sites.local))
            self.changed(self.version)

    async def _refresh_knowledge(self) -> None:
        now = self.sites.without(await asyncio.to_thread(fingerprint, self._settings.knowledge))
        if now == self._seen:
            return
        self._seen = now
        try:
            version = await asyncio.to_thread(self._build, self.version)
        except KnowledgeError as error:
            logs.event(Event.KNOWLEDGE_REJECTED, mistakes=len(error.mistakes))
            return
        if version.mistakes:
            logs.event(Event.KNOWLEDGE_REJECTED, mistakes=len(version.mistakes))
            return
        self.version = version
        self.changed(version)
        await self.draw()

    def _index_made_aside(self, loaded: Loaded) -> Index:
        try:
            return self.aside.do(build, *app_index.index_parts(loaded))
        except (OSError, BrokenProcessPool):
            if self.aside.has_ended:
                raise
            return app_index.build_index(loaded)

    def _drawn_aside(self, mixing: Mixing, title: str, warning: str) -> bytes | None:
        try:
            return self.aside.do(app.draw_chart, mixing, title, warning)
        except Exception as error:  # a machine that cannot draw can still answer
            if not self.aside.has_ended:
                logs.event(Event.INTERNAL_ERROR, error=error)
            return None


def run(settings: Settings) -> None:
    """Serve Telegram until SIGTERM or SIGINT. Raises a SaferbotError where that cannot or should not start."""
    app.require_number(settings)
    undone = hardening.protect()
    hardening.one_heap()
    logs.setup(sys.stderr, strict=False)
    for _ in undone:
        logs.event(Event.NOT_HARDENED)
    try:
        asyncio.run(_run(settings, RealClock()))
    except SaferbotError:
        raise
    except Exception as error:  # the text of an exception may hold what somebody wrote: only its type is told
        logs.event(Event.INTERNAL_ERROR, error=error)
        sys.exit(1)


async def _run(settings: Settings, clock: Clock) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.set_exception_handler(logs.loop_failed)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    live = Live(settings, clock)
    async with _counters(settings, clock, live) as counters:
        tally, doubts = logs.Tally(clock.monotonic), Doubts(clock)

        def count(reply: Reply, tag: bytes) -> None:
            tally.add(reply.kind)
            if reply.site:
                doubts.tell(reply.site)
            if counters:
                _count(counters, reply, tag)

        desk = Desk(live.view, clock, secrets.token_bytes, count)
        beside = [asyncio.create_task(_every(WATCH_SECONDS, live.refresh))]
        if counters:
            beside.append(asyncio.create_task(_every(FLUSH_SECONDS, lambda: _flush(counters))))
        beside.append(asyncio.create_task(live.draw()))
        _announce(live)
        live.changed = lambda version: _take_up(live, counters)
        try:
            token = settings.token.reveal() if settings.token else ""
            bot = make_bot(token, settings.api_url)
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
            await asyncio.gather(*beside, return_exceptions=True)
            desk.forget()


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
