"""A new version is put in while many write: the old one answers what it has and ends, the new one answers the rest.

And while it runs it listens nowhere (SEC-15), but for the health of the service on the loopback where that is wanted.
"""

import asyncio
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.auxil.botapi import FakeBotApi
from tests.promises.test_rel12_nothing_lost import FIRST, started

PEOPLE = 150
LISTENS = "0A"  # the state in /proc/net/tcp


def listening(process: "subprocess.Popen[bytes]") -> set[str]:
    """The addresses on which a process and its children listen, as the kernel writes them."""
    inodes = set()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
    for pid in (str(process.pid), *children):
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            target = handle.readlink() if handle.is_symlink() else Path()
            inodes.add(str(target).removeprefix("socket:[").removesuffix("]"))
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text("ascii").splitlines()[1:]:
            words = line.split()
            if words[3] == LISTENS and words[9] in inodes:
                found.add(words[1])
    return found


@pytest.mark.slow
@pytest.mark.usefixtures("learned")
async def test_a_stop_in_a_burst_loses_nobody(tmp_path: Path) -> None:
    """150 write, SIGTERM comes in the middle: it ends by itself without an error, and nobody waits for an answer
    after the next start."""
    log = tmp_path / "log"
    async with FakeBotApi() as api:
        program = started(tmp_path, api, log)
        try:
            people = [api.user(FIRST + number) for number in range(PEOPLE)]
            for number, person in enumerate(people):
                person.says("what is naloxone" if number % 10 else "my mate wont wake up")
            await api.wait_for(lambda: len(api.called("sendMessage")) > PEOPLE // 5, timeout=120)
            program.send_signal(signal.SIGTERM)
            began = time.monotonic()
            assert await asyncio.to_thread(program.wait, 90) == 0
            assert time.monotonic() - began < 90
            left = len(api.unconfirmed())
            answered = sum(bool(person.inbox()) for person in people)
            assert left + answered >= PEOPLE  # what is neither answered nor left at Telegram would be lost
            program = started(tmp_path, api, log)
            await api.wait_for(lambda: all(person.inbox() for person in people), timeout=120)
        finally:
            program.send_signal(signal.SIGTERM)
            await asyncio.to_thread(program.wait, 90)
    assert program.returncode == 0
    lines = log.read_text("ascii").splitlines()
    assert [line for line in lines if "started" in line or "stopped" in line] == [
        "INFO started",
        "INFO stopped",
    ] * 2
    assert not [line for line in lines if "internal-error" in line]


@pytest.mark.slow
@pytest.mark.usefixtures("learned")
async def test_it_listens_nowhere_unless_asked_and_then_on_the_loopback(tmp_path: Path) -> None:
    """By the kernel: no listening socket while Telegram is asked; with `health:` one at 127.0.0.1, which is well."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with FakeBotApi() as api:
        for health in ("", f"health: 127.0.0.1:{port}\n"):
            program = started(tmp_path, api, tmp_path / "log", health)
            try:
                api.user(FIRST).says("/start")
                asked = len(api.called("sendMessage"))
                await api.wait_for(lambda: len(api.called("sendMessage")) > asked, timeout=120)  # noqa: B023
                expected = {f"0100007F:{port:04X}"} if health else set()
                assert listening(program) == expected
                if health:
                    reader, writer = await asyncio.open_connection("127.0.0.1", port)
                    writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                    assert (await reader.read()).endswith(b"\r\n\r\nok\n")
                    writer.close()
            finally:
                program.send_signal(signal.SIGTERM)
                await asyncio.to_thread(program.wait, 90)
