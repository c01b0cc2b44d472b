"""Learning an edit of a few phrases into a model of many, without learning the many again.

With all phrases in one hand (learn.py) the answer after an edit is known: whatever changes, of each phrase the same is
left unsaid in the end, r times what it says itself, and only what a new phrase wants or a gone one said is missing at
first. Here only the phrases most like those that come and go answer to that, which are the ones it changes most. Where
phrases were dealt into several hands it is an estimate, as it is for what is less alike.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.matching.between import between_all, by_feature, with_some
from bot.matching.learn import model_of, numbered, rounded, solve, wanted
from bot.matching.model import Floats, Ints, Model, Places, Query, likeness, said

_EACH = 256  # phrases around each that comes or goes; with 1,024 the scores are no nearer to the exact ones
_ALL = 1_024  # in all, and at least one around each


def learn_late(
    model: Model,
    gone: Ints,
    queries: Sequence[Query],
    owners: Sequence[int | None],
    topics: int,
    features: int,
) -> Model:
    """Return a learned model without the phrases `gone` (their rows, in order) and with late ones, handed in as to
    `learn`. There may be more `topics` than the model has; `features` it must have room for. What is large it shares
    with the model given, but for what the phrases say.

    Takes half a second for a phrase, and some seconds for hundreds."""
    learned = np.frombuffer(model.learned, np.int32)
    number = numbered(owners, topics)
    went = phrases_at(model, gone[np.isin(gone, learned)])
    came = queries[: len(number)]
    silent = _silenced(model, gone)
    around, unsaid = _looked(silent, went, came)
    left = np.zeros((len(around) + len(came), topics), np.float32)
    if went and len(around):
        before = with_some(phrases_at(model, learned[around]), by_feature(went, features))
        left[: len(around), : model.topics] = before @ _says(
            model, np.searchsorted(learned, gone[np.isin(gone, learned)])
        )
    left[len(around) :] = wanted(
        np.concatenate((model.owners(topics), number)), slice(len(learned), None), topics
    )
    left[len(around) :, : model.topics] -= unsaid
    both = [*phrases_at(model, learned[around]), *came]
    says = solve(between_all(by_feature(both, features)), left) if both else left
    changed = _saying(silent, around, says[: len(around)])
    if not queries:
        return changed
    taught = np.arange(len(came), dtype=np.int32)
    return replace(changed, late=model_of(queries, number, taught, topics, features, says[len(around) :]))


def _looked(model: Model, went: Sequence[Query], came: Sequence[Query]) -> tuple[Places, Floats]:
    """The places among the learned of the phrases most like those that came or went and are not gone themselves, and
    what the model says of those that came."""
    each = max(min(_EACH, _ALL // max(len(went) + len(came), 1)), 1)
    found, said_before = np.zeros(model.learns, bool), np.zeros((len(came), model.topics), np.float32)
    all_topics = np.arange(model.topics, dtype=np.int32)
    for number, query in enumerate((*came, *went)):
        near = likeness(model, query).near
        found[np.argpartition(near, -each)[-each:] if each < len(near) else slice(None)] = True
        if number < len(came):
            said_before[number] = said(model, near, all_topics)
    found[np.isin(np.frombuffer(model.learned, np.int32), np.frombuffer(model.gone, np.int32))] = False
    return np.flatnonzero(found), said_before


def phrases_at(model: Model, rows: Ints) -> list[Query]:
    """Return learned phrases of a model, by their rows in order, as numbers."""
    starts, of = np.frombuffer(model.starts, np.int32), np.frombuffer(model.rows, np.int32)
    is_wanted = np.zeros(model.phrases, bool)
    is_wanted[rows] = True
    at = np.flatnonzero(is_wanted[of])
    features = (np.searchsorted(starts, at, side="right") - 1).astype(np.int32)
    order = np.argsort(of[at], kind="stable")
    ends = np.searchsorted(of[at][order], rows, side="right")[:-1]
    weights = np.frombuffer(model.values, np.float32)[at][order]
    places = np.searchsorted(np.frombuffer(model.learned, np.int32), rows)
    senses = np.frombuffer(model.senses, np.float32).reshape(model.learns, -1)[places]
    parts = (
        zip(np.split(features[order], ends), np.split(weights, ends), senses, strict=True)
        if len(rows)
        else ()
    )
    return [Query(*part) for part in parts]


def _says(model: Model, places: Places) -> Floats:
    """What some of the learned phrases say, one a row."""
    says = np.frombuffer(model.says, np.int8).reshape(model.topics, -1)[:, places]
    return np.asarray(says.T * np.frombuffer(model.scales, np.float32)[places, None], np.float32)


def _silenced(model: Model, gone: Ints) -> Model:
    scales = np.frombuffer(model.scales, np.float32).copy()
    scales[np.isin(np.frombuffer(model.learned, np.int32), gone)] = 0
    return replace(model, scales=scales.tobytes(), gone=gone.tobytes())


def _saying(model: Model, places: Places, more: Floats) -> Model:
    """A model in which some of the learned phrases say more, perhaps of more topics."""
    more = more.copy()
    more[:, : model.topics] += _says(model, places)
    small, some = rounded(more)
    says = np.zeros((more.shape[1], model.learns), np.int8)
    says[: model.topics] = np.frombuffer(model.says, np.int8).reshape(model.topics, -1)
    says[:, places] = small
    scales = np.frombuffer(model.scales, np.float32).copy()
    scales[places] = some
    return replace(model, topics=len(says), says=says.tobytes(), scales=scales.tobytes())
