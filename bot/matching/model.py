"""What was learned from the phrases, and how a question is weighed with it: a kernel machine over all phrases.

A question is like a phrase in two ways: `shared`, the cosine c of their words, word pairs and letter runs, and `meant`,
1.2 e^(2 (c - 1)) of the cosine c of their senses (senses.py). Their sum x becomes k = ((1 + x)^3 - 1) / 9: one good
likeness counts for more than many faint ones, so that rare combinations matter and small words do not. A topic's score
is the sum over the phrases of k times what that phrase says of it. On the development halves of CLINC150 and BANKING77
the cube finds 4 to 5 more of 100 than the same sum without it.

The arrays are held as bytes, so that a model can be kept in a file that holds nothing but plain values.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Places = npt.NDArray[np.intp]

_MEANT = np.float32(
    1.2
)  # how much meaning counts beside the same words; chosen on development halves and questions
_VOTERS = 768  # phrases most like the question: their topics are looked at
_AT_ONCE = 4  # topics; what they say, made into floats, stays near the processor
_LOOKED_AT = 32  # topics; 99.9 of 100 times the best of all is among them


@dataclass(frozen=True, slots=True)
class Query:
    """A question as numbers: which features it has, their weights (together of length 1), and its sense (of length 1,
    or all 0)."""

    features: Ints
    weights: Floats
    sense: Floats


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a question is like each phrase: `shared` over all phrases, the kernel `near` over those learned from."""

    shared: Floats
    near: Floats


@dataclass(frozen=True, slots=True)
class Model:
    """The phrases by feature and what each says of each topic.

    From `starts[f]` to `starts[f + 1]` are the `rows` (phrases) that have feature f, and their `values`. `learned` are
    the phrases learned from (all but those a topic must not match, unless there are very many), a topic's together and
    those of no topic last; `senses` are theirs. A learned phrase says `says[topic, phrase]` times `scales[phrase]`.
    The first `own` phrases are ways of asking a topic.

    An edit (late.py) silences phrases, which `gone` names, and adds `late` ones: a small model of its own, of the same
    features and topics. The phrases' order is then: own, late own, others, late others.
    """

    phrases: int
    own: int
    topics: int
    starts: bytes  # int32
    rows: bytes  # int32
    values: bytes  # float32
    learned: bytes  # int32
    firsts: bytes  # int32, where each topic's run starts among the learned, and where the last one ends
    senses: bytes  # float32, learned x size of a word vector
    says: bytes = b""  # int8, topics x learned
    scales: bytes = b""  # float32, learned
    gone: bytes = b""  # int32
    late: "Model | None" = None

    @property
    def learns(self) -> int:
        """How many phrases were learned from, without late ones."""
        return len(self.learned) // np.dtype(np.int32).itemsize

    def owners(self, none: int) -> Ints:
        """Return the topic of each phrase learned from, without late ones; `none` for those of none."""
        firsts = np.frombuffer(self.firsts, np.int32)
        each = np.arange(len(firsts), dtype=np.int32)
        each[-1] = none
        return np.repeat(each, np.diff(firsts, append=self.learns))


def kernel(likeness: Floats) -> Floats:
    """Return ((1 + x)^3 - 1) / 9 of each x, in place."""
    np.add(likeness, 1, out=likeness)
    likeness *= np.square(likeness)
    likeness -= 1
    likeness /= 9
    return likeness


def likeness(model: Model, query: Query) -> Likeness:
    """Return how the question is like each phrase."""
    first = _likeness(model, query)
    if model.late is None:
        return first
    late, own, own_late = _likeness(model.late, query), model.own, model.late.own
    shared = first.shared[:own], late.shared[:own_late], first.shared[own:], late.shared[own_late:]
    return Likeness(np.concatenate(shared), np.concatenate((first.near, late.near)))


def _likeness(model: Model, query: Query) -> Likeness:
    starts = np.frombuffer(model.starts, np.int32)
    rows, values = np.frombuffer(model.rows, np.int32), np.frombuffer(model.values, np.float32)
    first, lengths = starts[query.features], starts[query.features + 1] - starts[query.features]
    # All runs in one list: counting over it is several times faster than adding run after run.
    runs = list(map(slice, first.tolist(), (first + lengths).tolist()))
    weighed = np.concatenate([values[:0], *(values[run] for run in runs)]) * query.weights.repeat(lengths)
    alike = np.bincount(np.concatenate([rows[:0], *(rows[run] for run in runs)]), weighed, model.phrases)
    shared = alike.astype(np.float32)
    shared[np.frombuffer(model.gone, np.int32)] = 0
    senses = np.frombuffer(model.senses, np.float32).reshape(-1, len(query.sense) or 1)
    cosines = senses @ query.sense if len(query.sense) else np.zeros(model.learns, np.float32)
    learned = shared if model.learns == model.phrases else shared[np.frombuffer(model.learned, np.int32)]
    return Likeness(shared, kernel(learned + meant(cosines)))


def meant(cosines: Floats) -> Floats:
    """Return 1.2 e^(2 (c - 1)) of each cosine c of senses: most are a little alike, which means little."""
    return np.asarray(_MEANT * np.exp(2 * (cosines - np.float32(1))), np.float32)


def topic_scores(model: Model, alike: Likeness) -> Floats:
    """Return how much the phrases speak for each topic: about 0 for no reason at all and 1 for sure."""
    likely = _likely(model, alike.near)
    scores = said(model, alike.near[: model.learns], likely)
    if model.late:
        scores += said(model.late, alike.near[model.learns :], likely)
    return scores


def said(model: Model, near: Floats, topics: Ints) -> Floats:
    """Return how much the phrases, without late ones, speak for some of the topics; 0 for the others."""
    says = np.frombuffer(model.says, np.int8).reshape(model.topics, -1)
    near = near * np.frombuffer(model.scales, np.float32)
    scores = np.zeros(model.topics, np.float32)
    few = (topics[first : first + _AT_ONCE] for first in range(0, len(topics), _AT_ONCE))
    scores[topics] = np.concatenate([says[some].astype(np.float32) @ near for some in few])
    return scores


def _likely(model: Model, near: Floats) -> Ints:
    """The topics that the phrases most like the question belong to, by what they have above the least of them."""
    if model.topics <= _LOOKED_AT:
        return np.arange(model.topics, dtype=np.int32)
    least = np.partition(near, -_VOTERS)[-_VOTERS] if len(near) > _VOTERS else near.min()
    firsts = np.frombuffer(model.firsts, np.int32)
    votes = np.add.reduceat(np.maximum(near[: firsts[-1]] - least, 0), firsts[:-1])
    if model.late:
        added = np.maximum(near[model.learns :] - least, 0)
        more = np.bincount(model.late.owners(model.topics), added, model.topics + 1)[:-1]
        more[: len(votes)] += votes
        votes = more
    return np.sort(np.argpartition(votes, -_LOOKED_AT)[-_LOOKED_AT:]).astype(np.int32)


def best(scores: Floats, count: int) -> list[int]:
    """Return the positions of the `count` highest scores, highest first, ties in order."""
    return [int(place) for place in np.argsort(-scores, kind="stable")[:count]]
