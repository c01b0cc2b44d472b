"""The line to Telegram's Bot API: python-telegram-bot's client, without its framework.

Answers stay raw: an answer nobody reads cannot break us, and one update that cannot be read must not hold up the
ninety-nine beside it. Nothing that goes over the line is ever logged here, at any level; the library would log it.
"""

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Mapping
from typing import Any, cast

from telegram import Bot, InputFile
from telegram.error import TelegramError

from bot.transports.telegram.request import INVALID_ANSWER, READ_SECONDS, Wire

TELEGRAM = "https://api.telegram.org"
POOL_SIZE = (
    64  # connections for sending; ordinary sends use ten at most, fifty with a higher ceiling (pace.py)
)
POLLING, POLLING_POOL_SIZE = "getUpdates", 2


class _Nowhere(logging.Logger):
    """A logger that is never enabled and has no parent: what it is told is gone."""

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802 - the name is logging's
        return False


class Line(Bot):
    """A Bot that is called by method name and gives back what Telegram said, as it said it.

    `_post`, `_request` and `_base_url` are the library's own names, which it may change between versions (pinned below
    23): its public ways either parse a whole batch at once or warn.
    """

    __slots__ = ()
    _LOGGER = _Nowhere("nowhere")

    def __repr__(self) -> str:
        return "Line(***)"

    async def call(self, method: str, params: Mapping[str, object] | None = None, wait: float = 0.0) -> Any:
        """Return the result of a Bot API method; `wait` is how many seconds the server may take besides.

        Raises telegram.error.TelegramError.
        """
        given, seconds = {k: v for k, v in (params or {}).items() if v is not None}, READ_SECONDS + wait
        if any(isinstance(value, InputFile) for value in given.values()):
            result = await self._post(method, given, read_timeout=seconds)
        else:
            wire = self._request[0 if method == POLLING else 1]
            url = f"{self._base_url}/{method}"
            result = await cast(Wire, wire).tell(url, json.dumps(given).encode("ascii"), seconds)
        if result is None:
            raise TelegramError(INVALID_ANSWER)
        return result

    async def close_line(self) -> None:
        """Close the connections."""
        await asyncio.gather(*(one.shutdown() for one in self._request))


def make_bot(token: str, api_root: str | None = None) -> Line:
    """Return the line for this token, not yet connected; `api_root` stands for Telegram's own address."""
    # Durations as timedelta, which python-telegram-bot will do by itself one day; until then it warns.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    root = (api_root or TELEGRAM).rstrip("/")
    sending, polling = Wire(POOL_SIZE), Wire(POLLING_POOL_SIZE)
    return Line(token, f"{root}/bot", f"{root}/file/bot", request=sending, get_updates_request=polling)


async def attempt(call: Awaitable[Any]) -> Any:
    """Return what the call gives, or the exception it ends with, as a value.

    An error that is raised again inside an `except` would drag the library's along, and that one may hold the token.
    """
    try:
        return await call
    except Exception as error:
        return error
