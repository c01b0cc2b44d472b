"""Learning from phrases, in closed form: nothing is random, and the same phrases always give the same model.

Kernel ridge regression on one-hot topics (Saunders, Gammerman and Vovk 1998): with K the kernel between phrases and Y
their topics, what the phrases say is A = (K + r I)^-1 (Y - mean Y). Only whoever builds an index imports this.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest

import numpy as np

from bot.matching.model import Floats, Ints, Model, Query, kernel, likeness, meant

_RIDGE = 0.3  # how much a single phrase is distrusted
_MOST = (
    10_000  # phrases that are learned from; their kernel takes 400 MB while learning, and more bring little
)
_COMMON = 160  # a feature of so many phrases is multiplied as a whole column
_BLOCK = 512  # rows that are worked on at once
_DANGER_RIDGE = 1.0


def learn(queries: Sequence[Query], owners: Sequence[int | None], topics: int, features: int) -> Model:
    """Learn from phrases as numbers and the topic each belongs to (0 to `topics` - 1 in order, then None for phrases of
    no topic, which only teach). `features` is how many features there are."""
    starts, rows, values = _by_feature(queries, features)
    learned = _chosen(owners)
    whole = Model(
        phrases=len(queries),
        topics=topics,
        starts=starts.tobytes(),
        rows=rows.tobytes(),
        values=values.tobytes(),
        learned=learned.tobytes(),
        firsts=np.searchsorted(
            [topics if (one := owners[row]) is None else one for row in learned], np.arange(topics + 1)
        )
        .astype(np.int32)
        .tobytes(),
        senses=np.stack([queries[row].sense for row in learned]).tobytes(),
    )
    wanted = np.zeros((len(queries), topics), np.float32)
    for row, owner in enumerate(owners):
        if owner is not None:
            wanted[row, owner] = 1.0
    wanted -= wanted.mean(axis=0)
    if len(learned) == len(queries):
        says = solve(_between_all(queries, features), wanted)
    else:
        says = _from_some(whole, queries, learned, wanted)
    scales = np.abs(says).max(axis=1, keepdims=True) / np.float32(127) + np.float32(1e-12)
    small = np.rint(says / scales).astype(
        np.int8
    )  # a byte each: the best topic stays the same in all but a few of 1,000
    return replace(
        whole, says=np.ascontiguousarray(small.T).tobytes(), scales=scales.astype(np.float32).tobytes()
    )


def _by_feature(queries: Sequence[Query], features: int) -> tuple[Ints, Ints, Floats]:
    """The phrases of each feature: where its run starts, and the rows and values of all runs."""
    row = np.repeat(np.arange(len(queries), dtype=np.int32), [len(one.features) for one in queries])
    feature = np.concatenate([one.features for one in queries])
    value = np.concatenate([one.weights for one in queries])
    order = np.argsort(feature, kind="stable")
    starts = np.searchsorted(feature[order], np.arange(features + 1)).astype(np.int32)
    return starts, row[order], value[order]


def _chosen(owners: Sequence[int | None]) -> Ints:
    """The phrases to learn from: all, or where they are too many as many of each topic as of any other."""
    if len(owners) <= _MOST:
        return np.arange(len(owners), dtype=np.int32)
    of: dict[int | None, list[int]] = {}
    for row, owner in enumerate(owners):
        of.setdefault(owner, []).append(row)
    turns = (row for turn in zip_longest(*of.values()) for row in turn if row is not None)
    return np.array(sorted(row for row, _ in zip(turns, range(_MOST), strict=False)), np.int32)


def _between_all(queries: Sequence[Query], features: int) -> Floats:
    """The kernel between all phrases. Rare features are added phrase by phrase, common ones as columns."""
    starts, rows, values = _by_feature(queries, features)
    counts = np.diff(starts)
    common = np.flatnonzero(counts > _COMMON)
    columns = np.zeros((len(queries), len(common)), np.float32)
    for place, feature in enumerate(common):
        columns[rows[starts[feature] : starts[feature + 1]], place] = values[
            starts[feature] : starts[feature + 1]
        ]
    between = columns @ columns.T
    for feature in np.flatnonzero((counts > 1) & (counts <= _COMMON)):
        first, last = starts[feature], starts[feature + 1]
        between[np.ix_(rows[first:last], rows[first:last])] += np.outer(
            values[first:last], values[first:last]
        )
    between[np.diag_indices_from(between)] = [1.0 if len(one.features) else 0.0 for one in queries]
    senses = np.stack([one.sense for one in queries])
    for first in range(0, len(queries), _BLOCK):
        part = between[first : first + _BLOCK]
        part += meant(senses[first : first + _BLOCK] @ senses.T)
        kernel(part)
    return between


def _from_some(whole: Model, queries: Sequence[Query], learned: Ints, wanted: Floats) -> Floats:
    """What the chosen phrases say so that all phrases are answered best (the subset of regressors of Smola and
    Schölkopf 2000): A = (C' C + r B)^-1 C' Y, with C the kernel of all with the chosen, B of the chosen."""
    square = np.zeros((len(learned), len(learned)), np.float32)
    target = np.zeros((len(learned), wanted.shape[1]), np.float32)
    of = {int(row): place for place, row in enumerate(learned)}
    for first in range(0, len(queries), _BLOCK):
        alike = [likeness(whole, one) for one in queries[first : first + _BLOCK]]
        part = kernel(np.stack([one.shared[learned] + one.meant for one in alike]))
        square += part.T @ part
        target += part.T @ wanted[first : first + _BLOCK]
        for row in range(first, min(first + _BLOCK, len(queries))):
            if row in of:
                square[of[row]] += np.float32(_RIDGE) * part[row - first]
    return solve((square + square.T) / np.float32(2), target)


def solve(square: Floats, target: Floats) -> Floats:
    """Return (square + r I)^-1 target for a symmetric positive `square`, which is used up: Cholesky's factors take its
    place, block by block, because a second one of its size would not fit into a small computer."""
    count = len(square)
    square[np.diag_indices_from(square)] += np.float32(_RIDGE)
    firsts = range(0, count, _BLOCK)
    for first in firsts:
        last = min(first + _BLOCK, count)
        turned = np.linalg.inv(np.linalg.cholesky(square[first:last, first:last])).astype(np.float32)
        square[first:last, first:last] = turned
        below = square[last:, first:last] @ turned.T
        square[last:, first:last] = below
        for next_first in range(last, count, _BLOCK):
            next_last = min(next_first + _BLOCK, count)
            square[next_first:, next_first:next_last] -= (
                below[next_first - last :] @ below[next_first - last : next_last - last].T
            )
    found = target.astype(np.float32, copy=True)
    for first in firsts:
        last = min(first + _BLOCK, count)
        found[first:last] = square[first:last, first:last] @ found[first:last]
        found[last:] -= square[last:, first:last] @ found[first:last]
    for first in reversed(firsts):
        last = min(first + _BLOCK, count)
        found[first:last] -= square[last:, first:last].T @ found[last:]
        found[first:last] = square[first:last, first:last].T @ found[first:last]
    return found


def ridge(
    vectors: Sequence[Mapping[str, float]],
    names: Sequence[str],
    wanted: Sequence[Sequence[float]],
    trust: Sequence[float],
) -> tuple[dict[str, list[float]], list[float]]:
    """Return the weights of the named features for each wanted column, and each column's bias (its mean).

    Vectors are scaled to length 1 over all their features, named or not. A vector trusted n times as much counts as if
    it stood there n times (weighted least squares, so W = X' (X X' + r T^-1)^-1 (Y - mean Y)).
    """
    place = {name: number for number, name in enumerate(names)}
    dense = np.zeros((len(vectors), len(names)), np.float32)
    for row, vector in enumerate(vectors):
        length = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        for name, weight in vector.items():
            if name in place:
                dense[row, place[name]] = weight / length
    target = np.array(wanted, np.float32)
    bias = np.average(target, axis=0, weights=trust)
    between = dense @ dense.T
    between[np.diag_indices_from(between)] += _DANGER_RIDGE / np.array(trust, np.float32)
    found = dense.T @ np.linalg.solve(between, target - bias)
    weights = {name: [float(one) for one in found[number]] for name, number in place.items()}
    return weights, [float(one) for one in bias]
