"""Many texts asked of an index, and again of the index after an edit: what they mean is worked out for many at once,
and once for both, because it comes from the language and not from the ways of asking. It is a third of the work.

Only for texts that stand in the knowledge: what people ask is never remembered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace

import numpy as np

from bot.matching.index import Index
from bot.matching.model import Floats
from bot.matching.parts import bare
from bot.matching.senses import Senses

_NAMES = tuple(one.name for one in fields(Senses))


@dataclass(frozen=True, slots=True)
class Remembered(Senses):
    """Senses that remember what the texts asked before mean."""

    _known: dict[tuple[str, ...], Floats] = field(default_factory=dict)

    def of(self, words: Iterable[str]) -> Floats:
        """Return the vector of a text, as Senses does."""
        asked = tuple(words)
        if asked not in self._known:
            self._known[asked] = Senses.of(self, asked)
        return self._known[asked]

    def of_all(self, texts: Iterable[Iterable[str]]) -> Floats:
        """Return the vectors of texts, one a row; those that are new are worked out together."""
        asked = [tuple(words) for words in texts]
        fresh = [words for words in dict.fromkeys(asked) if words not in self._known]
        self._known.update(zip(fresh, Senses.of_all(self, fresh), strict=True))
        return np.stack([self._known[words] for words in asked]) if asked else Senses.of_all(self, ())


def remembering(index: Index, like: Index | None = None) -> Index:
    """Return the same index with a memory of what texts mean: a new one, or that of the index `like` where both know
    the language alike. To be let go of with the texts; never kept in a file."""
    if isinstance(index.senses, Remembered):
        return index
    if like is not None and isinstance(like.senses, Remembered) and _is_same(index.senses, like.senses):
        return replace(index, senses=like.senses)
    return replace(index, senses=_with_memory(index.senses))


def prepare(index: Index, texts: Iterable[str]) -> None:
    """Work out together what texts mean that will be asked of an index that remembers: each whole, and without what is
    polite in it. What else of them is looked at, pieces of long ones, is left to be found when they are asked."""
    readings = dict.fromkeys(one for text in texts for one in (text, bare(text)))
    index.senses.of_all(index.read(text).words for text in readings)


def _with_memory(senses: Senses) -> Remembered:
    return Remembered(*(getattr(senses, name) for name in _NAMES))


def _is_same(one: Senses, other: Senses) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _NAMES)
