"""The version in force while Telegram is served: built, kept up with edits, and swapped whole. Part of app: it builds.

Nothing in here can stop answers: an edit that cannot be read is told to the log, and the last good version stays.
"""

import asyncio
import contextlib
import errno
import os
from collections.abc import Callable, Collection
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Condition, Lock, Thread
from typing import ParamSpec, TypeVar

from bot import app, app_index, logs
from bot.app import Version
from bot.app_notices import Notices
from bot.clock import Clock
from bot.config import Settings
from bot.content.loader import Loaded
from bot.content.watch import Fingerprint, fingerprint
from bot.core.mixing import Mixing
from bot.core.view import View
from bot.errors import KnowledgeError
from bot.live_again import Again
from bot.logs import Event
from bot.matching.index import Index, build
from bot.privacy import hardening
from bot.service_sites import LiveSites

P = ParamSpec("P")
T = TypeVar("T")

_GIVES_WAY = 10  # added to the niceness of what is done aside
_GOES_FIRST = "1000"  # where memory is short, the system ends what is done aside, never the bot (man 5 proc)
_OOM_SCORE = Path("/proc/self/oom_score_adj")
# A machine that lets us begin no process at all, today or tomorrow. Want of memory or of room is no such thing.
_NO_PROCESSES = frozenset((errno.EPERM, errno.EACCES, errno.ENOSYS))


