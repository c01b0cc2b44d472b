"""Our sites as CSV (UTF-8 with a mark that spreadsheets understand), safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable, Mapping

from bot.services.importers.own import FIELDS, cell
from bot.services.importers.row import Record

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def write(records: Iterable[Record]) -> bytes:
    """Return the file. `records` come from `record_of`."""
    rows = ({"site_id": record["id"], **record} for record in records)
    return b"\xef\xbb\xbf" + table(
        FIELDS, ({name: cell(row.get(name, "")) for name in FIELDS} for row in rows)
    )


def table(header: Iterable[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """Return one table as CSV."""
    text = io.StringIO()
    names = list(header)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_safe(row.get(name, "")) for name in names] for row in rows)
    return text.getvalue().encode()


def _safe(text: str) -> str:
    """A cell that a spreadsheet would take for a formula gets a `'` before it; the import takes it off again."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") and not _NUMBER.fullmatch(text) else text
