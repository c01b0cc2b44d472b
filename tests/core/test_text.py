"""Folding is the same by whichever way it goes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.text import fold


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_fold_as_all_do(text: str) -> None:
    """The short way for ASCII gives what the long way gives: a letter beside it that is not ASCII changes nothing."""
    assert fold(f"{text} é") == f"{fold(text)} e".strip()
