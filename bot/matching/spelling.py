"""Which word a wrong spelling was meant to be: the noisy channel of Kernighan, Church and Gale (1990), with the slips
of a phone's keyboard and of the ear as the channel, and how common a word is in phrases and in English as the source.

Only words that no list knows come here. A drug's name is never the guess for more than one slip: two names that are two
slips apart are two drugs.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.core.slips import Slips, slips
from bot.matching.align import nearest_words
from bot.matching.letters import Letters, letters

_LONGEST = 22  # letters; longer is no word
_FAR_FROM = 5  # letters from which a word may hold two slips
_FARTHER_FROM = 8  # and three
_PRIOR = 0.12  # how much a word's being common counts against a slip
_OF_PHRASES = 0.18  # how much sooner a word of the phrases is meant than one of English
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiouy")
_SOUNDS = ("ck", "cs", "kq", "cq", "sz", "gj", "vf", "pb", "td", "mn", "uw", "iy", "kx")


def _beside() -> frozenset[tuple[str, str]]:
    places = {key: (row, at) for row, keys in enumerate(_KEYS) for at, key in enumerate(keys)}
    return frozenset(
        (one, other)
        for one, (row, at) in places.items()
        for other, (row2, at2) in places.items()
        if one != other and abs(row - row2) <= 1 and abs(at - at2) <= 1
    )


_BESIDE = _beside()
_ALIKE = frozenset((sounds[way], sounds[1 - way]) for sounds in _SOUNDS for way in (0, 1))


def slip_cost(typed: str, meant: str) -> float:
    """Return how unlikely `typed` is for `meant`: 0 for the same, about 1 for one slip of no special kind.

    Cheaper are a swap, a letter doubled or halved, a neighbouring key, a vowel for a vowel, letters that sound alike;
    dearer is a wrong first letter. Counted over the part where the two differ, by optimal string alignment.
    """
    first, last = _differing(typed, meant)
    a, b = typed[first : len(typed) - last], meant[first : len(meant) - last]
    before = typed[first - 1] if first else ""
    older: list[float] = []
    row = [0.0]
    after = typed[len(typed) - last :][:1]
    left_out = [_left_out(letter, b[j - 1] if j else before, first + j) for j, letter in enumerate(b)]
    for cost in left_out:
        row.append(row[-1] + cost)
    for i, key in enumerate(a):
        too_much = _typed_too_much(a, i, before, after)
        earlier, row = row, [row[0] + too_much]
        for j, letter in enumerate(b):
            cost = min(
                earlier[j] + _instead(key, letter, first + i + j == 0),
                row[j] + left_out[j],
                earlier[j + 1] + too_much,
            )
            if i and j and key == b[j - 1] and a[i - 1] == letter:
                cost = min(cost, older[j - 1] + 0.7)
            row.append(cost)
        older = earlier
    return row[-1]


def _differing(one: str, other: str) -> tuple[int, int]:
    """How many letters the two share at the start and, of the rest, at the end."""
    short = min(len(one), len(other))
    first = next((at for at in range(short) if one[at] != other[at]), short)
    rest = short - first
    last = next((at for at in range(rest) if one[-1 - at] != other[-1 - at]), rest)
    return first, last


def _left_out(letter: str, before: str, place: int) -> float:
    if letter == before:
        return 0.6
    if place == 0:
        return 1.3
    return 0.8 if letter in _VOWELS else 1.0


def _typed_too_much(keys: str, at: int, before: str, after: str) -> float:
    key = keys[at]
    left = keys[at - 1] if at else before
    right = keys[at + 1] if at + 1 < len(keys) else after
    if key == left:
        return 0.55
    if (key, left) in _BESIDE or (key, right) in _BESIDE:
        return 0.8
    return 0.7 if key == "e" and not right else 1.0


def _instead(key: str, letter: str, is_first: bool) -> float:
    if key == letter:
        return 0.0
    if key in _VOWELS and letter in _VOWELS:
        cost = 0.65
    else:
        cost = 0.75 if (key, letter) in _BESIDE or (key, letter) in _ALIKE else 1.1
    return cost + (0.3 if is_first else 0.0)


@dataclass(frozen=True, slots=True)
class Mender:
    """Mends one word at a time. `written` says how often the phrases have each word, `ranks` how common a word is in
    English (0 is the most common), `named` are words of drugs' names."""

    written: Mapping[str, int]
    ranks: Mapping[str, int]
    named: Collection[str]
    near: Slips
    words: Letters

    def mend(self, word: str) -> str:
        """Return the word most likely meant, or an empty string where none is near."""
        if not 1 < len(word) <= _LONGEST or not word.isalpha():
            return ""
        scored = [
            (cost - self._likely(other), other)
            for other in self._candidates(word)
            if (cost := slip_cost(word, other)) <= _limit(word, other in self.named)
        ]
        return min(scored)[1] if scored else ""

    def _candidates(self, word: str) -> set[str]:
        found = self.near.near((word, *(word[:at] + word[at + 1 :] for at in range(len(word)))))
        found = {other for other in found if len(other) > 1 and abs(len(other) - len(word)) <= 1}
        if len(word) >= _FAR_FROM:
            errors = 2 if len(word) < _FARTHER_FROM else 3
            found.update(other for other, _ in nearest_words(word, self.words.near(word, errors), errors))
        return found

    def _likely(self, word: str) -> float:
        count = self.written.get(word, 0)
        rank = self.ranks.get(word)
        english = 6_000 / (rank + 3) if rank is not None else 0.0
        phrases = 8 * count + 40 if count else 0
        return _PRIOR * math.log1p(english + phrases) + (_OF_PHRASES if count else 0.0)


def _limit(word: str, is_named: bool) -> float:
    """How unlikely a slip may be and still be mended."""
    if len(word) < 3:
        return 0.8
    if len(word) < _FAR_FROM or is_named:
        return 1.15
    if len(word) < _FAR_FROM + 2:
        return 1.25
    return 1.75 if len(word) < _FARTHER_FROM else 2.25


def mender(written: Mapping[str, int], common: Sequence[str], named: Collection[str]) -> Mender:
    """Return what mends words towards those of the phrases (`written`, with how often each occurs) and the `common`
    words of the language, most common first."""
    ranks = {word: rank for rank, word in enumerate(common)}
    words = letters(sorted(word for word in written if len(word) >= _FAR_FROM - 1 and word.isalpha()))
    near = slips({*ranks, *(word for word in written if word.isalpha())}, 1)
    return Mender(written, ranks, named, near, words)
