"""CSV as agencies save it."""

import pytest

from bot.services.importers import csv_file
from bot.services.importers.row import ImportRefused
from tests.services.importers.lists import built, one, told


def test_windows_letters_are_read_and_said() -> None:
    """One Spanish name in cp1252 among 1,831: a strict read would stop at row 420."""
    done = built("Name,Address\nClínica,1 Calle Luz\n".encode("cp1252"))
    assert done.records[0]["name"] == "Clínica"
    assert "its letters were read as Windows-1252" in done.report.remarks


@pytest.mark.parametrize("letters", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_of_unicode_do_not_stick_to_the_first_column(letters: str) -> None:
    """A byte order mark is not part of the header."""
    assert one("Name,Address\nSécurité,1 Rue A\n".encode(letters))["name"] == "Sécurité"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_mark_between_cells_is_found(mark: str) -> None:
    """Semicolons with decimal commas, as spreadsheets in French save them."""
    lat, lon = ("49,28", "-123,1") if mark != "," else ("49.28", "-123.1")
    record = one(
        "\r\n".join(
            [mark.join(["Nom", "Adresse", "Latitude", "Longitude"]), mark.join(["A", "1 Rue B", lat, lon])]
        )
    )
    assert (record["lat"], record["lon"]) == ("49.28", "-123.1")


def test_a_spreadsheets_own_hint_is_followed() -> None:
    """`sep=;` on the first line is not the header."""
    assert one("sep=;\r\nName;Address\r\nA;1 Main, St\r\n")["address"] == "1 Main, St"


def test_lines_within_cells_do_not_end_a_row() -> None:
    """Embedded line breaks and HTML; the row number is that of the spreadsheet."""
    done = built('Name,Address,Notes\nA,1 Main,"x\n<br>\ny"\n,2 Main,z\n')
    assert len(done.records) == 1
    assert [str(note) for note in done.report.parts["rejected"]] == ["row 3: it has no name"]


def test_a_cell_too_many_is_told_with_its_row() -> None:
    """A comma without quotes shifts the cells: such a row must not be half right."""
    done = built("Name,Address\nA,1 Main St, Suite 2\nB,2 Main\n")
    assert [record["name"] for record in done.records] == ["B"]
    assert "row 2" in str(done.report.parts["rejected"][0])


def test_columns_that_share_a_name_are_told_apart() -> None:
    """A header that comes twice does not lose the first column."""
    sheet = csv_file.read(b"Name,Hours,Hours,\nA,x,y,z\n", "a.csv")
    assert sheet.header == ("Name", "Hours", "Hours (3)", "column 4")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"Name\n", b'a,b\n"unclosed' + b"x" * 200_000])
def test_what_is_no_list_is_refused_in_words(data: bytes) -> None:
    """Empty, only one word, a quote never closed."""
    with pytest.raises(ImportRefused):
        csv_file.read(data, "a.csv")


def test_unused_columns_are_told() -> None:
    """Nothing is lost silently, not even a column."""
    assert (
        "columns that nothing was taken from: Colour"
        in built("Name,Address,Colour\nA,1 B,red\n").report.remarks
    )


def test_html_in_names_and_markdown_stay_words() -> None:
    """Names with signs that Telegram reads as format pass as they are."""
    assert one('Name,Address\n"Naz\'s *J & J* _x_ <br>",1 B\n')["name"] == "Naz's *J & J* _x_"


def test_the_report_says_which_rows_were_left_out() -> None:
    """With reason and row number."""
    done = built("Name,Address,Lat,Lon\nSdja,No Results,No Results,No Results\n")
    assert told(done.report, "rejected") == [
        "Sdja: it has neither an address nor a point, a phone or a web page"
    ]
