"""Whether anything is near a point, for many points: a grid of whole degrees, so that most answers cost nothing."""

import itertools
import math
from collections.abc import Iterable, Iterator

from bot.core.place import kilometres
from bot.core.site import Point

_KM_PER_DEGREE = 111.0  # of latitude; a little less than the least there is, so that no cell is missed


def cell_of(point: Point) -> int:
    """The number of the square degree a point lies in."""
    return math.floor(point.lat) * 360 + (math.floor(point.lon) + 180) % 360


def cells_around(point: Point, km: float) -> Iterator[int]:
    """The cells that may hold anything within `km` of a point, on both sides of the date line and over the poles."""
    north = km / _KM_PER_DEGREE
    east = math.ceil(_width(point.lat, north))
    lons = (
        range(-180, 180)
        if east >= 180
        else range(math.floor(point.lon) - east, math.floor(point.lon) + east + 1)
    )
    for lat in range(math.floor(point.lat - north), math.floor(point.lat + north) + 1):
        for lon in lons:
            yield lat * 360 + (lon + 180) % 360


def _width(lat: float, reach: float) -> float:
    """How many degrees of longitude a circle of `reach` degrees around a point spans to each side: all where it holds a
    pole, else sin(width) = sin(reach) / cos(latitude)."""
    if abs(lat) + reach >= 90:
        return 180.0
    return math.degrees(math.asin(math.sin(math.radians(reach)) / math.cos(math.radians(lat))))


class Nearby:
    """Points, asked whether one of them is near."""

    def __init__(self, points: Iterable[Point]) -> None:
        self._cells: dict[int, list[Point]] = {}
        for point in dict.fromkeys(points):
            self._cells.setdefault(cell_of(point), []).append(point)

    def is_within(self, point: Point, km: float) -> bool:
        """Whether one of the points lies within `km`."""
        own = cell_of(point)  # first, because most that are near are very near
        cells = itertools.chain((own,), (cell for cell in cells_around(point, km) if cell != own))
        near = (one for cell in cells for one in self._cells.get(cell, ()))
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
