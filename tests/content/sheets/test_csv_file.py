"""A CSV file is read as spreadsheets of several countries write it."""

import csv
import io

import pytest

from bot.content.sheets import csv_file
from bot.errors import KnowledgeError

ROWS = [["id", "title", "questions"], ["a", 'Größe, über; "alles"\tund |', "eins\nzwei"], ["b", "", "x"]]


def found(data: bytes) -> list[list[str]]:
    return [[cell.text for cell in cells] for _, cells in csv_file.read(data, "f.csv")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\r\n", "\n"])
@pytest.mark.parametrize("first", ["", "sep={}\r\n"])
def test_every_way_of_writing_is_read(encoding: str, mark: str, ending: str, first: str) -> None:
    """Letters, marks between cells, ends of lines, and the line in which some programs name the mark."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark, lineterminator=ending).writerows(ROWS)
    assert found((first.format(mark) + text.getvalue()).encode(encoding)) == ROWS


def test_what_is_written_is_read() -> None:
    """With the mark by which spreadsheets know UTF-8, and row numbers as they show them."""
    data = csv_file.write(ROWS)
    assert data.startswith(b"\xef\xbb\xbf")
    assert found(data) == ROWS
    assert [number for number, _ in csv_file.read(data, "f.csv")] == [1, 2, 3]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b'id,title\na,"b"c\n', "is not a CSV file"),
        (b'id,title\na,"b\n', "is not a CSV file"),
        (b"id,title\na,\x81\x8d\n", "has letters that cannot be read"),
        (b"\xff\xfea", "has letters that cannot be read"),
        (b"id,title\na," + b"x" * 140_000 + b"\n", "is not a CSV file"),
    ],
)
def test_what_is_no_csv_is_told(data: bytes, told: str) -> None:
    """In a sentence."""
    with pytest.raises(KnowledgeError, match=told):
        found(data)
