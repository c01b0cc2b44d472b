"""Towns and quarters named by a list of postcodes, for places of which no list of towns was imported.

"Vancouver (Strathcona / Chinatown / Downtown Eastside)" names a town and three of its quarters.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.core.place import kilometres
from bot.core.site import Point
from bot.services.gazetteer import Town

# km across: codes of one name that lie further apart are two places, and the middle is in neither.
WIDEST = 60.0
_QUARTERS = re.compile(r"^(.{2,60}?)\s*\((.{2,180})\)\s*$")
# Canada's lists cut a town into sides ("Victoria North"): people say the town.
_SIDES = re.compile(r"(?<=\w\w)\s(?:North|South|East|West|Central|Inner|Outer|Lower|Upper|Far|Core)\w*\b.*$")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class PostalGroup:
    """All codes of one place name: `named` country, region, county and place; `box` in degrees south, north, west,
    east, then the middle's latitude and longitude; and how many codes there are."""

    named: tuple[str, str, str, str]
    box: tuple[float, float, float, float, float, float]
    count: int

    @property
    def middle(self) -> Point:
        """The middle of all codes."""
        return Point(self.box[4], self.box[5])


def towns_from(groups: Iterable[PostalGroup]) -> Iterator[tuple[str, Town]]:
    """Yield a key and a town for each place the codes name and that is small enough to have a middle."""
    whole: dict[tuple[str, str, str, str], list[PostalGroup]] = {}
    for group in groups:
        country, region, county, name = group.named
        base, quarters = _parts(name)
        base = _SIDES.sub("", base) if country == "CA" else base
        whole.setdefault((country, region, county, base), []).append(group)
        for quarter in quarters if _width([group]) <= WIDEST else ():
            town = Town((quarter,), group.middle, country, region, base, is_part=True)
            yield _key(country, region, county, base, quarter), town
    for (country, region, county, base), members in whole.items():
        if _width(members) <= WIDEST:
            yield _key(country, region, county, base), Town((base,), _middle(members), country, region)


def _parts(name: str) -> tuple[str, list[str]]:
    found = _QUARTERS.match(name)
    if not found:
        return name[:_LONGEST], []
    quarters = (part.strip() for part in found[2].split("/"))
    return found[1], [part for part in quarters if 1 < len(part) <= _LONGEST]


def _key(*names: str) -> str:
    return "|".join(("p", *names))


def _width(groups: list[PostalGroup]) -> float:
    south, north = min(g.box[0] for g in groups), max(g.box[1] for g in groups)
    west, east = min(g.box[2] for g in groups), max(g.box[3] for g in groups)
    return kilometres(Point(south, west), Point(north, east))


def _middle(groups: list[PostalGroup]) -> Point:
    codes = sum(g.count for g in groups)
    lat, lon = (sum(g.box[at] * g.count for g in groups) / codes for at in (4, 5))
    return Point(lat, lon)
