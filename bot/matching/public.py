"""Ranking for whoever scripts: topics with the probability that they are right, of any phrases, with no knowledge base.

The bot itself is surer and less sure in other places (confidence.py), because its weights know its own entries.
"""

import math

from bot.matching.confidence import evidence
from bot.matching.index import Index
from bot.matching.rank import Ranking, ranking

_FAINTEST = 0.001

# Logistic regression on the development halves of CLINC150 and BANKING77, as typed, with typing errors and in chat
# spelling; benchmarks/fit_public.py prints these lines.
_BIAS = 1.75
_WEIGHTS = {
    "score": 0.07,
    "margin": 2.60,
    "ratio": 0.82,
    "known": 1.28,
    "nearest": -4.17,
    "covered": 1.20,
    "told": 0.66,
    "clear": 3.20,
}


def rank(index: Index, text: str, limit: int = 5) -> list[tuple[str, float]]:
    """Return up to `limit` (topic id, score) pairs, best first; empty where nothing is shared. The first score is the
    probability that its topic is right, the others follow from how they rank beside it."""
    found = ranking(index, text)
    best = found.topics[0].score if found.topics else 0.0
    if best <= 0:
        return [(one.topic, 0.0) for one in found.topics[:limit]]
    sure = _probability(found)
    return [(one.topic, round(sure * max(one.score, 0.0) / best, 6)) for one in found.topics[:limit]]


def reasons(found: Ranking) -> dict[str, float]:
    """Return what the probability is computed from: the evidence, and the best score once more on a scale where what is
    faint is told from what is fainter."""
    return {**evidence(found), "clear": math.log(max(found.topics[0].score, _FAINTEST))}


def _probability(found: Ranking) -> float:
    total = _BIAS + sum(_WEIGHTS[name] * value for name, value in reasons(found).items())
    return 1 / (1 + math.exp(-total))
