"""The nearest of many points, exactly, without a library: strips of latitude, each sorted by longitude.

A search starts in its own strip and goes outwards while a lower bound allows: no point is nearer than the difference in
latitude, and none within a strip nearer than its meridian. So the date line and the poles need no special case, and few
points are measured: libraries that look at boxes or rings are slow exactly for who lives far from everything.
"""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import heappush, heapreplace
from itertools import chain, islice

from bot.core.place import EARTH
from bot.core.site import Point

_LEAST = 24  # points in a strip at least: fewer are quicker looked through at once
_ALL, _TURN = math.pi, 2 * math.pi
_SLACK = 1e-12  # radians, 6 micrometres: more than rounding can make of a bound


def _km(chord: float) -> float:
    """The distance of half the straight line between two points of the unit sphere, squared (haversine; Sinnott,
    "Virtues of the Haversine", 1984): within 0.56 % of the ellipsoid's."""
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(chord)))


class Nearest:
    """Points that can be searched; made once. A point is known by its place in the sequence it was made from."""

    def __init__(self, points: Sequence[Point]) -> None:
        lats = array("d", (math.radians(point.lat) for point in points))
        lons = array("d", (math.radians(point.lon) for point in points))
        size = max(_LEAST, 2 * math.isqrt(len(points)))
        order = sorted(range(len(points)), key=lats.__getitem__)
        self._starts = array("I", range(0, len(order), size))
        self._lows = array("d", (lats[order[start]] for start in self._starts))
        self._highs = array("d", (lats[order[min(start + size, len(order)) - 1]] for start in self._starts))
        for start in self._starts:
            order[start : start + size] = sorted(order[start : start + size], key=lons.__getitem__)
        self._starts.append(len(order))
        self._ids = array("I", order)
        self._lats = array("d", map(lats.__getitem__, order))
        self._lons = array("d", map(lons.__getitem__, order))

    def __len__(self) -> int:
        return len(self._ids)

    def search(
        self,
        here: Point,
        most: int,
        cap_km: float = math.inf,
        keep: Callable[[int], bool] = lambda place: True,
    ) -> list[tuple[float, int]]:
        """Return the `most` nearest points that `keep` wants, as (km, place), nearest first; equally near ones in the
        order they were given. None is further than `cap_km`."""
        if most < 1 or not len(self):
            return []
        found = _Found(here, most, cap_km, keep)
        for strip in self._outwards(found):
            self._look_through(strip, found)
        return found.sorted()

    def _outwards(self, found: "_Found") -> Iterator[int]:
        """The strips by their least possible distance, until the next cannot hold anything nearer."""
        lows, highs, lat = self._lows, self._highs, found.lat
        up = bisect_right(lows, lat)
        down = up - 1
        while True:
            below = lat - highs[down] if down >= 0 else math.inf
            above = lows[up] - lat if up < len(lows) else math.inf
            if min(below, above) > found.reach:
                return
            if below <= above:
                yield down
                down -= 1
            else:
                yield up
                up += 1

    def _look_through(self, strip: int, found: "_Found") -> None:
        """Measure the points of a strip eastwards and westwards from the searcher's meridian, while they can matter."""
        start, end = self._starts[strip], self._starts[strip + 1]
        first = bisect_left(self._lons, found.lon, start, end)
        east = chain(range(first, end), range(start, first))
        west = chain(range(first - 1, start - 1, -1), range(end - 1, first - 1, -1))
        measured = self._sweep(east, 1.0, found)
        self._sweep(islice(west, end - start - measured), -1.0, found)

    def _sweep(self, order: Iterable[int], towards: float, found: "_Found") -> int:
        """Measure points in this order until the next is too far east (`towards` 1) or west (-1); return how many."""
        lats, lons, lat, lon, cosine = self._lats, self._lons, found.lat, found.lon, found.cosine
        width, worst, sin, cos = found.width(), found.worst, math.sin, math.cos
        measured = 0
        for at in order:
            if (lons[at] - lon) * towards % _TURN > width:
                break
            measured += 1
            up, along = sin((lats[at] - lat) / 2), sin((lons[at] - lon) / 2)
            chord = up * up + cosine * cos(lats[at]) * along * along
            if chord <= worst and found.take(chord, self._ids[at]):
                width, worst = found.width(), found.worst
        return measured


class _Found:
    """The best so far, the worst of them on top, and how far anything may still be to matter."""

    def __init__(self, here: Point, most: int, cap_km: float, keep: Callable[[int], bool]) -> None:
        self.lat, self.lon = math.radians(here.lat), math.radians(here.lon)
        self.cosine = math.cos(self.lat)
        self._most, self._keep = most, keep
        angle = min(cap_km / EARTH, _ALL)
        self.worst, self.reach = math.sin(angle / 2) ** 2, angle + _SLACK
        self._heap: list[tuple[float, int]] = []

    def take(self, chord: float, place: int) -> bool:
        """Take a point not further than the worst; return whether what may matter has become narrower."""
        if not self._keep(place):
            return False
        entry = (-chord, -place)
        if len(self._heap) < self._most:
            heappush(self._heap, entry)
        elif entry > self._heap[0]:
            heapreplace(self._heap, entry)
        else:
            return False
        if len(self._heap) < self._most:
            return False
        self.worst = -self._heap[0][0]
        self.reach = 2 * math.asin(min(1.0, math.sqrt(self.worst))) + _SLACK
        return True

    def width(self) -> float:
        """How far in longitude anything may be: sin(width) = sin(reach) / cos(latitude), all around near a pole."""
        if self.reach >= _ALL / 2:
            return _ALL
        ratio = math.sin(self.reach) / self.cosine if self.cosine > _SLACK else math.inf
        return math.asin(ratio) + _SLACK if ratio < 1 else _ALL

    def sorted(self) -> list[tuple[float, int]]:
        return sorted((_km(-chord), -place) for chord, place in self._heap)
