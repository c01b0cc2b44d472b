"""The editor as a Mini App in Telegram, built and served: part of app. A process of its own beside the bot, so that
nothing in it can hold up an answer; both write through the same door to the same files.

It has the bot's token, for the one thing that needs it: to see that Telegram signed who opened it.
"""

import asyncio
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Lock

from bot import logs
from bot.app_edit import Current, make_desk
from bot.app_study import Study
from bot.clock import Clock
from bot.config import Settings
from bot.config_telegram import Launched
from bot.editor.desk import Desk
from bot.editor.launch import Launch, key_of
from bot.editor.pages import PAGES
from bot.editor.server import Server
from bot.editor.session import Sessions
from bot.editor.web import Door
from bot.errors import SaferbotError
from bot.privacy import hardening
from bot.transports.telegram.listen import listening
from bot.unsafe import refuse_unsafe

COOKIE = "__Host-saferbot"  # a browser takes it over https only, for this very host
_OTHERWISE = "Choose another under telegram, editor, listen in the settings."
Read = Callable[[], Settings]
Say = Callable[[str], None]


class Roster:
    """The role of each admin as the settings file says it now: it is looked at each time, and read where it changed.
    While it cannot be read nobody is an admin. For several threads."""

    def __init__(self, settings: Settings, read: Read) -> None:
        self._read, self._file, self._guard = read, settings.file, Lock()
        self._seen = self._stamp()
        self._roles = _roles(settings)

    def role(self, account: int) -> str:
        """Return the role of an account, empty where it is no admin's."""
        with self._guard:
            if (now := self._stamp()) != self._seen:
                self._seen = now
                self._roles = self._again()
            return self._roles.get(account, "")

    def _again(self) -> dict[int, str]:
        try:
            return _roles(self._read())
        except SaferbotError:
            return {}

    def _stamp(self) -> tuple[int, int, int]:
        try:
            about = self._file.stat() if self._file else None
        except OSError:
            return 0, 0, 0
        return (about.st_ino, about.st_size, about.st_mtime_ns) if about else (1, 0, 0)


def _roles(settings: Settings) -> dict[int, str]:
    return {one.account: one.role for one in settings.admins}


def serve(read: Read, clock: Clock, say: Say) -> None:
    """Serve the editor to admins inside Telegram until it is stopped. Raises a SaferbotError where it cannot start."""
    settings = read()
    at = _place(settings)
    refuse_unsafe(settings)
    hardening.protect()
    logs.setup(sys.stderr, strict=False)
    asyncio.run(_serve(settings, at, read, clock, say))


def _place(settings: Settings) -> Launched:
    """Where it is served. Raises SaferbotError where the settings do not say, or there is no token."""
    if settings.editor is None:
        raise SaferbotError(
            "Telegram opens no editor: set `editor:` with a `url` under `telegram:` in the settings"
        )
    if settings.token is None:
        raise SaferbotError("There is no token: set `token_file` under `telegram:` in the settings")
    return settings.editor


async def _serve(settings: Settings, at: Launched, read: Read, clock: Clock, say: Say) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.set_exception_handler(logs.loop_failed)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    study = Study(settings)
    try:
        current = await asyncio.to_thread(Current, settings, clock, study.index)
        async with serving(settings, at, Roster(settings, read), clock, current, study, say):
            say(f"The editor is open to admins: /admin in the chat with the bot, which opens {at.url}")
            await stop.wait()
    finally:
        study.end()
    say("Stopped.")


@asynccontextmanager
async def serving(
    settings: Settings, at: Launched, roster: Roster, clock: Clock, current: Current, study: Study, say: Say
) -> AsyncIterator[int]:
    """Serve the editor while the block runs; gives the port."""
    desks: dict[str, Desk] = {}

    def desk(account: int) -> Desk | None:
        role = roster.role(account)
        if role and role not in desks:
            desks[role] = make_desk(settings, clock, role, current, study, say, is_vouched=True)
        return desks.get(role)

    token = settings.token.reveal() if settings.token else ""
    launch = Launch(key_of(token), clock, desk)
    sessions = Sessions(clock, lambda: secrets.token_urlsafe(32), lambda key: None)
    door = Door(Server(launch, sessions, PAGES, COOKIE), frozenset((at.name,)), COOKIE)
    async with listening(door, at.host, at.port, _OTHERWISE) as bound:
        yield bound
