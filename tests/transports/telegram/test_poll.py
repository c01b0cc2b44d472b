"""The loop that fetches can be stopped at any moment."""

import asyncio

import pytest

from bot.clock import RealClock
from bot.transports.telegram.api import Line
from bot.transports.telegram.poll import Poller
from bot.transports.telegram.reach import Reach
from tests.transports.telegram.conftest import QUICK, FakeDesk


@pytest.mark.parametrize("turns", range(4))
async def test_a_stop_in_the_moment_an_answer_is_out_is_heard(line: Line, turns: int) -> None:
    """Whichever turn of the loop the stop comes in: if it comes before the end of the wait, the wait is cancelled."""
    poller = Poller(line, FakeDesk(), RealClock(), Reach(QUICK), QUICK, lambda incoming: False)
    poller._ledger.take(7)
    settling = asyncio.create_task(poller._settle(0))
    for _ in range(3):
        await asyncio.sleep(0)
    poller._done(7)
    for _ in range(turns):
        await asyncio.sleep(0)
    came_in_time = settling.cancel()
    await asyncio.wait({settling})
    assert settling.cancelled() is came_in_time
    assert came_in_time or turns
