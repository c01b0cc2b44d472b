"""Work done in a process of its own never holds up a stop."""

import asyncio
import time
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children

import pytest

from bot.live import Aside

AN_HOUR = 3_600


async def test_a_stop_waits_for_no_work_aside() -> None:
    """What is under way ends, and nothing more begins."""
    aside = Aside()
    assert await asyncio.to_thread(aside.do, abs, -3) == 3
    work = asyncio.create_task(asyncio.to_thread(aside.do, time.sleep, AN_HOUR))
    while not active_children():
        await asyncio.sleep(0.01)
    aside.end()
    with pytest.raises(BrokenProcessPool):
        await asyncio.wait_for(work, 60)
    with pytest.raises(BrokenProcessPool):
        aside.do(abs, -3)
