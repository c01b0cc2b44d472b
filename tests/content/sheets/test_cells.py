"""What stands in an entry comes back from its cells; no cell is a formula; what cannot be read is told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.sheets.cells import CellError, as_meant, cells_of, harmless, settled, value_of
from bot.content.strict_yaml import Value

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C"], include_characters="\n"))
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=' ;"'), min_size=1
)
PARTS = WORDS.map(lambda text: " ".join(text.split())).filter(bool)


@settings(deadline=None)
@given(st.one_of(TEXTS, st.from_regex(r"\A'*\s*[=+@-]['=a ]*\Z")))
def test_a_harmless_cell_is_read_as_it_was_meant(text: str) -> None:
    """No formula for a spreadsheet, and exactly the text for us, however many quotes it begins with."""
    cell = harmless(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert as_meant(cell) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "  =x", "'=x", "＝1", "\t-1"])
def test_what_begins_like_a_formula_gets_a_mark(text: str) -> None:
    """The test above could fail: each of these is changed."""
    assert harmless(text) == f"'{text}"


def test_an_ordinary_text_is_left_alone() -> None:
    """A quote at its start stays as well."""
    assert harmless("it's 5 - 3") == "it's 5 - 3"
    assert as_meant("'tis") == "'tis"


@settings(deadline=None)
@given(st.lists(st.lists(PARTS, min_size=3, max_size=5), min_size=1, max_size=4))
def test_sources_come_back(rows: list[list[str]]) -> None:
    """Whatever their parts hold: the mark between them, quotes, spaces."""
    names = ("publisher", "title", "url", "year", "note")
    sources: list[Value] = [dict(zip(names, parts, strict=False)) for parts in rows]
    cells = cells_of("a", "b", {"sources": sources})
    assert value_of("sources", cells["sources"]) == sources


def test_a_source_without_a_year_keeps_its_note() -> None:
    """The place of the year stays empty."""
    source: Value = {"publisher": "P", "title": "T", "url": "https://x.org", "note": "not opened by us"}
    cell = cells_of("a", "b", {"sources": [source]})["sources"]
    assert cell == "P; T; https://x.org; ; not opened by us"
    assert value_of("sources", cell) == [source]
    assert value_of("sources", "P; T; https://x.org; 2023.0") == [
        {"publisher": "P", "title": "T", "url": "https://x.org", "year": "2023"}
    ]


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("sources", "just words", "write a source as"),
        ("sources", "a; b", "write a source as"),
        ("sources", "a; ; c", "write a source as"),
        ("sources", "a; b; c; d; e; f", "write a source as"),
        ("sources", '"a; b; c', "write a source as"),
        ("title", "two\nlines", "several lines"),
    ],
)
def test_what_cannot_be_read_is_told(column: str, text: str, told: str) -> None:
    """As the end of a sentence."""
    with pytest.raises(CellError, match=told):
        value_of(column, text)


def test_lists_are_a_line_each() -> None:
    """Empty lines are nothing."""
    assert value_of("questions", " a \n\n b\n") == ["a", "b"]
    assert cells_of("a", "b", {"questions": ["a", "b  c\nd"]})["questions"] == "a\nb c d"
    assert settled(" a  \r\nb\rc ") == "a\nb\nc"
