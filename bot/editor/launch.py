"""Signing in from Telegram: who opened the editor there, shown by data that Telegram signed with the bot's token.

Checked as Telegram documents it for Mini Apps ("Validating data received via the Mini App"): the fields without `hash`,
sorted by name, one a line, are sealed by HMAC-SHA256 under the key HMAC-SHA256("WebAppData", token). Whatever is odd is
refused before it is understood, and nothing of it is kept but the seal, in memory, so that it opens once.
"""

import hmac
import json
import re
from collections.abc import Callable, Mapping
from threading import Lock
from urllib.parse import parse_qsl

from bot.clock import Clock
from bot.editor.desk import Desk

FIELD = "data"  # of the form that launch.js sends
FRESH_SECONDS = 5 * 60
AHEAD_SECONDS = 30  # that Telegram's clock may be before ours
MOST_LETTERS, MOST_FIELDS = 8_192, 30  # Telegram sends some 600 letters in 7 fields
_SEAL, _WHOLE = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9]{1,15}", re.ASCII)


class LaunchError(Exception):
    """This does not show that an admin has just opened the editor in Telegram."""


def key_of(token: str) -> bytes:
    """Return the key under which Telegram seals what a Mini App of this bot is opened with."""
    return hmac.digest(b"WebAppData", token.encode(), "sha256")


class Launch:
    """Lets admins in. `desk` gives the desk of an account as the settings name it now, None for everybody else: it is
    asked again at every call, so whoever is taken out of the settings is out. May be used from several threads."""

    def __init__(self, key: bytes, clock: Clock, desk: Callable[[int], Desk | None]) -> None:
        self._key, self._clock, self.desk = key, clock, desk
        self._guard = Lock()
        self._used: dict[str, float] = {}

    def admit(self, data: str) -> int:
        """Return the account of the admin who opened the editor. Raises LaunchError for anybody else, and where that
        was shown before or too long ago."""
        fields = dict(_fields(data))
        seal = fields.pop("hash", "")
        self._refuse_unsealed(fields, seal)
        self._refuse_old(fields.get("auth_date", ""))
        account = _account(fields.get("user", ""))
        if self.desk(account) is None:
            raise LaunchError
        self._refuse_used(seal)
        return account

    def _refuse_unsealed(self, fields: Mapping[str, str], seal: str) -> None:
        text = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
        own = hmac.new(self._key, text.encode("utf-8"), "sha256").hexdigest()
        if not _SEAL.fullmatch(seal) or not hmac.compare_digest(own, seal):
            raise LaunchError

    def _refuse_old(self, written: str) -> None:
        if not _WHOLE.fullmatch(written):
            raise LaunchError
        age = self._clock.now().timestamp() - int(written)
        if not -AHEAD_SECONDS <= age <= FRESH_SECONDS:
            raise LaunchError

    def _refuse_used(self, seal: str) -> None:
        """Somebody who finds the address in a history within these minutes gets in nowhere."""
        with self._guard:
            now = self._clock.monotonic()
            self._used = {one: until for one, until in self._used.items() if now < until}
            if seal in self._used:
                raise LaunchError
            self._used[seal] = now + FRESH_SECONDS + AHEAD_SECONDS


def _fields(data: str) -> list[tuple[str, str]]:
    """The fields, each once, without letters that could make two lines of one."""
    if len(data) > MOST_LETTERS or not data.isascii():
        raise LaunchError
    try:
        found = parse_qsl(
            data, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise LaunchError from None
    if len(dict(found)) != len(found) or any(ord(one) < ord(" ") for pair in found for one in "".join(pair)):
        raise LaunchError
    return found


def _account(user: str) -> int:
    """The number of the person in the JSON of `user`."""
    try:
        told = json.loads(user)
    except (ValueError, RecursionError):
        raise LaunchError from None
    number = told.get("id") if isinstance(told, dict) else None
    if type(number) is not int or number <= 0 or told.get("is_bot", False) is not False:
        raise LaunchError
    return number
