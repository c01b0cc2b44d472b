"""The tiny language of danger phrases, and the machine that looks for all of them in one pass.

Phrases are data (knowledge/*/signs.yaml), so this must never fail on one it accepted. The machine is the
extended Shift-And of Navarro and Raffinot: one bit for each word of each phrase, a few operations on whole
numbers for each word of the message. Its time grows with the length of the message only, whatever is in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

GAPS = {"..": 3, "...": 7}  # how many words of any kind a gap may hold
NEGATIONS = "not"  # the class of words that deny
NUMBER = "#"  # what stands in a set of words for any number written in figures
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Part:
    """One place in a phrase: the words that may stand there (empty is any word) and whether it may be left out."""

    words: frozenset[str]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase ready to be looked for. `name` is what it is a phrase of; `opens` and `closes` tie it to the
    edges of a sentence; `says_not` means a "not" belongs to it ("not breathing")."""

    name: str
    parts: tuple[Part, ...]
    opens: bool = False
    closes: bool = False
    says_not: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Phrase `name` was found in words `start` up to but not including `end`."""

    name: str
    start: int
    end: int
    says_not: bool = False


def endings(word: str) -> frozenset[str]:
    """`word` with the endings English gives a verb or noun; a form that does not exist does no harm."""
    stem = word[:-1] if word.endswith("e") else word
    forms = {word, f"{word}s", f"{stem}ed", f"{stem}ing"}
    if word.endswith(("s", "sh", "ch", "x", "z")):
        forms.add(f"{word}es")
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        forms |= {f"{word[:-1]}ies", f"{word[:-1]}ied"}
    if len(word) > 2 and word[-1] not in "aeiouwxy" and word[-2] in _VOWELS and word[-3] not in _VOWELS:
        forms |= {f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"}
    return frozenset(forms)


class Reader:
    """Reads phrases. Pieces come again and again, so each is read once: start-up time counts."""

    def __init__(self, classes: Mapping[str, frozenset[str]]) -> None:
        self._classes = classes
        self._known: dict[str, tuple[Part, ...]] = {
            gap: (Part(frozenset(), optional=True),) * size for gap, size in GAPS.items()
        }

    def read(self, name: str, text: str) -> Phrase:
        """Read one phrase. ValueError says in plain words what is wrong with it."""
        pieces = text.casefold().split()
        opens, closes = pieces[:1] == ["^"], pieces[-1:] == ["$"]
        pieces = pieces[opens : len(pieces) - closes]
        parts = tuple(part for piece in pieces for part in self._parts(piece))
        if not parts:
            raise ValueError("the phrase is empty: write the words people type")
        if parts[0].optional or parts[-1].optional:
            raise ValueError("a phrase cannot begin or end with a gap or an optional word: leave it out")
        negations = self._classes.get(NEGATIONS, frozenset())
        return Phrase(name, parts, opens, closes, any(part.words & negations for part in parts))

    def _parts(self, piece: str) -> tuple[Part, ...]:
        if piece not in self._known:
            words: set[str] = set()
            for choice in piece.removesuffix("?").split("|"):
                words |= self._choice(choice)
            self._known[piece] = (Part(frozenset(words), piece.endswith("?")),)
        return self._known[piece]

    def _choice(self, choice: str) -> frozenset[str]:
        if choice.startswith("<") and choice.endswith(">"):
            if choice[1:-1] not in self._classes:
                raise ValueError(f"{choice} is not in the classes: add it there or correct its name")
            return self._classes[choice[1:-1]]
        if choice.endswith("~") and choice[:-1].isalpha():
            return endings(choice[:-1])
        if choice.isalnum():
            return frozenset({choice})
        raise ValueError(
            f"{choice!r} is not a word: use letters or digits, and write apostrophes out (he is, will not)"
        )


class Automaton:
    """All phrases as one row of bits. Built once, never changed after."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._phrases = tuple(phrases)
        self._last: dict[int, Phrase] = {}
        self._first = self._final = self._any = self._before = 0
        self._optional = self._exits = 0
        by_words: dict[frozenset[str], list[int]] = {}
        bit = 0
        for phrase in self._phrases:
            self._place(phrase, bit, by_words)
            bit += len(phrase.parts)
        self._masks = _masks(by_words, self._any)
        self._number = self._masks.get(NUMBER, self._any)

    @property
    def words(self) -> frozenset[str]:
        """Every word that some phrase knows."""
        return frozenset(self._masks)

    def find(self, words: Sequence[str], breaks: frozenset[int]) -> tuple[Hit, ...]:
        """Every phrase that ends somewhere in `words`, in order of its end. `breaks` are the positions where a
        new sentence starts: a gap never reaches over one, but neighbouring words of a phrase may."""
        hits: list[Hit] = []
        state = matched = 0
        first, final, masks = self._first, self._final, self._masks
        optional, before, exits = self._optional, self._before, self._exits
        for position, word in enumerate(words):
            if position in breaks:
                state = self._across(matched)
            matched = ((state << 1) | first) & (masks.get(word) or self._other(word))
            # Let optional places be left out: each row of them fills from where it was reached to its end.
            reached = matched | exits
            state = matched | (optional & (~(reached - before) ^ reached))
            if found := matched & final:
                hits.extend(self._read(found, words, position, breaks))
        return tuple(hits)

    def _place(self, phrase: Phrase, bit: int, by_words: dict[frozenset[str], list[int]]) -> None:
        self._first |= 1 << bit
        self._last[bit + len(phrase.parts) - 1] = phrase
        self._final |= 1 << (bit + len(phrase.parts) - 1)
        for offset, part in enumerate(phrase.parts):
            here = 1 << (bit + offset)
            if part.words:
                by_words.setdefault(part.words, []).append(bit + offset)
            else:
                self._any |= here
            if part.optional:
                self._optional |= here
                if not phrase.parts[offset - 1].optional:
                    self._before |= here >> 1
                if not phrase.parts[offset + 1].optional:
                    self._exits |= here

    def _other(self, word: str) -> int:
        return self._number if word.isdigit() else self._any

    def _across(self, matched: int) -> int:
        """What survives the end of a sentence: phrases whose next word may follow at once, all gaps left out."""
        solid = matched & ~self._any
        reached = solid | self._exits
        state = solid | (self._optional & (~(reached - self._before) ^ reached))
        return state & ~((self._any | self._before) & ~self._exits)

    def _read(self, found: int, words: Sequence[str], position: int, breaks: frozenset[int]) -> Iterable[Hit]:
        end = position + 1
        closed = end == len(words) or end in breaks
        while found:
            low = found & -found
            found ^= low
            phrase = self._last[low.bit_length() - 1]
            if phrase.closes and not closed:
                continue
            start = _start(phrase, words, position)
            if not phrase.opens or start == 0 or start in breaks:
                yield Hit(phrase.name, start, end, phrase.says_not)


def _masks(by_words: Mapping[frozenset[str], list[int]], anything: int) -> dict[str, int]:
    """For each word the bits of the places it may stand in; places for any word are in every mask."""
    bits: dict[str, int] = {}
    numbers = 0
    for words, places in by_words.items():
        mask = 0
        for place in places:
            mask |= 1 << place
        for word in words:
            bits[word] = bits.get(word, anything) | mask
        if NUMBER in words:
            numbers |= mask
    return {word: mask | numbers if word.isdigit() else mask for word, mask in bits.items()}


def _start(phrase: Phrase, words: Sequence[str], position: int) -> int:
    """Where the shortest reading of `phrase` ending at `position` begins."""
    end = position + 1
    places = 1  # bit k: the part after begins k words before `end`
    for part in reversed(phrase.parts):
        taken = _taken(part, words, places, end) if part.words else places << 1
        places = taken | places if part.optional else taken
    return end - (places & -places).bit_length() + 1


def _taken(part: Part, words: Sequence[str], places: int, end: int) -> int:
    taken = 0
    while places:
        low = places & -places
        places ^= low
        at = end - low.bit_length()
        if at >= 0 and (words[at] in part.words or (NUMBER in part.words and words[at].isdigit())):
            taken |= low << 1
    return taken
