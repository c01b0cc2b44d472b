"""Our sites as GeoJSON (RFC 7946). A site without a point is a feature without geometry."""

import json
from collections.abc import Iterable

from bot.services.importers.own import FIELDS, cell
from bot.services.importers.row import Record


def write(records: Iterable[Record]) -> bytes:
    """Return the file. `records` come from `record_of`."""
    features = [_feature(record) for record in records]
    return json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1
    ).encode()


def _feature(record: Record) -> dict[str, object]:
    fields = {"site_id": record["id"], **record}
    properties = {name: cell(fields[name]) for name in FIELDS if name in fields}
    return {"type": "Feature", "id": record["id"], "geometry": _geometry(record), "properties": properties}


def _geometry(record: Record) -> dict[str, object] | None:
    if "lat" not in record or "lon" not in record:
        return None
    return {"type": "Point", "coordinates": [float(str(record["lon"])), float(str(record["lat"]))]}
