"""Ranking the topics a question may be about: the learned model first, then the nearest phrases aligned word by word.

Similar letters are not the same meaning: an entry about a look-alike name is never offered, and a phrase that says
the opposite ("working", "not working") counts for less, however near it looks.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from bot.core.text import MATCH_LIMIT, fold
from bot.matching.align import alike
from bot.matching.hard import excludes, telling
from bot.matching.index import Index, Phrase
from bot.matching.model import Floats, Likeness, best, likeness, topic_scores
from bot.matching.words import Reading

_PHRASES = 16  # nearest phrases that are aligned word by word
_OFFERED = 12  # topics looked at closely
_LEARNED, _NEAREST, _ALIGNED = 0.9, 0.05, 0.05  # what each view of the evidence adds to a topic's score
_OPPOSITE = 0.9  # a phrase that negates what the question says, or the other way round
_SAME = 0.7  # at least so much for a question that is word for word one of a topic's
_ALL_SHARED = 0.999  # the cosine of texts that are the same, give or take rounding
_STRANGE = 0.8  # what nearness to a phrase that the topic must not match costs
_OTHER_DRUG = 0.5  # the question names a drug that this topic's phrases do not cover
_NO_DRUG = 0.9  # the question names a drug and the topic names none


@dataclass(frozen=True, slots=True)
class Ranked:
    """A topic with its score (about 0 to 1), its best phrase, and the evidence that confidence is learned from.
    `is_opposite`: that phrase negates what the question says, or the other way round."""

    topic: str
    score: float
    phrase: str = ""
    learned: float = 0.0
    nearest: float = 0.0
    aligned: float = 0.0
    is_opposite: bool = False


@dataclass(frozen=True, slots=True)
class Ranking:
    """The topics best first, and how the question was read. `known` is the share of its meaning that any phrase has,
    `covered` the share that the best topic has, `told` how much that is in all, `strange` how many of its words none
    has."""

    topics: tuple[Ranked, ...]
    reading: Reading
    known: float = 0.0
    covered: float = 0.0
    told: float = 0.0
    strange: int = 0


@dataclass(frozen=True, slots=True)
class _Near:
    cosine: float = 0.0
    aligned: float = 0.0
    phrase: str = ""
    is_opposite: bool = False
    is_same: bool = False
    strangeness: float = 0.0  # the cosine to a phrase that the topic must not match, where that is nearer


def ranking(index: Index, text: str) -> Ranking:
    """Return the likeliest topics, best first, with the evidence."""
    reading = index.read(text)
    query = index.query(reading)
    if not len(query.features):
        return Ranking((), reading)
    like = likeness(index.model, query)
    learned = topic_scores(index.model, like)
    likely = {index.topics[number]: float(learned[number]) for number in best(learned, _OFFERED)}
    nearest = _nearest(index, text, reading, like, likely)
    scored = (
        _score(index, reading, topic, score, nearest)
        for topic, score in likely.items()
        if not _unlike(index, reading, topic)
    )
    topics = tuple(sorted(scored, key=lambda one: (-one.score, one.topic)))
    if not topics:
        return Ranking((), reading)
    vocabulary = index.vocabulary(topics[0].topic)
    covered = _share(index, reading, vocabulary)
    strange = sum(not index.rarity.of(f"w:{word}") for word in set(reading.stems))
    known, told = _share(index, reading), _told(index, reading, vocabulary)
    return Ranking(topics, reading, known, covered, told, strange)


def _nearest(
    index: Index, asked: str, reading: Reading, like: Likeness, topics: Iterable[str]
) -> dict[str, _Near]:
    """The nearest phrase of each topic, after alignment, the check for opposites and for phrases it must not match."""
    cosines = like.shared
    phrases, strange = _split(index, cosines, [span for topic in topics for span in index.spans[topic]])
    text = " ".join(reading.words)
    found: dict[str, _Near] = {}
    for number in phrases:
        phrase = index.phrases[number]
        is_opposite = _opposite(reading, phrase)
        same = _OPPOSITE if is_opposite else 1.0
        aligned = alike(text, phrase.words) * same
        cosine = float(cosines[number]) * same
        is_same = cosine > _ALL_SHARED and _bare(phrase.asked) == _bare(asked)
        near = _Near(cosine, aligned, phrase.asked, is_opposite, is_same)
        other = found.get(phrase.topic, _Near())
        if near.cosine + near.aligned > other.cosine + other.aligned:
            found[phrase.topic] = near
    for topic, cosine in strange.items():
        near = found.get(topic, _Near())
        if cosine > near.cosine:
            found[topic] = replace(near, strangeness=cosine)
    return found


def _split(index: Index, cosines: Floats, spans: list[tuple[int, int]]) -> tuple[list[int], dict[str, float]]:
    """The phrases of these spans nearest first, and how near each topic's nearest stranger is."""
    own = len(index.phrases)
    rows = np.concatenate([np.arange(first, last) for first, last in spans if first < own])
    strange: dict[str, float] = {}
    for first, last in (span for span in spans if span[0] >= own):
        strange[index.strangers[first - own]] = float(cosines[first:last].max())
    return rows[np.argsort(-cosines[rows], kind="stable")[:_PHRASES]].tolist(), strange


def _bare(text: str) -> str:
    return fold(text[:MATCH_LIMIT]).strip(" ?!.")


def _opposite(one: Reading, other: Phrase) -> bool:
    stems = other.stems.split()
    if excludes(telling(one.stems), stems):
        return True
    if not one.negated and not other.negated:
        return False
    return bool((one.negated ^ other.negated) & set(one.stems) & set(stems))


def _score(index: Index, reading: Reading, topic: str, learned: float, nearest: dict[str, _Near]) -> Ranked:
    near = nearest.get(topic, _Near())
    score = _LEARNED * learned + _NEAREST * near.cosine + _ALIGNED * near.aligned
    score *= _OPPOSITE if near.is_opposite else 1.0
    score = (
        max(score, _SAME if near.is_same else 0.0)
        * _fits(index, reading.substances, topic)
        * (1 - _STRANGE * near.strangeness)
    )
    return Ranked(topic, round(score, 6), near.phrase, learned, near.cosine, near.aligned, near.is_opposite)


def _unlike(index: Index, reading: Reading, topic: str) -> bool:
    """Whether the question names a look-alike of what the topic is about, and not that itself."""
    about, alike = index.substances[topic], index.names.look_alikes
    strangers = reading.substances - about - index.possible[topic]
    return any(alike.get(name, frozenset()) & (about - reading.substances) for name in strangers)


def _fits(index: Index, asked: Iterable[str], topic: str) -> float:
    """1 where the topic covers every drug the question names, surely or by an unclear name."""
    about = index.substances[topic]
    covering = about | index.possible[topic]
    if all(any(index.names.covers(name, one) for one in covering) for name in asked):
        return 1.0
    return _OTHER_DRUG if about else _NO_DRUG


def _share(index: Index, reading: Reading, known: frozenset[str] | None = None) -> float:
    """How much of the question's meaning is known (to one topic), by rarity; an unknown word is as rare as any."""
    rarities = {word: index.rarity.of(f"w:{word}") for word in reading.stems}
    total = sum(much or index.rarity.highest for much in rarities.values())
    inside = sum(much for word, much in rarities.items() if not known or word in known)
    return inside / total if total else 0.0


def _told(index: Index, reading: Reading, known: frozenset[str]) -> float:
    """ln(1 + the rarities of the question's words that one topic knows, added up): a long question that tells much of
    what a topic is about is about it, however much else it tells."""
    return math.log1p(sum(index.rarity.of(f"w:{word}") for word in set(reading.stems) & known))
