"""Weights of a linear model that fit examples best and stay small, found by conjugate gradients (Hestenes and Stiefel
1952). An example has some hundred features of a hundred thousand: nothing is held but those, so that tens of thousands
of examples fit into a small computer. Only `saferbot learn` needs this.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_STEPS = 400  # some fifty are taken
_CLOSE = 1e-5  # what is left unexplained, as a share of what is wanted; weights are kept to three digits

Doubles = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Sparse:
    """A matrix of few numbers: the row, the column and the value of each."""

    rows: Places
    columns: Places
    values: Doubles
    shape: tuple[int, int]

    def times(self, column: Doubles) -> Doubles:
        """The matrix times a column."""
        products = self.values * column[self.columns]
        return np.asarray(np.bincount(self.rows, products, self.shape[0]), np.float64)

    def turned_times(self, column: Doubles) -> Doubles:
        """The matrix, rows and columns exchanged, times a column."""
        products = self.values * column[self.rows]
        return np.asarray(np.bincount(self.columns, products, self.shape[1]), np.float64)


def ridge(
    vectors: Sequence[Mapping[str, float]],
    names: Sequence[str],
    wanted: Sequence[Sequence[float]],
    trust: Sequence[float],
    penalty: float = 1.0,
) -> tuple[dict[str, list[float]], list[float]]:
    """Return the weights of the named features for each wanted column, and each column's bias (its mean).

    Vectors are scaled to length 1 over all their features, named or not. A vector trusted n times as much counts as if
    it stood there n times (weighted least squares, W = X' a with (X X' + r T^-1) a = Y - mean Y). `penalty` is r: the
    more, the smaller the weights stay, and the less a single example says."""
    matrix = _sparse(vectors, names)
    target = np.array(wanted, np.float64)
    bias = np.average(target, axis=0, weights=trust)
    left = penalty / np.array(trust, np.float64)
    found = [matrix.turned_times(_solve(matrix, left, column)) for column in (target - bias).T]
    weights = {name: [float(column[place]) for column in found] for place, name in enumerate(names)}
    return weights, [float(one) for one in bias]


def _sparse(vectors: Sequence[Mapping[str, float]], names: Sequence[str]) -> _Sparse:
    place = {name: number for number, name in enumerate(names)}
    rows, columns, values = [], [], []
    for row, vector in enumerate(vectors):
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        known = [(place[name], weight / length) for name, weight in vector.items() if name in place]
        rows += [row] * len(known)
        columns += [one for one, _ in known]
        values += [value for _, value in known]
    shape = len(vectors), len(names)
    return _Sparse(np.array(rows, np.intp), np.array(columns, np.intp), np.array(values, np.float64), shape)


def _solve(matrix: _Sparse, left: Doubles, target: Doubles) -> Doubles:
    """The column a with (X X' + diag left) a = target. Scaled by its diagonal, it takes fewer steps."""
    diagonal = left + np.bincount(matrix.rows, matrix.values**2, matrix.shape[0])
    found, rest = np.zeros_like(target), target.copy()
    way = scaled = rest / diagonal
    size = rest @ scaled
    enough = _CLOSE * math.sqrt(float(target @ target))
    for _ in range(_STEPS):
        if math.sqrt(float(rest @ rest)) <= enough:
            break
        turned = matrix.times(matrix.turned_times(way)) + left * way
        step = size / (way @ turned)
        found = found + step * way
        rest = rest - step * turned
        scaled = rest / diagonal
        before, size = size, rest @ scaled
        way = scaled + (size / before) * way
    return found
