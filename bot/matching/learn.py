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
_MOST = 10_000  # phrases that are learned from; half their kernel takes 200 MB while learning, and more bring little
_COMMON = 160  # a feature of so many phrases is multiplied as a whole column
_BLOCK = 512  # rows that are worked on at once
_DANGER_RIDGE = 1.0


def learn(queries: Sequence[Query], owners: Sequence[int | None], topics: int, features: int) -> Model:
    """Learn from phrases as numbers and the topic each belongs to (0 to `topics` - 1, None for a phrase of no topic,
    which only teaches). `features` is how many features there are."""
    starts, rows, values = _by_feature(queries, features)
    learned = _chosen(owners)
    whole = Model(
        phrases=len(queries),
        topics=topics,
        starts=starts.tobytes(),
        rows=rows.tobytes(),
        values=values.tobytes(),
        learned=learned.tobytes(),
        owners=np.array(
            [topics if (one := owners[row]) is None else one for row in learned], np.int32
        ).tobytes(),
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


def _between_all(queries: Sequence[Query], features: int) -> list[Floats]:
    """The kernel between all phrases, as `_lower` has it: it is the same on both sides, and half of it fits into a
    small computer. Rare features are added phrase by phrase, common ones as columns."""
    starts, rows, values = _by_feature(queries, features)
    counts = np.diff(starts)
    columns = _columns(len(queries), starts, rows, values, np.flatnonzero(counts > _COMMON).tolist())
    between = [columns[first:last] @ columns[:last].T for first, last in _blocks(len(queries))]
    del columns
    for feature in np.flatnonzero((counts > 1) & (counts <= _COMMON)):
        first, last = starts[feature], starts[feature + 1]
        _add(between, rows[first:last], values[first:last])
    senses = np.stack([one.sense for one in queries])
    for part, (first, last) in zip(between, _blocks(len(queries)), strict=True):
        part[np.arange(last - first), np.arange(first, last)] = [
            1.0 if len(one.features) else 0.0 for one in queries[first:last]
        ]
        part += meant(senses[first:last] @ senses[:last].T)
        kernel(part)
    return between


def _columns(phrases: int, starts: Ints, rows: Ints, values: Floats, features: Sequence[int]) -> Floats:
    """The values of some features, a column each."""
    columns = np.zeros((phrases, len(features)), np.float32)
    for place, feature in enumerate(features):
        run = slice(starts[feature], starts[feature + 1])
        columns[rows[run], place] = values[run]
    return columns


def _add(between: list[Floats], rows: Ints, values: Floats) -> None:
    """Add what one feature gives to every two of its phrases (`rows`, ascending)."""
    start = 0
    while start < len(rows):
        number = int(rows[start]) // _BLOCK
        end = int(np.searchsorted(rows, (number + 1) * _BLOCK))
        within = rows[start:end] - number * _BLOCK
        between[number][within[:, None], rows[:end]] += np.outer(values[start:end], values[:end])
        start = end


def _blocks(count: int) -> list[tuple[int, int]]:
    """Where each block of rows begins and ends."""
    return [(first, min(first + _BLOCK, count)) for first in range(0, count, _BLOCK)]


def _lower(square: Floats) -> list[Floats]:
    """A symmetric matrix by blocks of rows, each up to its diagonal: views, nothing is copied."""
    return [square[first:last, :last] for first, last in _blocks(len(square))]


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
    square += square.T.copy()  # rounding makes the two sides differ
    square /= np.float32(2)
    return solve(_lower(square), target)


def solve(square: list[Floats], target: Floats) -> Floats:
    """Return (square + r I)^-1 target for a symmetric positive `square` as `_lower` has it, which is used up:
    Cholesky's factors take its place, because a second one of its size would not fit into a small computer."""
    blocks = _blocks(len(target))
    for number, (first, last) in enumerate(blocks):
        corner = square[number][:, first:last]
        corner[np.diag_indices_from(corner)] += np.float32(_RIDGE)
    for number, (first, last) in enumerate(blocks):
        corner = square[number][:, first:last]
        corner[:] = np.linalg.inv(np.linalg.cholesky(corner)).astype(np.float32)
        if last < len(target):
            _take_out(square, number, first, last)
    found = target.astype(np.float32, copy=True)
    for number, (first, last) in enumerate(blocks):
        found[first:last] = square[number][:, first:last] @ found[first:last]
        for part, (start, end) in list(zip(square, blocks, strict=True))[number + 1 :]:
            found[start:end] -= part[:, first:last] @ found[first:last]
    for number, (first, last) in reversed(list(enumerate(blocks))):
        for part, (start, end) in list(zip(square, blocks, strict=True))[number + 1 :]:
            found[first:last] -= part[:, first:last].T @ found[start:end]
        found[first:last] = square[number][:, first:last].T @ found[first:last]
    return found


def _take_out(square: list[Floats], number: int, first: int, last: int) -> None:
    """One step of Cholesky's: what the block of rows `number`, done already, explains of all the rows below it."""
    turned = square[number][:, first:last]
    below = np.concatenate([part[:, first:last] @ turned.T for part in square[number + 1 :]])
    for part in square[number + 1 :]:
        end = part.shape[1] - last
        own = below[end - len(part) : end]
        part[:, first:last] = own
        part[:, last:] -= own @ below[:end].T


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
