"""Words are found again by their checksums, and others are not."""

from bot.core.checks import check, in_order, place


def test_a_word_is_found_where_it_stands_and_another_is_not() -> None:
    """Every word leads to its own place; letters that no text can hold are words like any other."""
    words = [f"word{number}" for number in range(1_000)] + ["\ud800"]
    checks, places = in_order(words)
    assert [places[place(checks, word)] for word in words] == list(range(len(words)))
    assert place(checks, "other") == -1
    assert list(checks) == sorted(map(check, words))
