"""OpenStreetMap: its tags as our cells, out of GeoJSON and out of Overpass JSON (`out center`)."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.services.importers.json_file import cell, objects
from bot.services.importers.row import ImportRefused, Row, Sheet

HEADER = (
    "ref",
    "name",
    "operator",
    "street",
    "city",
    "postcode",
    "state",
    "country",
    "lat",
    "lon",
    "hours",
    "phone",
    "url",
    "type",
    "access",
)
REMARKS = (
    "from OpenStreetMap, licence ODbL: name its contributors (© OpenStreetMap contributors) where you show these",
)
_TELLING = (
    "amenity",
    "healthcare",
    "social_facility",
    "addr:street",
    "opening_hours",
    "@id",
    "shop",
    "office",
)


def has_tags(properties: Iterable[Mapping[str, Any]]) -> bool:
    """Do most of the records carry OpenStreetMap tags?"""
    told = [any(key in tags for key in _TELLING) for tags in properties]
    return sum(told) * 2 > len(told)


def is_overpass(value: object) -> bool:
    """Is it the answer of an Overpass server?"""
    return isinstance(value, dict) and isinstance(value.get("elements"), list)


def read_overpass(value: dict[str, Any], name: str) -> Sheet:
    """Read `elements`. Corners of a way, which have no tags, are no records."""
    named = [element for element in objects(value["elements"]) if element.get("tags")]
    if not named:
        raise ImportRefused(f"{name} has no element with tags; ask Overpass for `out center tags`.")
    rows = [_element(number, element) for number, element in enumerate(named, 1)]
    return Sheet("Overpass JSON of OpenStreetMap", HEADER, tuple(rows), names_are_ours=True, remarks=REMARKS)


def _element(number: int, element: dict[str, Any]) -> Row:
    spot: Any = element.get("center") if isinstance(element.get("center"), dict) else element
    tags = element["tags"] if isinstance(element["tags"], dict) else {}
    reference = {"@id": f"{element.get('type', 'node')}/{element['id']}"} if "id" in element else {}
    try:
        point: tuple[float, float] | None = (float(spot["lat"]), float(spot["lon"]))
    except (KeyError, TypeError, ValueError):
        point = None
    return row(number, {**tags, **reference}, point)


def row(number: int, tags: Mapping[str, Any], point: tuple[float, float] | None) -> Row:
    """Make a row of tags. Hours of a counter inside (`opening_hours:pharmacy`) win over those of its shop."""
    text = {key: cell(value) for key, value in tags.items()}
    cells = {
        "ref": text.get("@id") or text.get("ref", ""),
        "name": text.get("name") or text.get("official_name") or text.get("operator", ""),
        "operator": text.get("operator", ""),
        "street": _street(text),
        "city": text.get("addr:city") or text.get("addr:town") or text.get("addr:village", ""),
        "postcode": text.get("addr:postcode", ""),
        "state": text.get("addr:state") or text.get("addr:province", ""),
        "country": text.get("addr:country", ""),
        "hours": _hours(text),
        "phone": text.get("phone") or text.get("contact:phone") or text.get("contact:mobile", ""),
        "url": text.get("website") or text.get("contact:website") or text.get("url", ""),
        "type": "; ".join(
            text[key] for key in ("amenity", "healthcare", "social_facility", "office") if text.get(key)
        ),
        "access": "wheelchair" if text.get("wheelchair") in ("yes", "designated") else "",
    }
    if point is not None:
        cells["lat"], cells["lon"] = (f"{number:.7f}" for number in point)
    return Row(number, cells, "it is gone (a disused or abandoned tag)" if _is_gone(text) else "")


def _street(text: Mapping[str, str]) -> str:
    house, street = text.get("addr:housenumber", ""), text.get("addr:street") or text.get("addr:place", "")
    return text.get("addr:full") or (f"{house} {street}".strip() if street else "")


def _hours(text: Mapping[str, str]) -> str:
    inner = [value for key, value in text.items() if key.startswith("opening_hours:") and _is_counter(key)]
    return inner[0] if len(inner) == 1 else text.get("opening_hours", "")


def _is_counter(key: str) -> bool:
    return key.split(":", 1)[1] in (
        "pharmacy",
        "needle_exchange",
        "clinic",
        "counter",
        "reception",
        "harm_reduction",
    )


def _is_gone(text: Mapping[str, str]) -> bool:
    return any(key.startswith(("disused:", "abandoned:", "demolished:", "was:")) for key in text)
