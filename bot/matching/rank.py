"""Ranking the topics a question may be about: the learned model first, then the nearest phrases aligned word by word.

Similar letters are not the same meaning: an entry about a look-alike name is never offered, and a phrase that says
the opposite ("working", "not working") counts for less, however near it looks.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

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


class _Near(NamedTuple):
    """A topic's nearest phrase: its row, its cosine and alignment (less where it says the opposite), and the cosine to
    a phrase that the topic must not match, where that is nearer."""

    row: int = -1
    cosine: float = 0.0
    aligned: float = 0.0
    is_opposite: bool = False
    strangeness: float = 0.0


def ranking(index: Index, text: str) -> Ranking:
    """Return the likeliest topics, best first, with the evidence."""
    reading = index.read(text)
    query = index.query(reading)
    if not len(query.features):
        return Ranking((), reading)
    like = likeness(index.model, query)
    learned = topic_scores(index.model, like)
    likely = {index.topics[number]: float(learned[number]) for number in best(learned, _OFFERED)}
    likely = {topic: score for topic, score in likely.items() if topic in index.vocabulary}
    nearest = _nearest(index, reading, like, likely)
    scored = (
        _score(index, text, reading, topic, score, nearest.get(topic, _Near()))
        for topic, score in likely.items()
        if not _unlike(index, reading, topic)
    )
    topics = tuple(sorted(scored, key=lambda one: (-one.score, one.topic)))
    if not topics:
        return Ranking((), reading)
    return _weighed(index, topics, reading)


def _weighed(index: Index, topics: tuple[Ranked, ...], reading: Reading) -> Ranking:
    """The ranking with how much of the question is known, by the rarity of its words; an unknown one is as rare as any.
    `told` is ln(1 + the rarities of the words that the best topic knows, added up): a long question that tells much of
    what a topic is about is about it, however much else it tells."""
    best = topics[0].topic
    rarities = {
        stem: 0.0 if stem in index.foreign else index.rarity.of(f"w:{stem}") for stem in reading.stems
    }
    covered = sum(much for stem, much in rarities.items() if much and index.knows(best, stem))
    total = sum(much or index.rarity.highest for much in rarities.values()) or 1.0
    strange = sum(not much for much in rarities.values())
    known = sum(rarities.values()) / total
    return Ranking(topics, reading, known, covered / total, math.log1p(covered), strange)


def _nearest(index: Index, reading: Reading, like: Likeness, topics: Iterable[str]) -> dict[str, _Near]:
    """The nearest phrase of each topic, after alignment, the check for opposites and for phrases it must not match."""
    rows, strange = _split(index, like.shared, [span for topic in topics for span in index.spans[topic]])
    phrases = [index.phrases[row] for row in rows]
    aligned = alike(" ".join(reading.words), [phrase.words for phrase in phrases])
    cosines = like.shared[rows].tolist()
    mine = telling(reading.stems)
    found: dict[str, _Near] = {}
    for row, phrase, cosine, how in zip(rows, phrases, cosines, aligned, strict=True):
        is_opposite = excludes(mine, phrase.telling) or _negates(reading, phrase)
        same = _OPPOSITE if is_opposite else 1.0
        other = found.get(phrase.topic, _Near())
        if (cosine + how) * same > other.cosine + other.aligned:
            found[phrase.topic] = _Near(row, cosine * same, how * same, is_opposite)
    for topic, cosine in strange.items():
        near = found.get(topic, _Near())
        if cosine > near.cosine:
            found[topic] = near._replace(strangeness=cosine)
    return found


def _split(index: Index, cosines: Floats, spans: list[tuple[int, int]]) -> tuple[list[int], dict[str, float]]:
    """The phrases of these spans nearest first, and how near each topic's nearest stranger is."""
    own = len(index.phrases)
    rows = np.concatenate([np.arange(first, last) for first, last in spans if first < own])
    nearest = rows[np.argsort(-cosines[rows], kind="stable")[:_PHRASES]].tolist()
    strange = {
        index.strangers[first - own][1]: max(cosines[first:last].tolist())
        for first, last in spans
        if first >= own
    }
    return nearest, strange


def _is_same(phrase: Phrase, asked: str) -> bool:
    """Whether a question is word for word a way of asking."""
    return _bare(phrase.asked) == _bare(asked)


def _bare(text: str) -> str:
    return fold(text[:MATCH_LIMIT]).strip(" ?!.")


def _negates(one: Reading, other: Phrase) -> bool:
    denied = one.negated ^ other.negated
    return bool(denied) and not denied.isdisjoint(set(one.stems).intersection(other.stems.split()))


def _score(index: Index, asked: str, reading: Reading, topic: str, learned: float, near: _Near) -> Ranked:
    phrase = index.phrases[near.row] if near.row >= 0 else None
    score = _LEARNED * learned + _NEAREST * near.cosine + _ALIGNED * near.aligned
    score *= _OPPOSITE if near.is_opposite else 1.0
    if phrase and near.cosine > _ALL_SHARED and _is_same(phrase, asked):
        score = max(score, _SAME)
    score *= _fits(index, reading.substances, topic) * (1 - _STRANGE * near.strangeness)
    wording = phrase.asked if phrase else ""
    return Ranked(topic, round(score, 6), wording, learned, near.cosine, near.aligned, near.is_opposite)


def _unlike(index: Index, reading: Reading, topic: str) -> bool:
    """Whether the question names a look-alike of what the topic is about, and not that itself."""
    if not reading.substances:
        return False
    about, alike = index.substances[topic], index.names.look_alikes
    strangers = reading.substances - about - index.possible[topic]
    return any(alike.get(name, frozenset()) & (about - reading.substances) for name in strangers)


def _fits(index: Index, asked: Iterable[str], topic: str) -> float:
    """1 where the topic covers every drug the question names, surely or by an unclear name."""
    about = index.substances[topic]
    if all(
        index.names.covers(name, about) or index.names.covers(name, index.possible[topic]) for name in asked
    ):
        return 1.0
    return _OTHER_DRUG if about else _NO_DRUG
