"""A grid that answers "is anything near" as measuring every point would."""

import random

import pytest

from bot.core.place import kilometres
from bot.core.site import Point
from bot.services.nearby import Nearby, cell_of


def some_points(seed: int, count: int) -> list[Point]:
    dice = random.Random(seed)  # noqa: S311 - the same ones every time
    everywhere = [Point(dice.uniform(-90, 90), dice.uniform(-180, 180)) for _ in range(count)]
    edges = [Point(dice.uniform(-89, 89), dice.choice((-179.9, 179.9))) for _ in range(count // 4)]
    poles = [Point(dice.choice((-89.9, 89.9)), dice.uniform(-180, 180)) for _ in range(count // 4)]
    return everywhere + edges + poles


@pytest.mark.parametrize("km", [1.0, 150.0, 1_200.0])
def test_the_grid_says_what_measuring_says(km: float) -> None:
    """At the date line and the poles too."""
    points, asked = some_points(1, 60), some_points(2, 200)
    near = Nearby(points)
    answers = [near.is_within(one, km) for one in asked]
    assert answers == [any(kilometres(one, other) <= km for other in points) for one in asked]
    assert any(answers) or km < 100


def test_the_cells_hold_all_that_is_near() -> None:
    """What lies within reach lies in one of the cells that are looked through."""
    points = some_points(3, 20)
    cells = Nearby(points).cells(150.0)
    close = [one for one in some_points(4, 3_000) if any(kilometres(one, other) <= 150 for other in points)]
    assert len(close) > 10
    assert all(cell_of(one) in cells for one in close)


def test_nothing_is_near_nothing() -> None:
    """No site, no cells, nothing near."""
    assert not Nearby([]).is_within(Point(1, 1), 20_000)
    assert Nearby([]).cells(150) == frozenset()
