"""Learning gives the same weights whichever of its two ways is the shorter."""

import numpy as np

from bot.matching.learn import by_features, by_phrases


def test_both_ways_give_the_same_weights() -> None:
    """More phrases than columns are learned the other way round; nothing else changes."""
    chance = np.random.default_rng(1)
    dense = chance.normal(size=(40, 25)).astype(np.float32)
    target = chance.normal(size=(40, 3)).astype(np.float32)
    one, other = by_phrases(dense, target), by_features(dense, target)
    assert np.abs(one).max() > 0.1
    assert np.allclose(one, other, atol=1e-4)
