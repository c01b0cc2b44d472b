"""Nobody can knock at the bot: while it serves people it listens nowhere, neither for the internet nor for its own
machine, unless the operator opens a place for that machine alone. How it is shut in: tests/deploy/test_unit.py."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.auxil.botapi import FakeBotApi
from tests.auxil.figures import tell
from tests.auxil.program import program

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows whose a socket is")
PEOPLE = 20


def family(pid: int) -> Iterator[int]:
    """A process and all that it has started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text("ascii").split():
            yield from family(int(child))


def doors(pid: int) -> set[str]:
    """Where a process, or one that it has started, can be called: addresses as the kernel writes them."""
    held = {what for one in family(pid) for what in _held(one)}
    return {where for inode, where in _called(pid) if f"socket:[{inode}]" in held}


def _held(pid: int) -> Iterator[str]:
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed just now
            yield str(link.readlink())


def _called(pid: int) -> Iterator[tuple[str, str]]:
    """Every socket of this machine that takes calls: its number and its address."""
    for name, state in (("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")):
        for line in Path(f"/proc/{pid}/net/{name}").read_text("ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == state:
                yield fields[9], f"{name} {fields[1]}"
    for line in Path(f"/proc/{pid}/net/unix").read_text("utf-8", "replace").splitlines()[1:]:
        fields = line.split()
        if int(fields[3], 16) & 0x10000:  # it accepts connections
            yield fields[6], f"unix {fields[7] if len(fields) > 7 else ''}"


def test_an_open_door_would_be_found(tmp_path: Path) -> None:
    """The control: one of each sort, opened in this very process."""
    before = doors(_own())
    with (
        socket.create_server(("127.0.0.1", 0)),
        socket.create_server(("::1", 0), family=socket.AF_INET6),
        socket.socket(type=socket.SOCK_DGRAM) as letters,
        socket.socket(socket.AF_UNIX) as place,
    ):
        letters.bind(("127.0.0.1", 0))
        place.bind(str(tmp_path / "place"))
        place.listen()
        found = doors(_own()) - before
    assert sorted(one.split()[0] for one in found) == ["tcp", "tcp6", "udp", "unix"]


def _own() -> int:
    return int(Path("/proc/self").readlink().name)


@pytest.mark.slow
@pytest.mark.usefixtures("learned")
async def test_the_program_at_work_listens_nowhere(tmp_path: Path) -> None:
    """The real one, with people talking to it; and with the one place that settings can open, exactly there."""
    for name in ("plain", "asked"):
        (tmp_path / name).mkdir()
    assert await _doors(tmp_path / "plain", "") == set()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert await _doors(tmp_path / "asked", f"health: 127.0.0.1:{port}\n") == {f"tcp 0100007F:{port:04X}"}
    tell("SEC-15", "doors of the program at work", open=0, where_settings_open_one=1)


async def _doors(folder: Path, config: str) -> set[str]:
    async with FakeBotApi() as api, program(folder, api, config) as process:
        found: set[str] = set()
        for person in [api.user(1_000 + number) for number in range(PEOPLE)]:
            person.says("what is naloxone")
            await api.wait_for(person.inbox, timeout=60)
            found |= await asyncio.to_thread(doors, process.pid)
    return found
