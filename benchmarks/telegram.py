"""Load on the bot beside a bare python-telegram-bot echo and an aiogram echo, on one loopback server, in one run.

    python -m benchmarks.telegram [--aiogram PYTHON] [--rounds 3]

A hundred chats, each writes again when it is answered; after ten messages another takes its place, as nobody may ask
without end. Prints for each bot, the middle of the rounds: updates a second, updates a second of processor time, p50
and p99 of the answer (ms), memory (MiB), lost and repeated. The whole bot answers real questions, its knowledge learned
beforehand; "transport" echoes, as the others do. `--aiogram` names a Python that has aiogram.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bots import ECHO_AIOGRAM, ECHO_OURS, ECHO_PTB, LEARNED, OURS, learn, running, settings, used
from benchmarks.loopback import Loopback

CHATS = 100
MESSAGES = 30
WARM = 2
CONVERSATION = 10  # messages of a chat
QUESTIONS = ("what is naloxone", "what is fentanyl", "hello", "my friend wont wake up", "mdma and weed")


@dataclass(frozen=True, slots=True)
class Figures:
    per_second: float
    per_core: float
    p50: float
    p99: float
    memory: float
    lost: int
    twice: int


async def talk(api: Loopback, messages: int, first: int = 1_000) -> None:
    """So many messages one after the other in a hundred chats at a time, whose numbers begin with `first`."""
    left, done = CHATS, asyncio.Event()

    def next_one(chat: int, count: int) -> None:
        nonlocal left
        if count < messages:
            text = QUESTIONS[(chat + count) % len(QUESTIONS)]
            api.say(chat + CHATS * (count // CONVERSATION), text, lambda: next_one(chat, count + 1))
            return
        left -= 1
        if not left:
            done.set()

    for chat in range(first, first + CHATS):
        next_one(chat, 0)
    await asyncio.wait_for(done.wait(), 300)


async def measure(command: list[str]) -> Figures:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "bot"
        folder.mkdir()
        settings(folder, per_second=1_000)
        if command == OURS:
            learn(folder)
        async with Loopback() as api, running(command, folder, api, LEARNED) as process:
            await talk(api, WARM, first=500)
            first, before, began = len(api.said), used(process.pid), time.perf_counter()
            await talk(api, MESSAGES)
            took, after = time.perf_counter() - began, used(process.pid)
            await asyncio.sleep(0.5)
            said = api.said[first:]
            waits = sorted(1_000 * (one.answered - one.at) for one in said)
            return Figures(
                per_second=len(said) / took,
                per_core=len(said) / (after.seconds - before.seconds),
                p50=waits[len(waits) // 2],
                p99=waits[int(len(waits) * 0.99)],
                memory=after.memory,
                lost=len(api.lost),
                twice=api.twice,
            )


def middle(rounds: list[Figures]) -> Figures:
    return Figures(*(statistics.median(getattr(one, name) for one in rounds) for name in Figures.__slots__))


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--aiogram", help="a Python that has aiogram")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    bots = {
        "saferbot, whole": OURS,
        "saferbot, transport": [sys.executable, "-c", ECHO_OURS],
        "python-telegram-bot echo": [sys.executable, "-c", ECHO_PTB],
    }
    if asked.aiogram:
        bots["aiogram echo"] = [asked.aiogram, "-c", ECHO_AIOGRAM]
    found: dict[str, list[Figures]] = {name: [] for name in bots}
    for _ in range(asked.rounds):
        for name, command in bots.items():
            found[name].append(await measure(command))
    print(f"{'':26}{'per s':>8}{'per core':>10}{'p50 ms':>8}{'p99 ms':>8}{'MiB':>7}{'lost':>6}{'twice':>6}")
    for name, rounds in found.items():
        one = middle(rounds)
        print(
            f"{name:26}{one.per_second:8.0f}{one.per_core:10.0f}{one.p50:8.0f}{one.p99:8.0f}{one.memory:7.1f}"
            f"{one.lost:6.0f}{one.twice:6.0f}"
        )


if __name__ == "__main__":
    asyncio.run(main())
