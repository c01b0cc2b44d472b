"""A linear model learned from the phrases: which features speak for which topic. Here it is only used, with plain
arrays; learn.py makes it, so that a serving bot need not hold the library that does.
"""

import math
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from zlib import crc32

COLUMNS = 4_096  # features share this many columns by their checksum; two seldom meet
_FEW = 40  # phrases of a column; so many are looked through sooner than looked up


@dataclass(frozen=True, slots=True)
class Model:
    """What speaks for which of `count` topics, by column: from `firsts[c]` to `firsts[c + 1]` are the `topics` that
    column c says most about, and their `weights`. The phrases stand by column too: from `starts[c]` to `starts[c + 1]`
    are the `rows` (phrases) that have column c, in order, and their `values`."""

    count: int
    firsts: "array[int]"
    topics: "array[int]"
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
        first, last = model.firsts[column], model.firsts[column + 1]
        for topic, weight in zip(model.topics[first:last], model.weights[first:last], strict=True):
            total[topic] += value * weight
    return total


def phrase_scores(
    model: Model, query: Mapping[int, float], spans: Sequence[tuple[int, int]]
) -> dict[int, float]:
    """Return the cosine of the query and each phrase in `spans` (first row, row after the last) that shares a column
    with it. Only these are looked at: the phrases that hold a common word are many."""
    total = {row: 0.0 for first, last in spans for row in range(first, last)}
    rows, values = model.rows, model.values
    for column, value in query.items():
        first, last = model.starts[column], model.starts[column + 1]
        if last - first < _FEW:
            for at in range(first, last):
                if rows[at] in total:
                    total[rows[at]] += value * values[at]
            continue
        for low, high in spans:
            at = bisect_left(rows, low, first, last)
            while at < last and rows[at] < high:
                total[rows[at]] += value * values[at]
                at += 1
    return total


def best(scores: Sequence[float], count: int) -> list[int]:
    """Return the positions of the `count` highest scores, highest first, ties in order."""
    enough = nlargest(count, scores)[-1:]
    least = enough[0] if enough else 0.0
    found = [position for position, score in enumerate(scores) if score >= least]
    return sorted(found, key=lambda position: -scores[position])[:count]
