"""The nearest are the nearest, everywhere on earth, and agree with the geodesics of the ellipsoid."""

import math
import random
from collections.abc import Iterable

import pytest
from geographiclib.geodesic import Geodesic

from bot.core.place import kilometres
from bot.core.site import Point
from bot.services.nearest import Nearest

EDGES = [
    Point(90, 0), Point(-90, 17), Point(89.9999, -120), Point(-89.9999, 60), Point(0, 180), Point(0, -180),
    Point(52.1, 179.9999), Point(-17.5, -179.9999), Point(0, 0), Point(49.28, -123.12), Point(5, 90), Point(-5, -90),
]  # fmt: skip


def anywhere(rolls: random.Random, count: int) -> list[Point]:
    """Points evenly on the sphere."""
    return [
        Point(math.degrees(math.asin(rolls.uniform(-1, 1))), rolls.uniform(-180, 180)) for _ in range(count)
    ]


def in_towns(rolls: random.Random, count: int) -> list[Point]:
    """Points as lists have them: many in few towns, some of them at the date line and near a pole, some equal."""
    towns = [
        Point(49, -123),
        Point(40.7, -74),
        Point(-17.7, 179.99),
        Point(51.9, -179.9),
        Point(78.2, 15.6),
        Point(89, 0),
    ]
    towns += anywhere(rolls, 20)
    found = []
    for _ in range(count):
        town = rolls.choice(towns)
        lat, lon = rolls.gauss(town.lat, 0.3), rolls.gauss(town.lon, 0.5)
        found.append(Point(max(-90.0, min(90.0, round(lat, 3))), (round(lon, 3) + 180) % 360 - 180))
    return found + found[: count // 20]


def one_by_one(here: Point, points: Iterable[Point]) -> list[tuple[float, int]]:
    return sorted((kilometres(here, point), place) for place, point in enumerate(points))


@pytest.mark.parametrize("count", [0, 1, 2, 5, 30, 400, 3000])
@pytest.mark.parametrize("points_of", [anywhere, in_towns])
def test_the_same_as_measuring_every_point(points_of, count: int) -> None:  # type: ignore[no-untyped-def]
    """At the poles, on the date line, in towns and in the sea; with a filter and with a cap; equal ones in order."""
    rolls = random.Random(count)  # noqa: S311
    points = points_of(rolls, count)
    searched = Nearest(points)
    for here in (*EDGES, *anywhere(rolls, 25), *points[:15]):
        whole = one_by_one(here, points)
        for most in (1, 5, 40):
            assert_same(searched.search(here, most), whole[:most])
        assert_same(searched.search(here, 5, 800), [one for one in whole if one[0] <= 800][:5])
        third = [one for one in whole if one[1] % 3 == 0]
        assert_same(searched.search(here, 5, keep=lambda place: place % 3 == 0), third[:5])


def assert_same(found: list[tuple[float, int]], wanted: list[tuple[float, int]]) -> None:
    """Equal but for points whose distances differ by less than a millimetre, where rounding decides."""
    assert len(found) == len(wanted)
    for (km, _), (right, _) in zip(found, wanted, strict=True):
        assert km == pytest.approx(right, abs=1e-6)
    assert len({place for _, place in found}) == len(found)


def test_equally_near_ones_come_in_the_order_given() -> None:
    points = [Point(1, 1)] * 4 + [Point(0, 0)] + [Point(1, 1)] * 4
    assert [place for _, place in Nearest(points).search(Point(1, 1), 6)] == [0, 1, 2, 3, 5, 6]


def test_nothing_is_asked_for() -> None:
    assert Nearest([Point(1, 1)]).search(Point(1, 1), 0) == []


def test_the_cap_is_exact() -> None:
    """A point just within is found, one just outside is not."""
    there = Nearest([Point(0, 1)])
    km = kilometres(Point(0, 0), Point(0, 1))
    assert there.search(Point(0, 0), 1, km + 1e-6)
    assert not there.search(Point(0, 0), 1, km - 1e-6)


def test_few_points_are_looked_at() -> None:
    """In a list of a country, a search asks of a small part of it: that is why it takes a tenth of a millisecond."""
    rolls = random.Random(9)  # noqa: S311
    searched = Nearest(in_towns(rolls, 5000))
    asked: set[int] = set()

    def keep(place: int) -> bool:
        asked.add(place)
        return True

    searched.search(Point(49, -123), 5, keep=keep)
    assert 5 <= len(asked) < 250


def test_the_same_nearest_five_as_on_the_ellipsoid() -> None:
    """1,000 questions, with those at the date line and poles: the same five but for ties within 1.2 %, which is what a
    sphere can be wrong by."""
    rolls = random.Random(3)  # noqa: S311
    points = in_towns(rolls, 300)
    searched = Nearest(points)
    questions = [*EDGES, *in_towns(rolls, 488), *anywhere(rolls, 500 - len(EDGES))]
    for here in questions[:1000]:
        found = searched.search(here, 5)
        true = {place: geodesic(here, points[place]) for place in near_enough(here, points, found[-1][0])}
        right = sorted(true.values())[:5]
        for (km, place), best in zip(found, right, strict=True):
            assert true[place] <= best * 1.012 + 0.001
            assert km == pytest.approx(true[place], rel=0.0057, abs=0.001)


def near_enough(here: Point, points: list[Point], km: float) -> list[int]:
    """What may be among the five on the ellipsoid: the geodesic takes 0.1 ms, so not all are measured."""
    return [place for place, point in enumerate(points) if kilometres(here, point) <= km * 1.02 + 0.01]


def geodesic(here: Point, there: Point) -> float:
    return float(Geodesic.WGS84.Inverse(here.lat, here.lon, there.lat, there.lon)["s12"]) / 1000
