"""Words that exclude each other."""

import pytest

from bot.matching.hard import excludes, telling
from bot.matching.words import stem


def stems(text: str) -> list[str]:
    return [stem(word) for word in text.split()]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("eat before a pill", "eat after a pill"),
        ("my son ate it", "my dog ate it"),
        ("used 3 hours ago", "used 3 weeks ago"),
        ("do i need more", "do i need less"),
        ("my kit is in date", "my kit is out of date"),
        ("is it legal", "is it illegal"),
        ("swallowing poppers", "sniffing poppers"),
    ],
)
def test_what_excludes_each_other_does_so_both_ways(one: str, other: str) -> None:
    """Whichever is asked, the other is not it."""
    assert excludes(telling(stems(one)), telling(stems(other)))
    assert excludes(telling(stems(other)), telling(stems(one)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("before and after a pill", "after a pill"),
        ("my son ate it", "my daughter ate it"),
        ("what is naloxone", "eat before a pill"),
        ("used 3 hours ago", "used 30 hours ago"),
        ("", "before"),
        ("what is the date in may", "its past its date"),
    ],
)
def test_what_shares_a_side_or_has_none_does_not(one: str, other: str) -> None:
    """Silence on a point contradicts nothing."""
    assert not excludes(telling(stems(one)), telling(stems(other)))
