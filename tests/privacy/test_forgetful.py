"""The table under limits and signs forgets by age and by number."""

from bot.privacy.forgetful import Forgetful
from tests.auxil.clock import FakeClock


def test_what_was_put_is_given_until_its_time_is_over() -> None:
    """Held up to the second, and not one longer."""
    clock = FakeClock()
    table: Forgetful[str] = Forgetful(clock, seconds=60)
    table.put(b"a", "x")
    clock.advance(59)
    assert table.get(b"a") == "x"
    clock.advance(1)
    assert table.get(b"a") is None


def test_reading_what_is_old_removes_it() -> None:
    """Forgotten on read, not only hidden."""
    clock = FakeClock()
    table: Forgetful[str] = Forgetful(clock, seconds=60)
    table.put(b"a", "x")
    clock.advance(60)
    table.get(b"a")
    assert len(table) == 0


def test_every_write_sweeps() -> None:
    """Somebody else's message is enough to forget the old ones."""
    clock = FakeClock()
    table: Forgetful[str] = Forgetful(clock, seconds=60)
    table.put(b"a", "x")
    table.put(b"b", "x")
    clock.advance(60)
    table.put(b"c", "x")
    assert len(table) == 1


def test_putting_again_begins_its_time_again() -> None:
    """The age is counted from the last put, and the order of going follows it."""
    clock = FakeClock()
    table: Forgetful[str] = Forgetful(clock, seconds=60)
    table.put(b"a", "x")
    table.put(b"b", "x")
    clock.advance(30)
    table.put(b"a", "y")
    clock.advance(30)
    table.sweep()
    assert len(table) == 1
    assert table.get(b"a") == "y"
    assert table.get(b"b") is None


def test_the_oldest_goes_first_when_full() -> None:
    """A flood pushes out the oldest, never the memory."""
    table: Forgetful[int] = Forgetful(FakeClock(), seconds=60, most=3)
    for n in range(10):
        table.put(bytes([n]), n)
    assert len(table) == 3
    assert [table.get(bytes([n])) for n in (6, 7, 8, 9)] == [None, 7, 8, 9]
