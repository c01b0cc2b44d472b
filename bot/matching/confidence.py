"""How sure to be: a learned probability that the best topic answers the question, and the three zones made from it.

The thresholds are in one place, here. From ANSWER up the entry is given; from CHOICES up, up to four are offered;
below, the bot says that it does not know. A question with a word that no way of asking has may be about something else,
so more is asked of it, and more still of one with a number of its own, or that denies something that the nearest way of
asking says. Where it is short, or nearly that way of asking, that is all it says ("he did not take it on purpose"), and
it is never answered with it at once. Raising a threshold only ever makes the bot more careful.
"""

import math
import re

from bot.core.model import Candidate, Found, Zone
from bot.matching.rank import Ranking

ANSWER = 0.85
ANSWER_STRANGE = 0.88
ANSWER_CAREFUL = 0.9  # a number of its own, or the opposite of the nearest way of asking
CHOICES = 0.15
CHOICES_STRANGE = 0.25
_MOSTLY_KNOWN = 0.75  # "how do I delete my messages on instagram": one strange word can be what it is about
MOST_CHOICES = 4
_TWIN = (
    0.45  # a cosine; so near to a way of asking, or in so few words, denying something denies what is asked
)
_SHORT = 10  # words
_NUMBER = re.compile(r"\d+")
_BESIDE = 0.45  # a topic is offered beside the best one where its score is at least this share of it
_FAINT = 0.02  # scores below this say nothing about each other

# Logistic regression on what benchmarks/fit_confidence.py asks; it prints these lines.
_BIAS = -14.25
_WEIGHTS = {
    "score": 3.79,
    "margin": 1.46,
    "ratio": 8.05,
    "known": 2.54,
    "nearest": 0.33,
    "covered": 2.49,
    "told": 2.54,
    "length": -1.49,
    "own": -0.90,
    "nobodys": -5.25,
}


def evidence(found: Ranking) -> dict[str, float]:
    """Return what speaks for the best topic in any index, each about 0 to 1."""
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


def reasons(found: Ranking) -> dict[str, float]:
    """Return what the probability is computed from: the evidence, the length of the question (in a long one more stands
    beside what it asks), and whose the ways of asking around it are."""
    length = math.log1p(len(found.reading.words))
    return {**evidence(found), "length": length, "own": found.own, "nobodys": found.nobodys}


def probability(found: Ranking) -> float:
    """Return the probability that the best topic is right; 0 where there is none, or no word asked is known."""
    if not found.topics or not found.known:
        return 0.0
    total = _BIAS + sum(_WEIGHTS[name] * value for name, value in reasons(found).items())
    return 1 / (1 + math.exp(-total))


def thresholds(found: Ranking) -> tuple[float, float]:
    """Return from what probability up a question is answered, and from what up choices are offered."""
    to_answer = ANSWER_STRANGE if found.strange else ANSWER
    if _differs(found):
        to_answer = ANSWER_CAREFUL
    return to_answer, CHOICES_STRANGE if found.strange else CHOICES


def _differs(found: Ranking) -> bool:
    """Whether a question says the opposite of the nearest way of asking, or has a number that this has not: two tablets
    are not twenty."""
    numbers = {word for word in found.reading.words if word.isdecimal()}
    best = found.topics[:1]
    return any(one.is_opposite or not numbers <= set(_NUMBER.findall(one.phrase)) for one in best)


def _is_denied(found: Ranking) -> bool:
    best = found.topics[0]
    return best.is_opposite and (best.nearest >= _TWIN or len(found.reading.words) <= _SHORT)


def settle(found: Ranking) -> Found:
    """Return the zone and the candidates for what was found."""
    sure = probability(found)
    to_answer, to_offer = thresholds(found)
    if not found.topics or sure < to_offer:
        return Found(Zone.UNSURE, _candidates(found, sure, 1))
    if sure >= to_answer and found.known >= _MOSTLY_KNOWN and not _is_denied(found):
        return Found(Zone.ANSWER, _candidates(found, sure, 1))
    return Found(Zone.CHOICES, _candidates(found, sure, MOST_CHOICES))


def _candidates(found: Ranking, sure: float, most: int) -> tuple[Candidate, ...]:
    """The best topics; each one's share of the probability follows its score."""
    if not found.topics:
        return ()
    top = found.topics[0].score or 1.0
    near = [one for one in found.topics[:most] if one.score >= _BESIDE * top]
    return tuple(Candidate(one.topic, round(sure * one.score / top, 4), one.phrase) for one in near)
