"""The real bot for a long time: does anything grow with the number of messages?

    python -m benchmarks.soak [--messages 200000]

Fifty chats at a time write to it over loopback - questions, slips, danger, places, commands, buttons - and others take
their place after a few messages. Its process runs with a service's memory settings; its totals go to disk every ten
seconds instead of every quarter of an hour, so that the database works too. Fifty times it is asked for its memory,
open files, threads, tasks, event loops and kept updates. The last fifth of the readings may be above the first fifth
by no more than SLACK. Prints each reading; the exit code is 1 where anything has grown or was not answered.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.bots import LEARNED, learn, running, settings, until
from benchmarks.loopback import Loopback
from bot.privacy.hardening import SCRUB_HOW
from bot.transports.telegram.api import POOL_SIZE

MESSAGES = 200_000
READINGS = 50
CHATS = 50  # at a time
CONVERSATION = 5  # messages of a chat, before another takes its place
PATIENCE = 60.0  # seconds without any answer, after which the bot is said to stand still
SHIPPED = dict(one.split("=", 1) for one in SCRUB_HOW.split())
TEXTS = (
    "what is naloxone", "wat is fentnyl", "hello", "my friend wont wake up", "mdma and weed", "/start",
    "where can i get narcan", "is it safe to drink on methadone", "zxqv plumbus", "/help",
)  # fmt: skip
# What the last readings may be above the first: connections, of which there are at most POOL_SIZE, workers and tasks
# come and go with the load.
SLACK = {
    "memory": 10.0,
    "files": POOL_SIZE,
    "threads": 4,
    "tasks": 60,
    "loops": 0,
    "updates": 300,
    "state": 200_000,
}
# Runs a program of ours, and tells on a signal what only the process itself can count.
PROBED = """
import asyncio, gc, json, os, runpy, signal, sys, threading
def tell(*_):
    held = [type(one).__name__ for one in gc.get_objects()]
    loop = asyncio._get_running_loop()
    one = {
        "files": len(os.listdir("/proc/self/fd")),
        "threads": threading.active_count(),
        "tasks": len(asyncio.all_tasks(loop)) if loop else 0,
        "loops": sum(name.endswith("EventLoop") for name in held),
        "updates": sum(name in ("Update", "Message", "User", "Chat", "Incoming") for name in held),
        "memory": int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20,
    }
    with open(os.environ["SOAK_TOLD"], "a") as file:
        file.write(json.dumps(one) + "\\n")
