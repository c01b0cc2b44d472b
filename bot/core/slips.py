"""Slips of the finger: how far apart two spellings are, and which words a wrong spelling may have been.

Words are found by dropping letters on both sides (the idea of Garbe's SymSpell), never by walking a word list:
the time for one word must not grow with the number of words known.
"""

from collections.abc import Iterable


def without(word: str, count: int) -> set[str]:
    """`word` and what is left of it when up to `count` letters are dropped."""
    shorter = {word[:i] + word[i + 1 :] for i in range(len(word))}
    if count > 1:
        shorter.update([w[:i] + w[i + 1 :] for w in tuple(shorter) for i in range(len(w))])
    shorter.add(word)
    return shorter


def index(words: Iterable[str], count: int) -> dict[str, str]:
    """For every way to drop up to `count` letters from a word, the words it may have been, with spaces between."""
    found: dict[str, str] = {}
    for word in sorted(words):
        for key in without(word, count):
            found[key] = f"{found[key]} {word}" if key in found else word
    return found


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
