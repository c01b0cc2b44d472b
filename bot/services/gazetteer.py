"""The places that people near our sites name: never the world's. Of the world's names almost any word is one
("hello" is near Bello, "narcan" near Nanchang); of those within 150 km of a site hardly any is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from bot.core.place import is_on_earth, kilometres
from bot.core.site import Point, Precision, Site
from bot.core.text import fold
from bot.services.nearby import Nearby

# km around a site: as far as anybody travels. Ambiguous names fall from thousands to a handful.
COVERED = 150.0
SAME = 25.0  # km: two places of one name that near are one place, said twice
_BESIDE = 40.0  # km: a town that tells two of one name and region apart
_OURS = 2  # the trust in what the sites' records say
_FAR_OUT = 60.0  # km
_MOST_WORDS = 6  # of one name
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_SHORT = {
    "saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft", "street": "st", "avenue": "ave", "av": "ave",
    "road": "rd", "drive": "dr", "boulevard": "blvd", "lane": "ln", "highway": "hwy", "square": "sq", "place": "pl",
    "strasse": "str", "east": "e", "west": "w", "north": "n", "south": "s", "heights": "hts", "junction": "jct",
}  # fmt: skip
_HOUSE = re.compile(
    r"^(?:#?\d+[a-z]?\s*[-–/]\s*)?\d+[a-z]?(?:[-–/]\d+[a-z]?)? (\S.*)$|^(\S.*?) \d+ ?[a-z]?$", re.I
)


@dataclass(frozen=True, slots=True)
class Town:
    """A named place. `names`: all that people call it, the first is shown, with `within` where it is part of another.
    `region` is a name, or GeoNames' code of one. `population`: people, or sites where nobody counted. `trust` 3 from a
    list of towns, 2 from our sites, 1 from postcodes."""

    names: tuple[str, ...]
    point: Point
    country: str
    region: str = ""
    within: str = ""
    population: int = 0
    trust: int = 1
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Towns by their names. `first` by the names shown, `others` by any; `spelt` is the key of every spelling, written
    out and short, for slips, `by_length` the spellings by their letters; `words` all words of names."""

    first: Mapping[str, tuple[Town, ...]] = field(default_factory=dict)
    others: Mapping[str, tuple[Town, ...]] = field(default_factory=dict)
    spelt: Mapping[str, str] = field(default_factory=dict)
    by_length: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()

    def named(self, key: str) -> tuple[Town, ...]:
        """The towns of this name (as `name_key` gives it), likeliest first. A town whose own name it is hides those
        that only some language calls so."""
        return self.first.get(key) or self.others.get(key, ())

    def beside(self, town: Town) -> str:
        """The name of the largest other town near this one, empty where there is none."""
        near = (
            other
            for towns in self.first.values()
            for other in towns
            if not other.is_part
            and other.names[0] != town.names[0]
            and abs(other.point.lat - town.point.lat) < _BESIDE / 100  # km in a degree, and a few more
            and kilometres(other.point, town.point) <= _BESIDE
        )
        largest = max(near, key=lambda other: other.population, default=None)
        return largest.names[0] if largest else ""


