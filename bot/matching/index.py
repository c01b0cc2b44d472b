"""Every way people ask, made searchable once and never changed after. Built from knowledge/ alone."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np

from bot.core.checks import checks
from bot.core.normal import Speller, SpellingRules, speller
from bot.core.text import fold
from bot.matching.hard import telling
from bot.matching.lexicon import Lexicon, shipped
from bot.matching.model import Floats, Model, Places, Query
from bot.matching.names import Names, build_names
from bot.matching.rarity import Rarity, rarity
from bot.matching.senses import Senses
from bot.matching.spelling import mender
from bot.matching.words import Reading, Synonyms, features, read

NO_NAMES = build_names((), {}, (), {})
_DAMPED = 0.6  # rarity to this power: a rare word counts for more, but not as much as its rarity says
_SLIGHT = 0.05  # of a text's squared length: its most common features, by which half of all phrases would be looked up


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way people ask, the topic it belongs to, and what it is compared by: its plain words and their stems, each
    as one text with spaces between, which stems are negated, and the sides it takes where texts exclude each other
    (hard.py)."""

    topic: str
    asked: str
    words: str
    stems: str
    negated: frozenset[str]
    telling: frozenset[int]


@dataclass(frozen=True, slots=True)
class Index:
    """The phrases, the model learned from them, and what each topic is about. `strangers` are the model's last phrases,
    each with the topic that it does not belong to. `spans` say in which rows of the model a topic's phrases (first) and
    its strangers stand: from the first to before the last; those of no topic stand under "". `vocabulary` is the stems
    of each topic's phrases, as one text with spaces around each; `foreign` are the stems that only strangers have."""

    phrases: tuple[Phrase, ...]
    spans: Mapping[str, tuple[tuple[int, int], ...]]
    topics: tuple[str, ...]
    vocabulary: Mapping[str, str]
    model: Model
    strangers: tuple[tuple[str, str], ...]
    rarity: Rarity
    foreign: frozenset[str]
    senses: Senses
    substances: Mapping[str, frozenset[str]]
    possible: Mapping[str, frozenset[str]]
    speller: Speller
    names: Names
    synonyms: Synonyms

    def read(self, text: str) -> Reading:
        """Return how a text is compared here."""
        return read(text, self.speller, self.names, self.synonyms)

    def query(self, reading: Reading) -> Query:
        """Return a reading as numbers: the features that the phrases know, weighed by their rarity, and its sense."""
        return _query(features(reading), self.rarity, self.senses.of(reading.words))

    def queries(self, texts: Iterable[str]) -> list[Query]:
        """Return many texts as numbers, which takes half the time of one after the other."""
        readings = [self.read(text) for text in texts]
        return list(queries_of(counted(readings), readings, self.rarity, self.senses))

    def of(self, topic: str) -> tuple[Phrase, ...]:
        """Return the phrases of a topic; none where it is not known."""
        spans = self.spans.get(topic, ())
        return tuple(one for first, last in spans for one in self.phrases[first:last])

    def knows(self, topic: str, stem: str) -> bool:
        """Whether any phrase of a topic has a stem."""
        return f" {stem} " in self.vocabulary[topic]


def build(
    pairs: Iterable[tuple[str, str]],
    names: Names = NO_NAMES,
    lexicon: Lexicon | None = None,
    synonyms: Synonyms | None = None,
    spellings: Mapping[str, tuple[str, ...]] | None = None,
    strangers: Iterable[tuple[str, str]] = (),
) -> Index:
    """Build an index of (phrase, topic id) pairs. `lexicon` is what is known of the language (left out: the English
    that comes with this program; `Lexicon()` for none); `strangers` are phrases with the topic id that they sound like
    and do not belong to (empty: to none at all). Only those that belong to none are learned from: the others may well
    be what another topic is about.

    Raises ValueError where there is nothing to learn from.
    """
    from bot.matching.learn import learn  # only whoever builds needs what learns

    asked = in_order(pairs)
    if not asked:
        raise ValueError("there are no phrases to match; add `questions` to the entries")
    known = shipped() if lexicon is None else lexicon
    reader, alike = speller_of(asked, names, known, spellings or {}), synonyms or {}
    unlike = in_order(strangers)
    readings = [read(text, reader, names, alike) for text, _ in (*asked, *unlike)]
    found = counted(readings)
    taught = len(asked) + sum(not topic for _, topic in unlike)
    rare = rarity(found.checks[: sum(found.sizes[:taught])], taught)
    if not len(rare):
        raise ValueError("there are no phrases to match: none has a word in it; write `questions` in words")
    topics = tuple(sorted({topic for _, topic in asked}))
    number = {topic: position for position, topic in enumerate(topics)}
    queries = list(queries_of(found, readings, rare, known.senses))
    owned = list(zip((topic for _, topic in asked), readings, strict=False))
    phrases = phrases_of(asked, readings)
    return Index(
        phrases=phrases,
        spans=spans_of([topic for _, topic in asked], [topic for _, topic in unlike]),
        topics=topics,
        vocabulary=vocabulary_of(phrases),
        model=learn(
            queries,
            [*(number[topic] for _, topic in asked), *(None for _, topic in unlike if not topic)],
            len(topics),
            len(rare),
            checks(text for text, _ in (*asked, *unlike)),
        ),
        strangers=tuple(unlike),
        rarity=rare,
        foreign=_foreign(readings[: len(asked)], readings[len(asked) :]),
        senses=known.senses,
        substances=gathered((topic, reading.substances) for topic, reading in owned),
        possible=gathered((topic, reading.possible) for topic, reading in owned),
        speller=reader,
        names=names,
        synonyms=alike,
    )


