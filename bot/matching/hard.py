"""What similarity cannot see: words that exclude each other, however much else two texts share.

"before" and "after", "less" and "more", hours and weeks, a child and a dog: where a question holds one of them and a
way of asking holds another of the same kind, and they share none, that way of asking is not what was asked. Negation is
told apart where texts are read (words.py), drugs' names by their table (names.py).
"""

from collections.abc import Sequence
from itertools import pairwise

from bot.matching.words import stem


def _kind(*sides: str) -> tuple[frozenset[str], ...]:
    """Sides that exclude each other: words, and pairs of words joined by "+"."""
    return tuple(frozenset(_stems(one) for one in side.split()) for side in sides)


def _stems(joined: str) -> str:
    return "+".join(stem(word) for word in joined.split("+"))


_KINDS = (
    _kind("before", "after afterwards", "while during"),
    _kind("more bigger stronger up increase", "less smaller weaker fewer down decrease lower"),
    _kind(
        "second seconds minute minutes", "hour hours", "day days", "week weeks", "month months", "year years"
    ),
    _kind(
        "child children kid kids son daughter baby toddler grandson",
        "dog dogs puppy cat cats kitten pet pets vet",
    ),
    _kind("old used dirty shared", "new clean fresh unused sterile"),
    _kind(
        "swallow swallowed swallowing drink drank drinking eat ate", "inhale inhaling inhaled sniff sniffing"
    ),
    _kind("legal", "illegal"),
    _kind("hep+a hepatitis+a", "hep+b hepatitis+b", "hep+c hepatitis+c"),
    _kind("normal", "abnormal"),
    _kind("in+date not+expired", "of+date past+date past+it its+date expired expire expires expiry"),
)
# Each side has a number; the sides of one kind have numbers of the same eight.
_MOST_SIDES = 8


def _numbered() -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for number, kind in enumerate(_KINDS):
        for place, side in enumerate(kind):
            for word in side:
                found[word] = found.get(word, frozenset()) | {_MOST_SIDES * number + place}
    return found


_SIDES = _numbered()


def telling(stems: Sequence[str]) -> frozenset[int]:
    """Return the sides that a text takes, by its stems and pairs of them."""
    taken = [_SIDES[one] for one in _SIDES.keys() & stems]
    taken += [_SIDES[pair] for first, second in pairwise(stems) if (pair := f"{first}+{second}") in _SIDES]
    return frozenset().union(*taken)


def excludes(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two texts, by the sides they take, exclude each other: sides of one kind, and none shared."""
    if not one or not other:
        return False
    return not _kinds(one) & _kinds(other) <= _kinds(one & other)


def _kinds(sides: frozenset[int]) -> set[int]:
    return {side // _MOST_SIDES for side in sides}
