"""How alike phrases are to each other, many at once: the kernel of model.py, for learning. A block of phrases is
compared at a time, so that what is needed beside the result stays small.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.matching.model import Floats, Ints, Places, Query, kernel, meant

Flags = npt.NDArray[np.bool_]

_COMMON = 160  # a feature of so many phrases is multiplied as a whole column
_ROWS = 128  # phrases that are compared at once
BLOCK = 256  # rows of a half that are held, and columns that are solved, at once

Half = list[Floats]  # a symmetric matrix in blocks of rows, each from the first column to its own last


@dataclass(frozen=True, slots=True)
class Runs:
    """The phrases of each feature: where its run starts, and the rows and values of all runs. `entries` are the
    features of all phrases one after the other, `places` where in the runs each stands, `firsts` where each phrase's
    start; `senses` are those of the phrases."""

    starts: Ints
    rows: Ints
    values: Floats
    entries: Ints
    places: Places
    firsts: Places
    senses: Floats


def by_feature(queries: Sequence[Query], features: int) -> Runs:
    """Return phrases by their features; `features` is how many features there are."""
    entries, value, row, firsts = _listed(queries)
    order = np.argsort(entries, kind="stable")
    starts = np.searchsorted(entries[order], np.arange(features + 1)).astype(np.int32)
    places = np.empty(len(entries), np.intp)
    places[order] = np.arange(len(entries))
    senses = np.stack([one.sense for one in queries])
    return Runs(starts, row[order], value[order], entries, places, firsts, senses)


def _listed(queries: Sequence[Query]) -> tuple[Ints, Floats, Ints, Places]:
    """The features of all phrases in one list, their weights, their phrases' rows, and where each phrase's start."""
    sizes = [len(one.features) for one in queries]
    entries = np.concatenate([one.features for one in queries])
    weights = np.concatenate([one.weights for one in queries])
    row = np.repeat(np.arange(len(queries), dtype=np.int32), sizes)
    return entries, weights, row, np.cumsum([0, *sizes])


def blocks(count: int) -> list[slice]:
    """Return the blocks of rows that a half (see `between_all`) is held in."""
    return [slice(first, min(first + BLOCK, count)) for first in range(0, count, BLOCK)]


def between_all(runs: Runs) -> Half:
    """Return the kernel of each phrase with those before it and itself. It is the same on both sides of the diagonal:
    half of it fits into a small computer."""
    columns, is_common = _columns(runs)
    found: Half = []
    for block in blocks(len(runs.senses)):
        alike = columns[block] @ columns[: block.stop].T
        alike += _rare(runs, is_common, block.start, block.stop)
        own = np.arange(block.start, block.stop)
        alike[own - block.start, own] = np.diff(runs.firsts[block.start : block.stop + 1]) > 0
        alike += meant(runs.senses[block] @ runs.senses[: block.stop].T)
        found.append(kernel(alike))
    return found


def with_some(queries: Sequence[Query], runs: Runs) -> Floats:
    """Return the kernel of phrases with others, those of `runs`: queries x others."""
    found = np.empty((len(queries), len(runs.senses)), np.float32)
    columns, is_common = _columns(runs)
    for first in range(0, len(queries), _ROWS):
        some = queries[first : first + _ROWS]
        shared = _shared(runs, columns, is_common, some)
        senses = np.stack([one.sense for one in some])
        found[first : first + _ROWS] = kernel(shared + meant(senses @ runs.senses.T))
    return found


def _shared(runs: Runs, columns: Floats, is_common: Flags, some: Sequence[Query]) -> Floats:
    """The cosines of phrases with those of `runs`: what common features add, and what rare ones do."""
    entries, weights, row, _ = _listed(some)
    here, is_rare = is_common[entries], ~is_common[entries]
    own = np.zeros((len(some), columns.shape[1]), np.float32)
    own[row[here], (np.cumsum(is_common) - 1)[entries[here]]] = weights[here]
    begins = runs.starts[entries[is_rare]]
    counts = runs.starts[entries[is_rare] + 1] - begins
    shape = len(some), len(runs.senses)
    return own @ columns.T + _added(runs, begins, counts, row[is_rare], weights[is_rare], shape)


def _columns(runs: Runs) -> tuple[Floats, Flags]:
    """The common features as columns of numbers, and which features those are."""
    counts = np.diff(runs.starts)
    common = np.flatnonzero(counts > _COMMON)
    columns = np.zeros((len(runs.senses), len(common)), np.float32)
    for place, (first, count) in enumerate(zip(runs.starts[common], counts[common], strict=True)):
        columns[runs.rows[first : first + count], place] = runs.values[first : first + count]
    return columns, counts > _COMMON


def _rare(runs: Runs, is_common: Flags, first: int, last: int) -> Floats:
    """What rare features add to the cosines of the phrases from `first` to before `last` with each before them."""
    here = slice(runs.firsts[first], runs.firsts[last])
    is_rare = ~is_common[runs.entries[here]]
    places, begins = runs.places[here][is_rare], runs.starts[runs.entries[here][is_rare]]
    counts = places - begins + 1  # phrases that have the feature, up to this one
    return _added(runs, begins, counts, runs.rows[places] - first, runs.values[places], (last - first, last))


def _added(
    runs: Runs, begins: Ints, counts: Ints, row: Ints, weights: Floats, shape: tuple[int, int]
) -> Floats:
    """The products of weights with parts of runs, each added up at its row and the phrase in the run."""
    at = np.arange(counts.sum()) + np.repeat(begins - np.cumsum(counts) + counts, counts)
    pairs = np.repeat(row.astype(np.intp) * shape[1], counts) + runs.rows[at]
    products = np.repeat(weights, counts) * runs.values[at]
    found = np.bincount(pairs, products, shape[0] * shape[1])
    return found.astype(np.float32).reshape(shape)
