"""How much of the processor something takes, whatever else this machine is doing meanwhile."""

import time
from collections.abc import Callable

_REFERENCE = 0.006  # seconds that `_work` took on the machine where the limits were found
ENOUGH = 0.01


def seconds(do: Callable[[], object], tries: int = 3) -> float:
    """The least of some tries, in seconds of the processor; one is enough where it is very little."""
    found = []
    for _ in range(tries):
        began = time.thread_time()
        do()
        found.append(time.thread_time() - began)
        if tries <= 3 and found[-1] < ENOUGH:
            break
    return min(found)


def slowness() -> float:
    """How many times slower than there this machine is now, at least 1: limits are multiplied by it."""
    return max(1.0, seconds(_work, 9) / _REFERENCE)


def is_within(limit: float, do: Callable[[], object]) -> bool:
    """Whether it takes no more than `limit` seconds, or would not on a machine like ours that does nothing else."""
    return seconds(do) < limit or seconds(do, 9) < limit * slowness()


def growth(do: Callable[[str], object], text: str) -> float:
    """How many times more a text costs than its first quarter: 4 where that grows with the length, 16 with its
    square. Taken in turns, so that a busy moment makes neither look slower."""
    part, whole = [], []
    for _ in range(7):
        part.append(seconds(lambda: do(text[: len(text) // 4 - 1] + text[-1]), 1))
        whole.append(seconds(lambda: do(text), 1))
    return min(whole) / min(part)


def _work() -> int:
    return sum(len(str(number)) for number in range(50_000))