def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text, folded, with letters of the north as the rest of the world types them."""
    folded = text.lower() if text.isascii() else fold(text).translate(_LETTERS)
    return tuple(re.findall(r"[^\W_]+", folded.replace("'", "")))


def name_words(words: Iterable[str]) -> tuple[str, ...]:
    """Words as they are compared in names: "saint", "street" and their kind in their short form."""
    return tuple(_SHORT.get(word, word) for word in words)


def name_key(text: str) -> str:
    """A name as it is compared."""
    return " ".join(name_words(plain_words(text)))


def build_gazetteer(sites: Iterable[Site], towns: Iterable[Town] = ()) -> Gazetteer:
    """Make a gazetteer of what the sites themselves name, and of those `towns` that are near one of them."""
    sites = tuple(sites)
    near = Nearby(site_points(sites))
    kept = [*(town for town in towns if near.is_within(town.point, COVERED)), *towns_of(sites)]
    first: dict[str, list[Town]] = {}
    others: dict[str, list[Town]] = {}
    spelt: dict[str, str] = {}
    for town in kept:
        keys = {key: plain for plain in map(plain_words, town.names) if (key := " ".join(name_words(plain)))}
        for at, (key, plain) in enumerate(keys.items()):
            if len(plain) <= _MOST_WORDS:
                (others if at else first).setdefault(key, []).append(town)
                spelt.setdefault(" ".join(plain), key)
    merged = {key: _merged(found) for key, found in first.items()}
    more = {key: _merged(found) for key, found in others.items() if key not in merged}
    known = {key: key for key in (*merged, *more)}
    words = frozenset(word for key in known for word in key.split())
    by_length: dict[int, list[str]] = {}
    for name in (spelt := spelt | known):
        by_length.setdefault(len(name), []).append(name)
    return Gazetteer(merged, more, spelt, {size: tuple(names) for size, names in by_length.items()}, words)


def site_points(sites: Iterable[Site]) -> tuple[Point, ...]:
    """Every point that a site or a stop shows. What is hidden has none, and none is looked for."""
    return tuple(
        point
        for site in sites
        if site.precision is not Precision.HIDDEN
        for point in (site.point, *(stop.point for stop in site.stops))
        if point is not None and is_on_earth(point)
    )


def towns_of(sites: Iterable[Site]) -> Iterator[Town]:
    """The cities, areas, streets and stops that the sites' own records name, each in the middle of its sites."""
    found = sorted(_named_by(sites), key=lambda one: one[0])
    for (key, country, region, _), group in groupby(found, key=lambda one: one[0]):
        for cluster in _clusters([(name, within, point) for _, name, within, point in group]):
            name, within, _ = cluster[0]
            middle = middle_of([point for _, _, point in cluster])
            if key:
                yield Town((name,), middle, country, region, within, len(cluster), _OURS, bool(within))


_Key = tuple[str, str, str, bool]


def _named_by(sites: Iterable[Site]) -> Iterator[tuple[_Key, str, str, Point]]:
    for site in sites:
        region = site.holidays.partition("-")[2]
        if site.precision is Precision.HIDDEN:
            continue
        for name, within, point in _names_of(site):
            if point is not None and is_on_earth(point):
                yield (name_key(name), site.country, region, bool(within)), name, within, point


def _names_of(site: Site) -> Iterator[tuple[str, str, Point | None]]:
    yield site.city, "", site.point
    yield site.area, site.city, site.point
    yield street_of(site.address), site.city, site.point
    for stop in site.stops:
        yield site.city, "", stop.point
        yield stop.name, site.city, stop.point
        yield street_of(stop.address), site.city, stop.point


def street_of(address: str) -> str:
    """The street of an address, without the number; empty where it has none that could be told by its name."""
    found = _HOUSE.match(" ".join(address.split(",")[0].split()))
    street = (found[1] or found[2]) if found else ""
    return street if len(name_key(street)) > 4 else ""


def middle_of(points: Sequence[Point]) -> Point:
    """The middle of points that lie close together, on either side of the date line too."""
    east = [p.lon + 360 if p.lon < 0 and max(q.lon for q in points) - p.lon > 180 else p.lon for p in points]
    lon = sum(east) / len(east)
    return Point(sum(p.lat for p in points) / len(points), lon - 360 if lon > 180 else lon)


def _clusters(found: list[tuple[str, str, Point]]) -> list[list[tuple[str, str, Point]]]:
    """Put together what lies within SAME of the first of its cluster: two streets of one name are two places."""
    clusters: list[list[tuple[str, str, Point]]] = []
    for one in found:
        home = next((c for c in clusters if kilometres(c[0][2], one[2]) <= SAME), None)
        if home is None:
            clusters.append([one])
        else:
            home.append(one)
    return clusters


def _merged(towns: list[Town]) -> tuple[Town, ...]:
    """One of each place, however many lists name it; the largest first."""
    kept: list[Town] = []
    for town in sorted(towns, key=lambda one: (-one.trust, -one.population)):
        at = next((at for at, other in enumerate(kept) if _is_same(town, other)), None)
        if at is None:
            kept.append(town)
        elif (
            town.within and not kept[at].within and kept[at].is_part
        ):  # the list of towns does not say of what
            kept[at] = replace(kept[at], within=town.within)
    return tuple(sorted(kept, key=lambda one: (-one.population, -one.trust)))


def _is_same(town: Town, other: Town) -> bool:
    """Whether two of one name are one place. The middle of our own sites may lie far out in a town's region."""
    is_ours = town.trust == _OURS or other.trust == _OURS
    return kilometres(town.point, other.point) <= (_FAR_OUT if is_ours else SAME)
