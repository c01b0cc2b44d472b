"""What a new entry begins with, for the command line, the chat and the editor alike."""

import datetime as dt

import pytest

from bot.content.drafting import drafted_entry, id_from, source_from

TODAY = dt.date(2030, 1, 15)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Can I lend it?", "can-i-lend-it"), ("Ça va: déjà vu", "ca-va-deja-vu"), ("!!!", ""), ("", ""),
        ("a" * 41 + " b", "a" * 41), ("../../etc", "etc"),
    ],
)  # fmt: skip
def test_an_id_is_made_from_a_title(title: str, name: str) -> None:
    """Of letters, numbers and hyphens that every file and button can hold."""
    assert id_from(title) == name


def test_a_source_is_read_as_it_is_typed() -> None:
    """With a year or without; anything else is none."""
    whole = {"publisher": "WHO", "title": "Sheet", "url": "https://who.int", "year": "2023"}
    assert source_from("WHO; Sheet;https://who.int ; 2023") == whole
    assert source_from("WHO; Sheet; https://who.int") == {
        key: whole[key] for key in ("publisher", "title", "url")
    }
    for bad in ("", "WHO", "WHO; Sheet", "WHO; ; https://who.int", "a; b; c; d; e"):
        assert source_from(bad) is None


def test_a_drafted_entry_says_that_nobody_has_read_it() -> None:
    """For a year; the short text stands there only where there is one."""
    fields = drafted_entry("T", ["q"], " a\n", [{"publisher": "p"}], TODAY)
    assert list(fields) == ["title", "urgency", "questions", "answer", "sources", "review"]
    assert fields["answer"] == "a"
    assert fields["review"] == {"status": "drafted", "date": "2030-01-15", "expires": "2031-01-15"}
    assert drafted_entry("T", ["q"], "a", [], TODAY, "emergency", " s ")["short"] == "s"
