"""Coordinates as people type and paste them: decimal, with a decimal comma, in degrees and minutes, in a map's link.

A link is read as text and never opened: opening it would tell a stranger where somebody is.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

from bot.core.place import Why, is_on_earth, rounded
from bot.core.site import Point
from bot.core.text import MATCH_LIMIT, fold

LONGEST_LINK = 2_000  # letters; links of maps have some 200
_LINK = re.compile(
    r"(?i)\b(?:https?://|geo:|www\.|(?:[a-z0-9-]{1,40}\.){1,4}(?:gl|com|org|page|link|ly|co|app|ru)/)\S+"
)
_POINT = r"(-?\d{1,3}[.,]\d{1,15})"
_DOTTED = re.compile(
    r"(?<![\d.])([-+]?\d{1,3}\.\d{1,15})\s*(?:[,;/]\s*|\s+)([-+]?\d{1,3}\.\d{1,15})(?![\d.])"
)
_COMMAS = re.compile(r"(?<![\d,])([-+]?\d{1,3},\d{1,15})\s*(?:[,;/]\s*|\s+)([-+]?\d{1,3},\d{1,15})(?![\d,])")
_NUMBER = r"(\d{1,3}(?:[.,]\d{1,15})?)"
_ANGLE = (
    rf"{_NUMBER}\s*(?:°|o|deg|d|\s)?\s*(?:{_NUMBER}\s*(?:'|m|min|\s)?\s*(?:{_NUMBER}\s*(?:''|\"|s|sec)?)?)?"
)
_SIDES_AFTER = re.compile(rf"(?<![\d.]){_ANGLE}\s*([nsewo])\b[\s,;/]*{_ANGLE}\s*([nsewo])\b")
_SIDES_BEFORE = re.compile(rf"\b([nsewo])\s*{_ANGLE}[\s,;/]+([nsewo])\s*{_ANGLE}(?![\d.])")
_LABELS = re.compile(r"\b(?:lat|latitude|lon|long|lng|longitude)\b\s*[:=]?")
_PIN = re.compile(rf"!3d{_POINT}!4d{_POINT}")
_AT = re.compile(rf"[@/=#]{_POINT}(?:,|%2c|~|/|;){_POINT}", re.IGNORECASE)
_PAIR = re.compile(rf"\s*(?:loc:)?{_POINT}[,;~ ]\s*{_POINT}.{{0,40}}")
_QUERY = ("q", "query", "ll", "sll", "cp", "center", "daddr", "destination", "mlat", "pt", "at")
_NAME_IN_PATH = re.compile(r"/maps/(?:place|search)/([^/@?]{2,80})")
_FINE = re.compile(r"[.,]\d{2}")  # in running text, "1.5 2.5" is an amount


def read_coordinates(text: str) -> Point | Why | None:
    """Return the point that `text` gives (rounded), why it cannot be used, or None where it gives no coordinates."""
    plain = _LABELS.sub(" ", fold(text[:MATCH_LIMIT])).strip(" ()[]")
    for pattern in (_DOTTED, _COMMAS):
        found = pattern.search(plain)
        if not found:
            continue
        is_fine = all(_FINE.search(part) for part in found.groups())
        if is_fine or (pattern is _DOTTED and _is_all(found, plain)):
            return _swapped(_number(found[1]), _number(found[2]))
    return _read_sides(plain)


def link_in(text: str) -> str | None:
    """Return the link that `text` holds, if any."""
    found = _LINK.search(text[: MATCH_LIMIT + LONGEST_LINK])
    return found[0][:LONGEST_LINK] if found else None


def read_link(link: str) -> Point | Why | str:
    """Return the point in a map's link, the name of a place where it only gives one, or why neither can be had."""
    plain = unquote(unquote(link))
    if pin := _PIN.search(plain):  # the pin, not the middle of the map
        return _swapped(float(pin[1]), float(pin[2]))
    for written, is_swapped in _queries(plain):
        if pair := _PAIR.fullmatch(written):
            first, second = _number(pair[1]), _number(pair[2])
            return _swapped(second, first) if is_swapped else _swapped(first, second)
    if plain.lower().startswith("geo:") and (pair := _PAIR.fullmatch(plain[4:])):
        return _swapped(float(pair[1]), float(pair[2]))
    if at := _AT.search(plain):
        return _swapped(_number(at[1]), _number(at[2]))
    return _name_in(link) or Why.LINK


def _queries(link: str) -> Iterator[tuple[str, bool]]:
    """What stands behind the names that maps use, and whether longitude comes first (as Yandex writes it)."""
    fields = _fields(link)
    if "mlat" in fields and "mlon" in fields:
        yield f"{fields['mlat']},{fields['mlon']}", False
    is_swapped = "yandex" in link.split("?")[0]
    for name in _QUERY:
        if name in fields:
            yield fields[name], is_swapped and name in ("ll", "pt")


def _fields(link: str) -> dict[str, str]:
    try:
        return {name: values[0] for name, values in parse_qs(urlsplit(link).query, max_num_fields=40).items()}
    except ValueError:  # a broken address, or more fields than any map has
        return {}


def _name_in(link: str) -> str:
    """A name that a map's link searches for: "q=Vancouver", "/maps/place/Gastown"."""
    fields = _fields(link)
    named = _NAME_IN_PATH.search(link)
    written = fields.get("q") or fields.get("query") or (named[1] if named else "")
    return unquote(written.replace("+", " "))[:MATCH_LIMIT] if "map" in link.lower() else ""


def _read_sides(plain: str) -> Point | Why | None:
    """Degrees with north, south, east or west (French and Spanish "o" is west), minutes and seconds where given."""
    if after := _SIDES_AFTER.search(plain):
        one, other = (_degrees(after, 1), after[4]), (_degrees(after, 5), after[8])
    elif before := _SIDES_BEFORE.search(plain):
        one, other = (_degrees(before, 2), before[1]), (_degrees(before, 6), before[5])
    else:
        return None
    if one[1] not in "ns":
        one, other = other, one
    if one[1] not in "ns" or other[1] in "ns" or None in (one[0], other[0]):
        return None
    lat, lon = one[0] or 0.0, other[0] or 0.0
    return _checked(Point(-lat if one[1] == "s" else lat, lon if other[1] == "e" else -lon))


def _degrees(found: "re.Match[str]", at: int) -> float | None:
    """Degrees from the three groups that begin at `at`; None where minutes or seconds are no such thing."""
    parts = [_number(found[at + n] or "0") for n in range(3)]
    is_angle = parts[1] < 60 and parts[2] < 60
    return parts[0] + parts[1] / 60 + parts[2] / 3600 if is_angle else None


def _is_all(found: "re.Match[str]", plain: str) -> bool:
    return not re.sub(r"[^\w]+", "", plain.replace(found[0], "", 1))


def _number(written: str) -> float:
    return float(written.replace(",", "."))


def _swapped(first: float, second: float) -> Point | Why:
    """Latitude first, unless that can only be a longitude."""
    return _checked(Point(second, first) if abs(first) > 90 else Point(first, second))


def _checked(point: Point) -> Point | Why:
    near = rounded(point)
    return near if is_on_earth(near) else Why.NOWHERE
