"""Every way people ask, made searchable once and never changed after. Built from knowledge/ alone."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.normal import Speller, SpellingRules, speller
from bot.core.text import fold
from bot.matching.model import Model
from bot.matching.names import Names, build_names
from bot.matching.words import Reading, Synonyms, features, read

NO_NAMES = build_names((), {}, (), {})


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way people ask, the topic it belongs to, and how it is compared."""

    topic: str
    asked: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Index:
    """The phrases, the model learned from them, and what each topic is about. `rarity` is ln((N + 1) / (n + 0.5)) of
    each feature, so that a word found in every phrase says next to nothing. `naming` is the share of a topic's phrases
    that name a drug; `strangers` are the topics that the model's last phrases do not belong to."""

    phrases: tuple[Phrase, ...]
    topics: tuple[str, ...]
    model: Model
    strangers: tuple[str, ...]
    rarity: Mapping[str, float]
    vocabulary: Mapping[str, frozenset[str]]
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
        found = features(reading).items()
        return {name: weight * self.rarity[name] for name, weight in found if name in self.rarity}


def build(
    pairs: Iterable[tuple[str, str]],
    names: Names = NO_NAMES,
    english: frozenset[str] = frozenset(),
    synonyms: Synonyms | None = None,
    spellings: Mapping[str, tuple[str, ...]] | None = None,
    strangers: Iterable[tuple[str, str]] = (),
) -> Index:
    """Build an index of (phrase, topic id) pairs. `english` guards real words from being taken for misspellings;
    `strangers` are phrases with the topic id that they sound like and do not belong to (empty: to none at all).

    Raises ValueError where there is nothing to learn from.
    """
    from bot.matching.learn import learn  # only whoever builds needs the library behind it

    asked = sorted(set(pairs))
    if not asked:
        raise ValueError("there are no phrases to match; add `questions` to the entries")
    reader, alike = _speller(asked, names, english, spellings or {}), synonyms or {}
    phrases = tuple(Phrase(topic, text, read(text, reader, names, alike)) for text, topic in asked)
    found = [features(phrase.reading) for phrase in phrases]
    rarity = _rarity(found)
    topics = tuple(sorted({phrase.topic for phrase in phrases}))
    number = {topic: position for position, topic in enumerate(topics)}
    unlike = sorted(set(strangers))
    found += [features(read(text, reader, names, alike)) for text, _ in unlike]
    vectors = [{n: weight * rarity[n] for n, weight in one.items() if n in rarity} for one in found]
    owners = [number[phrase.topic] for phrase in phrases] + [None] * len(unlike)
    return Index(
        phrases=phrases,
        topics=topics,
        model=learn(vectors, owners, len(topics)),
        strangers=tuple(topic for _, topic in unlike),
        rarity=rarity,
        vocabulary=_gather((phrase.topic, phrase.reading.stems) for phrase in phrases),
        substances=_gather((phrase.topic, phrase.reading.substances) for phrase in phrases),
        possible=_gather((phrase.topic, phrase.reading.possible) for phrase in phrases),
        naming=_naming(phrases),
        speller=reader,
        names=names,
        synonyms=alike,
    )


def _speller(
    asked: list[tuple[str, str]],
    names: Names,
    english: frozenset[str],
    spellings: Mapping[str, tuple[str, ...]],
) -> Speller:
    """A speller that mends words towards those of the phrases, and never a drug's name into another."""
    texts = (fold(text).replace("'", "").replace("?", " ").split() for text, _ in asked)
    written = Counter(word for words in texts for word in words if word.isalpha())
    named = frozenset(word for name in (*names.of, *names.ambiguous) for word in name)
    rules = SpellingRules(spellings, {}, {}, frozenset(), ())
    return speller(rules, frozenset(written), english | named, written)


def _rarity(found: list[dict[str, float]]) -> dict[str, float]:
    counts = Counter(feature for one in found for feature in one)
    return {feature: math.log((len(found) + 1) / (count + 0.5)) for feature, count in counts.items()}


def _gather(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for topic, items in pairs:
        found.setdefault(topic, set()).update(items)
    return {topic: frozenset(items) for topic, items in found.items()}


def _naming(phrases: tuple[Phrase, ...]) -> dict[str, float]:
    all_of = Counter(phrase.topic for phrase in phrases)
    naming = Counter(phrase.topic for phrase in phrases if phrase.reading.substances)
    return {topic: naming[topic] / count for topic, count in all_of.items()}
