"""Whether anything is near a point, for many points: a grid of whole degrees, so that most answers cost nothing."""

import math
from collections.abc import Iterable, Iterator

from bot.core.place import kilometres
from bot.core.site import Point

_KM_PER_DEGREE = 111.0  # of latitude; a little less than the least there is, so that no cell is missed


def cell_of(point: Point) -> int:
    """The number of the square degree a point lies in."""
    return math.floor(point.lat) * 360 + (math.floor(point.lon) + 180) % 360


def cells_around(point: Point, km: float) -> Iterator[int]:
    """The cells that may hold anything within `km` of a point, on both sides of the date line."""
    north = km / _KM_PER_DEGREE
    for lat in range(math.floor(point.lat - north), math.floor(point.lat + north) + 1):
        widest = min(89.9, max(abs(lat), abs(lat + 1)))
        east = min(180.0, north / math.cos(math.radians(widest)) + 1e-9)
        for lon in range(math.floor(point.lon - east), math.floor(point.lon + east) + 1):
            yield lat * 360 + (lon + 180) % 360


class Nearby:
    """Points, asked whether one of them is near."""

    def __init__(self, points: Iterable[Point]) -> None:
        self._cells: dict[int, list[Point]] = {}
        for point in dict.fromkeys(points):
            self._cells.setdefault(cell_of(point), []).append(point)

    def is_within(self, point: Point, km: float) -> bool:
        """Whether one of the points lies within `km`."""
        near = (one for cell in cells_around(point, km) for one in self._cells.get(cell, ()))
        return any(kilometres(one, point) <= km for one in near)

    def cells(self, km: float) -> frozenset[int]:
        """Every cell that may hold something within `km` of one of the points."""
        corners = (
            Point(lat, lon)
            for cell in self._cells
            for lat in (cell // 360, cell // 360 + 1)
            for lon in (cell % 360 - 180, cell % 360 - 179)
        )
        return frozenset(cell for corner in corners for cell in cells_around(corner, km)) | frozenset(
            self._cells
        )
