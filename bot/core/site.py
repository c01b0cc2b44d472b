"""The places where help is: what is written of each, as values. Read by content, searched by services.

A site says where help is, never who looks for it. A hidden one carries no coordinates at all, so none can leak.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

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
    """All that was read of a folder of sites. `aliases` are places by the names an operator gave them, `holidays` the
    rules of public holidays by region. `example` says that a list is only an example (its date and licence); it is
    empty for a list that people may rely on."""

    sites: tuple[Site, ...] = ()
    aliases: Mapping[str, Point] = field(default_factory=dict)
    holidays: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    example: str = ""

    def rules_of(self, site: Site) -> tuple[str, ...]:
        """The rules of the public holidays where `site` is: of its region, else of its country."""
        return self.holidays.get(site.holidays or site.country, ())
