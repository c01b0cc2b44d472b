"""How much of the processor something takes, whatever else this machine is doing meanwhile."""

import time
from collections.abc import Callable
from functools import cache

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


@cache
def slowness() -> float:
    """How many times slower than there this machine is, at least 1: limits are multiplied by it."""
    return max(1.0, seconds(_work, 9) / _REFERENCE)


def growth(do: Callable[[str], object], text: str) -> float:
    """How many times more a whole text costs than its first half: 2 where it grows with the length, 4 with its
    square."""
    return seconds(lambda: do(text), 5) / seconds(lambda: do(text[: len(text) // 2 - 1] + text[-1]), 5)


def _work() -> int:
    return sum(len(str(number)) for number in range(50_000))
