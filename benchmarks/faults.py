"""The whole bot while Telegram fails in every way: is everybody answered, and is Telegram left in peace meanwhile?

    python -m benchmarks.faults

Each fault lasts a while, with people writing; then it ends. Prints who was not answered, how often the bot called while
nothing got through, and what its log holds. Last: 1,000 updates damaged at random among 100 good ones.
"""

import asyncio
import copy
import os
import random
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from benchmarks.bots import OURS, ROOT
from tests.auxil.botapi import EVERY_METHOD, FOREVER, FakeBotApi

PEOPLE = 20
LASTS = 10.0  # seconds of each fault
MUTATED = 1_000
GOOD = 100
STRANGE: list[Any] = [None, True, -1, 2**70, 1.5, "", "x" * 5_000, [], [[]], {}, {"a": {"b": 1}}]


@asynccontextmanager
async def bot(api: FakeBotApi, folder: Path) -> AsyncIterator["subprocess.Popen[bytes]"]:
    (folder / "config.yaml").write_text("country: GB\n", "utf-8")
    env = {**os.environ, **api.env(folder / "token"), "PYTHONPATH": str(ROOT)}
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(OURS, cwd=folder, env=env, stdout=log, stderr=log)  # noqa: S603, ASYNC220
    try:
        await api.wait_for(lambda: api.called("getUpdates"), timeout=120)
        yield process
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)


def refuse(status: int, retry_after: int | None = None) -> Callable[[FakeBotApi], None]:
    return lambda api: api.fail(EVERY_METHOD, FOREVER, status=status, retry_after=retry_after)


FAULTS: dict[str, Callable[[FakeBotApi], None]] = {
    "429, wait a second": refuse(429, 1),
    "500": refuse(500),
    "502": refuse(502),
    "409, another program": lambda api: api.fail("getUpdates", FOREVER, status=409),
    "no answer at all": lambda api: api.delay(EVERY_METHOD, 30),
    "cut before it is carried out": lambda api: api.drop(EVERY_METHOD, FOREVER, after=False),
    "half an answer": lambda api: api.garble("getUpdates", FOREVER),
}


async def fault(name: str, begin: Callable[[FakeBotApi], None]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with FakeBotApi() as api, bot(api, Path(folder)) as process:
            people = [api.user(1_000 + number) for number in range(PEOPLE)]
            for person in people[: PEOPLE // 2]:
                person.says("what is naloxone")
            begin(api)
            for person in people[PEOPLE // 2 :]:
                person.says("my friend wont wake up")
            before = len(api.calls)
            await asyncio.sleep(LASTS)
            calls = (len(api.calls) - before) / LASTS
            api.heal()
            await _answered(api, lambda: all(one.inbox() for one in people))
            silent = sum(not one.inbox() for one in people)
            lines = (Path(folder) / "log").read_text("utf-8").count("\n")
            runs = process.poll() is None
            print(
                f"{name}: {silent} not answered, {calls:.1f} calls a second, {lines} lines of log, runs: {runs}"
            )


async def outage() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with FakeBotApi() as api, bot(api, Path(folder)):
            people = [api.user(1_000 + number) for number in range(PEOPLE)]
            people[0].says("what is naloxone")
            await api.wait_for(lambda: people[0].inbox(), timeout=30)
            await api.stop()
            for person in people[1:]:
                person.says("my friend wont wake up")
            await asyncio.sleep(3 * LASTS)
            await api.start()
            await _answered(api, lambda: all(one.inbox() for one in people))
            print(f"outage of {3 * LASTS:.0f} s: {sum(not one.inbox() for one in people)} not answered")


async def refused_token() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with FakeBotApi() as api, bot(api, Path(folder)) as process:
            api.fail(EVERY_METHOD, FOREVER, status=401)
            code = await asyncio.to_thread(process.wait, 60)
            said = (Path(folder) / "log").read_text("utf-8").strip().splitlines()[-1]
            print(f"401: ends with {code} and says {said!r}")


def damaged(update: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The update with one to three of its fields, at any depth, made something else or left out."""
    made = copy.deepcopy(update)
    for _ in range(chance.randint(1, 3)):
        where: Any = made
        while True:
            key = chance.choice(list(where) if isinstance(where, dict) else list(range(len(where))))
            if isinstance(where[key], (dict, list)) and where[key] and chance.random() < 0.7:
                where = where[key]
                continue
            if chance.random() < 0.3 and isinstance(where, dict) and len(where) > 1:
                del where[key]
            else:
                where[key] = copy.deepcopy(chance.choice(STRANGE))
            break
    return made


async def poison() -> None:
    chance = random.Random(11)
    with tempfile.TemporaryDirectory() as folder:
        async with FakeBotApi() as api, bot(api, Path(folder)):
            seed = {"message": api.user(999).says("/help")}
            people = [api.user(1_000 + number) for number in range(GOOD)]
            for number in range(MUTATED):
                api.push_raw(damaged(seed, chance))
                if number % (MUTATED // GOOD) == 0:
                    people[number // (MUTATED // GOOD)].says("what is fentanyl")
            await _answered(api, lambda: all(one.inbox() for one in people) and not api.unconfirmed(), 180)
            answers = [len(one.inbox()) for one in people]
            log = (Path(folder) / "log").read_text("utf-8")
            print(
                f"{MUTATED} damaged among {GOOD} good: {answers.count(0)} good not answered, {max(answers)} answers at "
                f"most, {len(api.unconfirmed())} left, log: {sorted({line.split()[1] for line in log.splitlines()})}"
            )


async def _answered(api: FakeBotApi, is_true: Callable[[], object], seconds: float = 90) -> None:
    try:
        await api.wait_for(is_true, timeout=seconds)
    except TimeoutError:
        return


async def main() -> None:
    for name, begin in FAULTS.items():
        await fault(name, begin)
    await outage()
    await refused_token()
    await poison()


if __name__ == "__main__":
    asyncio.run(main())
