"""Our own export, read back: every cell is a field of the record, lists and mappings written so that none is lost."""

import json
from collections.abc import Mapping

from bot.core.site import Point, Precision, Site, Stop
from bot.services.importers.ids import ID
from bot.services.importers.row import Record, Written

LISTS = frozenset({"services", "closures", "phone", "access"})
PLACES = frozenset({"lat", "lon", "address"})  # never told of a hidden site
MAPPINGS = frozenset({"hours_text", "notes"})
FIELDS = (
    "site_id",
    "name",
    "kind",
    "services",
    "lat",
    "lon",
    "location",
    "address",
    "city",
    "area",
    "country",
    "timezone",
    "hours",
    "hours_text",
    "closures",
    "holidays",
    "status",
    "until",
    "reason",
    "phone",
    "url",
    "access",
    "notes",
    "source",
    "stops",
)
_USUAL = {"kind": "fixed", "location": "exact", "status": "open"}


def is_own(cells: Mapping[str, str]) -> bool:
    """Does the row come from an export of ours? Others have a `site_id` too, but not these three together."""
    return (
        bool(ID.fullmatch(cells.get("site_id", "").strip())) and "services" in cells and "timezone" in cells
    )


def record_of(site: Site) -> Record:
    """Return the fields of a site as texts, without what is empty or usual. A hidden one has neither point nor address,
    whatever the value holds. `verified` is left out: it says that a person of one deployment looked."""
    is_hidden = site.precision is Precision.HIDDEN
    fields: Record = {
        "id": site.id,
        "name": site.name,
        "kind": site.kind.value,
        "services": list(site.services),
        **_place(site.point, site.address, is_hidden),
        "location": site.precision.value,
        "city": site.city,
        "area": site.area,
        "country": site.country,
        "timezone": site.timezone,
        "hours": site.hours,
        "hours_text": dict(site.hours_text),
        "closures": list(site.closures),
        "holidays": site.holidays,
        "status": site.status.value,
        "until": site.until.isoformat() if site.until else "",
        "reason": site.reason,
        "phone": list(site.phone),
        "url": site.url,
        "access": list(site.access),
        "notes": dict(site.notes),
        "source": site.source,
        "stops": [_stop(stop, is_hidden) for stop in site.stops],
    }
    return {key: value for key, value in fields.items() if value and _USUAL.get(key) != value}


def _place(point: Point | None, address: str, is_hidden: bool) -> Record:
    if is_hidden:
        return {}
    where: Record = {} if point is None else {"lat": degrees(point.lat), "lon": degrees(point.lon)}
    return {**where, **({"address": address} if address else {})}


def _stop(stop: Stop, is_hidden: bool) -> Record:
    hours: Record = {"hours": stop.hours} if stop.hours else {}
    return {"name": stop.name, **_place(stop.point, stop.address, is_hidden), **hours}


def degrees(value: float) -> str:
    """Write degrees with seven decimals (one centimetre) and no needless zeros."""
    return f"{value:.7f}".rstrip("0").rstrip(".")


def cell(value: Written) -> str:
    """Write one field as a cell: a plain list with `; `, what could be misread as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(
        isinstance(one, str) and ";" not in one and one[:1] not in "[{" for one in value
    ):
        return "; ".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False)


def record_from(cells: Mapping[str, str]) -> Record:
    """Read the record back. A cell that is not as we wrote it stays the text that it is."""
    record: Record = {"id": cells["site_id"].strip()}
    for name in FIELDS[1:]:
        text = cells.get(name, "").strip()
        if text:
            record[name] = _read(name, text)
    return record


def _read(name: str, text: str) -> Written:
    if name not in LISTS | MAPPINGS | {"stops"}:
        return text
    if text[:1] in "[{":
        try:
            return _texts(json.loads(text))
        except (ValueError, RecursionError):
            return [text]
    return [part.strip() for part in text.split(";") if part.strip()]


def _texts(value: object) -> Written:
    if isinstance(value, list):
        return [_texts(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _texts(one) for key, one in value.items()}
    return "" if value is None else str(value)
