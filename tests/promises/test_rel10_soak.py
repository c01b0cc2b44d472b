"""The bot can be left alone: however many people write, and for however long, it needs no more memory, no more open
files and no more of anything else than at the start."""

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.soak import PROBED, SLACK, Reading, Soaked, ask, soak, told
from tests.auxil.figures import tell

MESSAGES = int(os.environ.get("SAFERBOT_SOAK", "4000"))  # 200,000 in benchmarks/soak.py
FLAT = Reading(messages=1, memory=100.0, files=30, threads=5, tasks=12, loops=1, updates=50, state=90_000)
LEAKS = """
import asyncio
class Update: pass
kept = []
async def main():
    while sys.stdin.readline():
        for _ in range(100):
            kept.append((Update(), b"x" * 40_000, open("/dev/null"), asyncio.create_task(asyncio.sleep(60))))
        for _ in range(3):
            kept.append(asyncio.new_event_loop())
            threading.Thread(target=threading.Event().wait, daemon=True).start()
        await asyncio.sleep(0)
        print("grown", flush=True)
asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows what a process holds")
async def test_a_program_that_keeps_everything_would_be_found(tmp_path: Path) -> None:
    """The control: one that keeps memory, files, threads, tasks, loops and updates is found guilty of each."""
    out = tmp_path / "told"
    out.touch()
    env = {**os.environ, "SOAK_TOLD": str(out)}
    command = [sys.executable, "-c", PROBED + LEAKS]
    readings = []
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: ASYNC220
        for number in range(5):
            for _ in range(4):
                await asyncio.to_thread(_go_on, process)
            readings.append(await ask(process.pid, out, number, tmp_path))
        process.kill()
    assert set(Soaked(tuple(readings), 0, 1.0).grown) == set(SLACK) - {"state"}


def _go_on(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"more\n")
    process.stdin.flush()
    assert process.stdout.readline() == b"grown\n"


@pytest.mark.parametrize("name", SLACK)
def test_each_is_watched(name: str) -> None:
    """Growth of any one alone is told; the same all the time is not."""
    more = replace(FLAT, **{name: getattr(FLAT, name) + SLACK[name] + 1})
    assert not Soaked((FLAT,) * 10, 0, 1.0).grown
    assert set(Soaked((FLAT,) * 9 + (more,), 0, 1.0).grown) == {name}


@pytest.mark.slow
@pytest.mark.usefixtures("learned")
async def test_thousands_of_messages_leave_nothing_behind() -> None:
    """The real program under a service's memory settings, every message answered. `python -m benchmarks.soak` is the
    same with 200,000."""
    soaked = await soak(MESSAGES)
    assert not soaked.lost
    assert not soaked.grown, soaked.readings
    assert {one.loops for one in soaked.readings} == {1}
    tell("REL-10", f"{MESSAGES:,} messages", **{"first to last": told(soaked.readings), "not answered": 0})
