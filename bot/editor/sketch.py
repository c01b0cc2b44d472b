"""A map without tiles from elsewhere: points on a plane with a bar of kilometres, ready to be drawn as SVG.

Equirectangular: a degree of longitude is as wide as it is in the middle of the points. For a town or a province that is
right to a few per cent; nobody measures on this map, it shows what lies where and what cannot be right.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.place import EARTH
from bot.core.site import Point

WIDE = 600.0  # of the drawing, in its own units, as all that follows
LEAST_HIGH, MOST_HIGH = 260.0, 440.0
MARGIN = 28.0
LEAST_KM = 0.5  # across: a single site has no size
_DEGREE = math.pi * EARTH / 180  # km of a degree of latitude
_FLATTEST = 0.01  # the cosine of a latitude next to a pole


@dataclass(frozen=True, slots=True)
class Sketch:
    """Where points lie on a drawing: its height (its width is WIDE), `spots` in the order of the points (x from the
    left, y from the top), and a bar of `bar_km` that is `bar` long. `wide_km`, `high_km`: how far apart they are."""

    high: float
    spots: tuple[tuple[float, float], ...]
    bar: float
    bar_km: float
    wide_km: float
    high_km: float


def sketch(points: Sequence[Point]) -> Sketch | None:
    """Return a drawing that all points fit on, None where there are none."""
    if not points:
        return None
    west, north = _western(points), max(point.lat for point in points)
    south = min(point.lat for point in points)
    degree = _DEGREE * max(_FLATTEST, math.cos(math.radians((north + south) / 2)))
    places = [((point.lon - west) % 360 * degree, (north - point.lat) * _DEGREE) for point in points]
    wide, high = max(x for x, _ in places), (north - south) * _DEGREE
    scale = min((WIDE - 2 * MARGIN) / max(wide, LEAST_KM), (MOST_HIGH - 2 * MARGIN) / max(high, LEAST_KM))
    tall = max(LEAST_HIGH, high * scale + 2 * MARGIN)
    left, top = (WIDE - wide * scale) / 2, (tall - high * scale) / 2
    spots = tuple((round(left + x * scale, 1), round(top + y * scale, 1)) for x, y in places)
    bar_km = _round_below(WIDE / 3 / scale)
    return Sketch(round(tall, 1), spots, round(bar_km * scale, 1), bar_km, wide, high)


def _western(points: Sequence[Point]) -> float:
    """The longitude to begin at: east of the widest gap, so that sites on both sides of the date line lie together."""
    around = sorted({point.lon % 360 for point in points})
    gaps = [(later - one, later) for one, later in pairwise(around)]
    return max([*gaps, (around[0] + 360 - around[-1], around[0])])[1]


def _round_below(km: float) -> float:
    """The largest of 1, 2, 5, 10, ... (or 0.1, 0.2, 0.5) that is not more."""
    power = 10.0 ** math.floor(math.log10(km))
    return next(step * power for step in (5, 2, 1) if step * power <= km * (1 + 1e-9))
