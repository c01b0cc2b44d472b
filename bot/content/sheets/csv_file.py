"""A table as CSV, as spreadsheets write and read it: several encodings, `,` or `;` or tabs between cells."""

import csv
import io
from collections.abc import Iterator, Sequence

from bot.content.sheets.cells import Cell
from bot.errors import KnowledgeError, Mistake

_MARKS = (",", ";", "\t", "|")
_LOOKED_AT = 8_192  # bytes that show which UTF-16 it is


def write(rows: Sequence[Sequence[str]]) -> bytes:
    """Return the file: UTF-8 with the mark at its start by which spreadsheets know it."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def read(data: bytes, name: str) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the number (the first is 1) and the cells of each row. Raises KnowledgeError where it is no CSV."""
    text = _decoded(data, name)
    mark = _mark(text)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        for number, cells in enumerate(rows, 1):
            if number > 1 or not cells or not cells[0].lower().startswith("sep="):
                yield number, [Cell(cell) for cell in cells]
    except csv.Error as error:
        raise _refused(
            name, f"is not a CSV file that can be read ({error}); save it as CSV UTF-8 again"
        ) from None


def _decoded(data: bytes, name: str) -> str:
    """The text: UTF-8, UTF-16 with or without its mark, or Windows-1252."""
    start = data[:_LOOKED_AT]
    wide = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not wide and b"\x00" in start:
        encodings: tuple[str, ...] = (
            "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be",
        )
    else:
        encodings = ("utf-16",) if wide else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(name, "has letters that cannot be read; save it as CSV UTF-8")


def _mark(text: str) -> str:
    """What stands between the cells of the first line."""
    first = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    if first[:4].lower() == "sep=" and len(first.rstrip("\r")) > 4:
        return first[4]
    return max(_MARKS, key=lambda mark: (first.count(mark), -_MARKS.index(mark)))


def _refused(name: str, what: str) -> KnowledgeError:
    return KnowledgeError([Mistake(name, 0, what)])
