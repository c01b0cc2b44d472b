"""No word that is near is overlooked; most that are not are left out without a look at their letters one by one."""

import random

import pytest

from bot.core.slips import distance
from bot.matching.letters import letters

WORDS = ("methadone", "mephedrone", "caffeine", "ketamine", "spray", "sprays", "pray", "aab", "ab", "ß")


@pytest.mark.parametrize("slips", [1, 2, 3])
def test_every_word_within_the_slips_is_there(slips: int) -> None:
    """Whatever is swapped, dropped, doubled or put in, in their order."""
    chance = random.Random(slips)  # noqa: S311
    known = letters(WORDS)
    for word in WORDS:
        typed = word
        for _ in range(slips):
            at, letter = chance.randrange(len(typed) + 1), chance.choice("aeimnyé")
            typed = chance.choice((typed[:at] + letter + typed[at:], typed[:at] + letter + typed[at + 1 :]))
        near = [one for one in WORDS if distance(typed, one) <= slips]
        assert near
        assert [one for one in known.near(typed, slips) if one in near] == near


def test_words_of_other_letters_are_left_out() -> None:
    """A letter more than may be wrong, or a second one of a kind, is enough."""
    assert letters(WORDS).near("methadone", 1) == ["methadone"]
    assert letters(WORDS).near("ab", 0) == ["ab"]
    assert letters(WORDS).near("aab", 0) == ["aab"]
    assert letters(()).near("ab", 1) == []
    assert letters(WORDS).near("x" * 300, 3) == []
