"""From what people type in fear to plain words: chat spellings, joined words, stretched letters, typing errors.

A real English word is never bent into another (rule: fuzzy is not meaning); only words that no list knows are
corrected, and only towards the words danger phrases are made of. Every step is bounded by the length of the word.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol

from bot.core.slips import Slips, distance, one_error, slips, without
from bot.core.text import fold

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*'?|[.!?;\n]+")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_INITIALS = re.compile(r"\b([^\W\d_])\.([^\W\d_])\b(?!\w)")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(r"(\w)\1+")
_SPELT_OUT = re.compile(r"\b(?:[^\W\d_] ){3,20}[^\W\d_]\b")
_NEWLINES = re.compile(r"[\r\n]+")

_LETTERS = str.maketrans("01345", "oieas")  # figures written for letters: n0t

_LONGEST_WORD = 22  # longer is no word: it may still be several joined
_LONGEST_JOINED = 40  # joined words are looked for in this many letters, from the front
_TWO_JOINED = 2  # of a word nobody knows, more parts are chance: "instagram" is no "ins to gram"
_JOINED_LENGTH = 3  # letters a word; "goverment" is no "g over me not"
_SHORTEST_TARGET = 4  # shorter words differ too little to be told apart
_TWO_ERRORS_FROM = 8  # a word this long may hold two errors
_MANY = 40  # unknown words of one message that get the costlier repairs
_REPEATS = 3  # "help help help help" says no more than three
_MOST_WORDS = 1200  # no writing has more words in 4,096 letters; of a longer run the two ends are read

_SUFFIXES = {"'s": "is", "'re": "are", "'m": "am", "'ve": "have", "'ll": "will", "'d": "would", "n't": "not"}


@dataclass(frozen=True, slots=True)
class Words:
    """A message as plain words; `breaks` are the positions where a new sentence starts."""

    words: tuple[str, ...]
    breaks: frozenset[int]


@dataclass(frozen=True, slots=True)
class SpellingRules:
    """What the data says about spelling: chat words, words run together or apart, symbols, words never
    corrected, and the smallest words that slips of the finger are mended to, likeliest first."""

    spellings: Mapping[str, tuple[str, ...]]
    joins: Mapping[tuple[str, ...], tuple[str, ...]]
    symbols: Mapping[int, str]
    keep: frozenset[str]
    small: tuple[str, ...]


@dataclass(slots=True)
class _Memory:
    """What was read in this message already, and how many costly repairs it has left: time stays in step
    with length, whatever is written."""

    left: int = _MANY
    read: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Mender(Protocol):
    """Another way to guess what a misspelt word was meant to be: a word, or an empty string."""

    def mend(self, word: str) -> str: ...  # noqa: D102 - said above


@dataclass(frozen=True)
class Speller:
    """Everything needed to read words. `known` are the words of the phrases, `english` and `kept` real words that
    are left alone, `spellings` and `joins` what stands for what. A `mender` guesses in place of the counts of errors
    here, which are made for words of danger."""

    known: frozenset[str]
    english: Container[str]
    kept: frozenset[str]
    spellings: Mapping[str, tuple[str, ...]]
    joins: Mapping[tuple[str, ...], tuple[str, ...]]
    symbols: Mapping[int, str]
    near: Slips = field(default_factory=Slips)
    far: Slips = field(default_factory=Slips)
    join_heads: frozenset[str] = frozenset()
    weights: Mapping[str, int] = field(default_factory=dict)
    small: tuple[str, ...] = ()
    near_small: Slips = field(default_factory=Slips)
    mender: Mender | None = None

    def read(self, text: str) -> Words:
        """Turn a message into plain words. Pure: the same text always gives the same words."""
        words: list[str] = []
        breaks: set[int] = set()
        memory = _Memory()
        pending: list[str] = []
        for token in _both_ends(_TOKEN.findall(self._tidy(text))):
            if token[0] in ".!?;\n":
                words.extend(self._words(pending, memory))
                breaks.add(len(words))
                pending = []
            else:
                pending.append(token)
        words.extend(self._words(pending, memory))
        breaks -= {0, len(words)}
        return Words(tuple(words), frozenset(breaks))

    def _tidy(self, text: str) -> str:
        text = _NEWLINES.sub(" ; ", text)
        plain = text.lower() if text.isascii() else fold(text).translate(self.symbols)
        plain = _INITIALS.sub(r"\1\2", _DECIMAL.sub("", plain))
        plain = _SPELT_OUT.sub(lambda found: found[0].replace(" ", ""), plain)
        return _STRETCHED.sub(r"\1\1", plain)

    def _words(self, tokens: Sequence[str], memory: _Memory) -> list[str]:
        plain = [w for token in self._mended(self._join(tokens)) for w in self._word(token, memory)]
        return self._join(plain)

    def _join(self, words: Sequence[str]) -> list[str]:
        out: list[str] = []
        position = 0
        while position < len(words):
            for size in (3, 2) if words[position] in self.join_heads else ():
                key = tuple(words[position : position + size])
                if key in self.joins:
                    out.extend(self.joins[key])
                    position += len(key)
                    break
            else:
                out.append(words[position])
                position += 1
        return out

    def _mended(self, tokens: Sequence[str]) -> list[str]:
        """Put a space back where it belongs: "br eathing", "wil lnot"."""
        out: list[str] = []
        for token in tokens:
            if out and out[-1].isalpha() and not (self._is_word(out[-1]) and self._is_word(token)):
                out[-1:] = self._pair(out[-1], token)
            else:
                out.append(token)
        return out

    def _pair(self, one: str, other: str) -> tuple[str, ...]:
        if one + other in self.known and not self._is_word(one):
            return (one + other,)
        for first, second in ((one + other[:1], other[1:]), (one[:-1], one[-1:] + other)):
            if first in self.known and (second in self.known or second in self.spellings):
                return first, second
        return one, other

    def _is_word(self, token: str) -> bool:
        return self._is_plain(token) or token in self.spellings or token.isdigit()

    def _is_plain(self, token: str) -> bool:
        return token in self.known or token in self.kept or token in self.english

    def _word(self, token: str, memory: _Memory) -> tuple[str, ...]:
        if token not in memory.read:
            memory.read[token] = self._fresh(token, memory)
        return memory.read[token]

    def _fresh(self, token: str, memory: _Memory) -> tuple[str, ...]:
        found = self._plain(token)
        if found is not None:
            return found
        bare = token.replace("'", "")
        if not bare.isalpha():
            guess = None if bare.isdigit() else self._plain(bare.translate(_LETTERS))
            return guess or self._mixed(bare, memory)
        return self._repair(bare, memory)

    def _plain(self, token: str) -> tuple[str, ...] | None:
        """The words `token` stands for, where a list knows it; None where none does."""
        if token in self.spellings:
            return self.spellings[token]
        if self._is_plain(token):
            return (token,)
        if "'" not in token:
            return None
        for suffix, word in _SUFFIXES.items():
            if token.endswith(suffix) and len(token) > len(suffix):
                return (*(self._plain(token.removesuffix(suffix)) or (token.removesuffix(suffix),)), word)
        return self._plain(token.replace("'", ""))

    def _mixed(self, token: str, memory: _Memory) -> tuple[str, ...]:
        """Digits and letters: "4mins" is two words, "0verdose" is one with a slip of the finger."""
        if token.isdigit():
            return (token,)
        if len(token) <= _LONGEST_WORD and (target := self._nearest(token)):
            return self.spellings.get(target, (target,))
        pieces = ["".join(run) for _, run in groupby(token, str.isalpha)][:_LONGEST_JOINED]
        return tuple(w for p in pieces for w in (self._word(p, memory) if p.isalpha() else (p,)))

    def _repair(self, word: str, memory: _Memory) -> tuple[str, ...]:
        if self.mender:
            return self._mend(word, self.mender, memory)
        for guess in (f"{word}g" if word.endswith("in") else "", _DOUBLED.sub(r"\1", word)):
            if guess and guess != word and (guess in self.known or guess in self.spellings):
                return self.spellings.get(guess, (guess,))
        if len(word) <= _LONGEST_WORD and (target := self._nearest(word)):
            return self.spellings.get(target, (target,))
        if memory.left <= 0 or len(word) < _SHORTEST_TARGET:
            return (word,)
        memory.left -= 1
        return self._parted(word) or self._far_nearest(word) or (word,)

    def _mend(self, word: str, mender: Mender, memory: _Memory) -> tuple[str, ...]:
        whole = f"{word}g"
        if word.endswith("in") and (whole in self.known or whole in self.spellings):
            return self.spellings.get(whole, (whole,))
        if memory.left <= 0:
            return (word,)
        memory.left -= 1
        if guess := mender.mend(word):
            return self.spellings.get(guess, (guess,))
        parted = self._parted(word) if len(word) >= _SHORTEST_TARGET else ()
        return parted if len(parted) == _TWO_JOINED else (word,)

    def _nearest(self, word: str) -> str:
        """The known word one error away, or an empty string."""
        small = self._smallest(word) if len(word) < _SHORTEST_TARGET else ""
        if small or len(word) < _SHORTEST_TARGET - 1:
            return small
        keys = (word, *(word[:i] + word[i + 1 :] for i in range(len(word))))
        best = self._best(word, self.near.near(keys), 1)
        return best or (self._smallest(word) if len(word) == _SHORTEST_TARGET else "")

    def _smallest(self, word: str) -> str:
        """The first of the smallest words one error away: they are many, so only the listed ones, in order."""
        keys = (word, *(word[:i] + word[i + 1 :] for i in range(len(word) if len(word) > 1 else 0)))
        near = self.near_small.near(keys)
        return next((w for w in self.small if w in near and one_error(word, w)), "")

    def _best(self, word: str, candidates: set[str], limit: int) -> str:
        """The candidate with the fewest errors, then the one most phrases hold. A short word may not lose or
        gain its first letter: "eating" is close to too much."""
        scored = []
        for candidate in candidates:
            errors = distance(word, candidate) if limit > 1 else 2 - one_error(word, candidate)
            moved = candidate[0] != word[0]
            bent = moved and len(candidate) < 6 and len(candidate) != len(word)
            if errors <= limit and not bent:
                scored.append((errors, moved, -self.weights.get(candidate, 0), candidate))
        return min(scored)[-1] if scored else ""

    def _far_nearest(self, word: str) -> tuple[str, ...]:
        if not _TWO_ERRORS_FROM - 1 <= len(word) <= _LONGEST_WORD:
            return ()
        keys = without(word, 2)
        target = self._best(word, self.far.near(keys), 2)
        return self.spellings.get(target, (target,)) if target else ()

    def _parted(self, word: str) -> tuple[str, ...]:
        """The known words that were written without spaces, or nothing. Fewest words win."""
        text = word[:_LONGEST_JOINED]
        best: list[tuple[str, ...] | None] = [()] + [None] * len(text)
        for end in range(1, len(text) + 1):
            for start in range(max(0, end - 14), end):
                before, piece = best[start], text[start:end]
                if before is None or not self._stands_alone(piece):
                    continue
                here = best[end]
                if here is None or len(before) + 1 < len(here):
                    best[end] = (*before, piece)
        pieces = best[-1] or ()
        if len(text) < _JOINED_LENGTH * len(pieces):
            return ()
        return tuple(w for piece in pieces for w in self.spellings.get(piece, (piece,)))

    def _stands_alone(self, piece: str) -> bool:
        return piece in self.known or piece in self.spellings or piece == "i"


def _both_ends(tokens: list[str]) -> list[str]:
    """All tokens, but of one repeated over and over a few, and of more than anyone writes the two ends."""
    few = [
        token
        for at, token in enumerate(tokens)
        if at < _REPEATS or tokens[at - _REPEATS : at] != [token] * _REPEATS
    ]
    if len(few) <= _MOST_WORDS:
        return few
    return [*few[: _MOST_WORDS // 2], ".", *few[-_MOST_WORDS // 2 :]]


def speller(
    rules: SpellingRules,
    known: frozenset[str],
    english: Container[str],
    weights: Mapping[str, int],
    mender: Mender | None = None,
) -> Speller:
    """Build the correction indexes once: one error for words of four letters, two for long words that carry
    a sign. `weights` says in how many phrases such a word is. With a `mender` there is no need of them."""
    if mender:
        return Speller(
            known, english, rules.keep, rules.spellings, rules.joins, rules.symbols,
            join_heads=frozenset(key[0] for key in rules.joins), mender=mender,
        )  # fmt: skip
    targets = known | rules.spellings.keys()
    near = slips((w for w in targets if len(w) >= _SHORTEST_TARGET and w.isalpha()), 1)
    far = slips((w for w in weights if len(w) >= _TWO_ERRORS_FROM and w.isalpha()), 2)
    heads = frozenset(key[0] for key in rules.joins)
    return Speller(
        known, english, rules.keep, rules.spellings, rules.joins, rules.symbols, near, far, heads,
        weights, rules.small, slips(rules.small, 1),
    )  # fmt: skip
