"""Before a stop: what only we still know of is answered first, however long that takes, while it moves on."""

import asyncio
from collections.abc import Callable

STEP = 0.05  # seconds between two looks


async def until_none(left: Callable[[], int], patience: float) -> None:
    """Wait until none are left; give up where they have not become fewer for `patience` seconds."""
    fewest, idle = left(), 0.0
    while (now := left()) and idle < patience:
        idle = 0.0 if now < fewest else idle + STEP
        fewest = min(fewest, now)
        await asyncio.sleep(STEP)
