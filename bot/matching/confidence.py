"""How sure to be: a learned probability that the best topic answers the question, and the three zones made from it.

The thresholds are in one place, here. From ANSWER up the entry is given; from CHOICES up, up to four are offered;
below, the bot says that it does not know. A question with a word that no way of asking has may be about something else,
so more is asked of it, and more still of one with a number of its own; one that says the opposite of what the entry is
asked is never answered with it at once. Raising a threshold only ever makes the bot more careful.
"""

import math
import re

from bot.core.model import Candidate, Found, Zone
from bot.matching.rank import Ranking

ANSWER = 0.7
ANSWER_STRANGE = 0.8
ANSWER_NUMBER = 0.9
CHOICES = 0.15
CHOICES_STRANGE = 0.25
_MOSTLY_KNOWN = 0.75  # "how do I delete my messages on instagram": one strange word can be what it is about
MOST_CHOICES = 4
_NUMBER = re.compile(r"\d+")
_BESIDE = 0.45  # a topic is offered beside the best one where its score is at least this share of it
_FAINT = 0.02  # scores below this say nothing about each other

# Logistic regression on what benchmarks/fit_confidence.py asks; it prints these lines.
_BIAS = -15.58
_WEIGHTS = {
    "score": 4.96,
    "margin": 2.00,
    "ratio": 2.31,
    "known": 1.74,
    "nearest": 1.98,
    "covered": 4.08,
    "told": 2.09,
}


def evidence(found: Ranking) -> dict[str, float]:
    """Return what the probability is computed from, each about 0 to 1."""
    best = found.topics[0]
    second = found.topics[1].score if len(found.topics) > 1 else 0.0
    return {
        "score": best.score,
        "margin": best.score - second,
        "ratio": best.score / (best.score + second + _FAINT),
        "known": found.known,
        "nearest": best.nearest,
        "covered": found.covered,
        "told": found.told,
    }


def probability(found: Ranking) -> float:
    """Return the probability that the best topic is right; 0 where there is none, or no word asked is known."""
    if not found.topics or not found.known:
        return 0.0
    total = _BIAS + sum(_WEIGHTS[name] * value for name, value in evidence(found).items())
    return 1 / (1 + math.exp(-total))


def thresholds(found: Ranking) -> tuple[float, float]:
    """Return from what probability up a question is answered, and from what up choices are offered."""
    to_answer = ANSWER_STRANGE if found.strange else ANSWER
    if _counts_otherwise(found):
        to_answer = ANSWER_NUMBER
    return to_answer, CHOICES_STRANGE if found.strange else CHOICES


def _counts_otherwise(found: Ranking) -> bool:
    """Whether a question has a number that the nearest way of asking has not: two tablets are not twenty."""
    numbers = {word for word in found.reading.words if word.isdecimal()}
    return bool(found.topics) and not numbers <= set(_NUMBER.findall(found.topics[0].phrase))


def settle(found: Ranking) -> Found:
    """Return the zone and the candidates for what was found."""
    sure = probability(found)
    to_answer, to_offer = thresholds(found)
    if not found.topics or sure < to_offer:
        return Found(Zone.UNSURE, _candidates(found, sure, 1))
    if sure >= to_answer and found.known >= _MOSTLY_KNOWN and not found.topics[0].is_opposite:
        return Found(Zone.ANSWER, _candidates(found, sure, 1))
    return Found(Zone.CHOICES, _candidates(found, sure, MOST_CHOICES))


def _candidates(found: Ranking, sure: float, most: int) -> tuple[Candidate, ...]:
    """The best topics; each one's share of the probability follows its score."""
    if not found.topics:
        return ()
    top = found.topics[0].score or 1.0
    near = [one for one in found.topics[:most] if one.score >= _BESIDE * top]
    return tuple(Candidate(one.topic, round(sure * one.score / top, 4), one.phrase) for one in near)
