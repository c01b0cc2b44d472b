"""What is measured of a matcher's answers: how often the best is right, how well scores tell what is in scope, and how
much may be answered when wrong answers must stay rare."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

OUTSIDE = 0.25  # share of messages that no label answers, assumed in every rate over all messages
WRONG = 0.02  # share of all messages that may be answered wrongly
NOTHING = float("-inf")  # the score where a matcher says nothing


@dataclass(frozen=True, slots=True)
class Answer:
    """The score of the best label, whether that label is right, and whether any label could have been."""

    score: float
    is_right: bool
    is_inside: bool


def top(answers: Sequence[Answer]) -> float:
    """Return the share of texts in scope whose best label is right."""
    inside = [one.is_right for one in answers if one.is_inside]
    return sum(inside) / max(len(inside), 1)


def auroc(answers: Sequence[Answer]) -> float:
    """Return the probability that a text in scope scores higher than one out of it, ties counted half."""
    outside = sorted(one.score for one in answers if not one.is_inside)
    inside = [one.score for one in answers if one.is_inside]
    if not inside or not outside:
        return float("nan")
    won = sum(bisect_left(outside, one) + bisect_right(outside, one) for one in inside)
    return won / (2 * len(inside) * len(outside))


def threshold(answers: Sequence[Answer], wrong: float = WRONG) -> float:
    """Return the lowest score from which up at most `wrong` of all messages are answered wrongly; infinity: none."""
    inside = sum(one.is_inside for one in answers)
    cost = {True: (1 - OUTSIDE) / max(inside, 1), False: OUTSIDE / max(len(answers) - inside, 1)}
    spent, found = 0.0, float("inf")
    ranked = sorted(answers, key=lambda one: -one.score)
    for score, ties in groupby(ranked, key=lambda one: one.score):
        spent += sum(cost[one.is_inside] for one in ties if not one.is_right)
        if spent > wrong + 1e-12 or score == NOTHING:
            break
        found = score
    return found


def answered(answers: Sequence[Answer], least: float) -> float:
    """Return the share of texts in scope that are answered, from a score of `least` up."""
    inside = [one.score >= least for one in answers if one.is_inside]
    return sum(inside) / max(len(inside), 1)
