"""A search fits into a button, comes back as it was, and says nothing of where anybody is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.menu import Action, button, decode
from bot.core.search import LAST_PAGE, Search, Spot, offer_code, read_offer, read_search
from bot.core.site import SERVICES, Point

KINDS = st.lists(st.sampled_from(SERVICES), unique=True).map(
    lambda kinds: tuple(sorted(kinds, key=SERVICES.index))
)


@given(kinds=KINDS, open_now=st.booleans(), page=st.integers(0, LAST_PAGE))
def test_a_search_comes_back_from_its_button(kinds: tuple[str, ...], open_now: bool, page: int) -> None:
    """All kinds at once still fit into 64 bytes."""
    search = Search(kinds, open_now, page)
    made = button("x", Action.NEAR, search.code)
    assert len(made.code) <= 64
    press = decode(made.code)
    assert press is not None
    assert read_search(press.target) == search


@given(kinds=KINDS, open_now=st.booleans(), offer=st.integers(0, 10**9 - 1), number=st.integers(0, 4))
def test_an_offered_place_is_two_numbers(
    kinds: tuple[str, ...], open_now: bool, offer: int, number: int
) -> None:
    """The place itself is not in the code."""
    code = offer_code(Search(kinds, open_now), offer, number)
    assert re.fullmatch(r"[a-z0]+-[ao]-\d+-\d", code)
    assert decode(button("x", Action.OFFER, code).code) is not None
    assert read_offer(code) == (Search(kinds, open_now), offer, number)


def test_letters_of_buttons_that_are_out_there_do_not_change() -> None:
    """A kind of help added at the end leaves the others as they were."""
    assert Search(("naloxone", "needle_exchange")).code == "ab-a-0"
    assert Search(("pharmacy",), open_now=True, page=2).code == "r-o-2"
    assert Search().code == "0-a-0"


@pytest.mark.parametrize("code", ["", "a", "a-a", "a-x-0", "z-a-0", "a-a-10", "0a-a-0", "a-a-0-1", "-a-0"])
def test_what_no_button_of_ours_says_is_no_search(code: str) -> None:
    """Forged, old or cut codes."""
    assert read_search(code) is None


@pytest.mark.parametrize("code", ["", "a-a-0", "a-a-1-5", "z-a-1-1", "a-a-1-1-1", "a-a--1"])
def test_what_no_button_of_ours_says_is_no_offer(code: str) -> None:
    """Forged, old or cut codes."""
    assert read_offer(code) is None


def test_a_spot_never_shows_itself() -> None:
    """In an error, a log or a debugger."""
    assert "49" not in repr(Spot("Main Street", Point(49.123, 1.234)))
    assert "Main" not in f"{Spot('Main Street', Point(49.123, 1.234))}"
