"""Work done in a process of its own never holds up a stop."""

import asyncio
import os
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children
from pathlib import Path

import pytest

from bot import app, app_index, live_again
from bot.clock import RealClock
from bot.config import Settings
from bot.core.dialogue import respond
from bot.core.model import Kind, Question
from bot.live import Aside, Live
from tests.auxil.admin import small_knowledge
from tests.conftest import ROOT

AN_HOUR = 3_600


async def test_a_stop_waits_for_no_work_aside() -> None:
    """What is under way ends, and nothing more begins."""
    aside = Aside()
    assert await asyncio.to_thread(aside.do, abs, -3) == 3
    work = asyncio.create_task(asyncio.to_thread(aside.do, time.sleep, AN_HOUR))
    while not active_children():
        await asyncio.sleep(0.01)
    aside.end()
    with pytest.raises(BrokenProcessPool):
        await asyncio.wait_for(work, 60)
    with pytest.raises(BrokenProcessPool):
        aside.do(abs, -3)


def test_work_aside_gives_way_to_answers() -> None:
    """Learning takes a core for half a minute; who writes meanwhile is answered first."""
    assert Aside().do(os.nice, 0) == min(os.nice(0) + 10, 19)


async def test_one_work_after_the_other() -> None:
    """Each may need more memory than the bot itself, and the service's limit has room for one beside it."""
    aside, most = Aside(), 0
    works = asyncio.gather(*(asyncio.to_thread(aside.do, time.sleep, 0.1) for _ in range(3)))
    while not works.done():
        most = max(most, len(active_children()))
        await asyncio.sleep(0.005)
    assert most == 1


def at_second(file: str) -> str:
    """Never end the first time, and say so the second."""
    if Path(file).exists():
        return "again"
    Path(file).touch()
    time.sleep(AN_HOUR)
    return "first"


async def test_what_can_wait_is_ended_for_what_somebody_waits_for(tmp_path: Path) -> None:
    """Nobody waits for half a minute behind an edit that is being learned; that begins again after it."""
    aside, file = Aside(), tmp_path / "begun"
    patient = asyncio.create_task(asyncio.to_thread(aside.patiently, at_second, str(file)))
    while not file.exists():
        await asyncio.sleep(0.01)
    assert await asyncio.wait_for(asyncio.to_thread(aside.at_once, abs, -3), 60) == 3
    assert await asyncio.wait_for(patient, 60) == "again"
    assert await asyncio.to_thread(aside.patiently, abs, -4) == 4


async def test_other_work_is_not_ended(tmp_path: Path) -> None:
    """First learning, drawing and what another admin asked go on to their end; what is killed says so."""
    aside, file = Aside(), tmp_path / "who"
    working = asyncio.create_task(asyncio.to_thread(aside.do, busy, str(file), 0.5))
    while not file.exists():
        await asyncio.sleep(0.01)
    assert await asyncio.to_thread(aside.at_once, abs, -3) == 3
    assert working.done()
    await working
    patient = asyncio.create_task(asyncio.to_thread(aside.patiently, time.sleep, AN_HOUR))
    while not active_children():
        await asyncio.sleep(0.01)
    active_children()[0].kill()
    with pytest.raises(BrokenProcessPool):
        await asyncio.wait_for(patient, 60)


KILLED = """
import sys
from bot.live import Aside
from tests.test_live import busy
if __name__ == "__main__":
    Aside().do(busy, sys.argv[1], float(sys.argv[2]))
"""


def busy(file: str, seconds: float) -> None:
    """Say who works, then work."""
    Path(file).write_text(str(os.getpid()), "ascii")
    time.sleep(seconds)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_kill_leaves_no_work_behind(tmp_path: Path) -> None:
    """After SIGKILL what was under way ends by itself: nobody else would end it, and it holds a hundred megabytes."""
    file, script = tmp_path / "who", tmp_path / "killed.py"
    script.write_text(KILLED, "utf-8")
    with subprocess.Popen(
        [sys.executable, str(script), str(file), str(AN_HOUR)], env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as parent:
        while not (file.exists() and file.read_text("ascii")):
            assert parent.poll() is None
            time.sleep(0.01)
        parent.kill()
    worker = Path("/proc", file.read_text("ascii"))
    ends = time.monotonic() + 60
    while worker.exists() and time.monotonic() < ends:
        time.sleep(0.01)
    assert not worker.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_where_memory_is_short_work_aside_is_ended_first() -> None:
    """Never the process that answers people."""
    assert Aside().do(Path.read_text, Path("/proc/self/oom_score_adj"), "ascii").strip() == "1000"


async def test_learning_that_is_killed_again_and_again_is_learned_aside_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIGKILL, as the system does it where memory is short, three times: the process that answers never learns itself,
    danger is answered in between, and then questions are."""
    monkeypatch.setattr(live_again, "PAUSES", (0.0,))
    monkeypatch.setattr(
        app_index, "build_index", lambda loaded: pytest.fail("learned where people are answered")
    )
    live = Live(Settings(small_knowledge(tmp_path / "knowledge"), "GB"), RealClock())
    learning, killed = asyncio.create_task(live._learn()), set[int | None]()
    while len(killed) < 3:
        for child in active_children():
            if child.pid not in killed:
                child.kill()
                killed.add(child.pid)
        await asyncio.sleep(0.01)
        assert live.version.is_early
        assert respond(Question("my friend wont wake up"), live.view()).kind is Kind.EMERGENCY
    await asyncio.wait_for(learning, 300)
    assert not live.version.is_early
    assert respond(Question("what is naloxone"), live.view()).kind in (Kind.ANSWER, Kind.CHOICES)
    live.aside.end()


async def test_the_picture_of_mixes_is_drawn_again_only_for_other_mixes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drawing takes seconds, in which the next edit would wait to be seen. After a failure it is tried again."""
    live = Live(
        Settings(small_knowledge(tmp_path / "knowledge"), "GB", cache=tmp_path / "cache"), RealClock()
    )
    parts, drawn = ["Mixes", "Mixes", "Mixes", "Other mixes", "Other mixes"], []
    pictures = [None, b"1", b"2"]

    def draws(mixing: object, title: str, warning: str) -> bytes | None:
        drawn.append(title)
        return pictures.pop(0)

    monkeypatch.setattr(app, "chart_parts", lambda view: ({}, parts.pop(0), ""))
    monkeypatch.setattr(live, "_drawn_aside", draws)
    for _ in range(len(parts)):
        await live.draw()
    assert drawn == ["Mixes", "Mixes", "Other mixes"]
    assert live.picture("mixes") == b"2"
    live.aside.end()
