"""Sites made by hand, with what a test does not care about filled in."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.site import Point, Site

ZONE = "America/Vancouver"
HERE = Point(49.28, -123.12)


def site(name: str = "a", **fields: Any) -> Site:
    """A site in Vancouver that hands out naloxone."""
    whole: dict[str, Any] = {
        "id": name, "name": name.title(), "services": ("naloxone",), "timezone": ZONE, "country": "CA", "point": HERE,
    }  # fmt: skip
    return Site(**{**whole, **fields})


def local(text: str, zone: str = ZONE) -> dt.datetime:
    """A moment by the clocks of a zone."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
