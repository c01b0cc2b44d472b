"""The editor in a browser, built and served: part of app, it hands bot/editor what other rooms do."""

import asyncio
import contextlib
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Callable
from threading import Lock

from bot import app, logs
from bot.admin.changes import Book
from bot.app import Version
from bot.clock import Clock
from bot.config import Settings
from bot.content.review import is_role
from bot.content.watch import Fingerprint, fingerprint
from bot.core import menu
from bot.core.model import Button, Reply
from bot.core.view import View
from bot.editor import guard
from bot.editor.desk import Bubble, Desk, Present
from bot.editor.pages import PAGES
from bot.editor.server import ENTER, Server
from bot.editor.session import IDLE_SECONDS, Sessions
from bot.editor.web import Door, Receive, Scope, Send
from bot.errors import KnowledgeError, SaferbotError
from bot.transports.telegram import outbound
from bot.transports.telegram.listen import listening

HOST = "127.0.0.1"  # and nothing else: whoever is elsewhere comes through ssh
_LOOK_SECONDS = 5.0


class Current:
    """The version that the files make now; the last good one where they cannot be used. For several threads."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._guard = Lock()
        self._seen: Fingerprint = fingerprint(settings.knowledge)
        self._version = app.build_version(settings, settings.country, clock)
        self._mistakes = self._version.mistakes

    def version(self) -> Version:
        """Return the version; looks at the files first."""
        with self._guard:
            self._look()
            return self._version

    def present(self) -> Present:
        """Return the knowledge and what is wrong in its files."""
        with self._guard:
            self._look()
            return Present(self._version.view, self._mistakes)

    def _look(self) -> None:
        now = fingerprint(self._settings.knowledge)
        if now == self._seen:
            return
        self._seen = now
        try:
            self._version = app.build_version(self._settings, self._settings.country, self._clock)
            self._mistakes = self._version.mistakes
        except KnowledgeError as error:
            self._mistakes = error.mistakes


def bubbles(reply: Reply, view: View) -> tuple[Bubble, ...]:
    """Return a reply as Telegram gets it, by the bot's own drawing."""
    pieces = outbound.draw(reply, view.knowledge.buttons["copy"])
    return tuple(_bubble(piece) for piece in pieces if not piece.deletes and piece.pin is None)


def _bubble(piece: outbound.Piece) -> Bubble:
    drawn = outbound.as_html(piece)
    rows = tuple(tuple(_key(one) for one in row) for row in piece.rows)
    return Bubble(str(drawn["text"]), rows, piece.is_silent)


def _key(one: Button | outbound.Copy) -> tuple[str, bool]:
    press = menu.decode(one.code) if isinstance(one, Button) else None
    return one.label, press is not None and press.action in outbound.RED_BUTTONS


def make_desk(settings: Settings, clock: Clock, role: str, current: Current) -> Desk:
    """Return what the pages work with."""
    return Desk(Book(settings.knowledge, settings.language, role, clock), current.present, bubbles)


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
    desk = make_desk(settings, clock, role, await asyncio.to_thread(Current, settings, clock))
    async with serving(desk, clock, port, say) as (_, sessions):
        while not stop.is_set() and sessions.idle_seconds() < IDLE_SECONDS:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _LOOK_SECONDS)
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
