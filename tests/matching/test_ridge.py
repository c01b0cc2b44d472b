"""The weights of a linear model."""

import numpy as np
import pytest

from bot.matching.ridge import Doubles, ridge

_NAMES = [f"f{number}" for number in range(30)]


def _vectors(count: int) -> list[dict[str, float]]:
    """Examples with a handful of features each, the same every time."""
    return [
        {_NAMES[(row * step + step) % 30]: 1 + (row + step) % 4 for step in range(1, 7)}
        for row in range(count)
    ]


def _dense(vectors: list[dict[str, float]], names: list[str]) -> Doubles:
    rows = np.array([[vector.get(name, 0.0) for name in names] for vector in vectors])
    lengths = np.array([sum(weight**2 for weight in vector.values()) ** 0.5 for vector in vectors])
    return np.asarray(rows / lengths[:, None], np.float64)


def test_the_weights_are_those_of_the_closed_form() -> None:
    """W = (X' T X + r I)^-1 X' T (Y - mean Y), whichever way it is found."""
    vectors, names = _vectors(80), _NAMES[:25]  # what is not named counts for the length alone
    wanted = np.array([[row % 2, row % 3 == 0] for row in range(80)], float)
    trust = np.array([0.5 + row % 3 for row in range(80)])
    weights, bias = ridge(vectors, names, wanted.tolist(), trust.tolist())
    x = _dense(vectors, _NAMES)[:, :25]
    mean = np.average(wanted, axis=0, weights=trust)
    closed = np.linalg.solve(
        x.T @ (trust[:, None] * x) + np.eye(25), x.T @ (trust[:, None] * (wanted - mean))
    )
    assert bias == pytest.approx(mean)
    assert np.array([weights[name] for name in names]) == pytest.approx(closed, abs=1e-4)


def test_trusted_twice_is_as_if_it_stood_there_twice() -> None:
    """That is what trust means."""
    vectors, wanted = _vectors(12), [[float(row % 2)] for row in range(12)]
    twice = ridge(vectors + vectors[:3], _NAMES, wanted + wanted[:3], [1.0] * 15)
    trusted = ridge(vectors, _NAMES, wanted, [2.0] * 3 + [1.0] * 9)
    assert trusted[1] == pytest.approx(twice[1])
    for name in _NAMES:
        assert trusted[0][name] == pytest.approx(twice[0][name], abs=1e-4)


def test_nothing_to_learn_is_no_weight() -> None:
    """Where all examples want the same, and where one has no feature that is known."""
    weights, bias = ridge([{"f1": 1.0}, {"f2": 1.0}], _NAMES, [[1.0], [1.0]], [1.0, 1.0])
    assert bias == [1.0]
    assert all(one == [0.0] for one in weights.values())
    weights, _ = ridge([{"other": 1.0}, {}], _NAMES, [[1.0], [0.0]], [1.0, 1.0])
    assert all(one == [0.0] for one in weights.values())
