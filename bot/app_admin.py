"""Builds the admins' menu: part of app. What takes a while is done in a process of its own, so that nobody who asks for
help waits for it, and the memory it needs goes with it.
"""

import contextlib
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from bot import app, app_effect, app_index, app_sites
from bot.admin import drafts, pending
from bot.admin.access import Admins, Command
from bot.admin.changes import Book
from bot.admin.chat import Chat, Tools
from bot.admin.codes import Wish
from bot.admin.making import Known
from bot.admin.work import Shop, Task, perform
from bot.app import Version
from bot.app_effect import MOST_LINES, capped
from bot.clock import Clock, RealClock
from bot.config import Settings
from bot.content.admin_texts import read_admin_texts
from bot.content.review import due
from bot.content.writer import SITES
from bot.core.model import Reply
from bot.errors import SaferbotError
from bot.explain import explain
from bot.privacy.release import Released
from bot.store.counters import Counter

MOST_DUE = 25
DUE_SECONDS = 60.0  # how often it is looked whether a waiting change is due
COUNTED_DAYS = 30
_NICE = 10  # whoever asks for help has the processor first
PATIENCE_SECONDS = 10.0  # how long the totals may take
_NOBODY = "saferbot"


@dataclass(frozen=True, slots=True)
class Aside:
    """How work is done: `run` does it (in a process of its own), `counts` makes the text of the daily totals, `told`
    hears that something was changed."""

    run: Callable[[Settings, frozenset[str], Task], Reply]
    counts: Callable[[Mapping[str, str]], str]
    told: Callable[[], None] = lambda: None


class Office:
    """The admins' side of a serving bot."""

    def __init__(
        self, settings: Settings, clock: Clock, version: Callable[[], Version], aside: Aside
    ) -> None:
        self._settings, self._clock, self._version, self._aside = settings, clock, version, aside
        self._bare = bare(settings)
        self._texts: tuple[object, Mapping[str, str]] = (
            None,
            read_admin_texts(settings.knowledge, settings.language),
        )
        self._line = ThreadPoolExecutor(1, thread_name_prefix="admin")
        self.admins = Admins({one.account: one.role for one in settings.admins})
        opens = settings.editor.opens if settings.editor else ""
        self.chat = Chat(self.admins, Tools(self._words, self._why, self._due, self._start, opens))

    def put_due_in_place(self) -> None:
        """Put in place what waited long enough, finish what was interrupted, and let go of old drafts. Blocks."""
        book = book_of(self._bare, _NOBODY, self._clock)
        if any(one.agreed or one.due <= self._clock.now() for one in pending.waiting(book)):
            self._aside.run(self._bare, self.admins.roles, Task(Wish(Command.WAITING, "due"), _NOBODY))
            self._aside.told()
        drafts.sweep(book)

    def end(self) -> None:
        """Begin nothing more."""
        self._line.shutdown(wait=False, cancel_futures=True)

    def _start(self, task: Task) -> Future[Reply]:
        return self._line.submit(self._work, task)

    def _work(self, task: Task) -> Reply:
        if task.wish.command is Command.COUNTS:
            texts = self._words()
            return self.chat.said(self._aside.counts(texts))
        reply = self._aside.run(self._bare, self.admins.roles, task)
        if task.wish.command in (Command.DO, Command.CONFIRM):
            self._aside.told()
        return reply

    def _words(self) -> Mapping[str, str]:
        """The texts of the version in force; those that cannot be read are no reason to forget the last."""
        version, texts = self._version(), self._texts[1]
        if self._texts[0] is not version:
            with contextlib.suppress(SaferbotError):
                texts = read_admin_texts(self._settings.knowledge, self._settings.language)
            self._texts = (version, texts)
        return texts

    def _why(self, text: str) -> str:
        return explain(text, self._version())

    def _due(self) -> str:
        topics = self._version().view.knowledge.topics.values()
        lines = [f"- {line}" for line in due(topics, self._clock.now().date())]
        return capped(lines, MOST_DUE) or self._words()["nothing_due"]


def bare(settings: Settings) -> Settings:
    """The settings without what another process has no business with: the token, and who the admins are."""
    return replace(settings, token=None, admins=())


def book_of(settings: Settings, role: str, clock: Clock) -> Book:
    """Return the knowledge as a role changes it."""
    return Book(settings.knowledge, settings.language, role, clock, app_sites.sites_folder(settings))


def work(settings: Settings, roles: frozenset[str], task: Task) -> Reply:
    """Do a task; what another process is asked to do. Reads the knowledge and the list of sites by itself."""
    os.nice(_NICE)
    return perform_with(settings, roles, task, RealClock())


def perform_with(settings: Settings, roles: frozenset[str], task: Task, clock: Clock) -> Reply:
    """Do a task by a clock."""
    book = book_of(settings, task.role, clock)
    if task.wish == Wish(Command.WAITING, "due"):
        pending.apply_due(book, roles)
    return perform(task, _shop(settings, roles, book))


def counts_told(totals: Mapping[Counter, Released], texts: Mapping[str, str]) -> str:
    """Return the totals as admins are told them: what may not be told is not in them."""
    lines = []
    for counter, part in totals.items():
        total = part.total if part.total is not None else texts["few"]
        lines.append(f"**{counter.value}:** {total}")
        seen = sorted(((n, name) for name, n in part.cells.items() if n is not None and name), reverse=True)
        lines += [f"- {name}: {n}" for n, name in seen[:MOST_LINES]]
    return texts["counts"].replace("{lines}", "\n".join(lines)).strip()


def _shop(settings: Settings, roles: frozenset[str], book: Book) -> Shop:
    """What a task is done with; most tasks want little of it, so it is read when it is wanted."""
    sites = cache(lambda: app_sites.read_sites(settings, app_sites.sites_folder(settings)))
    return Shop(
        book=book,
        texts=read_admin_texts(settings.knowledge, settings.language),
        roles=roles,
        known=lambda: Known(
            app_index.ready(settings, app.PACKAGE, app_index.build_index)[0].knowledge.topics,
            {name: f"{SITES}{Path(file).stem}" for name, (file, _) in sites().places.items()},
        ),
        sites=lambda: {site.id: site for site in sites().sites.sites},
        lost=partial(app_effect.losses, settings, book),
        effect=partial(app_effect.effect, settings, book),
    )
