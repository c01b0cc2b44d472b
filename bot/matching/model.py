"""A linear model learned from the phrases in a moment: which features speak for which topic. The only file that
imports numpy.

Kernel ridge regression on one-hot topics has a closed form, so nothing is random and the same phrases always give the
same model: with X the phrases (rows of length 1) and Y their topics, W = X' (X X' + r I)^-1 (Y - mean Y).
Measured on public data it beats every fuzzy score over whole phrases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]

COLUMNS = 8_192  # features share this many columns by their checksum; two seldom meet
_RIDGE = 1.0  # how much a single phrase is distrusted


@dataclass(frozen=True, slots=True)
class Model:
    """`weights` has a row a column of features and a column a topic; the phrases themselves are kept by column."""

    weights: Floats
    starts: Numbers
    rows: Numbers
    values: Floats
    phrases: int


def columns(vector: Mapping[str, float]) -> dict[int, float]:
    """Return a vector of named features as columns, scaled to length 1. The sign halves the harm where two meet."""
    found: dict[int, float] = {}
    for name, weight in vector.items():
        check = crc32(name.encode())
        sign = 1.0 if check & 0x8000_0000 else -1.0
        column = check % COLUMNS
        found[column] = found.get(column, 0.0) + sign * weight
    length = float(np.sqrt(sum(weight * weight for weight in found.values()))) or 1.0
    return {column: weight / length for column, weight in found.items()}


def learn(vectors: Sequence[Mapping[str, float]], topics: Sequence[int], count: int) -> Model:
    """Learn from the phrases' features and the number of the topic each belongs to (0 to `count` - 1)."""
    rows = [columns(vector) for vector in vectors]
    dense = np.zeros((len(rows), COLUMNS), np.float32)
    for number, row in enumerate(rows):
        dense[number, list(row)] = list(row.values())
    wanted = np.zeros((len(rows), count), np.float32)
    wanted[np.arange(len(rows)), list(topics)] = 1.0
    kernel = dense @ dense.T + _RIDGE * np.eye(len(rows), dtype=np.float32)
    weights = dense.T @ np.linalg.solve(kernel, wanted - wanted.mean(axis=0))
    column, row_numbers = np.nonzero(dense.T)
    starts = np.searchsorted(column, np.arange(COLUMNS + 1)).astype(np.int32)
    values = dense.T[column, row_numbers].astype(np.float32)
    return Model(weights, starts, row_numbers.astype(np.int32), values, len(rows))


def topic_scores(model: Model, query: Mapping[int, float]) -> Floats:
    """Return how much the query's features speak for each topic, about 0 for none and 1 for sure."""
    numbers = list(query)
    return np.asarray(np.array(list(query.values()), np.float32) @ model.weights[numbers], np.float32)


def phrase_scores(model: Model, query: Mapping[int, float]) -> Floats:
    """Return the cosine of the query and each phrase."""
    total = np.zeros(model.phrases, np.float32)
    for column, weight in query.items():
        where = slice(model.starts[column], model.starts[column + 1])
        total[model.rows[where]] += model.values[where] * np.float32(weight)
    return total


def best(scores: Floats, count: int) -> list[int]:
    """Return the positions of the `count` highest scores, highest first, ties in order."""
    return [int(position) for position in np.argsort(-scores, kind="stable")[:count]]
