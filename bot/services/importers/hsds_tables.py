"""Open Referral HSDS as tables, whatever its dress: a folder of CSV files, a zip of them, or JSON.

Versions 1 and 2 and the Ohana form call some tables and columns otherwise; here all get the names of version 3.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from bot.services.importers import csv_file
from bot.services.importers.json_file import cell, objects
from bot.services.importers.row import ImportRefused

Line: TypeAlias = dict[str, str]
Tables: TypeAlias = dict[str, list[Line]]

MOST_BYTES = 64 * 1024 * 1024  # unpacked, all tables together; the largest directory seen has 5 MB
MOST_MEMBERS = 1000
# What the library raises for a damaged zip depends on which byte is wrong.
DAMAGED = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    ValueError,
    OSError,
    RuntimeError,
    struct.error,
    zlib.error,
)

_TABLES = {
    "organizations": ("organization",),
    "services": ("service",),
    "locations": ("location",),
    "service_at_locations": ("service_at_location", "services_at_location", "services_at_locations"),
    "addresses": ("address", "physical_addresses", "physical_address"),
    "postal_addresses": ("postal_address", "mail_addresses", "mail_address"),
    "phones": ("phone",),
    "schedules": ("schedule", "regular_schedules", "regular_schedule"),
    "attributes": (
        "attribute",
        "service_attributes",
        "service_attribute",
        "service_taxonomy",
        "services_taxonomy",
    ),
    "taxonomy_terms": ("taxonomy_term", "taxonomy"),
}
_NAMES = {alias: name for name, aliases in _TABLES.items() for alias in (name, *aliases)}
_COLUMNS = {
    "website": "url",
    "number_type": "type",
    "street_1": "address_1",
    "state": "state_province",
    "zip": "postal_code",
    "vanity_number": "vanity",
    "taxonomy_detail": "value",
    "eligibility": "eligibility_description",
}


def named(name: str) -> str:
    """Return the table that a file name means, empty where it is none of ours."""
    stem = re.split(r"[/\\]", name)[-1].casefold()
    return _NAMES.get(stem.removesuffix(".csv"), "") if stem.endswith(".csv") else ""


def from_folder(folder: Path) -> Tables:
    """Read the tables of a folder; links that lead out of it are not followed."""
    files = {
        p: t for p in sorted(folder.iterdir()) if (t := named(p.name)) and p.is_file() and not p.is_symlink()
    }
    if sum(file.stat().st_size for file in files) > MOST_BYTES:
        raise ImportRefused(
            f"{folder.name} holds more than {MOST_BYTES // 2**20} MB of tables; cut it to your region."
        )
    return _tables({file.name: (table, file.read_bytes()) for file, table in files.items()}, folder.name)


def from_zip(data: bytes, name: str) -> Tables:
    """Read the tables of a zip. Nothing is written to disk, so no path in it can harm; what unpacks to too much is
    refused while it unpacks, whatever its own list says."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _tables(_members(archive, name), name)
    except DAMAGED:
        raise ImportRefused(f"{name} is a damaged zip; download it again.") from None


def _members(archive: zipfile.ZipFile, name: str) -> dict[str, tuple[str, bytes]]:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise ImportRefused(f"{name} holds {len(members)} files; a zip of HSDS tables has some twenty.")
    left = MOST_BYTES
    found: dict[str, tuple[str, bytes]] = {}
    for member in members:
        table = "" if member.is_dir() or "__MACOSX" in member.filename else named(member.filename)
        if not table:
            continue
        if member.flag_bits & 1:
            raise ImportRefused(f"{name} is locked with a password; unpack it and import the folder.")
        with archive.open(member) as stream:
            data = stream.read(left + 1)
        left -= len(data)
        if left < 0:
            raise ImportRefused(
                f"{name} unpacks to more than {MOST_BYTES // 2**20} MB; cut it to your region."
            )
        if member.filename in found:
            raise ImportRefused(f"{name} holds {table}.csv twice; keep one of them.")
        found[member.filename] = (table, data)
    return found


def _tables(files: Mapping[str, tuple[str, bytes]], name: str) -> Tables:
    if not {"locations", "services"} & {table for table, _ in files.values()}:
        raise ImportRefused(
            f"{name} holds no table of an Open Referral (HSDS) directory; it needs locations.csv or services.csv, and "
            "beside them organizations.csv, addresses.csv, phones.csv, schedules.csv."
        )
    tables: Tables = {}
    for file, (table, data) in files.items():
        if data.strip():
            lines = [dict(row.cells) for row in csv_file.read(data, file).rows if not row.trouble]
            tables.setdefault(table, []).extend(map(_renamed, lines))
    return tables


