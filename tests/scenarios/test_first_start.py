"""Somebody writes in the first second of a first start, through the real service and a Bot API on loopback."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from bot.app import Version
from bot.clock import Clock
from bot.config import Settings
from bot.live import Live
from tests.auxil.botapi import FakeBotApi
from tests.auxil.lessons import Lessons
from tests.auxil.program import program, service_here
from tests.auxil.served import ask
from tests.conftest import KNOWLEDGE, LEAN

FIRST = 7_700_000_001
STARTING = "I have just started"
KEYS = ("Help now", "Find", "Topics", "Mix", "Language", "Privacy")


@pytest.fixture
def lessons(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lessons]:
    held = Lessons(monkeypatch)
    yield held
    held.go.set()


async def test_who_writes_while_it_learns(tmp_path: Path, version: Version, lessons: Lessons) -> None:
    """Danger, the menu, the mixes and the finder are as always; a question is told to come back with the keys and the
    number, and then has its answer. Nobody is asked whether a question that was not looked up may be kept."""
    out = StringIO()

    def live(settings: Settings, clock: Clock) -> Live:
        return Live(replace(settings, cache=tmp_path / "cache"), clock)

    async with FakeBotApi() as api:
        danger, curious = api.user(FIRST), api.user(FIRST + 1)
        danger.says("my friend wont wake up")
        async with service_here(tmp_path, api, version, out=out, live=live):
            assert (await danger.next_reply(30)).text.startswith("Call 999")
            assert "999" in (await ask(curious, "my mate is really stoned")).text
            assert "What would you like to know" in (await ask(curious, "no")).text
            curious = api.user(FIRST + 2)
            early = await ask(curious, "what is naloxone")
            assert early.text.startswith(STARTING)
            assert "999" in early.text
            assert "may be kept" not in early.text
            assert tuple(early.labels) == KEYS
            assert STARTING not in (await ask(curious, "Find")).text
            assert STARTING not in (await ask(curious, "mixing alcohol and xanax")).text
            assert "INFO started" in out.getvalue()
            assert "INFO learned" not in out.getvalue()
            lessons.go.set()
            await api.wait_for(lambda: "INFO learned" in out.getvalue(), timeout=60)
            assert "reverses an opioid overdose" in (await ask(api.user(FIRST + 3), "what is naloxone")).text
        assert api.refused == []
    assert "internal-error" not in out.getvalue()


async def test_a_stop_while_it_learns(tmp_path: Path, version: Version, lessons: Lessons) -> None:
    """It ends as any other, and tells of no fault."""
    out = StringIO()

    def live(settings: Settings, clock: Clock) -> Live:
        return Live(replace(settings, cache=tmp_path / "cache"), clock)

    async with FakeBotApi() as api, service_here(tmp_path, api, version, out=out, live=live):
        assert (await ask(api.user(FIRST), "my friend wont wake up")).text.startswith("Call 999")
    lessons.go.set()
    assert "internal-error" not in out.getvalue()


@pytest.mark.slow
async def test_the_program_itself(tmp_path: Path) -> None:
    """Danger is answered before it has learned, a question after; the next start has nothing to learn."""
    shutil.copytree(KNOWLEDGE, tmp_path / "knowledge", ignore=LEAN)
    config, cache = "knowledge: knowledge\n", {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    log = tmp_path / "log"
    async with FakeBotApi() as api:
        person = api.user(FIRST)
        async with program(tmp_path, api, config, cache, is_early=True):
            assert (await ask(person, "my friend wont wake up")).text.startswith("Call 999")
            assert (await ask(person, "what is naloxone")).text.startswith(STARTING)
            assert "INFO learned" not in log.read_text("utf-8")
            await api.wait_for(lambda: "INFO learned" in log.read_text("utf-8"), timeout=300)
            assert "reverses an opioid overdose" in (await ask(person, "what is naloxone")).text
        async with program(tmp_path, api, config, cache, is_early=True):
            assert "reverses an opioid overdose" in (await ask(person, "what is naloxone")).text
    assert log.read_text("utf-8").count("INFO learning") == 1
