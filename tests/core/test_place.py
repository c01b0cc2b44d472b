"""A place as a value: rounded on arrival, measured on the sphere, never shown."""

import math

import pytest

from bot.core.place import Candidates, How, Place, Unknown, is_on_earth, kilometres, rounded
from bot.core.site import Point


def test_three_decimals_are_all_that_is_used() -> None:
    """Some 110 by 70 metres; doing it again changes nothing, and no minus zero is left."""
    assert rounded(Point(49.28271, -123.12049)) == Point(49.283, -123.12)
    assert rounded(rounded(Point(1.23456, 6.54321))) == rounded(Point(1.23456, 6.54321))
    assert math.copysign(1, rounded(Point(-0.0001, -0.0001)).lat) == 1


@pytest.mark.parametrize(
    ("point", "is_there"),
    [
        (Point(49.3, -123.1), True),
        (Point(0, 12), True),
        (Point(5, 0), True),
        (Point(-89.9, 180), True),
        (Point(0, 0), False),
        (Point(90, 0), False),
        (Point(-90, 0), False),
        (Point(10, 180.1), False),
        (Point(math.nan, 1), False),
        (Point(1, math.nan), False),
        (Point(math.inf, 1), False),
    ],
)
def test_what_is_nowhere_is_told(point: Point, is_there: bool) -> None:
    """Null Island, the poles, beyond the earth, no number."""
    assert is_on_earth(point) is is_there


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (Point(49.2816, -123.1009), Point(48.4284, -123.3656), 96.8),
        (Point(0, 179.5), Point(0, -179.5), 111.2),
        (Point(89, 0), Point(89, 180), 222.4),
        (Point(0, 0), Point(0, 180), 20_015.1),
        (Point(1, 2), Point(1, 2), 0),
    ],
)
def test_distances_are_those_of_the_sphere(one: Point, other: Point, km: float) -> None:
    """Across the date line, over the pole, to the other side of the earth."""
    assert kilometres(one, other) == pytest.approx(km, abs=0.1)
    assert kilometres(one, other) == pytest.approx(kilometres(other, one))


def test_a_place_is_not_printed() -> None:
    """What goes into an error or a log has neither name nor point."""
    place = Place("Downtown Eastside", Point(49.281, -123.098), How.ALIAS)
    shown = repr((place, Candidates((place,)), Unknown()))
    assert "49" not in shown
    assert "Downtown" not in shown
    assert "alias" in shown