signal.signal(signal.SIGUSR1, tell)
"""
BOT = """
from bot import service
service.FLUSH_SECONDS = 10
sys.argv[1:] = ["run"]
runpy.run_module("bot", run_name="__main__")
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the process held after so many messages: memory in MiB, state in bytes on disk, the rest in numbers."""

    messages: int
    memory: float
    files: int
    threads: int
    tasks: int
    loops: int
    updates: int
    state: int = 0


@dataclass(frozen=True, slots=True)
class Soaked:
    """A soak that is over: its readings, how many messages got no answer, and the seconds it took."""

    readings: tuple[Reading, ...]
    lost: int
    seconds: float

    @property
    def grown(self) -> dict[str, float]:
        """What has grown, and by how much: the most of the last fifth above the most of the first."""
        part = max(1, len(self.readings) // 5)
        found = {
            name: _most(self.readings[-part:], name) - _most(self.readings[:part], name) for name in SLACK
        }
        return {name: more for name, more in found.items() if more > SLACK[name]}


def _most(readings: tuple[Reading, ...], name: str) -> float:
    return max(float(getattr(one, name)) for one in readings)


def told(readings: tuple[Reading, ...]) -> str:
    """The first reading and the last, in words."""
    first, last = readings[0], readings[-1]
    return f"memory {first.memory:.1f} to {last.memory:.1f} MiB, " + ", ".join(
        f"{name} {getattr(first, name)} to {getattr(last, name)}" for name in SLACK if name != "memory"
    )


async def ask(pid: int, told: Path, messages: int, state: Path) -> Reading:
    """Ask a probed process what it holds. Raises TimeoutError where it does not say so within a minute."""
    already = _lines(told)
    os.kill(pid, signal.SIGUSR1)
    if not await until(lambda: len(_lines(told)) > len(already), PATIENCE):
        raise TimeoutError("the bot does not say what it holds")
    return Reading(messages=messages, state=_size(state), **json.loads(_lines(told)[-1]))


def _lines(told: Path) -> list[str]:
    return told.read_text("utf-8").split("\n")[:-1]  # without one that is being written


def _size(state: Path) -> int:
    return sum(one.stat().st_size for one in state.rglob("*") if one.is_file())


class Crowd:
    """So many messages, each when the one before it in its chat is answered."""

    def __init__(self, api: Loopback, messages: int) -> None:
        self._api, self._all = api, messages
        self._chats = count(1_000_000)
        self.said = self.answered = 0

    @property
    def is_over(self) -> bool:
        """Whether everything is said and answered."""
        return self.answered >= self._all

    def begin(self) -> None:
        """Let the first fifty write."""
        for _ in range(CHATS):
            self._next(next(self._chats), 0)

    def _next(self, chat: int, already: int) -> None:
        if self.said == self._all:
            return
        if already == CONVERSATION:
            chat, already = next(self._chats), 0
        self._api.put(_update(self._api.next_number, chat), chat, lambda: self._answered(chat, already + 1))
        self.said += 1

    def _answered(self, chat: int, already: int) -> None:
        self.answered += 1
        self._next(chat, already)


def _update(number: int, chat: int) -> dict[str, Any]:
    """A message, a place (1 in 10) or a tap on a button (1 in 10)."""
    person = {"id": chat, "is_bot": False, "first_name": f"P{chat}", "language_code": "en"}
    about = {
        "message_id": number % 1_000_000 + 1,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "private"},
    }
    if number % 10 == 3:
        spot = {"latitude": 49 + number % 997 / 100, "longitude": number % 991 / -100}
        return {"update_id": number, "message": {**about, "from": person, "location": spot}}
    if number % 10 == 7:
        code = "1:t:fentanyl-what-is-it" if number % 20 == 7 else "1:r:panic"
        press = {"id": str(number), "from": person, "chat_instance": "1", "data": code}
        return {"update_id": number, "callback_query": {**press, "message": {**about, "text": "menu"}}}
    text = TEXTS[number // 10 % len(TEXTS)]
    return {"update_id": number, "message": {**about, "from": person, "text": text}}


async def soak(messages: int = MESSAGES, readings: int = READINGS, *, is_told: bool = False) -> Soaked:
    """Let the bot answer so many messages and look at it so many times meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        folder, told = Path(name) / "bot", Path(name) / "told"
        folder.mkdir()
        told.touch()
        settings(folder, per_second=1_000)
        with (folder / "config.yaml").open("a", encoding="utf-8") as file:
            file.write("state: state\n")
        extra = {**SHIPPED, "SOAK_TOLD": str(told), **LEARNED}
        learn(folder, extra)
        command = [sys.executable, "-c", PROBED + BOT]
        async with Loopback() as api, running(command, folder, api, extra) as process:
            began, found = time.perf_counter(), []
            crowd = Crowd(api, messages)
            crowd.begin()
            for part in range(1, readings + 1):
                await _until(crowd, part * messages // readings)
                found.append(await ask(process.pid, told, crowd.answered, folder / "state"))
                if is_told:
                    print(found[-1], flush=True)
            return Soaked(tuple(found), messages - crowd.answered, time.perf_counter() - began)


async def _until(crowd: Crowd, answered: int) -> None:
    """Wait until so many are answered; not for ever where nothing moves."""
    moved, last = time.perf_counter(), crowd.answered
    while crowd.answered < answered and time.perf_counter() - moved < PATIENCE:
        await asyncio.sleep(0.02)
        if crowd.answered != last:
            moved, last = time.perf_counter(), crowd.answered


async def main() -> int:
    """Soak it; whether anything has grown or was not answered."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=MESSAGES)
    asked = parser.parse_args()
    soaked = await soak(asked.messages, is_told=True)
    print(
        f"{asked.messages} messages in {soaked.seconds:.0f} s, {soaked.lost} without an answer; {told(soaked.readings)}"
    )
    print(f"grown: {soaked.grown or 'nothing'}")
    return int(bool(soaked.grown or soaked.lost))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
