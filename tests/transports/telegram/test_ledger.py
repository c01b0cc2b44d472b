"""Nothing is confirmed before it is answered, and nothing is answered twice without need."""

from hypothesis import given
from hypothesis import strategies as st

from bot.transports.telegram.ledger import Ledger


def taken(*updates: int) -> Ledger:
    ledger = Ledger()
    for update in updates:
        assert ledger.take(update)
    return ledger


def test_the_offset_is_the_lowest_unanswered_update() -> None:
    """However many above it are done."""
    ledger = taken(5, 6, 7)
    ledger.done(6)
    ledger.done(7)
    assert ledger.offset == 5
    ledger.done(5)
    assert ledger.offset == 8


def test_before_the_first_update_there_is_no_offset() -> None:
    """Zero, which is not sent."""
    assert Ledger().offset == 0


def test_what_comes_again_is_not_taken_again() -> None:
    """While in hand and after it is done."""
    ledger = taken(5, 6)
    ledger.done(6)
    assert not ledger.take(5)
    assert not ledger.take(6)


@given(st.permutations(range(100, 150)))
def test_any_order_of_answers_confirms_only_what_is_answered(order: list[int]) -> None:
    """The offset never passes an open update, and in the end nothing is kept."""
    ledger, left = taken(*range(100, 150)), set(range(100, 150))
    for update in order:
        ledger.done(update)
        left.discard(update)
        assert ledger.offset == min(left, default=150)
        assert ledger.in_flight == len(left)
        assert not any(ledger.take(one) for one in range(ledger.ask(), 150))
    assert ledger._done == set()


def test_an_answer_to_an_older_question_brings_nothing_twice() -> None:
    """An update is done while the fetch that still brings it is under way."""
    ledger = taken(5, 6)
    assert ledger.ask() == 5
    ledger.done(5)
    ledger.done(6)
    assert not ledger.take(5)
    assert ledger.ask() == 7


def test_carried_updates_no_longer_hold_the_others_up() -> None:
    """Those that others overtook stay in hand, and Telegram may forget them; later ones still hold."""
    ledger = taken(5, 6, 7, 8)
    ledger.done(7)
    assert ledger.carry() == 2
    assert (ledger.offset, ledger.in_flight, ledger.is_holding) == (8, 3, True)
    ledger.done(8)
    assert (ledger.offset, ledger.in_flight, ledger.is_holding) == (9, 2, False)


def test_nothing_is_carried_while_nobody_is_answered() -> None:
    """Then Telegram is down for all, and all must survive a crash."""
    assert taken(5, 6, 7).carry() == 0


def test_a_new_numbering_is_followed() -> None:
    """After a quiet week Telegram begins at any number."""
    ledger = taken(900)
    ledger.done(900)
    assert ledger.ask() == 901
    assert ledger.take(50)
    ledger.done(50)
    assert ledger.offset == 51


def test_in_a_flood_only_what_may_be_danger_holds() -> None:
    """Calm ones are let go of to see who is behind; whoever may be in danger survives a crash."""
    ledger = taken(5, 6, 7, 8)
    ledger.hurry(6)
    assert ledger.carry_calm() == 3
    assert (ledger.offset, ledger.in_flight, ledger.carried, ledger.is_holding) == (6, 4, 3, True)
    ledger.done(6)
    assert (ledger.offset, ledger.is_holding) == (9, False)


def test_danger_that_cannot_be_answered_does_not_hide_others_for_ever() -> None:
    """Its chat must wait for minutes, and a hundred behind it are answered."""
    ledger = taken(5, 6)
    ledger.hurry(5)
    ledger.done(6)
    assert ledger.carry() == 1
    assert ledger.offset == 7


def test_it_knows_whether_asking_again_shows_others() -> None:
    """What was answered while the question was under way makes room."""
    ledger = taken(5, 6)
    ledger.ask()
    moved = [ledger.has_moved]
    ledger.done(5)
    moved.append(ledger.has_moved)
    ledger.ask()
    moved.append(ledger.has_moved)
    assert moved == [False, True, False]
