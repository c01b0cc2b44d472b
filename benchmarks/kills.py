"""The whole bot is killed while many write: what is lost?

    python -m benchmarks.kills [--kills 200]

First bursts of 600 messages with one SIGKILL and with one SIGTERM, asking Telegram and being called by it; then so
many SIGKILLs at random moments while people go on writing. Prints lost, repeated, and the emergencies missed.
"""

import argparse
import asyncio
import random
import signal
import tempfile
from pathlib import Path

from benchmarks.bots import LEARNED, OURS, free_port, learn, settings, start, until
from benchmarks.loopback import Loopback, Said

BURST = 600
RATE = 20.0  # messages a second while it is killed again and again
CHATS = 10_000  # that these come from in turn: what piles up must not be more than one chat may ask
DANGER = "my friend wont wake up"
CALM = ("what is naloxone", "what is fentanyl", "hello", "mdma and weed")


def text_of(number: int) -> str:
    return DANGER if number % 100 == 50 else CALM[number % len(CALM)]


async def burst(how: signal.Signals, *, is_hook: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "bot"
        folder.mkdir()
        async with Loopback() as api:
            api.hook_port = free_port() if is_hook else 0
            settings(folder, hook_port=api.hook_port)
            process = start(OURS, folder, api)
            await until(lambda: api.calls["getUpdates"] or api.webhook, 120)
            for number in range(BURST):
                api.say(1_000 + number, text_of(number))
            await asyncio.sleep(3)
            process.send_signal(how)
            await asyncio.to_thread(process.wait)
            process = start(OURS, folder, api)
            await until(lambda: not api.lost, 180)
            process.terminate()
            await asyncio.to_thread(process.wait)
            report(f"{how.name} in a burst of {BURST}, {'called' if is_hook else 'asking'}", api)


async def again_and_again(kills: int, *, is_hook: bool) -> None:
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "bot"
        folder.mkdir()
        async with Loopback() as api:
            api.hook_port = free_port() if is_hook else 0
            settings(folder, per_second=1_000, hook_port=api.hook_port)
            begins = "setWebhook" if is_hook else "getUpdates"
            learn(folder)
            waiting = 0
            writing = asyncio.create_task(people(api))
            for _ in range(kills):
                before = api.calls[begins]
                process = start(OURS, folder, api, LEARNED)
                await until(lambda: api.calls[begins] > before, 120)  # noqa: B023
                await asyncio.sleep(chance.uniform(0, 1.5))
                waiting = max(waiting, len(api.lost))
                process.kill()
                await asyncio.to_thread(process.wait)
            writing.cancel()
            process = start(OURS, folder, api, LEARNED)
            await all_answered(api)
            process.terminate()
            await asyncio.to_thread(process.wait)
            report(
                f"{kills} times SIGKILL, {'called' if is_hook else 'asking'}, {waiting} waiting at most", api
            )


async def all_answered(api: Loopback) -> None:
    """Wait until all are, or nobody is for a minute."""
    left = len(api.lost) + 1
    while 0 < len(api.lost) < left:
        left = len(api.lost)
        await until(lambda: not api.lost, 60)


async def people(api: Loopback) -> None:
    while True:
        api.say(1_000 + len(api.said) % CHATS, text_of(len(api.said)))
        await asyncio.sleep(1 / RATE)


def report(title: str, api: Loopback) -> None:
    lost: list[Said] = api.lost
    missed = sum(DANGER.encode() in one.body for one in lost)
    print(
        f"{title}: {len(api.said)} messages, {len(lost)} lost, {missed} emergencies missed, {api.twice} repeated"
    )


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200)
    asked = parser.parse_args()
    for is_hook in (False, True):
        for how in (signal.SIGKILL, signal.SIGTERM):
            await burst(how, is_hook=is_hook)
    for is_hook in (False, True):
        await again_and_again(asked.kills, is_hook=is_hook)


if __name__ == "__main__":
    asyncio.run(main())
