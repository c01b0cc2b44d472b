"""Ranking for whoever scripts: topics with the probability that they are right, of any phrases, with no knowledge base.

The bot itself is surer and less sure in other places (confidence.py), because its weights know its own entries.
"""

import math

from bot.matching.confidence import evidence
from bot.matching.index import Index
from bot.matching.rank import Ranking, ranking

# Logistic regression on the development halves of CLINC150 and BANKING77, as typed, with typing errors and in chat
# spelling; benchmarks/fit_public.py prints these lines.
_BIAS = -7.82
_WEIGHTS = {
    "score": 7.74,
    "margin": 3.49,
    "ratio": 5.07,
    "known": 1.43,
    "nearest": -3.74,
    "covered": 1.12,
    "told": 0.74,
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


def _probability(found: Ranking) -> float:
    total = _BIAS + sum(_WEIGHTS[name] * value for name, value in evidence(found).items())
    return 1 / (1 + math.exp(-total))
