"""A linear model learned from the phrases: which features speak for which topic. Here it is only used, with plain
arrays; learn.py makes it, so that a serving bot need not hold the library that does.
"""

import math
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from zlib import crc32

COLUMNS = 4_096  # features share this many columns by their checksum; two seldom meet


@dataclass(frozen=True, slots=True)
class Model:
    """`weights` holds, column after column, one weight for each of `count` topics. The phrases stand by column:
    from `starts[c]` to `starts[c + 1]` are the `rows` (phrases) that have column c, and their `values`."""

    count: int
    weights: "array[float]"
    starts: "array[int]"
    rows: "array[int]"
    values: "array[float]"
    phrases: int


def _column(name: str) -> tuple[int, float]:
    """The column of a feature, and its sign: it halves the harm where two features meet."""
    check = crc32(name.encode())
    return check % COLUMNS, 1.0 if check & 0x8000_0000 else -1.0


def columns(
    vector: Mapping[str, float], known: dict[str, tuple[int, float]] | None = None
) -> dict[int, float]:
    """Return a vector of named features as columns, scaled to length 1.

    `known` remembers features while learning; never pass it for what a person typed.
    """
    found: dict[int, float] = {}
    for name, weight in vector.items():
        place = known.get(name) if known is not None else None
        if place is None:
            place = _column(name)
            if known is not None:
                known[name] = place
        column, sign = place
        found[column] = found.get(column, 0.0) + sign * weight
    length = math.sqrt(sum(weight * weight for weight in found.values())) or 1.0
    return {column: weight / length for column, weight in found.items()}


def topic_scores(model: Model, query: Mapping[int, float]) -> list[float]:
    """Return how much the query's features speak for each topic, about 0 for none and 1 for sure."""
    total = [0.0] * model.count
    for column, value in query.items():
        start = column * model.count
        row = model.weights[start : start + model.count]
        total = [one + value * weight for one, weight in zip(total, row, strict=True)]
    return total


def phrase_scores(model: Model, query: Mapping[int, float]) -> list[float]:
    """Return the cosine of the query and each phrase."""
    total = [0.0] * model.phrases
    for column, value in query.items():
        first, last = model.starts[column], model.starts[column + 1]
        for row, weight in zip(model.rows[first:last], model.values[first:last], strict=True):
            total[row] += value * weight
    return total


def best(scores: Sequence[float], count: int) -> list[int]:
    """Return the positions of the `count` highest scores, highest first, ties in order."""
    return nsmallest(count, range(len(scores)), key=lambda position: -scores[position])
