"""Points on a plane: where they lie to each other, whatever side of the earth they are on."""

import math

import pytest

from bot.core.place import kilometres
from bot.core.site import Point
from bot.editor.sketch import MARGIN, MOST_HIGH, WIDE, sketch

LEEDS = (Point(53.80, -1.55), Point(53.82, -1.50), Point(53.78, -1.60))


def test_nothing_to_draw_is_no_drawing() -> None:
    """Hidden places, phone lines."""
    assert sketch([]) is None


@pytest.mark.parametrize(
    "points",
    [
        LEEDS, LEEDS[:1], LEEDS[:1] * 3, (Point(0, 0), Point(0, 90), Point(0, 180), Point(0, -90)),
        (Point(90, 0), Point(-90, 180)), (Point(90, 0), Point(90, 100)), (Point(1, 1), Point(2, 1)),
    ],
)  # fmt: skip
def test_every_point_lies_on_the_drawing(points: tuple[Point, ...]) -> None:
    """Also one alone, all in one spot, poles, and sites all around the earth; and the bar fits."""
    drawn = sketch(points)
    assert drawn
    assert len(drawn.spots) == len(points)
    assert drawn.high <= MOST_HIGH
    assert all(MARGIN <= x <= WIDE - MARGIN and MARGIN <= y <= drawn.high - MARGIN for x, y in drawn.spots)
    assert 0 < drawn.bar <= WIDE / 3


def test_distances_are_those_on_earth() -> None:
    """Within one in a hundred for a town, and the bar says how long a kilometre is."""
    drawn = sketch(LEEDS)
    assert drawn
    a, b = drawn.spots[:2]
    km = math.dist(a, b) / drawn.bar * drawn.bar_km
    assert km == pytest.approx(kilometres(*LEEDS[:2]), rel=0.01)


def test_north_is_up_and_east_is_right() -> None:
    """As on any map."""
    drawn = sketch(LEEDS)
    assert drawn
    (x, y), (east, north), _ = drawn.spots
    assert east > x
    assert north < y


def test_the_date_line_does_not_tear_neighbours_apart() -> None:
    """Fiji lies on both sides of it; the one at 179.9 E is west of the one at 179.9 W."""
    drawn = sketch([Point(-17, -179.9), Point(-17, 179.9)])
    assert drawn
    assert drawn.wide_km == pytest.approx(21.3, abs=0.3)
    assert drawn.spots[1][0] < drawn.spots[0][0]


@pytest.mark.parametrize(("km", "bar"), [(1, 0.2), (4, 1), (10, 2), (30, 10), (20_000, 5_000)])
def test_the_bar_is_a_round_number(km: float, bar: float) -> None:
    """1, 2 or 5 with noughts."""
    drawn = sketch([Point(0, 0), Point(0, km / 111.195)])
    assert drawn
    assert drawn.bar_km == pytest.approx(bar)
