"""Reading one site of a file: its fields, each checked, with what to do where one cannot be used.

The coordinates and address of a hidden site are dropped as they are read, so that nothing later can show or leak them.
"""

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from enum import Enum
from typing import TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from bot.content.fields import Fields
from bot.content.site_checks import Box
from bot.core.site import SERVICES, Point, Precision, Site, SiteKind, Status, Stop
from bot.services import closures, hours

MOST_CLOSURES = 100
MOST_STOPS = 60
_ID = re.compile(r"[a-z0-9-]{1,40}")  # it goes into the code of a button, which has 64 bytes
_TAG = re.compile(r"[a-z0-9_]{1,40}")
_COUNTRY = re.compile(r"[A-Z]{2}")
NUMBER = re.compile(r"[+-]?\d{1,3}(?:\.\d+)?")
_NOBODYS = "UTC"  # the zone of a site without hours, where no clock is needed

Rules: TypeAlias = Mapping[str, tuple[str, ...]]  # of public holidays, by region
_Word = TypeVar("_Word", bound=Enum)


class SiteReader:
    """Reads one site. What makes it useless (no name, no service known) leaves it out; all else leaves out a line."""

    def __init__(self, fields: Fields, defaults: Mapping[str, str], rules: Rules, box: Box | None) -> None:
        self._fields, self._defaults, self._rules, self._box = fields, defaults, rules, box

    def read(self) -> Site | None:
        """Return the site, or None where nobody could make use of it."""
        fields = self._fields
        name = self._id()
        fields.called(name)
        title, services = fields.text("name"), self._services()
        country, zone = self._country(), self._zone()
        precision = self._word("location", Precision, Precision.EXACT)
        is_hidden = precision is Precision.HIDDEN
        good_hours, texts = self._hours_and_text()
        site = Site(
            id=name,
            name=title,
            services=services,
            timezone=zone,
            country=country,
            kind=self._word("kind", SiteKind, SiteKind.FIXED),
            precision=precision,
            point=self._point(fields, is_hidden),
            address=self._address(is_hidden),
            city=self._or_default("city"),
            area=fields.text("area", ""),
            hours=good_hours,
            hours_text=texts,
            closures=tuple(self._closures()),
            holidays=self._region(),
            status=self._word("status", Status, Status.OPEN),
            until=_date(fields, "until"),
            reason=fields.text("reason", ""),
            phone=self._phones(),
            url=self._url(),
            access=self._access(),
            notes=self._by_language("notes"),
            verified=self._verified(),
            source=self._or_default("source"),
            stops=tuple(self._stops(is_hidden)),
        )
        fields.finish()
        return site if name and title and services else None

    def _id(self) -> str:
        name = self._fields.text("id")
        if name and not _ID.fullmatch(name):
            self._fields.note(f"is {name!r}; use up to 40 small letters a-z, figures and hyphens", "id")
            return ""
        return name

    def _services(self) -> tuple[str, ...]:
        good = []
        for at, written in enumerate(self._fields.texts("services", least=1)):
            service = written.lower().replace("-", "_").replace(" ", "_")
            if service in SERVICES:
                good.append(service)
            else:
                near = get_close_matches(service, SERVICES, 1)
                better = f"did you mean `{near[0]}`?" if near else f"use one of: {', '.join(SERVICES)}"
                self._fields.note(f"is {written!r}, which is no service known here; {better}", "services", at)
        return tuple(dict.fromkeys(good))

    def _country(self) -> str:
        code = self._or_default("country").upper()
        if code and not _COUNTRY.fullmatch(code):
            self._fields.note(f"is {code!r}; use the two letters of the country, such as CA or GB", "country")
            return ""
        return code

    def _zone(self) -> str:
        zone = self._or_default("timezone")
        needs_clock = any(self._fields.has(key) for key in ("hours", "closures", "stops"))
        if not zone and needs_clock:
            self._fields.note(
                "has hours and no `timezone`; add it to the site or under `defaults`, such as Europe/London"
            )
        try:
            return ZoneInfo(zone).key if zone else _NOBODYS
        except (KeyError, ValueError, OSError):
            self._fields.note(f"is {zone!r}, which is no zone; write such as America/Vancouver", "timezone")
            return _NOBODYS

    def _or_default(self, key: str) -> str:
        return self._fields.text(key, self._defaults.get(key, ""))

    def _word(self, key: str, words: type[_Word], usual: _Word) -> _Word:
        return words(self._fields.choice(key, [str(one.value) for one in words], str(usual.value)))

    def _point(self, fields: Fields, is_hidden: bool) -> Point | None:
        """The coordinates. Those of a hidden site are neither kept nor repeated in a message."""
        written = fields.text("lat", ""), fields.text("lon", "")
        if not any(written):
            return None
        if is_hidden:
            fields.note("is hidden: take out lat and lon, so that nobody can find them in this file", "lat")
            return None
        point = self._checked_point(fields, *written)
        if point is not None and self._box is not None and not self._box.holds(point):
            turned = Point(point.lon, point.lat)
            swap = "; lat and lon seem swapped" if abs(point.lon) <= 90 and self._box.holds(turned) else ""
            fields.note(f"{point.lat}, {point.lon} lies outside the `box` of this file{swap}", "lat")
        return point

    def _checked_point(self, fields: Fields, lat: str, lon: str) -> Point | None:
        if not (NUMBER.fullmatch(lat) and NUMBER.fullmatch(lon)):
            fields.note("lat and lon should be degrees with a point, such as 49.2816 and -123.1009", "lat")
            return None
        point = Point(float(lat), float(lon))
        if 180 >= abs(point.lat) > 90 >= abs(point.lon):
            fields.note(f"is {lat}, more than 90 degrees; lat and lon seem swapped", "lat")
        elif abs(point.lat) > 90 or abs(point.lon) > 180:
            fields.note(f"{lat}, {lon} is not on earth; write degrees", "lat")
        elif math.hypot(point.lat, point.lon) < 0.001:
            fields.note("0, 0 lies in the sea and stands for not known; leave lat and lon out", "lat")
        else:
            return point
        return None

    def _address(self, is_hidden: bool) -> str:
        address = self._fields.text("address", "")
        if address and is_hidden:
            self._fields.note(
                "is hidden: take out the address, so that nobody can find it in this file", "address"
            )
            return ""
        return address

    def _hours_and_text(self) -> tuple[str, dict[str, str]]:
        """The hours that can be evaluated, and what is shown as it is where they cannot."""
        written, texts = self._fields.text("hours", ""), self._by_language("hours_text")
        good = self._hours(self._fields, written)
        return good, {"en": written} if written and not good and not texts else texts

    def _region(self) -> str:
        region = self._or_default("holidays")
        if region and region not in self._rules:
            known = ", ".join(sorted(self._rules))
            self._fields.note(f"is {region!r}; the regions of holidays.yaml are: {known}", "holidays")
            return ""
        return region

    def _hours(self, fields: Fields, written: str) -> str:
        if not written:
            return ""
        for what in hours.mistakes_in(written):
            fields.note(what, "hours")
        return written if hours.is_understood(written) else ""

    def _closures(self) -> Iterable[str]:
        written = self._fields.texts("closures")
        if len(written) > MOST_CLOSURES:
            self._fields.note(
                f"has more than {MOST_CLOSURES} lines; write a range such as 2026-12-24/2027-01-02",
                "closures",
            )
        for at, one in enumerate(written[:MOST_CLOSURES]):
            try:
                closures.read(one)
            except closures.ClosureError as error:
                self._fields.note(str(error), "closures", at)
            else:
                yield one

    def _phones(self) -> tuple[str, ...]:
        written = self._fields.raw("phone")
        if isinstance(written, str):
            return (written.strip(),) if written.strip() else ()
        return self._fields.texts("phone")

    def _url(self) -> str:
        url = self._fields.text("url", "")
        if url and not re.match(r"https?://[^\s/]+", url):
            self._fields.note(f"is {url!r}; write the whole address, such as https://example.org", "url")
            return ""
        return url

    def _access(self) -> tuple[str, ...]:
        good = []
        for at, tag in enumerate(self._fields.texts("access")):
            if _TAG.fullmatch(tag.replace("-", "_")):
                good.append(tag.replace("-", "_"))
            else:
                self._fields.note(f"is {tag!r}; write small letters with _, such as walk_in", "access", at)
        return tuple(good)

    def _by_language(self, key: str) -> dict[str, str]:
        if not self._fields.has(key):
            return {}
        written = self._fields.raw(key)
        if isinstance(written, str):
            return {"en": written.strip()} if written.strip() else {}
        inside = self._fields.inside(key)
        return {lang: inside.text(lang) for lang in inside.names()}

    def _verified(self) -> dt.date | None:
        if self._fields.has("verified") or "verified" not in self._defaults:
            return _date(self._fields, "verified")
        try:
            return dt.date.fromisoformat(self._defaults["verified"])
        except ValueError:
            return None

    def _stops(self, is_hidden: bool) -> Iterable[Stop]:
        items: Sequence[Fields] = tuple(self._fields.items("stops"))
        if len(items) > MOST_STOPS:
            self._fields.note(f"has more than {MOST_STOPS} stops; those after are not read", "stops")
        for item in items[:MOST_STOPS]:
            point = self._point(item, is_hidden)
            good = self._hours(item, item.text("hours", ""))
            address = item.text("address", "")
            yield Stop(item.text("name"), point, good, "" if is_hidden else address)
            item.finish()


def _date(fields: Fields, key: str) -> dt.date | None:
    if not fields.has(key):
        return None
    day = fields.date(key)
    return None if day == dt.date.min else day
