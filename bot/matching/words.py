"""A question as the features it is compared by: words, what they mean here, pairs, and runs of letters within words.

Words carry the meaning, synonyms carry it further and letter runs forgive spelling. What none of them can see,
negation, is told apart on its own. The only file that imports Stemmer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from Stemmer import Stemmer

from bot.core.normal import Speller
from bot.core.text import MATCH_LIMIT, fold
from bot.matching.names import Names, find_names, may_mean

Synonyms = Mapping[tuple[str, ...], tuple[str, ...]]

_NEGATIONS = frozenset(
    ("not", "no", "never", "without", "cannot", "none", "nobody", "noth", "neither", "nor", "stop")
)
_REACH = 3  # words that a negation reaches
_LONGEST_SYNONYM = 4  # words
_LONG_WORD = 4  # letter runs are taken from words of at least this many letters
_RUNS = (3, 4)

# How much each sort of feature weighs before its rarity is counted (chosen on the development questions).
WORD, MEANING, BRAND, PAIR, SKIP, RUN = 1.0, 1.0, 0.7, 0.8, 0.5, 0.3

_STEMMER = Stemmer("english", 0)  # 0: its cache would keep the words that people typed


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is compared: its words, their stems, what they mean here, the drugs' names as written and the
    substances they stand for (surely, or possibly), and which stems are negated."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    meanings: tuple[str, ...]
    brands: tuple[str, ...]
    substances: frozenset[str]
    possible: frozenset[str]
    negated: frozenset[str]


def read(text: str, speller: Speller, names: Names, synonyms: Synonyms) -> Reading:
    """Return how `text` is compared; only its first 256 letters count."""
    plain = speller.read(text[:MATCH_LIMIT]).words
    words, brands = find_names(plain, names)
    stems = tuple(stem(word) for word in words)
    meanings = tuple(_meanings(stems, synonyms)) + tuple(_meanings([stem(name) for name in brands], synonyms))
    substances = names.ids.intersection(words)
    return Reading(words, stems, meanings, brands, substances, may_mean(words, names), negated(stems))


def stem(word: str) -> str:
    """The stem of an English word (Porter, "Snowball", 2001), so that "breathing" and "breathes" are alike."""
    return str(_STEMMER.stemWord(word)) if word.isalpha() else word


def build_synonyms(groups: Mapping[str, Sequence[str]]) -> Synonyms:
    """Return the meanings of each word or short phrase, by its stems."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for meaning, phrases in groups.items():
        for phrase in phrases:
            key = tuple(stem(word) for word in fold(phrase).replace("'", "").replace("-", " ").split())
            found[key] = (*(one for one in found.get(key, ()) if one != meaning), meaning)
    return found


def _meanings(stems: Sequence[str], synonyms: Synonyms) -> Iterator[str]:
    for start in range(len(stems)):
        for size in range(1, _LONGEST_SYNONYM + 1):
            yield from synonyms.get(tuple(stems[start : start + size]), ())


def negated(stems: Sequence[str]) -> frozenset[str]:
    """Return the stems that stand shortly after a negation."""
    denied = (position for position, word in enumerate(stems) if word in _NEGATIONS)
    return frozenset(stem for position in denied for stem in stems[position + 1 : position + 1 + _REACH])


def features(reading: Reading) -> dict[str, float]:
    """Return the features of a text and their weights before rarity is counted."""
    found = {f"m:{meaning}": MEANING for meaning in reading.meanings}
    for one, two in zip(reading.meanings, reading.meanings[1:], strict=False):
        found[f"n:{one} {two}"] = MEANING / 2
    found.update((f"b:{name}", BRAND) for name in reading.brands)
    stems = reading.stems
    for position, word in enumerate(stems):
        found[f"w:{word}"] = WORD
        if position:
            found[f"p:{stems[position - 1]} {word}"] = PAIR
        if position > 1:
            found.setdefault(f"p:{stems[position - 2]} {word}", SKIP)
        found.update(_runs(word))
    return found


def _runs(word: str) -> Iterator[tuple[str, float]]:
    if len(word) < _LONG_WORD:
        return
    padded = f"_{word}_"
    for size in _RUNS:
        for start in range(len(padded) - size + 1):
            yield f"r:{padded[start : start + size]}", RUN
