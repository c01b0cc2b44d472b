"""The door on the loopback: two addresses, asked by this machine, and nothing that a stranger sends does any harm."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from bot.health.door import MOST_AT_ONCE, answering
from bot.health.report import Health

WELL = Health(True, 306, 0, 0, None, 0, 0, 0)
ILL = Health(False, 306, 0, 0, None, 0, 0, 0)


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async def look() -> Health:
        return WELL

    async with answering(look, "127.0.0.1", 0) as found:
        yield found


async def asked(port: int, request: bytes) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        await writer.drain()
        writer.write_eof()
        return (await reader.read()).decode()
    finally:
        writer.close()


def get(path: str, host: str = "127.0.0.1:9100") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


async def test_it_says_ok(port: int) -> None:
    told = await asked(port, get("/healthz"))
    assert told.startswith("HTTP/1.1 200 OK\r\n")
    assert told.endswith("\r\n\r\nok\n")
    assert "Server:" not in told


async def test_it_says_what_is_wrong() -> None:
    """With a status that a watcher understands."""

    async def look() -> Health:
        return ILL

    async with answering(look, "127.0.0.1", 0) as port:
        told = await asked(port, get("/healthz", "localhost"))
    assert told.startswith("HTTP/1.1 503 ")
    assert "telegram: cannot be reached" in told


async def test_it_gives_metrics(port: int) -> None:
    told = await asked(port, get("/metrics", "[::1]:9100"))
    assert "Content-Type: text/plain; version=0.0.4" in told
    assert "saferbot_topics 306" in told


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (get("/healthz", "evil.test"), "403"),
        (get("/healthz", "127.0.0.1.evil.test"), "403"),
        (b"GET /healthz HTTP/1.1\r\n\r\n", "403"),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.test\r\n\r\n", "403"),
        (b"POST /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", "405"),
        (get("/healthz?x=1"), "405"),
        (get("/../etc/passwd"), "405"),
        (get("/other"), "404"),
        (b"\x00\xff\r\n\r\n", "403"),
    ],
)
async def test_anything_else_is_refused(port: int, request_: bytes, status: str) -> None:
    """By another name (a page in a browser), by another method, for anything else."""
    assert (await asked(port, request_)).startswith(f"HTTP/1.1 {status} ")


@pytest.mark.parametrize("request_", [b"GET /healthz HTTP/1.1\r\n", b"", b"A" * 100_000, b"\r\n" * 3])
async def test_what_never_becomes_a_request_is_let_go(port: int, request_: bytes) -> None:
    """Half a request, none, or one without end: the line is closed, and the next one is answered."""
    with contextlib.suppress(ConnectionError):
        assert not (await asked(port, request_)).startswith("HTTP/1.1 200")
    assert (await asked(port, get("/healthz"))).startswith("HTTP/1.1 200")


async def test_those_who_only_hold_the_line_do_not_keep_others_out_for_ever(port: int) -> None:
    """So many at once and no more; when they are gone there is room again."""
    held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(MOST_AT_ONCE)]
    await asyncio.sleep(0.05)
    with contextlib.suppress(ConnectionError):
        assert await asked(port, get("/healthz")) == ""
    for _, writer in held:
        writer.close()
        await writer.wait_closed()
    await asyncio.sleep(0.05)
    assert (await asked(port, get("/healthz"))).startswith("HTTP/1.1 200")
