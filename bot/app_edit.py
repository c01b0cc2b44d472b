"""The editor in a browser, built and served: part of app, it hands bot/editor what other rooms do."""

import asyncio
import contextlib
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial
from threading import Lock

from bot import app, app_listing, app_sites, logs
from bot.admin.changes import Book
from bot.app import Version
from bot.app_desk import counted, drop, kept
from bot.app_study import Study, asked, weighed
from bot.clock import Clock
from bot.config import Settings
from bot.content.lint import STYLE, all_facts
from bot.content.loader import Loaded, load_catalogue, read_one
from bot.content.review import is_role
from bot.content.style import read_style
from bot.content.watch import fingerprint
from bot.core.model import Button, Reply, Topic
from bot.core.view import View
from bot.editor import guard
from bot.editor.desk import Asked, Bubble, Counted, Desk, Listing, Present, Weighed
from bot.editor.pages import PAGES
from bot.editor.server import ENTER, Server
from bot.editor.session import IDLE_SECONDS, Sessions
from bot.editor.web import Door, Receive, Scope, Send
from bot.errors import KnowledgeError, Mistake, SaferbotError
from bot.matching.index import Index
from bot.transports.telegram import outbound
from bot.transports.telegram.listen import listening

HOST = "127.0.0.1"  # and nothing else: whoever is elsewhere comes through ssh
_LOOK_SECONDS = 5.0


class Current:
    """The version that the files make now; the last good one where they cannot be used. For several threads."""

    def __init__(self, settings: Settings, clock: Clock, make_index: Callable[[Loaded], Index]) -> None:
        self._settings, self._clock, self._make_index = settings, clock, make_index
        self._guard = Lock()
        self._seen = fingerprint(settings.knowledge)
        self._version = self._built()
        self._present = self._made()

    def version(self) -> Version:
        """Return the version; looks at the files first."""
        with self._guard:
            self._look()
            return self._version

    def present(self) -> Present:
        """Return the knowledge and what is wrong in its files."""
        with self._guard:
            self._look()
            return self._present

    def _look(self) -> None:
        now = fingerprint(self._settings.knowledge)
        if now == self._seen:
            return
        self._seen = now
        try:
            self._version = self._built()
            self._present = self._made()
        except KnowledgeError as error:
            self._present = replace(self._present, mistakes=error.mistakes)

    def _built(self) -> Version:
        return app.build_version(self._settings, self._settings.country, self._clock, self._make_index)

    def _made(self) -> Present:
        root, lang = self._settings.knowledge, self._settings.language
        mistakes: list[Mistake] = []
        facts = all_facts(root, lang, mistakes)
        style = read_style(read_one(root, root / lang / STYLE, mistakes), mistakes)
        local = load_catalogue(root, lang)[1]
        held = tuple(sorted((*self._version.mistakes, *mistakes)))
        return Present(self._version.view, held, facts, style, local)


def bubbles(reply: Reply, view: View) -> tuple[Bubble, ...]:
    """Return a reply as Telegram gets it, by the bot's own drawing."""
    pieces = outbound.draw(reply, view.knowledge.buttons["copy"])
    return tuple(_bubble(piece) for piece in pieces if not piece.deletes and piece.pin is None)


def _bubble(piece: outbound.Piece) -> Bubble:
    drawn = outbound.as_html(piece)
    rows = tuple(tuple(_key(one) for one in row) for row in piece.rows)
    return Bubble(str(drawn["text"]), rows, piece.is_silent)


def _key(one: Button | outbound.Copy) -> tuple[str, bool]:
    return one.label, isinstance(one, Button) and one.code.startswith(outbound.RED_BUTTONS)


def make_desk(
    settings: Settings,
    clock: Clock,
    role: str,
    current: Current,
    study: Study,
    say: Callable[[str], None],
    *,
    is_vouched: bool = False,
) -> Desk:
    """Return what the pages work with. `say` shows in the terminal what went wrong beside a change: git's commit.
    `is_vouched`: it is not whoever sits there that says which role they have."""

    def ask(question: str) -> Asked:
        version = current.version()
        study.learned(version)
        return asked(question, version)

    def weigh(topic: Topic) -> Weighed:
        effect = study.effect(topic)
        return weighed(effect, {**current.present().view.knowledge.topics, topic.id: topic})

    def counts() -> Counted | None:
        return counted(settings, clock, current.present().view.knowledge.topics)

    folder = app_sites.sites_folder(settings)
    book = Book(settings.knowledge, settings.language, role, clock, folder, say)

    def places() -> Listing:
        return app_listing.listing(settings, clock, current.present().view.knowledge.sites)

    return Desk(
        book,
        current.present,
        bubbles,
        ask,
        weigh,
        counts,
        partial(kept, settings, clock),
        partial(drop, settings, clock),
        places,
        is_alone=not settings.admins,
        is_vouched=is_vouched,
    )


def edit(settings: Settings, clock: Clock, port: int, role: str, say: Callable[[str], None]) -> None:
    """Serve the editor on this machine until it is stopped or nobody has used it for half an hour.

    `say` shows a line in the terminal. Raises a SaferbotError where it cannot start.
    """
    require_role(role)
    logs.setup(sys.stderr, strict=False)
    asyncio.run(_serve(settings, clock, port, role, say))


def require_role(role: str) -> None:
    """Raise SaferbotError where `role` is none that a change could be recorded under."""
    if not is_role(role):
        raise SaferbotError(f"{role!r} is no role; write something like `nurse` or `editor`, without a name")


async def _serve(settings: Settings, clock: Clock, port: int, role: str, say: Callable[[str], None]) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.set_exception_handler(logs.loop_failed)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    study = Study(settings)
    current = await asyncio.to_thread(Current, settings, clock, study.index)
    desk = make_desk(settings, clock, role, current, study, say)
    try:
        async with serving(desk, clock, port, say) as (_, sessions):
            while not stop.is_set() and sessions.idle_seconds() < IDLE_SECONDS:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)
    finally:
        study.end()
    say("Stopped." if stop.is_set() else "Stopped: nobody has used it for half an hour.")


@contextlib.asynccontextmanager
async def serving(
    desk: Desk, clock: Clock, port: int, say: Callable[[str], None]
) -> AsyncIterator[tuple[int, Sessions]]:
    """Serve a desk while the block runs; gives the port and the sessions. The first key is said then."""
    door = Later()
    async with listening(door, HOST, port, "Choose another --port.") as bound:
        cookie = f"saferbot-{bound}"  # a browser sends its cookies to every port of a machine

        def tell(key: str) -> None:
            say(f"http://{HOST}:{bound}{ENTER}?key={key}")

        sessions = Sessions(clock, lambda: secrets.token_urlsafe(32), tell)
        server = Server(desk, sessions, PAGES, cookie)
        door.inside = Door(server, guard.hosts(bound), cookie)
        say(
            "The editor is at this address, on this machine only; the key in it works once, a new one follows:"
        )
        sessions.begin()
        yield bound, sessions


class Later:
    """An application that is made when the port is known, which its guard must be told."""

    inside: Door | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call; before there is anything inside, none."""
        if self.inside is not None:
            await self.inside(scope, receive, send)
