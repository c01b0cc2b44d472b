"""Slips of the finger: how far apart two spellings are, and which words a wrong spelling may have been.

Words are found by dropping letters on both sides (the idea of Garbe's SymSpell), never by walking a word list:
the time for one word must not grow with the number of words known.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.core.checks import check, checks

_HALF = 32  # bits


def without(word: str, count: int) -> set[str]:
    """`word` and what is left of it when up to `count` letters are dropped."""
    shorter = {word[:i] + word[i + 1 :] for i in range(len(word))}
    if count > 1:
        shorter.update([w[:i] + w[i + 1 :] for w in tuple(shorter) for i in range(len(w))])
    shorter.add(word)
    return shorter


@dataclass(frozen=True, slots=True)
class Slips:
    """Words, found by what is left of them when letters are dropped.

    What is left is held as checksums in order, each with the place of its word: a tenth of the memory of a dict. Where
    two checksums meet by chance, a word is offered that the caller's count of errors turns away.
    """

    words: tuple[str, ...] = ()
    _checks: "array[int]" = field(default_factory=lambda: array("I"))
    _places: "array[int]" = field(default_factory=lambda: array("I"))

    def near(self, keys: Iterable[str]) -> set[str]:
        """Return the words that any of `keys` (what is left of a wrong spelling) may have been."""
        found: set[str] = set()
        checks, places, last = self._checks, self._places, len(self._checks)
        for key in keys:
            own = check(key)
            at = bisect_left(checks, own)
            while at < last and checks[at] == own:
                found.add(self.words[places[at]])
                at += 1
        return found


def slips(words: Iterable[str], count: int) -> Slips:
    """Return `words` ready to be found where up to `count` letters of them are wrong."""
    once = tuple(sorted(set(words)))
    shorter = [without(word, count) for word in once]
    places = (place for place, keys in enumerate(shorter) for _ in keys)
    found = checks(key for keys in shorter for key in keys)
    # A checksum and its place in one number each: those are put in order several times faster than pairs.
    pairs = sorted(one << _HALF | place for one, place in zip(found, places, strict=True))
    lower = (1 << _HALF) - 1
    return Slips(
        once, array("I", [one >> _HALF for one in pairs]), array("I", [one & lower for one in pairs])
    )


def one_error(one: str, other: str) -> bool:
    """Whether at most one letter was dropped, added, changed or swapped with its neighbour. Much faster to tell
    than the full distance, and asked for every unknown word."""
    pairs = enumerate(zip(one, other, strict=False))
    at = next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
    left, right = one[at:], other[at:]
    if left[1:] == right[1:] or left[1:] == right or left == right[1:]:
        return True
    return left[1::-1] == right[:2] and left[2:] == right[2:]


def distance(one: str, other: str) -> int:
    """How many letters were dropped, added, changed or swapped with their neighbour (optimal string alignment)."""
    earlier: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[-1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        earlier, last = last, row
    return last[-1]
