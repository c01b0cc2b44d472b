"""What a text means as numbers: texts that mean alike point the same way, though they share no word.

Each word has a vector, and a small transformer encoder (Vaswani and others 2017; norm first, as Xiong and others 2020)
reads them in their order, so that "the dog bit me" is not "I bit the dog". Both were fitted once to the sentence
vectors of a large encoder (knowledge/words/README.md). Words alone do where there is no encoder.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bot.core.checks import place
from bot.matching.model import Floats

LONGEST = 24  # words that are read together; more are read in parts
_TOGETHER = 256  # texts of one length that are read at once
_TINY = np.float32(1e-5)  # keeps a norm from dividing by nothing, as where the encoder was fitted


class Layer(NamedTuple):
    """One layer of the encoder, with d numbers a word: which words look at which (`ask`, `seen`), and what is made of
    each word then (`wide`, `narrow`). Norms are folded into the weights that follow them; what `seen` and `narrow` add
    to a word has mean 0, so that a norm need not take the mean away."""

    ask: Floats  # d x 3 d
    ask_bias: Floats
    seen: Floats  # d x d
    seen_bias: Floats
    wide: Floats  # d x inner
    wide_bias: Floats
    narrow: Floats  # inner x d
    narrow_bias: Floats


class Parts(NamedTuple):
    """The encoder's weights: from word vectors to its own width, its layers, and back to the size of a sense. `enter`
    and `places` make words of mean 0, as do the layers."""

    enter: Floats  # size x d
    places: Floats  # LONGEST x d: what is added for where a word stands
    layers: tuple[Layer, ...]
    leave: Floats  # d x size
    leave_bias: Floats


@dataclass(frozen=True, slots=True)
class Encoder:
    """A transformer encoder as plain bytes (float32): d numbers a word (`width`), `inner` within a layer."""

    size: int
    width: int
    inner: int
    layers: int
    heads: int
    data: bytes = field(repr=False)

    def parts(self) -> Parts:
        """Return the weights, which all stand in `data` one after the other."""
        return _parts(self)

    def is_whole(self) -> bool:
        """Return whether `data` has as many numbers as such an encoder needs, and the heads share its width evenly."""
        size, d, inner = self.size, self.width, self.inner
        if min(size, d, inner, self.layers, self.heads) < 1 or d % self.heads:
            return False
        layer = 4 * d * d + 4 * d + 2 * d * inner + inner + d
        numbers = size * d + LONGEST * d + self.layers * layer + d * size + size
        return len(self.data) == numbers * np.dtype(np.float32).itemsize


@lru_cache(maxsize=4)
def _parts(encoder: Encoder) -> Parts:
    left = np.frombuffer(encoder.data, np.float32)
    d, inner = encoder.width, encoder.inner

    def take(*shape: int) -> Floats:
        nonlocal left
        found, left = left[: int(np.prod(shape))], left[int(np.prod(shape)) :]
        return found.reshape(shape)

    enter, places = _centred(take(encoder.size, d)), _centred(take(LONGEST, d))
    layers = tuple(
        Layer(
            take(d, 3 * d),
            take(3 * d),
            _centred(take(d, d)),
            _centred(take(d)),
            take(d, inner),
            take(inner),
            _centred(take(inner, d)),
            _centred(take(d)),
        )
        for _ in range(encoder.layers)
    )
    return Parts(enter, places, layers, take(d, encoder.size), take(encoder.size))


def _centred(weights: Floats) -> Floats:
    """Weights whose results have mean 0, and are the same but for their mean."""
    return np.asarray(weights - weights.mean(axis=-1, keepdims=True), np.float32)


@dataclass(frozen=True, slots=True)
class Senses:
    """Word vectors, `size` signed bytes a word, and what reads them in order. Words are told apart by checksum, in
    order: of 100,000 unknown words about one is taken for known."""

    size: int = 0
    _checks: "array[int]" = field(default_factory=lambda: array("I"))
    _places: "array[int]" = field(default_factory=lambda: array("I"))
    _vectors: bytes = b""
    _encoder: Encoder | None = None

    def of(self, words: Iterable[str]) -> Floats:
        """Return the vector of a text of these words, of length 1; all 0 where no word is known."""
        return np.asarray(self.of_all([words])[0], np.float32)

    def of_all(self, texts: Iterable[Iterable[str]]) -> Floats:
        """Return the vectors of texts, one a row: those of one length are read together, which is faster."""
        seen: dict[str, int] = {}
        known = [self._rows(words, seen) for words in texts]
        found = np.zeros((len(known), self.size), np.float32)
        for size, pieces in _by_length(known).items():
            for first in range(0, len(pieces), _TOGETHER):
                some = pieces[first : first + _TOGETHER]
                rows = np.array([row for _, row in some])
                np.add.at(found, [text for text, _ in some], self._read(rows) * np.float32(size))
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(np.divide(found, lengths, out=found, where=lengths > 0), np.float32)

    def _rows(self, words: Iterable[str], seen: dict[str, int]) -> list[int]:
        """The places of the words that are known; `seen` has those looked for before, -1 where one is not known."""
        parts = [part for word in words for part in word.split("-")]
        for part in parts:
            if part not in seen:
                at = place(self._checks, part)
                seen[part] = self._places[at] if at >= 0 else -1
        return [seen[part] for part in parts if seen[part] >= 0]

    def _read(self, rows: "np.typing.NDArray[np.int64]") -> Floats:
        """The senses of texts that are `rows` of the table, all of one length."""
        table = np.frombuffer(self._vectors, np.int8).reshape(-1, self.size)
        vectors = table[rows].astype(np.float32)
        found = vectors.sum(axis=1) / np.float32(np.sqrt(rows.shape[1]))
        if self._encoder is not None:
            found += _encoded(self._encoder, vectors)
        return np.asarray(found / (np.linalg.norm(found, axis=1, keepdims=True) + _TINY), np.float32)


def _by_length(texts: Sequence[Sequence[int]]) -> Mapping[int, list[tuple[int, Sequence[int]]]]:
    """Texts as pieces that are read together, by their length, each with the number of its text."""
    found: dict[int, list[tuple[int, Sequence[int]]]] = {}
    for number, rows in enumerate(texts):
        for first in range(0, len(rows), LONGEST):
            piece = rows[first : first + LONGEST]
            found.setdefault(len(piece), []).append((number, piece))
    return found


def _encoded(encoder: Encoder, vectors: Floats) -> Floats:
    """What the encoder adds to the sum of the word vectors (texts x words x size): its mean word, read in context."""
    parts = encoder.parts()
    texts, count, size = vectors.shape
    words = vectors.reshape(-1, size) @ parts.enter  # one a row, a text's together
    words += np.tile(parts.places[:count], (texts, 1))
    for layer in parts.layers:
        words += _looked(layer, encoder.heads, texts, _normed(words))
        wide = _normed(words) @ layer.wide
        wide += layer.wide_bias
        words += np.maximum(wide, 0, out=wide) @ layer.narrow
        words += layer.narrow_bias
    read = _normed(words).reshape(texts, count, -1).mean(axis=1)
    return np.asarray(read @ parts.leave + parts.leave_bias, np.float32)


def _looked(layer: Layer, heads: int, texts: int, words: Floats) -> Floats:
    """What each word takes from the others of its text: attention by scaled dot products, in `heads` parts side by
    side."""
    rows, width = words.shape
    asked = words @ layer.ask
    asked += layer.ask_bias
    split = asked.reshape(texts, rows // texts, 3, heads, width // heads)
    query, key, value = split.transpose(2, 0, 3, 1, 4)
    weights = query @ key.swapaxes(2, 3)
    weights -= weights.max(axis=3, keepdims=True)
    np.exp(weights, out=weights)
    mixed = weights @ value
    mixed /= weights.sum(axis=3, keepdims=True)
    return np.asarray(mixed.swapaxes(1, 2).reshape(rows, width) @ layer.seen + layer.seen_bias, np.float32)


def _normed(words: Floats) -> Floats:
    """Each word, of mean 0, with spread 1 (Ba, Kiros and Hinton 2016)."""
    spread = np.einsum("wd,wd->w", words, words) / np.float32(words.shape[1])
    return np.asarray(words / np.sqrt(spread + _TINY)[:, None], np.float32)
