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
    _kind("normal", "abnormal"),
    _kind("in+date not+expired", "of+date past+date past+it its+date expired expire expires expiry"),
)
_ALL = frozenset().union(*(side for kind in _KINDS for side in kind))


def telling(stems: Sequence[str]) -> frozenset[str]:
    """Return the stems of a text, and the pairs of them, that another text may contradict."""
    return _ALL & {*stems, *(f"{first}+{second}" for first, second in pairwise(stems))}


def excludes(one: frozenset[str], other: Sequence[str]) -> bool:
    """Whether two texts, by their telling stems, say things that exclude each other."""
    if not one:
        return False
    there = telling(other)
    return bool(there) and any(_apart(kind, one, there) for kind in _KINDS)


def _apart(kind: tuple[frozenset[str], ...], one: frozenset[str], other: frozenset[str]) -> bool:
    mine = {place for place, side in enumerate(kind) if side & one}
    theirs = {place for place, side in enumerate(kind) if side & other}
    return bool(mine and theirs) and not mine & theirs
