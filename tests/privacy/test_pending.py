"""A question waits for yes or no for ten minutes, in memory, for the conversation it was shown to."""

from bot.privacy.pending import ASK_SECONDS, MOST_PENDING, Pending
from tests.auxil.clock import FakeClock

ONE, OTHER = b"1" * 8, b"2" * 8


def pending(clock: FakeClock, most: int = MOST_PENDING) -> Pending:
    numbers = iter(range(1, 9_999))
    return Pending(clock, lambda size: next(numbers).to_bytes(size, "big"), most)


def test_it_is_taken_once_by_whom_it_was_shown_to() -> None:
    """With its own token, from its own conversation, under the new key or the one before."""
    held = pending(FakeClock())
    token = held.ask(ONE, "what is this")
    assert held.take([OTHER], token) == ""
    assert held.take([ONE], "0" * 16) == ""
    assert held.take([OTHER, ONE], token) == "what is this"
    assert held.take([ONE], token) == ""


def test_it_is_forgotten() -> None:
    """After ten minutes, when another takes its place, when told to, and at a stop."""
    clock = FakeClock()
    held = pending(clock)
    token = held.ask(ONE, "a")
    clock.advance(ASK_SECONDS)
    assert held.take([ONE], token) == ""
    first, second = held.ask(ONE, "a"), held.ask(ONE, "b")
    assert held.take([ONE], first) == ""
    assert held.take([ONE], second) == "b"
    held.ask(ONE, "a")
    held.forget([ONE])
    held.ask(OTHER, "a")
    assert len(held) == 1
    held.clear()
    assert len(held) == 0


def test_a_flood_fills_no_memory() -> None:
    """The oldest goes first; and sweeping leaves nothing old."""
    clock = FakeClock()
    held = pending(clock, most=3)
    for number in range(10):
        held.ask(bytes([number]) * 8, "a")
    assert len(held) == 3
    clock.advance(ASK_SECONDS)
    held.sweep()
    assert len(held) == 0


def test_the_words_are_never_printed() -> None:
    """Not where something fails and shows what it holds."""
    held = pending(FakeClock())
    held.ask(ONE, "zzyzx")
    assert "zzyzx" not in repr(held) + repr(vars(held))
