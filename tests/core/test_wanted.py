"""A request for a place is told from a question about a thing, in the words people really type."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content.places import read_places
from bot.content.strict_yaml import read_file
from bot.core.wanted import PlaceWords, Wanted, wanted
from tests.conftest import KNOWLEDGE

DATA = Path(__file__).parent / "data"


def lines(name: str) -> list[str]:
    text = (DATA / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def words() -> PlaceWords:
    return read_places(read_file(KNOWLEDGE / "en/places.yaml"), [])


@pytest.mark.parametrize("line", lines("wanted.txt"))
def test_a_request_is_read(line: str, words: PlaceWords) -> None:
    """Which services, which place as typed, and whether only what is open now."""
    text, kinds, place, is_open = (part.strip() for part in line.split("|"))
    found = wanted(text, words)
    assert found is not None
    assert replace(found, is_near=False) == Wanted(tuple(kinds.split()), place, is_open == "open")


@pytest.mark.parametrize("line", lines("not_wanted.txt"))
def test_anything_else_is_no_request(line: str, words: PlaceWords) -> None:
    """A question about a thing, a cry for help, small talk."""
    assert wanted(line, words) is None


def test_the_lists_are_long_enough() -> None:
    """Nobody emptied them."""
    assert len(lines("wanted.txt")) > 85
    assert len(lines("not_wanted.txt")) > 100


@pytest.mark.parametrize("text", ["naloxone tartu", "tartu naloxone", "tartu any naloxone?", "narcan, tartu"])
def test_a_known_place_needs_no_little_word(text: str, words: PlaceWords) -> None:
    """With the towns at hand, "naloxone tartu" is a request; without them it is not."""
    assert wanted(text, words, {"tartu"}.__contains__) in (
        Wanted(("naloxone",), "tartu"),
        Wanted(("naloxone",), ""),
    )
    assert wanted("naloxone tartu", words) is None


def test_a_place_that_is_known_is_found_after_a_weak_word(words: PlaceWords) -> None:
    """ "naloxone in tartu" is one, "naloxone in pregnancy" never."""
    assert wanted("naloxone in tartu", words, {"tartu"}.__contains__) == Wanted(("naloxone",), "tartu")
    assert wanted("naloxone in pregnancy", words, lambda text: True) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "?" * 500,
        "near " * 200,
        "needle " * 200,
        "where can i get " * 100,
        "\ud800 narcan near \udfff",
        "v6a" * 90,
    ],
)
def test_whatever_is_sent_is_survived(text: str, words: PlaceWords) -> None:
    """Nothing, repetition, broken letters: an answer, never an error."""
    found = wanted(text, words)
    assert found is None or isinstance(found, Wanted)


def test_a_place_does_not_show(words: PlaceWords) -> None:
    """What is printed in an error says what is looked for, never where."""
    found = wanted("needle exchange near v6a 1n4", words)
    assert "needle_exchange" in repr(found)
    assert "v6a" not in repr(found)


@pytest.mark.parametrize(
    ("text", "is_near"),
    [
        ("where's the nearest naloxone?", True),
        ("narcan near me", True),
        ("closest needle exchange", True),
        ("where can i get naloxone", False),
        ("who sells narcan", False),
    ],
)
def test_what_is_near_is_told_from_how_to_get_it(text: str, is_near: bool, words: PlaceWords) -> None:
    """The first is asked where they are, the second gets the answer on how to get some."""
    found = wanted(text, words)
    assert found is not None
    assert found.is_near is is_near
