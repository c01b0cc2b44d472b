"""Learning from phrases, in closed form: nothing is random, and the same phrases always give the same model.

Kernel ridge regression on one-hot topics (Saunders, Gammerman and Vovk 1998): with K the kernel between phrases and Y
their topics, what the phrases say is A = (K + r I)^-1 (Y - mean Y). More phrases than a small computer can compare with
each other are dealt into hands, and each hand learns what those before it leave unsaid (boosting as in Friedman 2001,
with a whole machine a step). Only whoever builds an index imports this.
"""

import math
from collections.abc import Sequence
from itertools import islice, zip_longest

import numpy as np
import numpy.typing as npt

from bot.matching.between import Half, Runs, between_all, blocks, by_feature, with_some
from bot.matching.model import Floats, Ints, Model, Places, Query

_RIDGE = 0.3  # how much a single phrase is distrusted
_HAND = 6_000  # phrases that are learned from at once; half their kernel takes 72 MB while learning
_MOST = 40_000  # phrases that are all learned from
_TAUGHT = 1_024  # phrases that teach at once


def learn(
    queries: Sequence[Query], owners: Sequence[int | None], topics: int, features: int, deal: Sequence[int]
) -> Model:
    """Learn from phrases as numbers and the topic each belongs to (0 to `topics` - 1 in order, then None for phrases of
    no topic, which only teach). Phrases beyond `owners` are not learned from, but questions are compared with them.
    `features` is how many features there are. `deal` has a number for each phrase that is its own whatever stands
    beside it: by it a phrase comes into the same hand before and after an edit.

    Memory while learning: 2 bytes for each pair of the phrases that are learned from at once, and 4 KB a phrase."""
    number = numbered(owners, topics)
    learned = _chosen(number, topics)
    taught = queries[: len(number)]
    if len(learned) == len(taught):
        says = _from_all(taught, number, topics, features, deal)
    else:
        says = _from_some(taught, learned, number, topics, features)
    return model_of(queries, number, learned, topics, features, says)


def numbered(owners: Sequence[int | None], topics: int) -> Places:
    """Return the number of the topic of each phrase, `topics` for those of none."""
    return np.array([topics if owner is None else owner for owner in owners], np.intp)


def model_of(
    queries: Sequence[Query], number: Places, learned: Ints, topics: int, features: int, says: Floats
) -> Model:
    """Return the model of phrases as numbers, with the numbers of the topics of those that teach; `learned` are those
    learned from, and what each of them says of each topic."""
    runs = by_feature(queries, features)
    small, scales = rounded(says)
    return Model(
        phrases=len(queries),
        own=int(np.count_nonzero(number < topics)),
        topics=topics,
        starts=runs.starts.tobytes(),
        rows=runs.rows.tobytes(),
        values=runs.values.tobytes(),
        learned=learned.tobytes(),
        firsts=np.searchsorted(number[learned], np.arange(topics + 1)).astype(np.int32).tobytes(),
        senses=runs.senses[learned].tobytes(),
        says=small.tobytes(),
        scales=scales.tobytes(),
    )


def rounded(says: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Return what phrases say, topics x phrases, as small numbers, and the scale of each phrase."""
    scales = np.abs(says).max(axis=1, keepdims=True, initial=0) / np.float32(127) + np.float32(1e-12)
    small = np.rint(says / scales).astype(np.int8)  # the best topic stays the same in all but a few of 1,000
    return np.ascontiguousarray(small.T), scales.astype(np.float32)[:, 0]


def wanted(number: Places, part: slice | Places, topics: int) -> Floats:
    """What is wanted of a part of the phrases: 1 for its own topic, less the share of all that each topic has."""
    own = number[part]
    wanted = np.tile(
        -np.bincount(number, minlength=topics + 1)[:topics] / np.float32(len(number)), (len(own), 1)
    )
    has_topic = own < topics
    wanted[has_topic, own[has_topic]] += 1
    return wanted.astype(np.float32)


def _chosen(number: Places, topics: int) -> Ints:
    """The phrases to learn from: all, or where they are too many as many of each topic as of any other, so few that it
    takes no longer than a few hands (n m^2 = _HAND^3), and one of each topic at least."""
    count = len(number)
    if count <= _MOST:
        return np.arange(count, dtype=np.int32)
    of: dict[int, list[int]] = {}
    for row, owner in enumerate(number.tolist()):
        of.setdefault(owner, []).append(row)
    few = max(math.isqrt(_HAND**3 // count), topics + 1)
    turns = (row for turn in zip_longest(*of.values()) for row in turn if row is not None)
    return np.array(sorted(islice(turns, few)), np.int32)


def _from_all(
    queries: Sequence[Query], number: Places, topics: int, features: int, deal: Sequence[int]
) -> Floats:
    """Learn from all phrases, dealt into hands of about _HAND."""
    says = np.zeros((len(queries), topics), np.float32)
    hands = math.ceil(len(queries) / _HAND)
    dealt = np.array(deal, np.int64)[: len(queries)] % hands
    before: list[tuple[Places, Runs]] = []
    for rows in filter(len, (np.flatnonzero(dealt == hand) for hand in range(hands))):
        hand = [queries[row] for row in rows.tolist()]
        left = wanted(number, rows, topics)
        for earlier, runs in before:
            for start in range(0, len(hand), _TAUGHT):
                part = slice(start, start + _TAUGHT)
                left[part] -= with_some(hand[part], runs) @ says[earlier]
        before.append((rows, by_feature(hand, features)))
        says[rows] = solve(between_all(before[-1][1]), left)
    return says


def _from_some(queries: Sequence[Query], learned: Ints, number: Places, topics: int, features: int) -> Floats:
    """What the chosen phrases say so that all phrases are answered best (the subset of regressors of Smola and
    Schölkopf 2000): A = (C' C + r B)^-1 C' Y, with C the kernel of all with the chosen, B of the chosen."""
    some = [queries[row] for row in learned]
    runs = by_feature(some, features)
    square = [np.float32(_RIDGE) * part for part in between_all(runs)]
    target = np.zeros((len(learned), topics), np.float32)
    for first in range(0, len(queries), _TAUGHT):
        part = with_some(queries[first : first + _TAUGHT], runs)
        for own, block in zip(square, blocks(len(learned)), strict=True):
            own += part[:, block].T @ part[:, : block.stop]
        target += part.T @ wanted(number, slice(first, first + _TAUGHT), topics)
    return solve(square, target)


def solve(square: Half, target: Floats) -> Floats:
    """Return (square + r I)^-1 target for a symmetric positive `square`, which is used up: Cholesky's factors take its
    place, block column by block column, because a second one of its size would not fit into a small computer. The
    blocks on the diagonal are inverted, which is what they are used for."""
    found = target.astype(np.float32, copy=True)
    parts = list(zip(square, blocks(len(target)), strict=True))
    for number, (own, block) in enumerate(parts):
        before, corner = slice(0, block.start), own[:, block]
        corner[np.diag_indices_from(corner)] += np.float32(_RIDGE)
        for part in square[number:]:
            part[:, block] -= part[:, before] @ own[:, before].T
        corner[:] = np.linalg.inv(np.linalg.cholesky(corner)).astype(np.float32)
        for part in square[number + 1 :]:
            part[:, block] = part[:, block] @ corner.T
        found[block] = corner @ (found[block] - own[:, before] @ found[before])
    for number, (own, block) in reversed(list(enumerate(parts))):
        for part, later in parts[number + 1 :]:
            found[block] -= part[:, block].T @ found[later]
        found[block] = own[:, block].T @ found[block]
    return found
