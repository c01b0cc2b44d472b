"""The line to Telegram's Bot API: python-telegram-bot's client, without its framework.

Answers stay raw: an answer nobody reads cannot break us, and one update that cannot be read must not hold up the
ninety-nine beside it. Nothing that goes over the line is ever logged here, at any level; the library would log it.
"""

import asyncio
import contextlib
import json
import logging
import os
from collections.abc import Awaitable, Mapping
from typing import Any

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

TELEGRAM = "https://api.telegram.org"
POOL_SIZE = 16  # connections for sending; ordinary sends use ten at most (sending.py)
POLLING_POOL_SIZE = 2
CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
WRITE_SECONDS = 10.0
POOL_SECONDS = 10.0
# A quiet bot would greet the first emergency with a TLS handshake: the client's own limit is 5 seconds.
KEEPALIVE_SECONDS = 120.0
INVALID_ANSWER = "Invalid server response"


class _Wire(HTTPXRequest):
    """The library's HTTP client, without its habit of logging a body that it cannot read."""

    __slots__ = ()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer. Raises TelegramError, without a word of it, where it is not a JSON object."""
        answer: object = None
        with contextlib.suppress(ValueError, RecursionError):  # whose errors carry the whole text
            answer = json.loads(payload.decode("utf-8", "replace"))
        if not isinstance(answer, dict):
            raise TelegramError(INVALID_ANSWER)
        return {"result": None, **answer}


class _Nowhere(logging.Logger):
    """A logger that is never enabled and has no parent: what it is told is gone."""

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802 - the name is logging's
        return False


class Line(Bot):
    """A Bot that is called by method name and gives back what Telegram said, as it said it.

    `_post` and `_request` are the library's own names, which it may change between versions (pinned below 23):
    its public ways either parse a whole batch at once or warn.
    """

    __slots__ = ()
    _LOGGER = _Nowhere("nowhere")

    def __repr__(self) -> str:
        return "Line(***)"

    async def call(self, method: str, params: Mapping[str, object] | None = None, wait: float = 0.0) -> Any:
        """Return the result of a Bot API method; `wait` is how many seconds the server may take besides.

        Raises telegram.error.TelegramError.
        """
        result = await self._post(method, dict(params or {}), read_timeout=READ_SECONDS + wait)
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
    tls = httpx.create_ssl_context()  # reading the certificates is slow, so once for both
    sending, polling = _wire(POOL_SIZE, tls), _wire(POLLING_POOL_SIZE, tls)
    return Line(token, f"{root}/bot", f"{root}/file/bot", request=sending, get_updates_request=polling)


def _wire(size: int, tls: object) -> HTTPXRequest:
    limits = httpx.Limits(
        max_connections=size, max_keepalive_connections=size, keepalive_expiry=KEEPALIVE_SECONDS
    )
    return _Wire(
        connection_pool_size=size,
        read_timeout=READ_SECONDS,
        write_timeout=WRITE_SECONDS,
        connect_timeout=CONNECT_SECONDS,
        pool_timeout=POOL_SECONDS,
        http_version="1.1",
        httpx_kwargs={"limits": limits, "verify": tls},
    )


async def attempt(call: Awaitable[Any]) -> Any:
    """Return what the call gives, or the exception it ends with, as a value.

    An error that is raised again inside an `except` would drag the library's along, and that one may hold the token.
    """
    try:
        return await call
    except Exception as error:
        return error
