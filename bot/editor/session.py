"""Who is signed in: one-time keys, swapped for sessions that end by themselves. Nothing of it is on a disk.

A key is printed in the terminal where the editor was started, so whoever has one could have edited the files as well.
It works once, and then the terminal shows the next one.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from bot.clock import Clock

IDLE_SECONDS = 30 * 60  # a phone or laptop left lying about
ABSOLUTE_SECONDS = 10 * 60 * 60  # a long working day
MOST_WRONG = 20  # keys; a right one has 256 bits, so this only keeps the noise down
LOCK_SECONDS = 60
MOST_SESSIONS = 20


class WrongKeyError(Exception):
    """The key is not the one that is shown now."""


class LockedError(Exception):
    """Too many wrong keys: for a minute not even the right one opens."""


@dataclass(frozen=True, slots=True)
class _Times:
    began: float
    seen: float
    account: int = 0


class Sessions:
    """The sessions of one editor. `new_token` makes what cannot be guessed (`secrets.token_urlsafe`), `tell` shows a
    fresh key to whoever sits at the terminal. May be used from several threads."""

    def __init__(self, clock: Clock, new_token: Callable[[], str], tell: Callable[[str], None]) -> None:
        self._clock, self._new_token, self._tell = clock, new_token, tell
        self._guard = Lock()
        self._sessions: dict[str, _Times] = {}
        self._wrong = 0
        self._locked_until = 0.0
        self._last_used = clock.monotonic()
        self._key = ""

    def begin(self) -> None:
        """Make the first key and show it."""
        self._key = self._new_token()
        self._tell(self._key)

    def enter(self, key: str, session: str = "") -> str:
        """Return a new session for the right key; `session` is one the browser had before, which ends.

        Raises LockedError after twenty wrong keys, WrongKeyError for a wrong one.
        """
        with self._guard:
            now = self._clock.monotonic()
            if now < self._locked_until:
                raise LockedError
            if not self._key or not hmac.compare_digest(key.encode(), self._key.encode()):
                self._note_wrong(now)
                raise WrongKeyError
            fresh = self._fresh(session, _Times(now, now))
            self._wrong = 0
            self._key = self._new_token()
        self._tell(self._key)
        return fresh

    def open(self, account: int, session: str = "") -> str:
        """Return a new session for an admin whom Telegram vouched for; `session` is one the browser had before."""
        with self._guard:
            now = self._clock.monotonic()
            return self._fresh(session, _Times(now, now, account))

    def account(self, session: str) -> int:
        """Return whose session it is; 0 where it came by a key, or is none."""
        with self._guard:
            times = self._sessions.get(session)
            return times.account if times else 0

    def _fresh(self, session: str, times: _Times) -> str:
        self._sessions.pop(session, None)
        fresh = self._new_token()
        self._sessions[fresh] = times
        self._last_used = times.seen
        while len(self._sessions) > MOST_SESSIONS:
            del self._sessions[next(iter(self._sessions))]
        return fresh

    def _note_wrong(self, now: float) -> None:
        self._wrong += 1
        if self._wrong >= MOST_WRONG:
            self._wrong, self._locked_until = 0, now + LOCK_SECONDS

    def is_live(self, session: str) -> bool:
        """Whether a session is signed in. That it was asked counts as use."""
        with self._guard:
            now, times = self._clock.monotonic(), self._sessions.get(session)
            if times is None:
                return False
            if now - times.seen >= IDLE_SECONDS or now - times.began >= ABSOLUTE_SECONDS:
                del self._sessions[session]
                return False
            self._sessions[session] = _Times(times.began, now, times.account)
            self._last_used = now
            return True

    def leave(self, session: str) -> None:
        """End a session."""
        with self._guard:
            self._sessions.pop(session, None)

    def idle_seconds(self) -> float:
        """How long nobody who is signed in has asked for anything."""
        with self._guard:
            return self._clock.monotonic() - self._last_used