def _renamed(line: Mapping[str, str]) -> Line:
    return {_COLUMNS.get(key.casefold(), key.casefold()): value.strip() for key, value in line.items()}


_INSIDE = {
    "organization": "organizations",
    "service": "services",
    "location": "locations",
    **{alias: name for alias, name in _NAMES.items() if alias.endswith("s")},
    "taxonomy_term": "taxonomy_terms",
}
_LINKS = {
    "organizations": "organization_id",
    "services": "service_id",
    "locations": "location_id",
    "service_at_locations": "service_at_location_id",
    "attributes": "attribute_id",
}
_DEEPEST = 12


def is_json(value: object) -> bool:
    """Does the JSON look like HSDS: tables by name, or objects that hold services, locations or addresses?"""
    if isinstance(value, dict):
        if any(named(key) for key in value):
            return True
        value = value["contents"] if isinstance(value.get("contents"), list) else [value]
    tells = (
        "service_at_locations",
        "services",
        "location",
        "locations",
        "addresses",
        "organization",
        "schedules",
    )
    return any(isinstance(one.get(key), dict | list) for one in objects(value)[:20] for key in tells)


def from_json(value: Any) -> Tables:
    """Take organisations, services, locations or services at locations apart into tables; also a page of an API, a
    list, or an object of tables by file name."""
    tables: Tables = {}
    if isinstance(value, dict) and any(named(key) for key in value):
        return {
            named(key): [_renamed(_flat(one)) for one in objects(rows)]
            for key, rows in value.items()
            if named(key)
        }
    if isinstance(value, dict):
        value = value["contents"] if isinstance(value.get("contents"), list) else [value]
    for one in objects(value):
        _take(one, _guessed(one), {}, tables, 0)
    return {
        table: list({tuple(sorted(line.items())): line for line in lines}.values())
        for table, lines in tables.items()
    }


def _guessed(one: Mapping[str, Any]) -> str:
    """What an object on top is: the JSON does not say."""
    if "service" in one or ("location" in one and "status" not in one):
        return "service_at_locations"
    if "location_type" in one or "latitude" in one or "addresses" in one:
        return "locations"
    return "services" if "status" in one or "service_at_locations" in one else "organizations"


def _flat(one: Mapping[str, Any]) -> Line:
    return {str(key): cell(value) for key, value in one.items() if not isinstance(value, dict)}


def _take(one: Mapping[str, Any], table: str, links: Mapping[str, str], tables: Tables, depth: int) -> None:
    if depth > _DEEPEST:
        return
    line = _renamed(_flat({k: v for k, v in one.items() if not _holds_objects(v)}))
    number = sum(map(len, tables.values()))
    line.setdefault("id", f"{table}-{number}")
    for key in (
        "organization",
        "service",
        "location",
    ):  # what is named within belongs to it, and this to that
        inner = one.get(key)
        if isinstance(inner, dict) and "id" in inner:
            line[f"{key}_id"] = cell(inner["id"])
    line = {**links, **line}
    tables.setdefault(table, []).append(line)
    below = {**_passed_on(table, links), **({_LINKS[table]: line["id"]} if table in _LINKS else {})}
    if table == "attributes":
        below = {}
        term = one.get("taxonomy_term")
        line.setdefault("taxonomy_term_id", cell(term.get("id")) if isinstance(term, dict) else "")
    for key, value in one.items():
        inside = _INSIDE.get(str(key).casefold(), "")
        if inside and str(key) != "contacts":
            for inner in [value] if isinstance(value, dict) else objects(value):
                _take(inner, inside, _for(inside, below), tables, depth + 1)


def _holds_objects(value: object) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(one, dict) for one in value)
    )


def _passed_on(table: str, links: Mapping[str, str]) -> dict[str, str]:
    """A location inside a service at a location is not of that service alone: its phone is its own."""
    return {} if table in ("locations", "organizations") else dict(links)


def _for(table: str, links: Mapping[str, str]) -> dict[str, str]:
    """Only the nearest owner owns a phone or a schedule; services and their places keep all links."""
    if table in ("locations", "organizations", "taxonomy_terms"):
        return {}
    if table in ("services", "service_at_locations"):
        return dict(links)
    for key in ("service_at_location_id", "location_id", "service_id", "organization_id"):
        if key in links:
            return {key: links[key]}
    return {}
