"""Only what was edited in a sheet counts: not what spreadsheets do to numbers and dates, nor what the file became."""

import pytest

from bot.content.sheets.cells import EDITED, Cell, CellError, Kind
from bot.content.sheets.marks import marks_of, read_marks, was_edited

NOW = {**dict.fromkeys(EDITED, ""), "title": "old title", "date": "2026-11-23", "questions": "007\na"}
MARKS = read_marks(marks_of(NOW))


def edited(column: str, cell: Cell | str, now: str, marks: dict[str, str] | None = None) -> str | None:
    held = cell if isinstance(cell, Cell) else Cell(cell)
    return was_edited(column, held, now, marks or {})


@pytest.mark.parametrize(
    ("column", "cell", "now"),
    [
        ("title", "old title ", "old title"),
        ("questions", "a\r\nb  \r\n", "a\nb"),
        ("title", Cell("7", Kind.NUMBER), "007"),
        ("title", "2023.0", "2023"),
        ("title", Cell("1.1", Kind.NUMBER), "1.10"),
        ("title", "1,5", "1.5"),
        ("title", "1E+15", "1000000000000000"),
        ("title", Cell("true", Kind.YES_NO), "True"),
        ("date", Cell("2026-11-23", Kind.DATE), "2026-11-23"),
        ("date", "23/11/2026", "2026-11-23"),
        ("date", "11/23/2026", "2026-11-23"),
        ("date", "23.11.26", "2026-11-23"),
        ("date", "2026/11/23 00:00:00", "2026-11-23"),
        ("date", "04/05/2026", "2026-05-04"),
        ("date", "04/05/2026", "2026-04-05"),
    ],
)
def test_the_habits_of_spreadsheets_are_no_edits(column: str, cell: Cell | str, now: str) -> None:
    """Zeros at either end, dates of every country, line endings, spaces."""
    assert edited(column, cell, now) is None


@pytest.mark.parametrize(
    ("column", "cell", "now", "said"),
    [
        ("title", "new", "old", "new"),
        ("title", "", "old", ""),
        ("title", Cell("8", Kind.NUMBER), "007", "8"),
        ("date", "24/12/2026", "2026-11-23", "2026-12-24"),
        ("date", "soon", "2026-11-23", "soon"),
        ("questions", "a\nb?", "a\nb", "a\nb?"),
        ("title", "is it ok?", "is it ok!", "is it ok?"),
    ],
)
def test_an_edit_is_seen(column: str, cell: Cell | str, now: str, said: str) -> None:
    """And read as it was meant."""
    assert edited(column, cell, now) == said


@pytest.mark.parametrize(
    ("column", "cell", "now", "told"),
    [
        ("title", Cell("", Kind.FORMULA), "old", "holds a formula"),
        ("title", Cell("#NAME?", Kind.ERROR), "old", "#NAME?"),
        ("questions", Cell("2026-02-01", Kind.DATE), "1-2", "was made a date"),
        ("date", "04/05/2026", "2026-11-23", "can be 2026-04-05 or 2026-05-04"),
        ("answer", "donâ€™t", "don’t wait", "garbled"),
        ("answer", "caf\u00c3\u00a9", "café", "garbled"),
        ("answer", "a ? b", "a ≥ b", "lost the letter '≥'"),
    ],
)
def test_what_cannot_be_known_is_told(column: str, cell: Cell | str, now: str, told: str) -> None:
    """Rather than guessed."""
    with pytest.raises(CellError, match=told.replace("?", r"\?")):
        edited(column, cell, now)


def test_the_file_may_have_been_edited_since_the_export() -> None:
    """A cell nobody touched takes nothing back; one that both changed is for somebody to decide."""
    marks = dict(MARKS)
    assert was_edited("title", Cell("old title"), "newer in the file", marks) is None
    assert was_edited("title", Cell("new in the sheet"), "old title", marks) == "new in the sheet"
    assert was_edited("title", Cell("the same"), "the same", marks) is None
    with pytest.raises(CellError, match="in the file as well"):
        was_edited("title", Cell("new in the sheet"), "newer in the file", marks)


@pytest.mark.parametrize("text", ["", "v2.a.b", "v1.a", "3.5E+20"])
def test_marks_that_are_none_are_no_matter(text: str) -> None:
    """Then the file as it is now is what a sheet is compared with."""
    assert read_marks(text) == {}
