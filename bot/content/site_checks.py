"""What can only be seen when all sites lie side by side: two of the same name in one place, coordinates swapped, lists
that nobody has looked at for long."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bot.core.place import kilometres
from bot.core.site import Point, Site
from bot.core.text import fold
from bot.errors import Mistake

SAME_KM = 0.05
OLD_DAYS = 90
_ENOUGH = 5  # sites, to know where a list is at home
_FAR_KM, _NEAR_KM = 2_000.0, 500.0

Places = Mapping[str, tuple[str, int]]  # by the id of a site: its file and line


@dataclass(frozen=True, slots=True)
class Box:
    """The part of the earth where a list is at home, in degrees; `west` may be east of `east` across the date line."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, point: Point) -> bool:
        """Whether a point lies in it."""
        is_between = self.west <= point.lon <= self.east
        if self.west > self.east:
            is_between = point.lon >= self.west or point.lon <= self.east
        return self.south <= point.lat <= self.north and is_between


def doubles(sites: Sequence[Site], places: Places) -> Iterator[Mistake]:
    """Yield pairs of one name within 50 m."""
    by_name: defaultdict[str, list[tuple[Site, Point]]] = defaultdict(list)
    for site in sites:
        if site.point is not None:
            others = by_name[fold(site.name)]
            for other, there in others:
                if kilometres(site.point, there) <= SAME_KM:
                    yield _said(site, places, f"has the name and place of `{other.id}`; is it the same site?")
                    break
            others.append((site, site.point))


def swapped(sites: Sequence[Site], places: Places) -> Iterator[Mistake]:
    """Yield sites that lie far from all others, and among them with latitude and longitude exchanged."""
    points = [site.point for site in sites if site.point is not None]
    if len(points) < _ENOUGH:
        return
    middle = Point(median(point.lat for point in points), median(point.lon for point in points))
    if median(kilometres(point, middle) for point in points) > _NEAR_KM:
        return  # a list of a whole continent is at home everywhere
    for site in sites:
        point = site.point
        if point is None or abs(point.lon) > 90 or kilometres(point, middle) < _FAR_KM:
            continue
        if kilometres(Point(point.lon, point.lat), middle) < _NEAR_KM:
            yield _said(site, places, "lies far from all others; lat and lon seem swapped")


def advice_on(sites: Sequence[Site], places: Places) -> Iterator[Mistake]:
    """Yield what is missing for a site to be of use."""
    for site in sites:
        has_hours = bool(site.hours or site.hours_text or any(stop.hours for stop in site.stops))
        if not has_hours and not site.phone:
            yield _said(site, places, "has neither hours nor a phone number, so nobody can tell when to go")


def _said(site: Site, places: Places, what: str) -> Mistake:
    file, line = places[site.id]
    return Mistake(file, line, f"`{site.id}` {what}")


def aged(sites: Sequence[Site], places: Places, today: dt.date) -> Iterator[Mistake]:
    """Yield sites that nobody has checked for three months, or never."""
    for site in sites:
        days = (today - site.verified).days if site.verified else None
        if days is None:
            yield _said(site, places, "has no `verified`; call them, and write the day on which you did")
        elif days > OLD_DAYS:
            yield _said(site, places, f"was last checked {site.verified}; call them again")
        elif days < 0:
            yield _said(site, places, f"has `verified: {site.verified}`, a day to come; correct it")
