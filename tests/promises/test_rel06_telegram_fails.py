"""However Telegram fails - too busy, broken, silent, cut off, for a day - nobody's message is lost, Telegram is left in
peace meanwhile, and the bot comes back by itself."""

import asyncio
from collections.abc import Callable

import pytest

from benchmarks.faults import FAULTS
from bot.transports.telegram.pace import Pace
from tests.auxil.botapi import FakeBotApi
from tests.auxil.figures import tell
from tests.transports.telegram.conftest import QUICK, URGENT_WORD, api, serving

__all__ = ["api"]  # a fixture

PEOPLE = 6
LASTS = 1.0  # seconds of each fault, at a pace some thirty times that of service
MOST_A_SECOND = 200  # at that pace; what does not wait at all makes thousands


@pytest.mark.parametrize("name", [name for name in FAULTS if name != "no answer at all"])
async def test_everybody_is_answered_after_each_fault(api: FakeBotApi, name: str) -> None:
    """Those who wrote before it and those who wrote while it lasted, danger included."""
    people = [api.user(1_000 + number) for number in range(PEOPLE)]
    async with serving(api, pace=QUICK):
        await api.wait_for(lambda: api.called("getUpdates"))
        FAULTS[name](api)
        for number, person in enumerate(people):
            person.says(URGENT_WORD if number % 2 else "hello")
        before = len(api.calls)
        await asyncio.sleep(LASTS)
        calls = (len(api.calls) - before) / LASTS
        api.heal()
        await api.wait_for(lambda: all(person.inbox() for person in people), timeout=30)
    assert calls < MOST_A_SECOND
    tell("REL-6", f"fault: {name}", not_answered=0, calls_a_second_at_test_pace=f"{calls:.0f}")


def outage(backoff: Callable[[int], float]) -> list[float]:
    """The waits between the calls of one day without Telegram."""
    waits: list[float] = []
    while sum(waits) < 24 * 3_600:
        waits.append(backoff(len(waits)))
    return waits


def test_a_day_of_outage_is_no_storm() -> None:
    """Under one call a second from the first second on, a few thousand in a day."""
    waits = outage(Pace().backoff)
    assert len(waits) < 15_000
    assert sum(waits[:10]) > 10
    tell("REL-6", "a day without Telegram", calls=len(waits))


async def test_a_server_that_is_gone_and_comes_back(api: FakeBotApi) -> None:
    """What was written meanwhile is answered when it is there again."""
    person = api.user(1_000)
    async with serving(api, pace=QUICK):
        await api.wait_for(lambda: api.called("getUpdates"))
        await api.stop()
        person.says("hello")
        await asyncio.sleep(LASTS)
        await api.start()
        await api.wait_for(person.inbox, timeout=30)
