"""What an entry said when it was exported, as a short mark for each cell, and whether a cell says something else now.

With the marks an edit of a sheet is known from one of the file made meanwhile: only what was changed in the sheet is
taken from it, and where both changed, somebody has to decide.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping

from bot.content.sheets.cells import DATES, EDITED, Cell, CellError, Kind, settled

_VERSION = "v1"
_LENGTH = 8  # hexadecimal digits: two texts have the same mark once in four thousand million
_DATE = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[ T]0?0:00(?::00)?)?")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
_GARBLED = re.compile("â€|Ã[\u0080-\u00bf]|Â[\u0080-\u00bf]|\ufffd")


def marks_of(cells: Mapping[str, str]) -> str:
    """Return the marks of an entry's cells as one cell."""
    return ".".join((_VERSION, *(_mark(cells[name]) for name in EDITED)))


def read_marks(text: str) -> Mapping[str, str]:
    """Return the mark of each column; none where the cell holds no marks that we know."""
    version, *marks = text.strip().split(".")
    return dict(zip(EDITED, marks, strict=True)) if version == _VERSION and len(marks) == len(EDITED) else {}


def was_edited(column: str, cell: Cell, now: str, marks: Mapping[str, str]) -> str | None:
    """Return what a cell says anew, None where it was not edited. `now` is what the entry says.

    Raises CellError where that cannot be known, or the spreadsheet has made something else of it.
    """
    if _is_same(column, cell, now):
        return None
    if cell.kind is Kind.FORMULA:
        raise CellError("holds a formula; write the text itself")
    if cell.kind is Kind.ERROR:
        raise CellError(f"holds an error of the spreadsheet, {cell.text}; write the text itself")
    if cell.kind is Kind.DATE and column not in DATES:
        raise CellError("was made a date by the spreadsheet; set the cell to text and type it again")
    text = _day(cell.text, now) if column in DATES else settled(cell.text)
    if text == now:
        return None
    if column in marks and _mark(text) == marks[column]:
        return None  # the file was edited since, the sheet was not
    if column in marks and _mark(now) != marks[column]:
        raise CellError(
            "was edited here and, since the export, in the file as well; export again and edit that sheet"
        )
    _refuse_garbled(text, now)
    return text


def _mark(text: str) -> str:
    return hashlib.sha256(settled(text).encode()).hexdigest()[:_LENGTH]


def _is_same(column: str, cell: Cell, now: str) -> bool:
    """Whether a cell says what the entry says, but for what spreadsheets do to numbers and to yes and no."""
    text = settled(cell.text)
    if text == now:
        return True
    if _NUMBER.fullmatch(now) and _NUMBER.fullmatch(text):
        return float(now.replace(",", ".")) == float(text.replace(",", "."))
    return cell.kind is Kind.YES_NO and text.lower() == now.lower()


def _day(text: str, now: str) -> str:
    """A date as 2026-11-23, whichever way the spreadsheet wrote it; what is no date stays as it is."""
    bare = text.strip()
    found = sorted({day.isoformat() for day in _days(bare)})
    if now in found:
        return now
    if len(found) > 1:
        raise CellError(f"has {bare!r}, which can be {' or '.join(found)}; write it in that form")
    return found[0] if found else bare


def _days(text: str) -> Iterator[dt.date]:
    found = _DATE.fullmatch(text)
    if not found:
        return
    first, middle, last = (int(one) for one in found.groups())
    if len(found[1]) == 4:
        orders = [(first, middle, last)]
    else:
        year = last + 2000 if len(found[3]) == 2 else last
        orders = [(year, middle, first), (year, first, middle)]
    for parts in orders:
        try:
            yield dt.date(*parts)
        except ValueError:
            continue


def _refuse_garbled(text: str, now: str) -> None:
    """Refuse what an encoding has spoilt: letters that became two others, or question marks."""
    if (bad := _GARBLED.search(text)) and bad[0] not in now:
        raise CellError(
            f"has garbled letters ({bad[0]!r}); open the exported file again and save it as CSV UTF-8"
        )
    if "?" in text and len(text) == len(now) and text != now:
        lost = [was for was, is_now in zip(now, text, strict=True) if was != is_now]
        is_lost = all(is_now in (was, "?") for was, is_now in zip(now, text, strict=True))
        if is_lost and not any(letter.isascii() for letter in lost):
            raise CellError(
                f"has lost the letter {lost[0]!r} to a question mark; save the sheet as CSV UTF-8"
            )
