"""Learning from phrases, in closed form: nothing is random, and the same phrases always give the same model.

Kernel ridge regression on one-hot topics (Saunders, Gammerman and Vovk 1998): with K the kernel between phrases and Y
their topics, what the phrases say is A = (K + r I)^-1 (Y - mean Y). Only whoever builds an index imports this.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from bot.matching.model import Floats, Ints, Model, Query, kernel, likeness, meant

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

_RIDGE = 0.3  # how much a single phrase is distrusted
_MOST = (
    10_000  # phrases that are learned from; their kernel takes 200 MB while learning, and more bring little
)
_COMMON = 160  # a feature of so many phrases is multiplied as a whole column
_BLOCK = 256  # columns that are solved at once
_ROWS = 128  # phrases that are compared with all at once
_DANGER_RIDGE = 1.0


def learn(queries: Sequence[Query], owners: Sequence[int | None], topics: int, features: int) -> Model:
    """Learn from phrases as numbers and the topic each belongs to (0 to `topics` - 1 in order, then None for phrases of
    no topic, which only teach). `features` is how many features there are."""
    runs = _by_feature(queries, features)
    learned = _chosen(owners)
    whole = Model(
        phrases=len(queries),
        topics=topics,
        starts=runs.starts.tobytes(),
        rows=runs.rows.tobytes(),
        values=runs.values.tobytes(),
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
        says = solve(_between_all(queries, runs), wanted)
    else:
        says = _from_some(whole, queries, learned, wanted)
    scales = np.abs(says).max(axis=1, keepdims=True) / np.float32(127) + np.float32(1e-12)
    small = np.rint(says / scales).astype(
        np.int8
    )  # a byte each: the best topic stays the same in all but a few of 1,000
    return replace(
        whole, says=np.ascontiguousarray(small.T).tobytes(), scales=scales.astype(np.float32).tobytes()
    )


@dataclass(frozen=True, slots=True)
class _Runs:
    """The phrases of each feature: where its run starts, and the rows and values of all runs. `entries` are the
    features of all phrases one after the other, `places` where in the runs each stands, `firsts` where each phrase's
    start."""

    starts: Ints
    rows: Ints
    values: Floats
    entries: Ints
    places: Places
    firsts: Places


def _by_feature(queries: Sequence[Query], features: int) -> _Runs:
    sizes = [len(one.features) for one in queries]
    row = np.repeat(np.arange(len(queries), dtype=np.int32), sizes)
    entries = np.concatenate([one.features for one in queries])
    order = np.argsort(entries, kind="stable")
    starts = np.searchsorted(entries[order], np.arange(features + 1)).astype(np.int32)
    places = np.empty(len(entries), np.intp)
    places[order] = np.arange(len(entries))
    value = np.concatenate([one.weights for one in queries])
    return _Runs(starts, row[order], value[order], entries, places, np.cumsum([0, *sizes]))


def _chosen(owners: Sequence[int | None]) -> Ints:
    """The phrases to learn from: all, or where they are too many as many of each topic as of any other."""
    if len(owners) <= _MOST:
        return np.arange(len(owners), dtype=np.int32)
    of: dict[int | None, list[int]] = {}
    for row, owner in enumerate(owners):
        of.setdefault(owner, []).append(row)
    turns = (row for turn in zip_longest(*of.values()) for row in turn if row is not None)
    return np.array(sorted(row for row, _ in zip(turns, range(_MOST), strict=False)), np.int32)


def _between_all(queries: Sequence[Query], runs: _Runs) -> Floats:
    """The kernel of each phrase with those before it and itself. What would stand above is left at 0, and so is never
    given memory."""
    columns, is_common = _columns(runs)
    senses = np.stack([one.sense for one in queries])
    square = np.zeros((len(queries), len(queries)), np.float32)
    for first in range(0, len(queries), _ROWS):
        last = min(first + _ROWS, len(queries))
        alike = columns[first:last] @ columns[:last].T
        alike += _rare(runs, is_common, first, last)
        own = np.arange(first, last)
        alike[own - first, own] = np.diff(runs.firsts[first : last + 1]) > 0
        alike += meant(senses[first:last] @ senses[:last].T)
        square[first:last, :last] = kernel(alike)
    return square


def _columns(runs: _Runs) -> tuple[Floats, Flags]:
    """The common features as columns of numbers, and which features those are."""
    counts = np.diff(runs.starts)
    common = np.flatnonzero(counts > _COMMON)
    columns = np.zeros((len(runs.firsts) - 1, len(common)), np.float32)
    for place, (first, count) in enumerate(zip(runs.starts[common], counts[common], strict=True)):
        columns[runs.rows[first : first + count], place] = runs.values[first : first + count]
    return columns, counts > _COMMON


def _rare(runs: _Runs, is_common: Flags, first: int, last: int) -> Floats:
    """What rare features add to the cosines of the phrases from `first` to before `last` with each before them."""
    here = slice(runs.firsts[first], runs.firsts[last])
    is_rare = ~is_common[runs.entries[here]]
    places, begins = runs.places[here][is_rare], runs.starts[runs.entries[here][is_rare]]
    counts = places - begins + 1  # phrases that have the feature, up to this one
    at = np.arange(counts.sum()) + np.repeat(begins - np.cumsum(counts) + counts, counts)
    pairs = np.repeat((runs.rows[places] - first) * last, counts) + runs.rows[at]
    products = np.repeat(runs.values[places], counts) * runs.values[at]
    found = np.bincount(pairs, products, (last - first) * last)
    return found.astype(np.float32).reshape(last - first, last)


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
    """Return (square + r I)^-1 target for a symmetric positive `square`, of which only the lower half is looked at, and
    which is used up: Cholesky's factors take its place, block column by block column, because a second one of its size
    would not fit into a small computer. The blocks on the diagonal are inverted, which is what they are used for."""
    count = len(square)
    square[np.diag_indices_from(square)] += np.float32(_RIDGE)
    blocks = [slice(first, min(first + _BLOCK, count)) for first in range(0, count, _BLOCK)]
    found = target.astype(np.float32, copy=True)
    for block in blocks:
        before, after = slice(0, block.start), slice(block.stop, count)
        square[block.start :, block] -= square[block.start :, before] @ square[block, before].T
        turned = np.linalg.inv(np.linalg.cholesky(square[block, block])).astype(np.float32)
        square[block, block] = turned
        square[after, block] = square[after, block] @ turned.T
        found[block] = turned @ (found[block] - square[block, before] @ found[before])
    for block in reversed(blocks):
        after = slice(block.stop, count)
        found[block] = square[block, block].T @ (found[block] - square[after, block].T @ found[after])
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
