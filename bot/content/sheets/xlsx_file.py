"""A table as an Excel workbook; the only file that imports openpyxl.

A workbook is a zip of XML that somebody sent: its size is bounded before it is opened, it is read row by row, and one
with macros, links to other workbooks or document types of its own is refused. Formulas are never worked out.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree import ElementTree

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Alignment, Font

from bot.content.sheets.cells import Cell, Kind, Shape
from bot.errors import KnowledgeError, Mistake

SHEET = "entries"
CELL_LIMIT = 32_767  # letters that Excel holds in a cell
MOST_ROWS, MOST_COLUMNS = 5_000, 40
_UNPACKED_LIMIT = 64 * 1024 * 1024  # bytes; the whole knowledge as it ships has 2 MB
_MOST_MEMBERS = 500
_HEAD = 4_096
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how the format writes letters that XML has no room for
_WIDTHS = {"answer": 80, "questions": 50, "sources": 60, "short": 60, "title": 40, "exported": 12}
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_BROKEN = (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError)


def write(rows: Sequence[Sequence[str]], today: dt.date) -> bytes:
    """Return the workbook: every cell is text, the first row and the first column stay in sight. Raises KnowledgeError
    where a cell is larger than Excel can hold."""
    for number, row in enumerate(rows, 1):
        if (longest := max(map(len, row))) > CELL_LIMIT:
            what = f"has a cell of {longest} letters in row {number}, more than Excel holds; export as .csv"
            raise _refused("the sheet", what)
    book = openpyxl.Workbook(write_only=True)
    book.properties.creator = "saferbot"
    book.properties.created = book.properties.modified = dt.datetime.combine(today, dt.time())
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "B2"
    for number, name in enumerate(rows[0]):
        letter = openpyxl.utils.get_column_letter(number + 1)
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, 20)
    for number, row in enumerate(rows, 1):
        sheet.append([_written(sheet, text, number) for text in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _written(sheet: Any, text: str, row: int) -> Any:
    cell = WriteOnlyCell(sheet, _ESCAPED.sub(r"_x005F_x\1_", text))
    cell.data_type, cell.number_format = "s", "@"  # text, whatever it begins with or looks like
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if row == 1:
        cell.font = Font(bold=True)
    return cell


def read(data: bytes, name: str) -> tuple[list[tuple[int, list[Cell]]], Shape]:
    """Return the number (the first is 1) and the cells of each row, and what does not show in them.

    Raises KnowledgeError where the workbook cannot or should not be read.
    """
    try:
        _refuse_unsafe(data, name)
        reader = ExcelReader(io.BytesIO(data), read_only=True, keep_links=False)
        reader.read()
        sheet, member = _sheet(reader, name)
        rows = [(number, _cells(cells)) for number, cells in _rows(sheet, name)]
        return rows, _shape(data, member)
    except (*_BROKEN, ElementTree.ParseError, NotImplementedError, RuntimeError):
        raise _refused(name, "is a damaged workbook; save it again, or save it as CSV UTF-8") from None


def _refuse_unsafe(data: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS or sum(one.file_size for one in members) > _UNPACKED_LIMIT:
            raise _refused(name, "unpacks to far more than a table; save the table alone as a new workbook")
        names = [one.filename.lower() for one in members]
        if any(one.endswith("vbaproject.bin") or "/macrosheets/" in one for one in names):
            raise _refused(name, "holds macros; save it as .xlsx without them")
        if any("externallinks/" in one for one in names):
            raise _refused(name, "draws on other workbooks; paste its cells as values into a new one")
        for one in members:
            if one.filename.lower().endswith((".xml", ".rels")):
                with archive.open(one) as stream:
                    head = stream.read(_HEAD)
                if b"<!" in head.replace(b"<!--", b"") or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
                    raise _refused(name, "is not a workbook as spreadsheets write it; save it again")


def _sheet(reader: Any, name: str) -> tuple[Any, str]:
    """The worksheet that holds the entries, and its member of the zip."""
    found = [
        (one.name, rel.target) for one, rel in reader.parser.find_sheets() if "worksheet" in rel.Type.lower()
    ]
    named = [one for one in found if one[0].strip().lower() == SHEET]
    chosen = named or found
    if len(chosen) != 1:
        raise _refused(name, f"has {len(found)} sheets; call the one with the entries `{SHEET}`")
    return reader.wb[chosen[0][0]], chosen[0][1]


def _rows(sheet: Any, name: str) -> Iterator[tuple[int, Sequence[Any]]]:
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        if number > MOST_ROWS:
            raise _refused(name, f"has more than {MOST_ROWS:,} rows")
        yield number, cells


def _cells(row: Sequence[Any]) -> list[Cell]:
    """The cells of a row up to the last one that holds something."""
    cells = [_cell(one) for one in row]
    while cells and cells[-1] == Cell():
        cells.pop()
    return cells


def _cell(one: Any) -> Cell:
    value, kind = one.value, getattr(one, "data_type", "n")
    if value is None:
        return Cell()
    if kind == "f" or not isinstance(value, str | bool | int | float | dt.date | dt.time | dt.timedelta):
        return Cell("", Kind.FORMULA)
    if kind == "e":
        return Cell(str(value), Kind.ERROR)
    if isinstance(value, bool):
        return Cell(str(value).lower(), Kind.YES_NO)
    if isinstance(value, dt.datetime | dt.date):
        return Cell(value.isoformat()[:10], Kind.DATE)
    if isinstance(value, dt.time | dt.timedelta):
        return Cell(str(value), Kind.DATE)
    if isinstance(value, int | float):
        return Cell(str(int(value)) if value == int(value) else repr(value), Kind.NUMBER)
    return Cell(_ESCAPED.sub(_letter, value))


def _letter(found: "re.Match[str]") -> str:
    return chr(int(found[1], 16))


def _shape(data: bytes, member: str) -> Shape:
    merged: set[int] = set()
    hidden: set[int] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(member.lstrip("/")) as stream:
        for _, element in ElementTree.iterparse(stream):  # noqa: S314 - one with a document type was refused
            if element.tag == f"{_MAIN}mergeCell":
                rows = [int(one) for one in re.findall(r"\d+", element.get("ref", ""))][:2]
                merged |= set(range(rows[0], min(rows[-1], MOST_ROWS) + 1)) if rows else set()
            elif element.tag == f"{_MAIN}row":
                if element.get("hidden") in ("1", "true") and element.get("r", "").isdecimal():
                    hidden.add(int(element.get("r", "0")))
                element.clear()
    return Shape(frozenset(merged), frozenset(hidden))


def _refused(name: str, what: str) -> KnowledgeError:
    return KnowledgeError([Mistake(name, 0, what)])
