"""Which format a file is, by what is in it; and clear words for what is no list of sites."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.services.importers import arcgis, csv_file, geojson, hsds, hsds_tables, json_file, osm
from bot.services.importers.row import ImportRefused, Row, Sheet

FILE_LIMIT = 64 * 1024 * 1024  # bytes; the list of all 14,034 US facilities has 1.6 MB

_OTHERS = (
    (
        b"%PDF",
        "is a PDF. Ask the publisher for CSV, or copy its table into a spreadsheet and save that as CSV.",
    ),
    (b"\xd0\xcf\x11\xe0", "is an old Excel file. Open it and save it as CSV UTF-8."),
    (b"\x89PNG", "is a picture."),
    (b"\xff\xd8\xff", "is a picture."),
    (b"\x1f\x8b", "is packed with gzip. Unpack it first."),
    (b"{\\rtf", "is a text document. Save its table as CSV."),
    (b"SQLite format 3", "is a database. Export its table as CSV."),
    (b"PAR1", "is a Parquet file. Export it as CSV."),
)
_ZIPPED = (
    ("xl/", "is an Excel workbook. Open it and save it as CSV UTF-8."),
    ("word/", "is a Word document. Copy its table into a spreadsheet and save that as CSV."),
    ("content.xml", "is an OpenDocument file. Open it and save it as CSV UTF-8."),
    ("doc.kml", "is a Google Earth file. Export it as GeoJSON or CSV."),
)


def read(path: Path) -> Sheet:
    """Read a file, a folder or a zip. Raises ImportRefused with what it is and what to do."""
    name = path.name or str(path)
    try:
        if path.is_dir():
            return hsds.read(hsds_tables.from_folder(path))
        if not path.exists():
            raise ImportRefused(f"{name} is not there; check the name.")
        if not path.is_file():
            raise ImportRefused(f"{name} is not an ordinary file.")
        size = path.stat().st_size
        if size > FILE_LIMIT:
            raise ImportRefused(
                f"{name} has {size // 2**20} MB; up to {FILE_LIMIT // 2**20} MB are read. Cut it to your region first."
            )
        with path.open("rb") as stream:
            data = stream.read(FILE_LIMIT + 1)
    except OSError as error:
        raise ImportRefused(f"{name} cannot be read ({error.strerror}); check its permissions.") from None
    return read_bytes(data, name)


def read_bytes(data: bytes, name: str) -> Sheet:
    """Read the bytes of a file called `name`. Raises ImportRefused."""
    if not data.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise ImportRefused(f"{name} is empty.")
    for start, what in _OTHERS:
        if data.startswith(start):
            raise ImportRefused(f"{name} {what}")
    if data.startswith(b"PK"):
        return hsds.read(hsds_tables.from_zip(_known_zip(data, name), name))
    start = data[:200].lstrip(b"\xef\xbb\xbf \r\n\t")
    if start[:1] in (b"{", b"["):
        return read_json(json_file.read(data, name), name)
    if start[:1] == b"<":
        what = (
            "a web page"
            if b"<html" in data[:2000].lower() or b"<!doctype html" in data[:2000].lower()
            else "XML"
        )
        raise ImportRefused(f"{name} is {what}, not a list. Export it as CSV or GeoJSON.")
    if b"\x00" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise ImportRefused(f"{name} is not a text file. Save the list as CSV UTF-8.")
    return csv_file.read(data, name)


def _known_zip(data: bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except hsds_tables.DAMAGED:
        raise ImportRefused(f"{name} is a damaged zip; download it again.") from None
    for start, what in _ZIPPED:
        if any(member.startswith(start) for member in names):
            raise ImportRefused(f"{name} {what}")
    return data


def read_json(value: Any, name: str) -> Sheet:
    """Read the value of a JSON file. Raises ImportRefused where no known form is seen in it."""
    kinds: tuple[tuple[Callable[[object], bool], Callable[[Any, str], Sheet]], ...] = (
        (geojson.is_mine, geojson.read),
        (osm.is_overpass, osm.read_overpass),
        (arcgis.is_mine, arcgis.read),
    )
    for is_mine, reads in kinds:
        if is_mine(value):
            return reads(value, name)
    if hsds_tables.is_json(value):
        return hsds.read(hsds_tables.from_json(value))
    records = _records(value)
    if not records:
        raise ImportRefused(
            f"{name} is JSON in which no list of sites is seen. Known are GeoJSON, ArcGIS, Overpass, Open Referral "
            "(HSDS) and a list of plain records."
        )
    rows = (Row(i, {str(k): json_file.cell(v) for k, v in one.items()}) for i, one in enumerate(records, 1))
    return Sheet("JSON records", json_file.header(records), tuple(rows))


def _records(value: object) -> list[dict[str, Any]]:
    """The records of a list, of the one list that an object holds (`{"data": [...]}`), or one record alone."""
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return [value]
    if isinstance(value, dict):
        lists = [
            one for one in value.values() if isinstance(one, list) and any(isinstance(r, dict) for r in one)
        ]
        value = lists[0] if len(lists) == 1 else None
    found = json_file.objects(value)
    return found if any(found) else []
