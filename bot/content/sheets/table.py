"""A file of rows as a table: the column names that are ours, and the rows below them that say something."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from bot.content.sheets import csv_file
from bot.content.sheets.cells import COLUMNS, ID, Cell, Kind, Shape, as_meant
from bot.content.strict_yaml import bytes_of
from bot.errors import KnowledgeError, Mistake

FILE_LIMIT = 16 * 1024 * 1024  # bytes; the whole knowledge as it ships has 1 MB
_OTHERS = (
    (b"%PDF", "is a PDF; save the table as .xlsx or CSV UTF-8"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel file, or one with a password; save it as .xlsx or CSV UTF-8"),
    (b"{\\rtf", "is a text document; save the table as .xlsx or CSV UTF-8"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its number in the spreadsheet. `cells` has the columns that the file has; `trouble` says why the row
    cannot be used, empty where it can."""

    number: int
    cells: Mapping[str, Cell]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, the columns it has, and sentences about the file."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """Read a file that was exported and edited, whichever of the forms it has. Raises KnowledgeError."""
    data = bytes_of(path, path.name, FILE_LIMIT)
    if len(data) > FILE_LIMIT:
        raise _refused(path.name, f"is larger than {FILE_LIMIT // 2**20} MB")
    for start, what in _OTHERS:
        if data.startswith(start):
            raise _refused(path.name, what)
    if data.startswith(b"PK"):
        from bot.content.sheets import xlsx_file  # only whoever has a workbook needs the library behind it

        rows, shape = xlsx_file.read(data, path.name)
        return _table(rows, path.name, shape)
    return _table(csv_file.read(data, path.name), path.name, Shape())


def _table(rows: Iterable[tuple[int, list[Cell]]], name: str, shape: Shape) -> Table:
    full = (
        (number, cells)
        for number, cells in rows
        if any(cell.text.strip() or cell.kind is not Kind.TEXT for cell in cells)
    )
    first = next(full, None)
    if first is None:
        raise _refused(name, "is empty")
    header, remarks = _header([cell.text for cell in first[1]], name)
    found = tuple(_rows(full, header, shape.merged))
    if hidden := sum(row.number in shape.hidden for row in found):
        remarks.append(f"{hidden} rows are hidden in the sheet; they are read like the others.")
    return Table(tuple(one for one in COLUMNS if one in header), found, tuple(remarks))


def _header(cells: list[str], name: str) -> tuple[list[str], list[str]]:
    """The column of each place, empty for one that is not ours, and what is said of those."""
    names = ["_".join(cell.strip().lower().split()) for cell in cells]
    if ID not in names:
        raise _refused(name, f"has no column `{ID}` in its first row; export a sheet and edit that one")
    remarks = []
    for one in filter(None, names):
        if one in COLUMNS and names.count(one) > 1:
            raise _refused(name, f"has the column `{one}` twice; keep one")
        near = get_close_matches(one, [known for known in COLUMNS if known not in names], 1)
        if one not in COLUMNS and near:
            raise _refused(name, f"has a column `{one}`; did you mean `{near[0]}`?")
        if one not in COLUMNS:
            remarks.append(f"The column `{one}` is not one of ours; it was left alone.")
    return [one if one in COLUMNS else "" for one in names], remarks


def _rows(rows: Iterable[tuple[int, list[Cell]]], header: list[str], merged: frozenset[int]) -> Iterator[Row]:
    for number, cells in rows:
        trouble = ""
        if any(cell.text.strip() for cell in cells[len(header) :]):
            trouble = "has more cells than the first row; a mark inside a cell is not in quotes"
        if number in merged:
            trouble = "has merged cells; take the merging off and fill each cell"
        filled = [*cells, *[Cell()] * (len(header) - len(cells))]
        yield Row(
            number, {one: _meant(cell) for one, cell in zip(header, filled, strict=False) if one}, trouble
        )


def _meant(cell: Cell) -> Cell:
    return Cell(as_meant(cell.text), cell.kind) if cell.kind is Kind.TEXT else cell


def _refused(name: str, what: str) -> KnowledgeError:
    return KnowledgeError([Mistake(name, 0, what)])
