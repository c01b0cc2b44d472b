"""Ten minutes' memory of a rounded point, and of nothing finer."""

import pytest

from bot.core.site import Point
from bot.privacy.whereabouts import REMEMBER_SECONDS, Whereabouts
from tests.auxil.clock import FakeClock

HERE, THERE = Point(49.283, -123.121), Point(48.428, -123.366)


def test_the_place_is_there_for_more() -> None:
    """Said once, known for the next answer, under the tag before too; nobody gets anyone else's."""
    places = Whereabouts(FakeClock())
    places.keep(b"old", HERE)
    assert places.of([b"new", b"old"]) == HERE
    assert places.of([b"other"]) is None
    places.keep(b"new", THERE)
    assert places.of([b"new", b"old"]) == THERE


def test_it_is_gone_after_ten_minutes() -> None:
    """Found at 599 seconds, gone at 600, and asking does not keep it longer."""
    clock = FakeClock()
    places = Whereabouts(clock)
    places.keep(b"a", HERE)
    places.offer(b"a", (HERE, THERE))
    clock.advance(REMEMBER_SECONDS - 1)
    assert places.of([b"a"]) == HERE
    clock.advance(1)
    assert places.of([b"a"]) is None
    assert places.chosen([b"a"], 1, 0) is None
    assert len(places) == 0


def test_a_sweep_forgets_what_nobody_asks_for() -> None:
    """Nothing waits for the same person to come back."""
    clock = FakeClock()
    places = Whereabouts(clock)
    places.keep(b"a", HERE)
    places.offer(b"b", (HERE, THERE))
    clock.advance(REMEMBER_SECONDS)
    assert len(places) == 2
    places.sweep()
    assert len(places) == 0


def test_forget_and_stop_leave_nothing() -> None:
    """/forget drops this person's, a stop everybody's."""
    places = Whereabouts(FakeClock())
    for tag in (b"a", b"b"):
        places.keep(tag, HERE)
        places.offer(tag, (HERE, THERE))
    places.forget((b"a", b"never"))
    assert places.of([b"a"]) is None
    assert places.chosen([b"a"], 1, 0) is None
    assert places.of([b"b"]) == HERE
    places.clear()
    assert len(places) == 0


def test_only_the_number_of_an_offer_is_in_a_button() -> None:
    """The offer's number and the place's; a button of an earlier offer finds nothing rather than a wrong place."""
    places = Whereabouts(FakeClock())
    first = places.offer(b"a", (HERE, THERE))
    assert places.chosen([b"a"], first, 1) == THERE
    second = places.offer(b"a", (THERE, HERE))
    assert places.chosen([b"a"], first, 1) is None
    assert places.chosen([b"a"], second, 1) == HERE
    assert [places.chosen([b"a"], second, number) for number in (-1, 2, 99)] == [None] * 3
    assert places.chosen([b"b"], second, 0) is None


def test_the_oldest_goes_when_it_is_full() -> None:
    """A flood of people pushes out the oldest, never the memory."""
    places = Whereabouts(FakeClock(), most=3)
    for n in range(9):
        places.keep(bytes([n]), HERE)
    assert len(places) == 3
    assert places.of([b"\x00"]) is None


@pytest.mark.parametrize(
    "point", [Point(49.28271, -123.12), Point(49.283, -123.1207), Point(0, 0), Point(91, 0)]
)
def test_what_is_finer_is_refused_and_not_repeated(point: Point) -> None:
    """The full coordinates do not get in, and the error does not carry them."""
    places = Whereabouts(FakeClock())
    for attempt in (lambda: places.keep(b"a", point), lambda: places.offer(b"a", (HERE, point))):
        with pytest.raises(ValueError, match="a place is rounded") as refused:
            attempt()
        assert "49" not in str(refused.value)
    assert len(places) == 0


def test_anything_but_a_point_is_refused() -> None:
    """No text, no pair of numbers."""
    with pytest.raises(TypeError):
        Whereabouts(FakeClock()).keep(b"a", (49.283, -123.121))  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [0, 1, 6])
def test_an_offer_has_two_to_five_places(count: int) -> None:
    """One is no choice, six are no small screen."""
    with pytest.raises(ValueError, match="two to five"):
        Whereabouts(FakeClock()).offer(b"a", (HERE,) * count)


def test_it_prints_how_many_and_never_where() -> None:
    """What a debugger or an error shows of it."""
    places = Whereabouts(FakeClock())
    places.keep(b"a", HERE)
    assert repr(places) == "<Whereabouts of 1>"
