"""A workbook is read row by row, as text; one that could do harm, or hides what it says, is refused or told."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from bot.content.sheets import xlsx_file
from bot.content.sheets.cells import Cell, Kind
from bot.errors import KnowledgeError

TODAY = dt.date(2026, 11, 27)
ROWS = [["id", "title"], ["a", "=1+1"], ["b", "one\ntwo  three"], ["c", "_x0041_ & <b> 007"], ["d", ""]]


def book(change: Callable[[Any], None] = lambda sheet: None, name: str = "entries") -> bytes:
    """A workbook as a person's spreadsheet would save it."""
    held = openpyxl.Workbook()
    sheet = held.active
    sheet.title = name
    for row in ROWS:
        sheet.append([f"'{cell}" if cell.startswith("=") else cell for cell in row])
    change(sheet)
    stream = io.BytesIO()
    held.save(stream)
    return stream.getvalue()


def with_member(name: str, data: bytes) -> bytes:
    stream = io.BytesIO(book())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def test_what_is_written_is_read() -> None:
    """As text, whatever it begins with or looks like; no formula, and nobody's name in the file."""
    data = xlsx_file.write(ROWS, TODAY)
    rows, shape = xlsx_file.read(data, "f.xlsx")
    assert [[cell.text for cell in cells] for _, cells in rows] == [*ROWS[:-1], ["d"]]
    assert {cell.kind for _, cells in rows for cell in cells} == {Kind.TEXT}
    assert not shape.merged | shape.hidden
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        whole = b"".join(archive.read(one) for one in archive.namelist())
    assert b"<f>" not in whole
    assert b"saferbot" in whole


def test_kinds_of_cells() -> None:
    """Numbers without .0, days, yes and no; formulas and errors are named for what they are."""

    def change(sheet: Any) -> None:
        sheet.append([2023.0, 1.5, dt.datetime(2026, 11, 23), True, "=1+1", dt.time(9, 30)])  # noqa: DTZ001
        sheet["G6"] = "#NAME?"
        sheet["G6"].data_type = "e"

    rows, _ = xlsx_file.read(book(change), "f.xlsx")
    assert rows[-1][1][:7] == [
        Cell("2023", Kind.NUMBER), Cell("1.5", Kind.NUMBER), Cell("2026-11-23", Kind.DATE),
        Cell("true", Kind.YES_NO), Cell("", Kind.FORMULA), Cell("09:30:00", Kind.DATE), Cell("#NAME?", Kind.ERROR),
    ]  # fmt: skip


def test_merged_and_hidden_rows_are_known() -> None:
    """Merging empties cells without a word, hiding keeps rows from sight."""

    def change(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet.row_dimensions[4].hidden = True

    _, shape = xlsx_file.read(book(change), "f.xlsx")
    assert (sorted(shape.merged), sorted(shape.hidden)) == ([2, 3], [4])


def test_the_sheet_is_found_by_its_name() -> None:
    """One sheet alone may be called anything; of several the one called `entries` counts."""
    rows, _ = xlsx_file.read(book(name="Sheet 1"), "f.xlsx")
    assert len(rows) == len(ROWS)
    rows, _ = xlsx_file.read(book(lambda sheet: sheet.parent.create_sheet("notes")), "f.xlsx")
    assert len(rows) == len(ROWS)
    with pytest.raises(KnowledgeError, match="has 2 sheets; call the one with the entries `entries`"):
        xlsx_file.read(book(lambda sheet: sheet.parent.create_sheet("notes"), "x"), "f.xlsx")


def many(sheet: Any) -> None:
    sheet.cell(row=xlsx_file.MOST_ROWS + 1, column=1, value="far")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04 not a zip", "damaged workbook"),
        (with_member("xl/vbaProject.bin", b"x"), "holds macros"),
        (with_member("xl/externalLinks/externalLink1.xml", b"<x/>"), "other workbooks"),
        (with_member("xl/evil.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "not a workbook as spreadsheets"),
        (with_member("xl/evil.xml", '<!DOCTYPE x []><x/>'.encode("utf-16")), "not a workbook as spreadsheets"),
        (with_member("xl/media/big.bin", b"\x00" * 70_000_000), "unpacks to far more"),
        (book(many), "more than 5,000 rows"),
        (book()[:2000], "damaged workbook"),
    ],
)  # fmt: skip
def test_what_could_do_harm_is_refused(data: bytes, told: str) -> None:
    """Before it is unpacked or believed."""
    with pytest.raises(KnowledgeError, match=told):
        xlsx_file.read(data, "f.xlsx")


def test_a_cell_that_excel_cannot_hold_is_told() -> None:
    """And not cut."""
    with pytest.raises(KnowledgeError, match="row 2.*export as .csv"):
        xlsx_file.write([["id"], ["x" * 40_000]], TODAY)
