"""Listens for Telegram's calls. The only file that imports uvicorn; it logs nothing and leaves signals to the bot."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.errors import SaferbotError

MOST_AT_ONCE = 300  # connections; Telegram makes a hundred
MOST_STRANGERS = 150  # of them have said nothing yet, or not all; Telegram's hundred may come in one moment
HEAD_BYTES = 16 * 1024
KEEP_ALIVE_SECONDS = 75
STOP_SECONDS = 5
_OTHERWISE = "Choose another under telegram, webhook, listen in the settings."


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The bot has its own way to stop."""
        yield


def _caller() -> type[H11Protocol]:
    """One end of a connection. Whoever connects and says nothing must not keep out who has something to say: where too
    many do, the first of them goes."""
    strangers: dict[H11Protocol, None] = {}  # a dict keeps the order

    class Caller(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            strangers[self] = None
            if len(strangers) > MOST_STRANGERS:
                first = next(iter(strangers))
                del strangers[first]
                first.transport.abort()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.scope is not None:  # all of a request's head is here
                strangers.pop(self, None)

        def connection_lost(self, exc: Exception | None) -> None:
            strangers.pop(self, None)
            super().connection_lost(exc)

    return Caller


@asynccontextmanager
async def listening(app: Any, host: str, port: int, otherwise: str = _OTHERWISE) -> AsyncIterator[int]:
    """Listen while the block runs; gives the port (a free one for 0). Raises SaferbotError where that cannot be, which
    ends with what to do `otherwise`."""
    bound = _bound(host, port, otherwise)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws="none",
        http=_caller(),
        loop="none",
        server_header=False,
        date_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_AT_ONCE,
        h11_max_incomplete_event_size=HEAD_BYTES,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[bound]), name="listen")
    try:
        while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        yield bound.getsockname()[1]
    finally:
        server.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)
        bound.close()


def _bound(host: str, port: int, otherwise: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = error.strerror
    raise SaferbotError(f"Cannot listen on {host}:{port} ({reason}). {otherwise}")
