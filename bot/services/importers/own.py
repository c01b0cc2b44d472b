"""Our own export, read back: every cell is a field of the record, lists and mappings written so that none is lost."""

import json
from collections.abc import Mapping

from bot.services.importers.ids import ID
from bot.services.importers.row import Record, Written

LISTS = frozenset({"services", "closures", "phone", "access"})
PLACES = frozenset({"lat", "lon", "address", "area", "city"})  # never known of a hidden site
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
    """Does the row come from an export of ours?"""
    return bool(ID.fullmatch(cells.get("site_id", "").strip())) and "services" in cells


def shown(record: Record, defaults: Record) -> Record:
    """Return what may leave the house of a record: every known field, the defaults filled in, without `verified` (it
    says that a person of one deployment looked). A hidden site has neither point nor address, whatever was written."""
    full: Record = {
        **{key: one for key, one in defaults.items() if key in ("timezone", "country", "holidays")},
        **record,
    }
    known: Record = {
        key: full[key] for key in ("id", *FIELDS[1:]) if full.get(key) and _USUAL.get(key) != full[key]
    }
    stops = known.get("stops")
    if known.get("location") != "hidden":
        return known
    if isinstance(stops, list):
        known["stops"] = [_without_place(stop) if isinstance(stop, dict) else stop for stop in stops]
    return _without_place(known)


def _without_place(fields: Record) -> Record:
    return {key: one for key, one in fields.items() if key not in PLACES}


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
