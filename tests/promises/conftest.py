"""The one long run that several promises look at: thousands of conversations with the real program."""

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.app import Version
from tests.auxil.botapi import FOREVER, FakeBotApi
from tests.auxil.canaries import FIRST, needles
from tests.auxil.crowd import asked, talk
from tests.auxil.near import write_sites
from tests.auxil.program import SHIPPED, program
from tests.auxil.sweep import Needles, Swept
from tests.conftest import ROOT, keep_learned

PEOPLE = int(os.environ.get("SAFERBOT_PEOPLE", "1500"))  # ten thousand in benchmarks/promises.py
WAITING = FIRST + PEOPLE + 1  # whose answer cannot go out yet: the one number that must be in memory
HARMLESS = 60
CONTROL = "Zqcontrolvk"
CONFIG = f"sites: sites\nlocal:\n  human_contact: {CONTROL}\n"
ASIDE = ("token", "config.yaml")  # what the operator wrote


@dataclass(frozen=True)
class Run:
    """A run that is over: its folder, what its memory held while it ran, and how many asked and were answered."""

    folder: Path
    memory: Swept
    asked: int
    answered: int
    messages: int
    drill: "subprocess.CompletedProcess[str]"


@pytest.fixture(scope="session")
def thousands(tmp_path_factory: pytest.TempPathFactory, version: Version) -> Run:
    """Thousands of conversations under the memory settings that a service gets, with errors in between; then some
    harmless ones, a look at the memory, and a stop as by systemd. It has learned at a start before."""
    folder = tmp_path_factory.mktemp("thousands")
    keep_learned(version, folder / "cache" / "saferbot")
    return asyncio.run(_run(folder, folder / "cache"))


async def _run(folder: Path, cache: Path) -> Run:
    write_sites(folder / "sites")
    async with FakeBotApi() as api:
        env = {**SHIPPED, "XDG_CACHE_HOME": str(cache)}
        async with program(folder, api, CONFIG, env) as process:
            await talk(api, range(PEOPLE))
            answered = sum(bool(api.user(FIRST + n).inbox()) for n in range(PEOPLE) if n % 10 < 3)
            await _go_on_harmlessly(api)
            memory = await asyncio.to_thread(_looked_at, process.pid)
        sent = len(api.called("sendMessage"))
    drill = [sys.executable, "-m", "bot", "disclose", str(FIRST + 40)]
    env = {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache)}
    disclosed = await asyncio.to_thread(
        subprocess.run, drill, cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    return Run(folder, memory, asked(PEOPLE), answered, sent, disclosed)


async def _go_on_harmlessly(api: FakeBotApi) -> None:
    """The next batches, of people who are no canaries; then one whose answer has to wait."""
    others = [api.user(6_600_000_000 + number) for number in range(HARMLESS)]
    for other in others:
        other.says("what is naloxone")
    await api.wait_for(lambda: all(other.inbox() for other in others), timeout=120)
    api.fail("sendMessage", FOREVER, status=429, retry_after=300, chat=WAITING)
    before = len(api.called("sendMessage"))
    api.user(WAITING).says("hello")
    await api.wait_for(lambda: len(api.called("sendMessage")) > before, timeout=30)


def _looked_at(pid: int) -> Swept:
    controls = [("control: a text", CONTROL.encode()), ("control: an id", _digits(WAITING))]
    return Needles([*needles(PEOPLE, rounded_too=False), *controls]).in_memory(pid)


def _digits(number: int) -> bytes:
    from bot.privacy.canaries import python_digits

    return python_digits(number)
