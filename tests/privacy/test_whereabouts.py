"""Ten minutes' memory of a rounded point, and of nothing finer."""

import pytest

from bot.core.search import Search, Spot, Trail
from bot.core.site import Point
from bot.privacy.whereabouts import REMEMBER_SECONDS, Whereabouts
from tests.auxil.clock import FakeClock

HERE, THERE = Spot("Here", Point(49.283, -123.121)), Spot("There", Point(48.428, -123.366))
ASKED = Search(("naloxone",))


def test_the_place_is_there_for_more() -> None:
    """Said once, known for the next answer, under the tag before too; nobody gets anyone else's."""
    places = Whereabouts(FakeClock())
    places.keep(b"old", HERE)
    assert places.trail([b"new", b"old"]).spot == HERE
    assert places.trail([b"other"]).spot is None
    places.keep(b"new", THERE)
    assert places.trail([b"new", b"old"]).spot == THERE


def test_it_is_gone_after_ten_minutes() -> None:
    """Found at 599 seconds, gone at 600, and asking does not keep it longer."""
    clock = FakeClock()
    places = Whereabouts(clock)
    places.keep(b"a", HERE)
    places.offer(b"a", (HERE, THERE))
    clock.advance(REMEMBER_SECONDS - 1)
    assert places.trail([b"a"]).spot == HERE
    clock.advance(1)
    assert places.trail([b"a"]).spot is None
    assert places.trail([b"a"]) == Trail(next_offer=2)
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
        places.expect((tag,), ASKED)
    places.forget((b"a", b"never"))
    assert places.trail([b"a"]) == Trail(next_offer=3)
    assert places.trail([b"b"]) == Trail(HERE, 2, (HERE, THERE), ASKED, 3)
    places.clear()
    assert len(places) == 0


def test_only_the_number_of_an_offer_is_in_a_button() -> None:
    """The number that a new offer gets is known before it is made, and no two offers have the same."""
    places = Whereabouts(FakeClock())
    first = places.trail([b"a"]).next_offer
    assert places.offer(b"a", (HERE, THERE)) == first
    second = places.offer(b"b", (THERE, HERE))
    assert second != first
    assert places.trail([b"a"]).offer == first
    assert places.trail([b"b"]).offered == (THERE, HERE)
    assert places.trail([b"c"]).offered == ()


def test_a_question_is_open_until_it_is_answered_or_too_old() -> None:
    """Under whichever tag it was asked; answered, it is gone under both."""
    clock = FakeClock()
    places = Whereabouts(clock)
    places.expect((b"old",), ASKED)
    assert places.trail([b"new", b"old"]).asked == ASKED
    places.expect((b"new", b"old"), None)
    assert places.trail([b"new", b"old"]).asked is None
    places.expect((b"new",), ASKED)
    clock.advance(REMEMBER_SECONDS)
    assert places.trail([b"new"]).asked is None


def test_the_oldest_goes_when_it_is_full() -> None:
    """A flood of people pushes out the oldest, never the memory."""
    places = Whereabouts(FakeClock(), most=3)
    for n in range(9):
        places.keep(bytes([n]), HERE)
    assert len(places) == 3
    assert places.trail([b"\x00"]).spot is None


@pytest.mark.parametrize(
    "point", [Point(49.28271, -123.12), Point(49.283, -123.1207), Point(0, 0), Point(91, 0)]
)
def test_what_is_finer_is_refused_and_not_repeated(point: Point) -> None:
    """The full coordinates do not get in, and the error does not carry them."""
    places = Whereabouts(FakeClock())
    for attempt in (
        lambda: places.keep(b"a", Spot("", point)),
        lambda: places.offer(b"a", (HERE, Spot("", point))),
    ):
        with pytest.raises(ValueError, match="a place is rounded") as refused:
            attempt()
        assert "49" not in str(refused.value)
    assert len(places) == 0


def test_anything_but_a_spot_is_refused() -> None:
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
    assert repr(HERE) == "Spot(is_rough=False)"
    places = Whereabouts(FakeClock())
    places.keep(b"a", HERE)
    assert repr(places) == "<Whereabouts of 1>"
