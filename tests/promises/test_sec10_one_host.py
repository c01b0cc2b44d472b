"""The bot talks to Telegram and to nobody else: no link is opened, no map or list is fetched, nothing calls home; and
no test of ours reaches another machine."""

import asyncio
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.auxil.botapi import FakeBotApi
from tests.auxil.crowd import talk
from tests.auxil.egress import OutsideError
from tests.auxil.figures import tell
from tests.auxil.program import program
from tests.auxil.watch import called, needs_strace, seen_to_end, watching_calls

PEOPLE = 30
OUTSIDE = """
import socket
with socket.socket(type=socket.SOCK_DGRAM) as one:
    one.sendto(b"x", ("192.0.2.1", 53))
with socket.socket() as other:
    other.setblocking(False)
    other.connect_ex(("198.51.100.7", 443))
"""


def test_every_test_is_watched() -> None:
    """The watch that stands over the whole suite: another machine and its name cannot be reached, this one can."""
    with socket.socket() as one, pytest.raises(OutsideError):
        one.connect(("192.0.2.1", 80))
    with pytest.raises(OutsideError):
        socket.getaddrinfo("example.org", 443)
    with socket.create_server(("127.0.0.1", 0)) as here, socket.create_connection(here.getsockname()):
        assert socket.getaddrinfo("localhost", 80)


@needs_strace
async def test_a_call_to_another_machine_would_be_seen(tmp_path: Path) -> None:
    """The control: one letter and one call of a program, watched in the same way."""
    log = tmp_path / "seen"
    await asyncio.to_thread(subprocess.run, [*watching_calls(log), sys.executable, "-c", OUTSIDE], check=True)
    await seen_to_end(log)
    assert set(called(log)) == {("192.0.2.1", 53), ("198.51.100.7", 443)}


@pytest.mark.slow
@pytest.mark.usefixtures("learned")
@needs_strace
async def test_the_program_reaches_the_bot_api_and_nothing_else(tmp_path: Path) -> None:
    """The real program from start to stop, with every sort of conversation, watched by the kernel's own eyes."""
    log = tmp_path / "seen"
    async with FakeBotApi() as api:
        port = int(api.root.rpartition(":")[2])
        async with program(tmp_path, api, under=watching_calls(log)):
            await talk(api, range(PEOPLE))
        assert len(api.called("sendMessage")) >= PEOPLE
    await seen_to_end(log)
    calls = list(called(log))
    assert set(calls) == {("127.0.0.1", port)}
    tell(
        "SEC-10", f"{PEOPLE} conversations watched by strace", calls_to_telegram=len(calls), calls_elsewhere=0
    )
