"""Every way people ask, made searchable once and never changed after. Built from knowledge/ alone."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from bot.core.normal import Speller, SpellingRules, speller
from bot.core.text import fold
from bot.matching.model import Model
from bot.matching.names import Names, build_names
from bot.matching.rarity import Rarity, rarity
from bot.matching.words import Reading, Synonyms, features, read

NO_NAMES = build_names((), {}, (), {})


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way people ask, the topic it belongs to, and what it is compared by: its plain words and their stems, each
    as one text with spaces between."""

    topic: str
    asked: str
    words: str
    stems: str


@dataclass(frozen=True, slots=True)
class Index:
    """The phrases, the model learned from them, and what each topic is about. `naming` is the share of a topic's
    phrases that name a drug; `strangers` are the topics that the model's last phrases do not belong to. `spans` say in
    which rows of the model a topic's phrases (first) and its strangers stand: from the first to before the last."""

    phrases: tuple[Phrase, ...]
    spans: Mapping[str, tuple[tuple[int, int], ...]]
    topics: tuple[str, ...]
    model: Model
    strangers: tuple[str, ...]
    rarity: Rarity
    substances: Mapping[str, frozenset[str]]
    possible: Mapping[str, frozenset[str]]
    naming: Mapping[str, float]
    speller: Speller
    names: Names
    synonyms: Synonyms

    def read(self, text: str) -> Reading:
        """Return how a text is compared here."""
        return read(text, self.speller, self.names, self.synonyms)

    def weigh(self, reading: Reading) -> dict[str, float]:
        """Return the features of a reading that the phrases know, weighed by their rarity."""
        return _weighed(features(reading), self.rarity)

    def vocabulary(self, topic: str) -> frozenset[str]:
        """Return the stems of a topic's phrases."""
        first, last = self.spans[topic][0]
        return frozenset(stem for phrase in self.phrases[first:last] for stem in phrase.stems.split())


def build(
    pairs: Iterable[tuple[str, str]],
    names: Names = NO_NAMES,
    english: Container[str] = frozenset(),
    synonyms: Synonyms | None = None,
    spellings: Mapping[str, tuple[str, ...]] | None = None,
    strangers: Iterable[tuple[str, str]] = (),
) -> Index:
    """Build an index of (phrase, topic id) pairs. `english` guards real words from being taken for misspellings;
    `strangers` are phrases with the topic id that they sound like and do not belong to (empty: to none at all).

    Raises ValueError where there is nothing to learn from.
    """
    from bot.matching.learn import learn  # only whoever builds needs the library behind it

    asked = sorted(set(pairs), key=lambda pair: (pair[1], pair[0]))  # a topic's phrases stand together
    if not asked:
        raise ValueError("there are no phrases to match; add `questions` to the entries")
    reader, alike = _speller(asked, names, english, spellings or {}), synonyms or {}
    readings = [(topic, read(text, reader, names, alike)) for text, topic in asked]
    found = [features(reading) for _, reading in readings]
    if not any(found):
        raise ValueError("there are no phrases to match: none has a word in it; write `questions` in words")
    rare = rarity(found)
    topics = tuple(sorted({topic for topic, _ in readings}))
    number = {topic: position for position, topic in enumerate(topics)}
    unlike = sorted(set(strangers), key=lambda pair: (pair[1], pair[0]))
    found += [features(read(text, reader, names, alike)) for text, _ in unlike]
    vectors = [_weighed(one, rare) for one in found]
    owners = [number[topic] for topic, _ in readings] + [None] * len(unlike)
    return Index(
        phrases=_phrases(asked, readings),
        spans=_spans([topic for topic, _ in readings], [topic for _, topic in unlike]),
        topics=topics,
        model=learn(vectors, owners, len(topics)),
        strangers=tuple(topic for _, topic in unlike),
        rarity=rare,
        substances=_gather((topic, reading.substances) for topic, reading in readings),
        possible=_gather((topic, reading.possible) for topic, reading in readings),
        naming=_naming(readings),
        speller=reader,
        names=names,
        synonyms=alike,
    )


def _phrases(asked: list[tuple[str, str]], readings: list[tuple[str, Reading]]) -> tuple[Phrase, ...]:
    """The phrases without what only learning needs; texts that are the same are held once."""
    found = []
    for (text, topic), (_, reading) in zip(asked, readings, strict=True):
        words = " ".join(reading.words)
        stems = " ".join(reading.stems)
        words = text if words == text else words
        found.append(Phrase(topic, text, words, words if stems == words else stems))
    return tuple(found)


def _weighed(found: Mapping[str, float], rare: Rarity) -> dict[str, float]:
    return {name: weight * much for name, weight in found.items() if (much := rare.of(name))}


def _speller(
    asked: list[tuple[str, str]],
    names: Names,
    english: Container[str],
    spellings: Mapping[str, tuple[str, ...]],
) -> Speller:
    """A speller that mends words towards those of the phrases, and never a drug's name into another."""
    texts = (fold(text).replace("'", "").replace("?", " ").split() for text, _ in asked)
    written = Counter(word for words in texts for word in words if word.isalpha())
    named = frozenset(word for name in (*names.of, *names.ambiguous) for word in name)
    rules = SpellingRules(spellings, {}, {}, named, ())
    return speller(rules, frozenset(written), english, written)


def _spans(owners: list[str], strangers: list[str]) -> dict[str, tuple[tuple[int, int], ...]]:
    """The runs of rows of each topic, in lists where a topic's rows stand together."""
    found: dict[str, tuple[tuple[int, int], ...]] = {}
    at = 0
    for rows in (owners, strangers):
        for topic, run in groupby(rows):
            size = sum(1 for _ in run)
            found[topic] = (*found.get(topic, ()), (at, at + size))
            at += size
    return found


def _gather(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for topic, items in pairs:
        found.setdefault(topic, set()).update(items)
    return {topic: frozenset(items) for topic, items in found.items()}


def _naming(readings: list[tuple[str, Reading]]) -> dict[str, float]:
    all_of = Counter(topic for topic, _ in readings)
    naming = Counter(topic for topic, reading in readings if reading.substances)
    return {topic: naming[topic] / count for topic, count in all_of.items()}