def _begin_aside() -> None:
    """Give way to the process that started this one, which answers people meanwhile, in time and in memory, and end
    when it is gone, also where it was killed: a pool's process would wait for more work for ever, since it holds both
    ends of its queue."""
    os.nice(_GIVES_WAY)
    with contextlib.suppress(OSError):  # a system that cannot be told which process goes first
        _OOM_SCORE.write_text(_GOES_FIRST, "ascii")
    if parent := parent_process():
        Thread(target=_end_after, args=(parent,), name="end-with-parent", daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


class Aside:
    """Work in a process of its own: the memory it needs goes with it when it ends. A stop waits for none of it. One
    work after the other: each may need more memory than the bot itself, and a service has room for one."""

    def __init__(self) -> None:
        self.has_ended = False
        self._turn, self._calm = Lock(), Condition()
        self._urgent, self._can_wait = (
            0,
            False,
        )  # how much somebody waits for; whether what is under way can wait

    def do(self, work: Callable[P, T], *parts: P.args, **named: P.kwargs) -> T:
        """Return what `work` returns. Raises OSError where no process can be begun, BrokenProcessPool where it ended
        before its work did: killed, most often for want of memory."""
        return self._in_turn(partial(work, *parts, **named), can_wait=False)

    def at_once(self, work: Callable[P, T], *parts: P.args, **named: P.kwargs) -> T:
        """As `do`, for what somebody waits for: work that can wait is ended for it."""
        with self._calm:
            self._urgent += 1
            self._make_way()
        try:
            return self.do(work, *parts, **named)
        finally:
            with self._calm:
                self._urgent -= 1
                self._calm.notify_all()

    def patiently(self, work: Callable[P, T], *parts: P.args, **named: P.kwargs) -> T:
        """As `do`, for what nobody waits for: it begins again when it was ended for what somebody does."""
        while True:
            with self._calm:
                self._calm.wait_for(lambda: not self._urgent)
            try:
                return self._in_turn(partial(work, *parts, **named), can_wait=True)
            except BrokenProcessPool:
                if self.has_ended or not self._urgent:
                    raise

    def _in_turn(self, work: Callable[[], T], *, can_wait: bool) -> T:
        with self._turn:
            if self.has_ended:
                raise BrokenProcessPool("stopping")
            with ProcessPoolExecutor(1, get_context("spawn"), initializer=_begin_aside) as pool:
                result = pool.submit(work)
                with self._calm:
                    self._can_wait = can_wait
                    if self._urgent:
                        self._make_way()
                try:
                    return result.result()
                finally:
                    self._can_wait = False

    def _make_way(self) -> None:
        if self._can_wait:
            _end_children()

    def end(self) -> None:
        """Stop what is under way, and begin nothing more."""
        self.has_ended = True
        _end_children()


def _end_children() -> None:
    for child in active_children():
        child.terminate()


class Live:
    """The version in force. Swapped whole: a reply is made from one version, whatever happens meanwhile."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self.aside = Aside()
        self.sites = LiveSites(settings, clock)
        self.notices = Notices(settings, clock, _tell_alerts)
        self._seen = self._made_of = (
            self._files()
        )  # the files looked at last, and those of the version in force
        self.version = self._build(None)
        self._turn = asyncio.Lock()  # of what puts another knowledge, or its index, in force
        self._settling = asyncio.Lock()
        self._used = asyncio.Event()  # that a version was put in force
        self._again, self._is_behind = Again(clock), False  # behind: an edit is to be tried again
        self.changed: Callable[[Version], None] = lambda version: None
        self._picture: bytes | None = None
        self._drawn: tuple[Mixing, str, str] | None = None
        self.notices.refresh(self.version.view)

    def view(self) -> View:
        """Return the view in force, as it is now: with the alerts, and whether somebody is there."""
        return self.notices.over(self.version.view)

    def _files(self) -> Fingerprint:
        """What the knowledge is made from; the sites and the alerts are looked at by themselves."""
        return self.notices.without(self.sites.without(fingerprint(self._settings.knowledge)))

    def _build(self, before: Version | None, changed: Collection[Path] | None = None) -> Version:
        """Read the knowledge. Nobody waits for learning: a provisional index stands in for what is to be learned. Where
        none can be made, whoever can look up questions now goes on with that until the next index is learned."""
        version = app.build_version(
            self._settings,
            self._settings.country,
            self._clock,
            self._index_made_aside,
            before,
            self.sites.make,
            changed,
        )
        if not version.learned.is_learned():
            version = version.provisional() or self._without_provisional(version, before)
        hardening.give_back()
        return version

    @staticmethod
    def _without_provisional(version: Version, before: Version | None) -> Version:
        if before is None or before.is_early:
            return version.early()
        version.index()
        return version

    async def prepare(self) -> None:
        """Do what a start does not wait for: learn the ways of asking, where none were kept, then draw. Questions need
        the one, and words can stand for the other."""
        await self.settle()
        await self.draw()

    async def settle(self) -> None:
        """Learn the ways of asking of the version in force, where something stands in for that, and draw what waited
        for it."""
        async with self._settling:
            if self.version.is_settled:
                return
            is_early = self.version.is_early
            if is_early:
                logs.event(Event.LEARNING)
            await self._learn()
            if is_early:
                logs.event(Event.LEARNED)
            await asyncio.to_thread(hardening.give_back)
            await self.draw()

    async def _learn(self) -> None:
        """Learn until the version in force is settled. What fails is tried again, at once for an edit."""
        while not self.version.is_settled:
            learning = self.version
            try:
                await asyncio.to_thread(learning.learned)
            except Exception as error:
                if self.aside.has_ended:
                    raise
                await self._wait(self._again.failed(error))
            else:
                self._again.anew()
                await self._look_up(learning)

    async def _wait(self, seconds: float) -> None:
        """Wait, but no longer than until an edit is in force."""
        self._used.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._used.wait(), seconds)

    async def _look_up(self, learned: Version) -> None:
        """Put a version that was learned in force; where an edit came meanwhile, that is to be learned next."""
        async with self._turn:
            if self.version.learned is learned.learned:
                self._use(self.version.settled())

    def _use(self, version: Version) -> None:
        self.version = version
        self._used.set()
        self.changed(version)

    def picture(self, name: str) -> bytes | None:
        """Return the picture of all mixes, None until it has been drawn."""
        return self._picture

    async def draw(self) -> None:
        """Draw the picture for the version in force, in a process of its own; without one, words do. It takes seconds,
        for which the next edit waits, so what is drawn already is not drawn again."""
        parts = app.chart_parts(self.version.view)
        if parts != self._drawn or self._picture is None:
            self._picture = await asyncio.to_thread(self._drawn_aside, *parts) if parts else None
            self._drawn = parts

    async def refresh(self) -> None:
        """Take up a changed knowledge or list of sites, each if all of it is right; else keep the last good one and say
        so."""
        async with self._turn:
            is_other = await self._refresh_knowledge()
        if is_other and self.version.is_settled:  # else learning comes first, and the picture after it
            await self.draw()
            await asyncio.to_thread(hardening.give_back)  # the version before was in force until now
        await asyncio.to_thread(self.notices.refresh, self.version.view)
        if await asyncio.to_thread(self.sites.is_changed):
            await asyncio.to_thread(self.sites.again)
        if self.version.view.local is not self.sites.local:
            self._use(replace(self.version, view=replace(self.version.view, local=self.sites.local)))

    async def _refresh_knowledge(self) -> bool:
        now = await asyncio.to_thread(self._files)
        if now == self._seen and not self._has_failed_edit():
            return False
        if now != self._seen:
            self._again.anew()
        self._seen, self._is_behind = now, False
        try:
            changed = frozenset(Path(name) for name, _, _ in now ^ self._made_of)
            version = await asyncio.to_thread(self._build, self.version, changed)
        except KnowledgeError as error:
            logs.event(Event.KNOWLEDGE_REJECTED, mistakes=len(error.mistakes))
            return False
        except Exception as error:  # nothing is wrong with the edit: the machine could not learn it now
            if self.aside.has_ended:
                return False
            self._again.failed(error)
            self._is_behind = True
            return False
        if version.mistakes:
            logs.event(Event.KNOWLEDGE_REJECTED, mistakes=len(version.mistakes))
            return False
        self._made_of = now
        self._use(version)
        return True

    def _has_failed_edit(self) -> bool:
        return self._is_behind and self._again.is_due()

    def _index_made_aside(self, loaded: Loaded) -> Index:
        """Learn in a process of its own. Where that was killed for want of memory, this one would be next, and people
        would wait: so it is left to another try. Only a machine without any other process learns here."""
        try:
            do = self.aside.patiently if self.version.is_provisional else self.aside.do
            return do(build, *app_index.index_parts(loaded))
        except OSError as error:
            if error.errno not in _NO_PROCESSES or self.aside.has_ended:
                raise
            return app_index.build_index(loaded)

    def _drawn_aside(self, mixing: Mixing, title: str, warning: str) -> bytes | None:
        try:
            return self.aside.do(app.draw_chart, mixing, title, warning)
        except Exception as error:  # a machine that cannot draw can still answer
            if not self.aside.has_ended:
                logs.event(Event.INTERNAL_ERROR, error=error)
            return None


def _tell_alerts(alerts: int, mistakes: int) -> None:
    if mistakes:
        logs.event(Event.ALERTS_REJECTED, mistakes=mistakes)
    else:
        logs.event(Event.ALERTS_LOADED, alerts=alerts)
