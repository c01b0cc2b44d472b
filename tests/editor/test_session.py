"""Keys that work once, and sessions that end (SEC-9)."""

from collections.abc import Callable

import pytest

from bot.editor.session import (
    ABSOLUTE_SECONDS,
    IDLE_SECONDS,
    LOCK_SECONDS,
    MOST_SESSIONS,
    MOST_WRONG,
    LockedError,
    Sessions,
    WrongKeyError,
)
from tests.auxil.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def keys() -> list[str]:
    return []


@pytest.fixture
def sessions(clock: FakeClock, keys: list[str]) -> Sessions:
    made = iter(range(10_000))
    new: Callable[[], str] = lambda: f"token {next(made)}"  # noqa: E731
    sessions = Sessions(clock, new, keys.append)
    sessions.begin()
    return sessions


def test_a_key_works_once(sessions: Sessions, keys: list[str]) -> None:
    """The second use is refused, and the terminal shows the next key."""
    session = sessions.enter(keys[0])
    assert sessions.is_live(session)
    with pytest.raises(WrongKeyError):
        sessions.enter(keys[0])
    assert len(keys) == 2
    assert sessions.enter(keys[1]) != session


def test_signing_in_gives_a_new_session_and_ends_the_old(sessions: Sessions, keys: list[str]) -> None:
    """Nobody can have the session that a browser had before it was signed in."""
    old = sessions.enter(keys[-1])
    fresh = sessions.enter(keys[-1], old)
    assert fresh != old
    assert not sessions.is_live(old)
    assert not sessions.is_live("a session that somebody made up")


def test_nothing_opens_before_there_is_a_key(clock: FakeClock) -> None:
    """An empty key is no key."""
    with pytest.raises(WrongKeyError):
        Sessions(clock, lambda: "x", print).enter("")


def test_a_session_ends_when_it_is_not_used(sessions: Sessions, keys: list[str], clock: FakeClock) -> None:
    """Half an hour of rest ends it; use goes on counting anew."""
    session = sessions.enter(keys[-1])
    for _ in range(3):
        clock.advance(IDLE_SECONDS - 1)
        assert sessions.is_live(session)
    clock.advance(IDLE_SECONDS)
    assert not sessions.is_live(session)
    clock.advance(1)
    assert not sessions.is_live(session)


def test_a_session_ends_however_much_it_is_used(
    sessions: Sessions, keys: list[str], clock: FakeClock
) -> None:
    """After a working day one signs in again."""
    session = sessions.enter(keys[-1])
    for _ in range(ABSOLUTE_SECONDS // 60 - 1):
        clock.advance(60)
        assert sessions.is_live(session)
    clock.advance(60)
    assert not sessions.is_live(session)


def test_leaving_ends_a_session(sessions: Sessions, keys: list[str]) -> None:
    """What was signed out stays out."""
    session = sessions.enter(keys[-1])
    sessions.leave(session)
    sessions.leave(session)
    assert not sessions.is_live(session)


def test_wrong_keys_lock_for_a_minute(sessions: Sessions, keys: list[str], clock: FakeClock) -> None:
    """After twenty not even the right key opens, for a minute; then it does."""
    for number in range(MOST_WRONG):
        with pytest.raises(WrongKeyError):
            sessions.enter(f"guess {number} \u20ac")
    with pytest.raises(LockedError):
        sessions.enter(keys[-1])
    clock.advance(LOCK_SECONDS - 1)
    with pytest.raises(LockedError):
        sessions.enter(keys[-1])
    clock.advance(1)
    assert sessions.is_live(sessions.enter(keys[-1]))


def test_sessions_do_not_pile_up(sessions: Sessions, keys: list[str]) -> None:
    """The oldest ends where there are too many."""
    made = [sessions.enter(keys[-1]) for _ in range(MOST_SESSIONS + 1)]
    assert not sessions.is_live(made[0])
    assert all(map(sessions.is_live, made[1:]))


def test_it_is_known_how_long_nobody_used_it(sessions: Sessions, keys: list[str], clock: FakeClock) -> None:
    """So that the editor can stop by itself; strangers do not keep it up."""
    session = sessions.enter(keys[-1])
    clock.advance(100)
    sessions.is_live("a stranger")
    assert sessions.idle_seconds() == 100
    sessions.is_live(session)
    assert sessions.idle_seconds() == 0
