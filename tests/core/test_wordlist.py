"""A word list holds exactly the words it was given."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.wordlist import word_list


@given(st.sets(st.text("ab c", max_size=4)), st.text("ab c", max_size=5))
def test_it_holds_what_it_was_given_and_nothing_else(words: set[str], asked: str) -> None:
    """Parts of words, two words in a row and the empty word are not in it."""
    plain = {word for word in words if word and " " not in word}
    found = word_list(words)
    assert (asked in found) == (asked in plain)
    assert set(found) == plain
    assert len(found) == len(plain)
