"""No message, however odd or long, makes the others wait: while it is thought about, nothing holds the bot up for more
than a moment."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.app import Version
from tests.auxil.botapi import FakeBotApi
from tests.auxil.effort import slowness
from tests.auxil.figures import tell
from tests.auxil.program import service_here
from tests.promises.test_sec19_no_slow_pattern import TEXTS

MOST = 0.1  # seconds of the processor at a stretch, on a machine like ours
ENDS = "!?."  # so that no try is answered from what was thought about the one before


class Watchdog:
    """The longest that the loop was busy at a stretch, in seconds of the processor."""

    def __init__(self) -> None:
        self.longest = 0.0

    def since(self) -> float:
        """The longest since this was asked last."""
        longest, self.longest = self.longest, 0.0
        return longest


@contextmanager
def watchdog() -> Iterator[Watchdog]:
    """Time every step of the loop. What other programs do on this machine does not count."""
    dog, run = Watchdog(), asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        began = time.thread_time()
        run(handle)
        dog.longest = max(dog.longest, time.thread_time() - began)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio.Handle, "_run", timed)
        yield dog


async def test_a_step_that_takes_long_would_be_found() -> None:
    """The control: one that keeps the processor, beside one that lets go of it."""
    with watchdog() as dog:
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_soon(_keep_busy)
        await asyncio.sleep(0.01)
        assert dog.since() > MOST
        await asyncio.sleep(0.2)
        assert dog.since() < MOST


def _keep_busy() -> None:
    began = time.thread_time()
    while time.thread_time() - began < 1.2 * MOST:
        pass


@pytest.mark.slow
async def test_the_worst_messages_hold_nobody_up(tmp_path: Path, version: Version) -> None:
    """The whole service, texts of 4,096 letters, each from somebody new. The least of three tries counts: what the
    machine itself does in between is nobody's message."""
    version.index()
    worst: dict[str, float] = {}
    async with FakeBotApi() as api, service_here(tmp_path, api, version):
        people = (api.user(1_000 + number) for number in range(len(ENDS) * len(TEXTS) + 1))
        await asked(api, people, "hello")
        with watchdog() as dog:
            for text in TEXTS:
                tries = []
                for end in ENDS:
                    dog.since()
                    await asked(api, people, text[:-1] + end)
                    tries.append(dog.since())
                worst[text[:6]] = min(tries)
    name = max(worst, key=lambda one: worst[one])
    tell(
        "REL-11",
        f"{len(TEXTS)} worst messages",
        longest_stall_ms=f"{worst[name] * 1000:.0f}",
        which=repr(name),
    )
    assert worst[name] < MOST * slowness(), name


async def asked(api: FakeBotApi, people: Iterator[object], text: str) -> None:
    """Somebody new writes; all that follows from it is over."""
    person = next(people)
    person.says(text)  # type: ignore[attr-defined]
    await api.wait_for(lambda: not api.unconfirmed(), timeout=30)
