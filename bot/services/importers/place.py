"""Addresses put together in their country's order, and the point of a row."""

from bot.core.site import Point
from bot.core.text import fold
from bot.services.importers.coordinates import fault, pair

_CODE_LAST = frozenset({"US", "CA", "AU", "GB", "IE", "NZ", ""})  # where the postcode stands behind the town


def written_pair(cells: dict[str, str]) -> tuple[float, float] | None:
    """Return (latitude, longitude) as the cells say, on earth or not."""
    return pair(cells.get("lat", ""), cells.get("lon", ""), cells.get("geometry", ""))


def point_of(lat: str, lon: str) -> Point | None:
    """Return the point of a record, None where it has none on earth."""
    found = pair(lat, lon, "")
    return Point(*found) if found and not fault(*found) else None


def address(street: str, city: str, state: str, code: str, country: str) -> str:
    """Put an address together in its country's order, without saying again what the street already holds."""
    held = fold(street)
    city, state, code = (
        "" if (part and fold(part) in held.split(", ")) or (part and f" {fold(part)}" in held) else part
        for part in (city, state, code)
    )
    if country in _CODE_LAST:
        return ", ".join(filter(None, (street, city, f"{state} {code}".strip())))
    return ", ".join(filter(None, (street, f"{code} {city}".strip())))
