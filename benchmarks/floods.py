"""Floods against the whole bot, with Telegram's ceiling of 30 messages a second.

    python -m benchmarks.floods

1. 10,000 chats write at once, one in a hundred is in danger: how long do these wait, is anything lost, how much memory?
2. One chat writes 10,000 messages while 100 others talk: by how much does the others' middle wait change?
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.bots import OURS, free_port, running, settings, until, used
from benchmarks.loopback import Loopback, Said

CEILING = 30
CHATS = 10_000
FLOOD = 10_000
OTHERS = 100
TURNS = 8
PAUSE = 5.0  # seconds between the turns of the others: 20 messages a second in all
DANGER = "my friend wont wake up"
CALM = ("what is naloxone", "what is fentanyl", "hello", "mdma and weed")


@contextmanager
def folder(*, hook_port: int = 0) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        inside = Path(name) / "bot"
        inside.mkdir()
        settings(inside, hook_port=hook_port)
        yield inside


def waits(said: list[Said]) -> list[float]:
    return sorted(one.answered - one.at for one in said)


async def everybody(*, is_hook: bool) -> None:
    port = free_port() if is_hook else 0
    with folder(hook_port=port) as inside:
        async with Loopback(CEILING) as api:
            api.hook_port = port
            async with running(OURS, inside, api) as process:
                await asyncio.sleep(1)
                for number in range(CHATS):
                    api.say(1_000 + number, DANGER if number % 100 == 50 else CALM[number % len(CALM)])
                urgent = [one for one in api.said if DANGER.encode() in one.body]
                most = 0.0
                began = time.perf_counter()
                while api.lost and time.perf_counter() - began < CHATS / 20:
                    most = max(most, used(process.pid).memory)
                    await asyncio.sleep(1)
            late = waits(urgent)
            how = "called" if is_hook else "asking"
            print(
                f"{CHATS} chats at once, {how}: {len(api.lost)} lost, {api.twice} twice, emergencies middle "
                f"{statistics.median(late):.1f} s, last {late[-1]:.1f} s; all in {time.perf_counter() - began:.0f} s, "
                f"refused {api.refused}, memory at most {most:.0f} MiB",
                flush=True,
            )


async def talking(api: Loopback) -> list[Said]:
    found = []
    for turn in range(TURNS):
        for chat in range(OTHERS):
            found.append(api.say(500_000 + chat, CALM[(turn + chat) % len(CALM)]))
            await asyncio.sleep(PAUSE / OTHERS)
    await until(lambda: all(one.answers for one in found), 60)
    return found


async def one_chat() -> None:
    middles = []
    for flood in (0, FLOOD):
        with folder() as inside:
            async with Loopback(CEILING) as api, running(OURS, inside, api):
                await asyncio.sleep(1)
                flooding = asyncio.create_task(_pour(api, flood))
                said = await talking(api)
                middles.append(1_000 * statistics.median(waits(said)))
                await flooding
    calm, flooded = middles
    print(f"others' middle wait: {calm:.1f} ms alone, {flooded:.1f} ms beside {FLOOD} messages of one chat")


async def _pour(api: Loopback, many: int) -> None:
    for number in range(many):
        api.say(1, CALM[number % len(CALM)])
        await asyncio.sleep(OTHERS * TURNS * PAUSE / OTHERS / max(many, 1))


async def main() -> None:
    await one_chat()
    for is_hook in (False, True):
        await everybody(is_hook=is_hook)


if __name__ == "__main__":
    asyncio.run(main())
