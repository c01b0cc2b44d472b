"""The index after an edit of some ways of asking, at once, and nearly what learning all of them anew would make.

New phrases are one more hand of learn.py: they learn what the phrases before them leave unsaid. Phrases that are gone
say nothing any more, and what the others left to them stays unsaid. Kept as it was: how rare a feature is that was
there before, and the words that only phrases that are gone had. An edit is always made of an index that was learned
whole, never of one made here, so that what is left out does not add up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from bot.matching.index import (
    Index,
    counted,
    gathered,
    in_order,
    phrases_of,
    queries_of,
    spans_of,
    speller_of,
    vocabulary_of,
    written_in,
)
from bot.matching.late import learn_late
from bot.matching.lexicon import Lexicon
from bot.matching.model import Model
from bot.matching.names import may_mean
from bot.matching.rarity import Rarity, rarity
from bot.matching.words import Reading, read

MOST = (
    300  # phrases that come or go; more take longer than somebody waits, and what they do is less nearly told
)

Pairs = Sequence[tuple[str, str]]


class _Edit(NamedTuple):
    """The rows of phrases and of strangers that are gone, and those that are new."""

    gone: list[int]
    fresh: list[tuple[str, str]]
    gone_strangers: list[int]
    fresh_strangers: list[tuple[str, str]]

    @property
    def size(self) -> int:
        """How many come and go."""
        return len(self.gone) + len(self.fresh) + len(self.gone_strangers) + len(self.fresh_strangers)


def edited(
    index: Index,
    pairs: Iterable[tuple[str, str]],
    lexicon: Lexicon,
    spellings: Mapping[str, tuple[str, ...]],
    strangers: Iterable[tuple[str, str]],
) -> Index | None:
    """Return the index after an edit; all is handed in that `build` was, of which only `pairs` and `strangers` may
    differ. None where more than MOST of those come or go, or no phrase stays: only learning all anew will do.

    Takes a second, and a few megabytes beside the index, whose arrays it shares.
    """
    asked, own = in_order(pairs), [(one.asked, one.topic) for one in index.phrases]
    edit = _Edit(*_changed(own, asked), *_changed(index.strangers, in_order(strangers)))
    if edit.size > MOST or len(edit.gone) == len(own):
        return None
    is_new_word = not written_in(edit.fresh).keys() <= index.speller.known
    speller = speller_of(asked, index.names, lexicon, spellings) if is_new_word else index.speller
    fresh = (*edit.fresh, *edit.fresh_strangers)
    readings = [read(text, speller, index.names, index.synonyms) for text, _ in fresh]
    phrases = (*index.phrases, *phrases_of(edit.fresh, readings))
    strange = (*index.strangers, *edit.fresh_strangers)
    owners = _without([one.topic for one in phrases], edit.gone)
    spans = spans_of(owners, _without([topic for _, topic in strange], edit.gone_strangers))
    topics = (*index.topics, *sorted({topic for _, topic in edit.fresh}.difference(index.topics)))
    rare, model = _learned(index, topics, edit, readings)
    new = replace(
        index,
        phrases=phrases,
        spans=spans,
        topics=topics,
        model=model,
        strangers=strange,
        rarity=rare,
        speller=speller,
    )
    return _told_anew(new, edit, readings)


def _changed(before: Pairs, after: Pairs) -> tuple[list[int], list[tuple[str, str]]]:
    """The places of those that are gone, and those that are new."""
    stood, stands = frozenset(before), frozenset(after)
    gone = [row for row, one in enumerate(before) if one not in stands]
    return gone, [one for one in after if one not in stood]


def _without(owners: list[str], gone: list[int]) -> list[str]:
    """The topic of each phrase, none where it is gone."""
    for row in gone:
        owners[row] = ""
    return owners


def _learned(
    index: Index, topics: Sequence[str], edit: _Edit, readings: Sequence[Reading]
) -> tuple[Rarity, Model]:
    """How rare each feature is, and the model with the late phrases that these are readings of. Of new strangers those
    that belong to no topic are learned from; they stand first."""
    number = {topic: place for place, topic in enumerate(topics)}
    teach: list[int | None] = [number[topic] for _, topic in edit.fresh]
    teach += [None for _, topic in edit.fresh_strangers if not topic]
    found = counted(readings)
    rare, at = index.rarity.joined(rarity(found.checks[: sum(found.sizes[: len(teach)])], index.model.learns))
    starts = np.frombuffer(index.model.starts, np.int32)
    model = replace(index.model, starts=np.insert(starts, at, starts[at]).tobytes())
    gone = np.array([*edit.gone, *(len(index.phrases) + row for row in edit.gone_strangers)], np.int32)
    queries = list(queries_of(found, readings, rare, index.senses)) if readings else []
    return rare, learn_late(model, gone, queries, teach, len(topics), len(rare))


def _told_anew(index: Index, edit: _Edit, readings: Sequence[Reading]) -> Index:
    """The index with what each topic that was edited is about, by the phrases it has now."""
    gone = [index.phrases[row] for row in edit.gone]
    topics = {one.topic for one in gone} | {topic for _, topic in edit.fresh}
    its = [(one, one.words.split()) for topic in sorted(topics) for one in index.of(topic)]
    kept = {topic: stems for topic, stems in index.vocabulary.items() if topic not in topics}
    vocabulary = {**kept, **vocabulary_of(one for one, _ in its)}
    mine = {stem for one, _ in its for stem in one.stems.split()}
    left = {stem for one in gone for stem in one.stems.split()}
    left.update(stem for reading in readings[len(edit.fresh) :] for stem in reading.stems)
    nobodys = {one for one in left if not any(f" {one} " in stems for stems in vocabulary.values())}
    names = index.names
    surely = gathered((one.topic, names.ids.intersection(words)) for one, words in its)
    possibly = gathered((one.topic, may_mean(words, names)) for one, words in its)
    return replace(
        index,
        vocabulary=vocabulary,
        foreign=index.foreign.difference(mine) | nobodys,
        substances={**index.substances, **surely},
        possible={**index.possible, **possibly},
    )
