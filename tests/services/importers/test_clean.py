"""Cells as they come: HTML, hidden letters, phones and postcodes."""

import pytest

from bot.services.importers import clean


def test_html_and_line_breaks_become_words_on_one_line() -> None:
    """`<br>`, links, entities, CRLF and non-breaking blanks of real exports."""
    cell = "<b>Individual</b> support<br>\r\n<br />Naz&#39;s &amp; Co\u00a0Ltd &lt;5 min"
    assert clean.plain(cell) == "Individual support Naz's & Co Ltd <5 min"


def test_less_than_is_not_html() -> None:
    """A text that compares numbers loses nothing."""
    assert clean.plain("age < 30 and > 19") == "age < 30 and > 19"


def test_hidden_letters_are_taken_out() -> None:
    """Zero-width, direction and control characters would make the file unreadable."""
    assert clean.plain("In\u200bsite\u202e \x07House\ufeff") == "Insite House"


def test_mixed_alphabets_are_seen() -> None:
    """A Cyrillic letter in a Latin word; a whole Cyrillic word is fine."""
    assert clean.has_mixed_letters("Сentre")
    assert not clean.has_mixed_letters("Центр Insite")


@pytest.mark.parametrize("cell", ["", "  ", "NaN", "null", "N/A", "No Results", "-", "None"])
def test_signs_for_nothing_say_nothing(cell: str) -> None:
    """A geocoder's 'No Results' is no address."""
    assert clean.said(cell) == ""


@pytest.mark.parametrize(
    ("cell", "phones"),
    [
        ("(907)452-4222x115 Intake: (907)452-4222x114", ("(907)452-4222x115 Intake: (907)452-4222x114",)),
        (
            "416-973-1314 ; Duty Counsel Office 416-594-9300",
            ("416-973-1314", "Duty Counsel Office 416-594-9300"),
        ),
        ("(888) NYC-WELL", ("(888) NYC-WELL",)),
        ("(410) FIG-HTMS", ("(410) FIG-HTMS",)),
        ("(410)    -", ()),
        ('"+44 1234 234567"', ("+44 1234 234567",)),
        ("988", ("988",)),
        ("116 117", ("116 117",)),
        ("call us", ()),
        ("604-1234567\n604-1234567", ("604-1234567",)),
    ],
)
def test_phones_stay_as_written(cell: str, phones: tuple[str, ...]) -> None:
    """Letters, extensions and short codes are passed on; empties and quotes are not."""
    assert clean.phones(cell) == phones


@pytest.mark.parametrize(
    ("cell", "country", "code"),
    [
        ("736", "US", "00736"),
        ("8879", "US", "08879"),
        ("8879-1234", "US", "08879-1234"),
        ("2118.0", "US", "02118"),
        ("35630", "US", "35630"),
        ("1000", "CH", "1000"),
        ("736", "", "736"),
    ],
)
def test_leading_zeros_come_back_for_the_united_states_only(cell: str, country: str, code: str) -> None:
    """A spreadsheet took the zero of New Jersey; 1000 is Lausanne."""
    assert clean.postcode(cell, country) == (code, code != cell.removesuffix(".0"))


@pytest.mark.parametrize(
    ("cell", "page"),
    [
        (
            '<a href="http://theaccesspoint.ca" target="_blank">theaccesspoint.ca</a>',
            "http://theaccesspoint.ca",
        ),
        ("www.example.org/help", "https://www.example.org/help"),
        ("someone@example.org", ""),
        ("javascript:alert(1)", ""),
        ('<a href="javascript:alert(1)">x</a>', ""),
        ("see our page", ""),
    ],
)
def test_only_web_addresses_become_links(cell: str, page: str) -> None:
    """Links out of HTML, without scheme, and nothing that is no page."""
    assert clean.page(cell) == page
