"""Our sites as Open Referral HSDS 3 tables in a zip. What HSDS has no column for stands in attributes of the taxonomy
`saferbot`, so that importing them again loses nothing."""

import io
import json
import zipfile
from collections.abc import Iterable

from bot.services.exports.csv_file import table
from bot.services.importers.hsds import OURS
from bot.services.importers.own import FIELDS
from bot.services.importers.row import Record

_LONG_AGO = (2000, 1, 1, 0, 0, 0)  # the same sites give the same bytes
_STATUS = {"": "active", "open": "active", "moved": "active", "temporarily_closed": "temporarily closed"}
_HEADERS = {
    "organizations": ("id", "name", "description"),
    "services": ("id", "organization_id", "name", "url", "status"),
    "locations": ("id", "location_type", "name", "latitude", "longitude", "organization_id"),
    "service_at_location": ("id", "service_id", "location_id"),
    "addresses": (
        "id",
        "location_id",
        "address_1",
        "city",
        "state_province",
        "postal_code",
        "country",
        "address_type",
    ),
    "phones": ("id", "service_id", "number", "type"),
    "schedules": ("id", "service_id", "description"),
    "taxonomy_terms": ("id", "code", "name", "description", "taxonomy"),
    "attributes": ("id", "link_id", "taxonomy_term_id", "link_entity", "value"),
}
_Row = dict[str, str]


def write(records: Iterable[Record]) -> bytes:
    """Return the zip. `records` come from `record_of`."""
    tables: dict[str, list[_Row]] = {name: [] for name in _HEADERS}
    for record in records:
        _add(record, tables)
    sources = dict.fromkeys(row["organization_id"] for row in tables["services"])
    tables["organizations"] = [
        {"id": name, "name": name, "description": "Source of these sites"} for name in sources
    ]
    tables["taxonomy_terms"] = [
        {
            "id": f"{OURS}-{name}",
            "code": name,
            "name": name,
            "description": f"Field {name} of a site",
            "taxonomy": OURS,
        }
        for name in FIELDS
    ]
    return _zipped({f"{name}.csv": table(_HEADERS[name], rows) for name, rows in tables.items()})


def _add(record: Record, tables: dict[str, list[_Row]]) -> None:
    site = str(record["id"])
    service, owner = f"service-{site}", _text(record, "source") or OURS
    names = record["services"]
    tables["services"].append(
        {
            "id": service,
            "organization_id": owner,
            "name": "; ".join(map(str, names)) if isinstance(names, list) else "",
            "url": _text(record, "url"),
            "status": _STATUS.get(_text(record, "status"), "defunct"),
        }
    )
    is_place = "lat" in record or "address" in record
    if is_place:
        _add_place(record, site, service, owner, tables)
    phones = record.get("phone", [])
    for number, phone in enumerate(phones if isinstance(phones, list) else [phones]):
        tables["phones"].append(
            {"id": f"{site}-{number}", "service_id": service, "number": str(phone), "type": "voice"}
        )
    if "hours" in record:
        tables["schedules"].append({"id": site, "service_id": service, "description": _text(record, "hours")})
    for name in FIELDS:
        value = site if name == "site_id" else record.get(name)
        if value:
            tables["attributes"].append(
                {
                    "id": f"{site}-{name}",
                    "link_id": site if is_place else service,
                    "taxonomy_term_id": f"{OURS}-{name}",
                    "link_entity": "location" if is_place else "service",
                    "value": json.dumps(value, ensure_ascii=False),
                }
            )


def _add_place(record: Record, site: str, service: str, owner: str, tables: dict[str, list[_Row]]) -> None:
    tables["locations"].append(
        {
            "id": site,
            "location_type": "physical",
            "name": _text(record, "name"),
            "latitude": _text(record, "lat"),
            "longitude": _text(record, "lon"),
            "organization_id": owner,
        }
    )
    tables["service_at_location"].append({"id": f"at-{site}", "service_id": service, "location_id": site})
    if "address" in record:
        tables["addresses"].append(
            {
                "id": f"address-{site}",
                "location_id": site,
                "address_1": _text(record, "address"),
                "city": _text(record, "city"),
                "country": _text(record, "country"),
                "address_type": "physical",
            }
        )


def _text(record: Record, key: str) -> str:
    value = record.get(key, "")
    return value if isinstance(value, str) else ""


def _zipped(files: dict[str, bytes]) -> bytes:
    described = {
        "name": "saferbot-sites",
        "profile": "tabular-data-package",
        "resources": [{"name": name.removesuffix(".csv"), "path": name} for name in files],
    }
    whole = {**files, "datapackage.json": json.dumps(described, indent=1).encode()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in whole.items():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
