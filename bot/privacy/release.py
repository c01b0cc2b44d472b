"""What may be said about counts: noise before anything is written, and nothing small is ever shown.

Pure arithmetic on whole numbers: no floating point, so no low bits give the noise away. The noise
is drawn once per row and never again; it hides any one question (epsilon = ln 2), not a whole day
of one person's questions. Sums of days add up their noise, so the smallest number worth showing
grows with them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isqrt

STEP = 5  # shown numbers are rounded to this
LEAST = 11  # nothing from 1 to 10 is shown, nor can be worked out (the rule of public health tables)


def noise(bits: Callable[[], bool]) -> int:
    """A whole number k with probability 1/3 * 2^-|k|: heads before one tail, less heads before
    another.

    `bits()` is one fair coin, True for heads (`secrets.randbits(1) == 1` in service).
    """
    return _heads(bits) - _heads(bits)


def least_shown(draws: int = 1) -> int:
    """The smallest number to show when `draws` noise draws were added up: 11, or three standard
    deviations of the noise (one draw has variance 4) where that is more."""
    return max(LEAST, isqrt(36 * draws - 1) + 1)


def rounded(n: int) -> int:
    """The nearest multiple of 5."""
    return (n + STEP // 2) // STEP * STEP


def shown(n: int, least: int = LEAST) -> int | None:
    """The number as people may see it, or None where it stays hidden."""
    return rounded(n) if rounded(n) >= least else None


@dataclass(frozen=True, slots=True)
class Released:
    """A table as people may see it; None is "too few to show"."""

    cells: Mapping[str, int | None]
    total: int | None


def release(counts: Mapping[str, int], draws: int = 1) -> Released:
    """The table of these counts, each the sum of so many noise draws, with small cells hidden. The total is hidden too
    where it would reveal a cell, and where the noise of all cells could be all there is in it."""
    least, least_total = least_shown(draws), least_shown(draws * max(1, len(counts)))
    cells = {name: shown(n, least) for name, n in counts.items()}
    total = shown(sum(counts.values()), least)
    if total is not None and not _is_loud(tuple(cells.values()), total, least_total):
        total = None
    if total is not None and _total_reveals(tuple(cells.values()), total, least):
        total = None
    return Released(cells, total)


def _is_loud(cells: tuple[int | None, ...], total: int, least_total: int) -> bool:
    """Whether a total stands clear of its noise. Where cells are shown, those alone decide, so that a missing total
    tells nothing of the hidden ones."""
    seen = [cell for cell in cells if cell is not None]
    return (sum(seen) if seen else total) >= least_total


def _total_reveals(cells: tuple[int | None, ...], total: int, least: int) -> bool:
    """Could anyone, from what is shown, narrow a hidden cell? Then not every value from 0 to the
    most a cell can hide would fit the total any more.
    """
    seen = [cell for cell in cells if cell is not None]
    hidden = len(cells) - len(seen)
    blur = STEP // 2 * (len(seen) + 1)
    left = total - sum(seen)
    most_hidden = (least - 1) // STEP * STEP + STEP // 2
    fits_all_high = left + blur >= most_hidden
    fits_one_zero = left - blur <= most_hidden * (hidden - 1)
    return hidden > 0 and not (fits_all_high and fits_one_zero)


def _heads(bits: Callable[[], bool]) -> int:
    heads = 0
    while bits():
        heads += 1
    return heads
