"""The HTTP of the line: bounded, kept alive, and silent about the token."""

import asyncio
import contextlib
from io import StringIO

import pytest
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import RequestData

from bot.transports.telegram import request
from bot.transports.telegram.api import Line
from bot.transports.telegram.request import Wire
from tests.auxil.botapi import FakeBotApi
from tests.transports.telegram.conftest import new_line


async def test_a_quiet_connection_is_used_again(api: FakeBotApi, line: Line) -> None:
    """A hundred calls one after the other need one connection."""
    for _ in range(100):
        await line.call("getMe")
    assert api.connections == 1


async def test_the_environment_names_no_proxy_for_us(
    api: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy sees the token, or breaks the line; only what the settings say counts."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    line = new_line(api)
    assert (await line.call("getMe"))["is_bot"]
    await line.close_line()


async def test_a_slow_answer_is_given_up(api: FakeBotApi) -> None:
    """After the seconds that the call allows."""
    api.delay("getMe", 5)
    wire = Wire(1)
    with pytest.raises(TimedOut):
        await wire.post(f"{api.root}/bot{api.token}/getMe", RequestData(), read_timeout=0.05)
    await wire.shutdown()


async def test_an_answer_that_trickles_is_given_up() -> None:
    """Each byte comes in time, and the whole never does."""

    ended = asyncio.Event()

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while not reader.at_eof():
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)
        writer.close()
        ended.set()

    server = await asyncio.start_server(trickle, "127.0.0.1", 0)
    wire, port = Wire(1), server.sockets[0].getsockname()[1]
    async with asyncio.timeout(10):
        with pytest.raises(TimedOut):
            await wire.post(f"http://127.0.0.1:{port}/botx/getMe", RequestData(), read_timeout=0.3)
        await wire.shutdown()
        await ended.wait()
    server.close()


async def test_an_endless_answer_is_not_read(api: FakeBotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is larger than Telegram's largest is refused, not held."""
    monkeypatch.setattr(request, "ANSWER_BYTES", 1_000)
    api.garble("getMe", body=b" " * 1_001)
    line = new_line(api)
    with pytest.raises(NetworkError):
        await line.call("getMe")
    await line.close_line()


@pytest.mark.parametrize("fault", ["drop", "stop", "garble"])
async def test_no_error_holds_the_token(api: FakeBotApi, printed: StringIO, fault: str) -> None:
    """Neither its words nor the errors behind it, nor the log."""
    line = new_line(api)
    if fault == "stop":
        await api.stop()
    else:
        getattr(api, fault)("getMe")
    with pytest.raises(TelegramError) as caught:
        await line.call("getMe")
    behind: BaseException | None = caught.value
    seen = ""
    while behind is not None:
        seen += repr(behind)
        behind = behind.__cause__ or behind.__context__
    assert api.token not in seen + printed.getvalue()
    await line.close_line()


async def test_a_server_that_hangs_up_halfway_is_an_error(api: FakeBotApi) -> None:
    """It says it has ended, keeps the connection open and answers nothing."""

    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write_eof()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(half, "127.0.0.1", 0)
    wire, port = Wire(1), server.sockets[0].getsockname()[1]
    with pytest.raises(NetworkError):
        await wire.post(f"http://127.0.0.1:{port}/botx/getMe", RequestData())
    await wire.shutdown()
    server.close()


async def test_a_closed_line_stays_closed(api: FakeBotApi) -> None:
    """A late call fails; it does not open connections that nobody closes."""
    line = new_line(api)
    await line.call("getMe")
    await line.close_line()
    with pytest.raises(NetworkError):
        await line.call("getMe")
    await api.wait_for(lambda: api.connections == 0)
