"""Answers GET /healthz and GET /metrics on the loopback, and nothing else to nobody else.

So small that it needs no library. A request that names another host is refused: a page in a browser of this machine
could ask by a name that leads here.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.health.report import Health, metrics, troubles

MOST_BYTES = 4_096  # of a request
MOST_AT_ONCE = 8
SECONDS = 5.0  # for the whole of one request
_REQUEST = re.compile(rb"GET (/[a-z]{1,20}) HTTP/1\.[01]\r\n")
_HOST = re.compile(rb"\r\nhost:[ \t]*(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?[ \t]*\r\n", re.IGNORECASE)
_TEXT = "text/plain; charset=utf-8"
_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"

Look = Callable[[], Awaitable[Health]]
Answer = tuple[str, str, str]


@asynccontextmanager
async def answering(look: Look, host: str, port: int) -> AsyncIterator[int]:
    """Answer while the block runs; gives the port (a free one for 0). OSError where nobody can listen there."""
    room = asyncio.Semaphore(MOST_AT_ONCE)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if not room.locked():
                async with room, asyncio.timeout(SECONDS):
                    await _answer(reader, writer, look)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever asked is gone, or never asked
        finally:
            writer.close()

    server = await asyncio.start_server(talk, host, port, limit=MOST_BYTES)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, look: Look) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    status, kind, text = await _said(head, look)
    body = text.encode()
    lines = (
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    )
    writer.write("\r\n".join((*lines, "", "")).encode() + body)
    await writer.drain()


async def _said(head: bytes, look: Look) -> Answer:
    asked, hosts = _REQUEST.match(head), _HOST.findall(head)
    if len(hosts) != 1 or head.lower().count(b"\r\nhost:") != 1:
        return "403 Forbidden", _TEXT, "ask by 127.0.0.1\n"
    if asked is None:
        return "405 Method Not Allowed", _TEXT, "GET /healthz or /metrics\n"
    if asked[1] == b"/healthz":
        found = troubles(await look())
        return (
            ("503 Service Unavailable", _TEXT, "\n".join((*found, "")))
            if found
            else ("200 OK", _TEXT, "ok\n")
        )
    if asked[1] == b"/metrics":
        return "200 OK", _PROMETHEUS, metrics(await look())
    return "404 Not Found", _TEXT, "GET /healthz or /metrics\n"