def in_order(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (phrase, topic id) pairs, each once: a topic's stand together, and those of none come first."""
    return sorted(set(pairs), key=lambda pair: (pair[1], pair[0]))


def _query(found: Mapping[str, float], rare: Rarity, sense: Floats) -> Query:
    numbers, rarities, is_known = rare.known(found)
    weights = np.fromiter(found.values(), np.float32)[is_known] * rarities ** np.float32(_DAMPED)
    heavy, weights = _heavy(weights, np.zeros(len(weights), np.intp))
    return Query(numbers[heavy], weights, sense)


def _heavy(weights: Floats, row: Places) -> tuple[Places, Floats]:
    """The places of weights without the lightest of each text, whose squares are no more than _SLIGHT of all of its
    squares, and what is left of them made a length of 1. `row` says whose each weight is, a text's one after the
    other."""
    squares = np.square(weights, dtype=np.float64)
    whole = np.bincount(row, squares)
    order = np.lexsort((weights, row))
    sums = np.cumsum(squares[order])
    texts = row[order]
    before = np.cumsum(whole)[texts] - whole[texts]
    heavy = np.sort(order[sums - before > _SLIGHT * whole[texts]])
    left = np.bincount(row[heavy], squares[heavy], len(whole))
    return heavy, (weights[heavy] / np.sqrt(left[row[heavy]])).astype(np.float32)


class Counted(NamedTuple):
    """The features of many readings one after the other, by checksum: their weights, and how many each reading has. As
    texts they would need twenty times the memory."""

    checks: "array[int]"
    weights: "array[float]"
    sizes: list[int]


def counted(readings: Iterable[Reading]) -> Counted:
    """Return the features of readings before their rarity is counted."""
    found = Counted(array("I"), array("f"), [])
    for reading in readings:
        weighed = features(reading)
        found.checks.extend(checks(weighed))
        found.weights.extend(weighed.values())
        found.sizes.append(len(weighed))
    return found


def queries_of(found: Counted, readings: Sequence[Reading], rare: Rarity, senses: Senses) -> Iterator[Query]:
    """The same as _query for many readings at once, which takes a fraction of the time."""
    numbers, rarities, is_known = rare.found(np.frombuffer(found.checks, np.uint32))
    weights = np.frombuffer(found.weights, np.float32)[is_known] * rarities ** np.float32(_DAMPED)
    row = np.repeat(np.arange(len(readings)), found.sizes)[is_known]
    heavy, weights = _heavy(weights, row)
    numbers, row = numbers[heavy], row[heavy]
    ends = np.searchsorted(row, np.arange(1, len(readings)))
    meant = senses.of_all(reading.words for reading in readings)
    parts = zip(np.split(numbers, ends), np.split(weights, ends), meant, strict=True)
    return (Query(*part) for part in parts)


def phrases_of(asked: list[tuple[str, str]], readings: list[Reading]) -> tuple[Phrase, ...]:
    """The phrases without what only learning needs; texts that are the same are held once."""
    found = []
    for (text, topic), reading in zip(asked, readings, strict=False):
        words = " ".join(reading.words)
        stems = " ".join(reading.stems)
        words = text if words == text else words
        stems = words if stems == words else stems
        found.append(Phrase(topic, text, words, stems, reading.negated, telling(reading.stems)))
    return tuple(found)


def _foreign(own: Iterable[Reading], strange: Iterable[Reading]) -> frozenset[str]:
    """The stems that only strangers have."""
    known = {stem for reading in own for stem in reading.stems}
    return frozenset(stem for reading in strange for stem in reading.stems) - known


def vocabulary_of(phrases: Iterable[Phrase]) -> dict[str, str]:
    """The stems of each topic, each once. A text of some hundred letters is searched as fast as a set, and takes a
    tenth of its memory."""
    stems: dict[str, dict[str, None]] = {}
    for phrase in phrases:
        stems.setdefault(phrase.topic, {}).update(dict.fromkeys(phrase.stems.split()))
    return {topic: f" {' '.join(found)} " for topic, found in stems.items()}


def written_in(asked: Iterable[tuple[str, str]]) -> Counter[str]:
    """Return how often each word is written in phrases."""
    texts = (fold(text).replace("'", "").replace("?", " ").split() for text, _ in asked)
    return Counter(word for words in texts for word in words if word.isalpha())


def speller_of(
    asked: list[tuple[str, str]], names: Names, lexicon: Lexicon, spellings: Mapping[str, tuple[str, ...]]
) -> Speller:
    """A speller that mends words towards those of the phrases, and never a drug's name into another. What the phrases
    themselves have is no chat spelling, unless it stands for several words ("dont")."""
    written = written_in(asked)
    named = frozenset(word for name in (*names.of, *names.ambiguous) for word in name)
    chat = {typed: meant for typed, meant in lexicon.chat.items() if typed not in written or len(meant) > 1}
    chat = {typed: meant for typed, meant in chat.items() if typed not in named}
    rules = SpellingRules({**chat, **spellings}, {}, {}, named, ())
    return speller(rules, frozenset(written), lexicon.plain, written, mender(written, lexicon.common, named))


def spans_of(owners: list[str], strangers: list[str]) -> dict[str, tuple[tuple[int, int], ...]]:
    """The runs of rows of each topic, in lists where a topic's rows stand together."""
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    at = 0
    for rows in (owners, strangers):
        for topic, run in groupby(rows):
            size = sum(1 for _ in run)
            found[topic] = (*found.get(topic, ()), (at, at + size))
            at += size
    return found


def gathered(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, frozenset[str]]:
    """Return all items of each topic."""
    found: dict[str, set[str]] = {}
    for topic, items in pairs:
        found.setdefault(topic, set()).update(items)
    return {topic: frozenset(items) for topic, items in found.items()}
