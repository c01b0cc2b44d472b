"""Towns and quarters named by a list of postcodes, for places of which no list of towns was imported.

"Vancouver (Strathcona / Chinatown / Downtown Eastside)" names a town and three of its quarters.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.place import kilometres
from bot.core.site import Point
from bot.services.gazetteer import Town

WIDEST = 60.0  # km across: codes of one name that lie further apart are two places, and the middle is in neither
_QUARTERS = re.compile(r"^(.{2,60}?)\s*\((.{2,180})\)\s*$")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class PostalGroup:
    """All codes of one place name: the box they lie in, their middle, and how many there are."""

    country: str
    region: str
    county: str
    name: str
    south: float
    north: float
    west: float
    east: float
    lat: float
    lon: float
    count: int


def towns_from(groups: Iterable[PostalGroup]) -> Iterator[tuple[str, Town]]:
    """Yield a key and a town for each place the codes name and that is small enough to have a middle."""
    whole: dict[tuple[str, str, str, str], list[PostalGroup]] = {}
    for group in groups:
        base, quarters = _parts(group.name)
        whole.setdefault((group.country, group.region, group.county, base), []).append(group)
        for quarter in quarters:
            if _width([group]) <= WIDEST:
                point = Point(group.lat, group.lon)
                yield _keyed(group, f"{base}/{quarter}", Town((quarter,), point, group.country, group.region, base, is_part=True))
    for (_, _, _, base), members in whole.items():
        if _width(members) <= WIDEST:
            yield _keyed(members[0], base, Town((base,), _middle(members), members[0].country, members[0].region))


def _parts(name: str) -> tuple[str, list[str]]:
    found = _QUARTERS.match(name)
    if not found:
        return name[:_LONGEST], []
    quarters = (part.strip() for part in found[2].split("/"))
    return found[1], [part for part in quarters if 1 < len(part) <= _LONGEST]


def _keyed(group: PostalGroup, name: str, town: Town) -> tuple[str, Town]:
    return "|".join(("p", group.country, group.region, group.county, name)), town


def _width(groups: list[PostalGroup]) -> float:
    south, north = min(g.south for g in groups), max(g.north for g in groups)
    west, east = min(g.west for g in groups), max(g.east for g in groups)
    return kilometres(Point(south, west), Point(north, east))


def _middle(groups: list[PostalGroup]) -> Point:
    codes = sum(g.count for g in groups)
    return Point(sum(g.lat * g.count for g in groups) / codes, sum(g.lon * g.count for g in groups) / codes)
