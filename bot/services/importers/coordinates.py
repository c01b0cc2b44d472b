"""Points out of cells: decimal commas, the printed form of a Python dict, WKT; and what is no point on earth."""

import math
import re
from collections.abc import Sequence
from statistics import median

from bot.core.place import kilometres
from bot.core.site import Point

_NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d*)?(?:[eE][+-]?\d{1,3})?")
_COMMA = re.compile(r"([+-]?\d{1,3}),(\d+)")
_PRINTED = re.compile(r"coordinates\W{1,6}?([+-]?\d+(?:\.\d+)?)\s*,\s*([+-]?\d+(?:\.\d+)?)")
_WKT = re.compile(r"POINT\s*\(\s*([+-]?\d+(?:\.\d+)?)[\s,]+([+-]?\d+(?:\.\d+)?)\s*\)", re.IGNORECASE)

# Rough boxes (south, west, north, east) in whole degrees; they only tell latitude from longitude, never a border.
_BOXES = {
    "US": (18, -180, 72, -64),
    "CA": (41, -142, 84, -52),
    "MX": (14, -119, 33, -86),
    "GB": (49, -9, 61, 2),
    "IE": (51, -11, 56, -5),
    "FR": (41, -6, 52, 10),
    "BE": (49, 2, 52, 7),
    "NL": (50, 3, 54, 8),
    "DE": (47, 5, 56, 16),
    "CH": (45, 5, 48, 11),
    "AT": (46, 9, 50, 18),
    "ES": (27, -19, 44, 5),
    "PT": (32, -32, 43, -6),
    "IT": (35, 6, 48, 19),
    "DK": (54, 8, 58, 16),
    "NO": (57, 4, 72, 32),
    "SE": (55, 10, 70, 25),
    "FI": (59, 19, 71, 32),
    "EE": (57, 21, 60, 29),
    "LV": (55, 20, 59, 29),
    "LT": (53, 20, 57, 27),
    "PL": (48, 14, 55, 25),
    "CZ": (48, 12, 52, 19),
    "AU": (-44, 112, -9, 154),
    "NZ": (-48, 166, -34, 179),
}


def number(cell: str) -> float | None:
    """Read a decimal number, also with a decimal comma; None where it is none."""
    text = cell.strip().strip('"')
    if comma := _COMMA.fullmatch(text):
        text = f"{comma[1]}.{comma[2]}"
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def pair(lat: str, lon: str, geometry: str) -> tuple[float, float] | None:
    """Return (latitude, longitude) as written, before anyone asked whether it lies on earth; else from `geometry`."""
    if (north := number(lat)) is not None and (east := number(lon)) is not None:
        return north, east
    found = _PRINTED.search(geometry) or _WKT.search(geometry)
    return (float(found[2]), float(found[1])) if found else None


def fault(lat: float, lon: float) -> str:
    """Say why the pair is no place on earth; empty where it is one."""
    if lat == 0 and lon == 0:
        return "its coordinates are 0, 0, which is open sea"
    if abs(lat) <= 90 and abs(lon) <= 180:
        return "" if abs(lat) < 89.999 else "its coordinates are a pole"
    if abs(lat) > 1000 or abs(lon) > 1000:
        return "its coordinates are metres of a map, not degrees (export them as WGS 84, EPSG:4326)"
    return f"its coordinates are not on earth (latitude {lat:g}, longitude {lon:g})"


def are_swapped(pairs: Sequence[tuple[float, float]], country: str) -> bool:
    """Were latitude and longitude written the wrong way round in the whole file? Only where nothing speaks against."""
    real = [(a, b) for a, b in pairs if (a or b) and abs(a) <= 180 and abs(b) <= 180]
    if not real:
        return False
    if any(abs(a) > 90 for a, _ in real):
        return all(abs(b) <= 90 for _, b in real)
    south, west, north, east = _BOXES.get(country, (-90, -180, 90, 180))
    as_written = sum(south <= a <= north and west <= b <= east for a, b in real)
    turned = sum(south <= b <= north and west <= a <= east for a, b in real)
    return as_written == 0 and turned * 2 > len(real)


def far_from_the_others(points: Sequence[Point]) -> frozenset[int]:
    """Return the positions of points that lie far outside where nearly all are: a head office, or a slip."""
    if len(points) < 10:
        return frozenset()
    middle = Point(median(p.lat for p in points), median(p.lon for p in points))
    away = [kilometres(middle, p) for p in points]
    limit = max(50.0, 3 * sorted(away)[int(len(away) * 0.9)])
    return frozenset(i for i, km in enumerate(away) if km > limit)
