"""Where somebody looks for help: a place found, several to choose from, or none. Nothing here is kept or sent.

A value of this file never shows a place when it is printed: what ends up in a log or an error must not say where a
person is.
"""

import math
from dataclasses import dataclass, field
from enum import Enum

from bot.core.site import Point

EARTH = 6371.0088  # km, the mean radius (Moritz, "Geodetic Reference System 1980", 2000); within 0.6 % of the ellipsoid
ROUNDED_TO = 3  # decimals, some 110 by 70 m: coarser sends people to another site, finer ranks no better
MOST_CANDIDATES = 5  # buttons that a small screen shows at once


class How(Enum):
    """By what a place was recognised."""

    COORDINATES = "coordinates"
    ALIAS = "alias"
    POSTCODE = "postcode"
    NAME = "name"
    SPELLING = "spelling"


class Why(Enum):
    """Why no place was found; each has a sentence in places.yaml."""

    UNKNOWN = "unknown"
    LINK = "link"
    POSTCODE = "postcode"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Place:
    """A place to search around. `name` is how it is said back, empty for a pin. `is_rough`: the area is so large that
    distances from its middle mislead, and a pin would serve better."""

    name: str = field(repr=False)
    point: Point = field(repr=False)
    how: How
    is_rough: bool = False


@dataclass(frozen=True, slots=True)
class Candidates:
    """Two to five places that were equally meant, likeliest first; the person chooses."""

    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """No place."""

    why: Why = Why.UNKNOWN


Found = Place | Candidates | Unknown


def rounded(point: Point) -> Point:
    """Return `point` as it may be used: to three decimals. Anything that arrives goes through here first."""
    return Point(round(point.lat, ROUNDED_TO) + 0.0, round(point.lon, ROUNDED_TO) + 0.0)


def is_on_earth(point: Point) -> bool:
    """Whether such a point exists and is meant: 0/0 and the poles stand for "not known" in every list we saw."""
    is_there = abs(point.lat) < 90 and abs(point.lon) <= 180  # not true of what is no number
    return is_there and not (abs(point.lat) < 0.001 and abs(point.lon) < 0.001)


def kilometres(one: Point, other: Point) -> float:
    """Great-circle distance in km (haversine; Sinnott, "Virtues of the Haversine", 1984)."""
    lat, other_lat = math.radians(one.lat), math.radians(other.lat)
    north, east = (other_lat - lat) / 2, math.radians(other.lon - one.lon) / 2
    half = math.sin(north) ** 2 + math.cos(lat) * math.cos(other_lat) * math.sin(east) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))
