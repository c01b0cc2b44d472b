"""A CSV file: letters (UTF-8, UTF-16, Windows-1252), cell mark (comma, semicolon, tab, bar) and rows."""

import csv
import io
from itertools import islice

from bot.services.importers.row import ImportRefused, Row, Sheet

_MARKS = ",;\t|"
_LOOKED_AT = 20
MOST_ROWS = 200_000


def read(data: bytes, name: str) -> Sheet:
    """Read the bytes of a CSV file. Raises ImportRefused where it is none or is empty."""
    text, letters = decoded(data, name)
    mark = _mark(text)
    remarks = [] if letters == "utf-8" else [f"its letters were read as {letters}"]
    header, rows = _parsed(text, mark, name)
    if not header:
        raise ImportRefused(f"{name} is empty; save the list with a first row that names the columns.")
    if len(header) == 1 and len(rows) == 0:
        raise ImportRefused(f"{name} has one line only and no columns; is it a list? Save it as CSV again.")
    return Sheet("CSV", header, tuple(rows), remarks=tuple(remarks))


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """Return the text and the name of the letters it was written in."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        raise ImportRefused(
            f"{name} has letters that are neither UTF-8 nor Windows-1252; save it as CSV UTF-8."
        ) from None


def _mark(text: str) -> str:
    """The mark with which the first rows have the most columns, all the same number of them."""
    if text[:4].lower() == "sep=" and len(text) > 4:
        return text[4]
    return max(_MARKS, key=lambda mark: (_agreement(text, mark), -_MARKS.index(mark)))


def _agreement(text: str, mark: str) -> int:
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=mark), _LOOKED_AT))
    except csv.Error:
        return 0
    widths = [len(row) for row in rows if any(row)]
    return widths[0] * widths.count(widths[0]) if widths and widths[0] > 1 else 0


def _parsed(text: str, mark: str, name: str) -> tuple[tuple[str, ...], list[Row]]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    header: tuple[str, ...] = ()
    rows: list[Row] = []
    try:
        for number, cells in enumerate(lines, 1):
            if not any(cell.strip() for cell in cells) or (
                number == 1 and cells[0].lower().startswith("sep=")
            ):
                continue
            if not header:
                header = _named(cells)
            elif len(rows) == MOST_ROWS:
                raise ImportRefused(f"{name} has more than {MOST_ROWS:,} rows; cut it to your region.")
            else:
                rows.append(_row(number, header, cells))
    except csv.Error as error:
        raise ImportRefused(
            f"{name} is not a CSV file that can be read ({error}); save it as CSV UTF-8."
        ) from None
    return header, rows


def _named(cells: list[str]) -> tuple[str, ...]:
    """Column names; a name that comes twice is told apart by a number, an empty one is called by its place."""
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"column {place}"
        names.append(name if name not in names else f"{name} ({place})")
    return tuple(names)


def _row(number: int, header: tuple[str, ...], cells: list[str]) -> Row:
    """A cell that a spreadsheet was kept from reading as a formula (`'+1 604`) loses its mark again."""
    bare = [cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell for cell in cells]
    trouble = ""
    if any(cell.strip() for cell in bare[len(header) :]):
        trouble = (
            f"it has {len(bare)} cells and the header {len(header)}: a mark inside a cell is not in quotes"
        )
    return Row(number, dict(zip(header, bare, strict=False)), trouble)
