"""The places where help is: what is written of each, as values. Read by content, searched by services.

A site says where help is, never who looks for it. A hidden one carries no coordinates at all, so none can leak.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

SERVICES = (
    "naloxone",
    "needle_exchange",
    "supervised_consumption",
    "drug_checking",
    "sharps_disposal",
    "treatment_methadone",
    "treatment_buprenorphine",
    "detox",
    "counselling",
    "outreach",
    "wound_care",
    "hiv_test",
    "hcv_test",
    "shelter",
    "food",
    "shower",
    "health_department",
    "pharmacy",
)


class SiteKind(Enum):
    """What sort of place it is. Mail and phone services are reached from anywhere and have no distance."""

    FIXED = "fixed"
    MOBILE = "mobile"
    MACHINE = "machine"
    MAIL = "mail"
    PHONE = "phone"


class Status(Enum):
    """Whether it runs, as a person wrote it down; this wins over any hours."""

    OPEN = "open"
    TEMPORARILY_CLOSED = "temporarily_closed"
    CLOSED = "closed"
    MOVED = "moved"


class Precision(Enum):
    """How exactly a site may be shown: EXACT with a pin, AREA as "around ...", HIDDEN by phone only."""

    EXACT = "exact"
    AREA = "area"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Point:
    """A place on earth in degrees: latitude -90 to 90, longitude -180 to 180."""

    lat: float
    lon: float

    def rounded(self) -> "Point":
        """The same place to 3 decimals (about 110 by 70 m): all that may be kept of where somebody is."""
        return Point(round(self.lat, 3), round(self.lon, 3))


@dataclass(frozen=True, slots=True)
class Place:
    """A place somebody named: what it is called here and where it lies. `point` is None where only the name is known, so
    that sites can be listed by it but not sorted by distance; `is_rough` where the point may be far from what was
    meant (a rural postcode)."""

    name: str
    point: Point | None = None
    is_rough: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several places have that name; the person chooses. Nearest to our sites first."""

    candidates: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class UnknownPlace:
    """What was written is no place known here. It holds nothing of it."""


Resolved: TypeAlias = Place | Ambiguous | UnknownPlace
Resolve: TypeAlias = Callable[[str], Resolved]


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a mobile service, searched on its own. `hours` as in OpenStreetMap, empty where not known."""

    name: str
    point: Point | None
    hours: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """One place or line. `hours` is an OpenStreetMap opening_hours expression, empty where not known; `hours_text`,
    `notes` are by language and shown as they are. `closures` are expressions such as "2026-12-25" or
    "2026-12-31 15:00-24:00". `timezone` is an IANA name, `holidays` a region such as "CA-BC". `until` ends a status.
    `verified` is when a person last checked it, None where nobody has. `city`, `area`: names that people may type."""

    id: str
    name: str
    services: tuple[str, ...]
    timezone: str
    country: str
    kind: SiteKind = SiteKind.FIXED
    precision: Precision = Precision.EXACT
    point: Point | None = None
    address: str = ""
    city: str = ""
    area: str = ""
    hours: str = ""
    hours_text: Mapping[str, str] = field(default_factory=dict)
    closures: tuple[str, ...] = ()
    holidays: str = ""
    status: Status = Status.OPEN
    until: dt.date | None = None
    reason: str = ""
    phone: tuple[str, ...] = ()
    url: str = ""
    access: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    verified: dt.date | None = None
    source: str = ""
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class Sites:
    """All that was read of a folder of sites. `aliases` are places by the names an operator gave them; `example` is the
    sentence of a list that is only an example (its date and licence), empty for a list that people may rely on."""

    sites: tuple[Site, ...] = ()
    aliases: Mapping[str, Point] = field(default_factory=dict)
    example: str = ""
