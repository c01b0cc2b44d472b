"""Which words have so nearly the letters of another that it may be a slip of them: a look at all words at once, so that
few are left to be compared letter by letter.

One slip takes at most one letter away and puts at most one in its place. So a word within n slips lacks at most n of
the other's letters and has at most n that it lacks; a second letter of a kind counts as a letter of its own.
"""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

_KINDS = 32  # letters are told apart by their last five bits, which keeps a to z apart
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class Letters:
    """Words in their order, with the letters each has."""

    words: tuple[str, ...]
    _has: "array[int]"
    _lengths: "array[int]"

    def near(self, word: str, slips: int) -> list[str]:
        """Return the words that may be at most so many slips away, in their order: all that are, and some that are
        not."""
        has = np.frombuffer(self._has, np.uint64)
        lengths = np.frombuffer(self._lengths, np.uint8)
        own, size = np.uint64(_letters(word)), min(len(word), _LONGEST)
        is_near = (lengths >= max(size - slips, 0)) & (lengths <= min(size + slips, _LONGEST))
        is_near &= np.bitwise_count(has & ~own) <= slips
        is_near &= np.bitwise_count(own & ~has) <= slips
        return [self.words[row] for row in np.flatnonzero(is_near).tolist()]


def letters(words: Iterable[str]) -> Letters:
    """Return words ready to be looked at."""
    known = tuple(words)
    sizes = array("B", [min(len(word), _LONGEST) for word in known])
    return Letters(known, array("Q", map(_letters, known)), sizes)


def _letters(word: str) -> int:
    """The letters of a word as bits: the lower half for those it has, the upper half for those it has twice."""
    once = twice = 0
    for letter in word:
        bit = 1 << ord(letter) % _KINDS
        twice |= once & bit
        once |= bit
    return once | twice << _KINDS
