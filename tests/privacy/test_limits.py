"""One chat cannot crowd out the others, and nobody is blocked for long."""

from datetime import timedelta

import pytest

from bot.privacy.limits import Limits, OncePer, Verdict
from tests.auxil.clock import FakeClock

ALLOW, SAY_WAIT, SILENT = Verdict.ALLOW, Verdict.SAY_WAIT, Verdict.SILENT


def asked(limits: Limits, tag: bytes, times: int) -> list[Verdict]:
    return [limits.verdict(tag) for _ in range(times)]


def allowed_in(limits: Limits, clock: FakeClock, tag: bytes, seconds: int) -> int:
    count = 0
    for _ in range(seconds):
        clock.advance(1)
        count += limits.allows(tag)
    return count


def test_twenty_at_once_then_one_line_then_silence() -> None:
    """20 questions in a burst are answered, then "please wait a moment" once, then nothing."""
    limits = Limits(FakeClock())
    assert asked(limits, b"a", 23) == [ALLOW] * 20 + [SAY_WAIT, SILENT, SILENT]


def test_after_the_burst_one_question_in_three_seconds() -> None:
    """A chat that goes on asking every second is answered every third."""
    clock = FakeClock()
    limits = Limits(clock)
    asked(limits, b"a", 20)
    assert allowed_in(limits, clock, b"a", seconds=300) == 100


def test_a_quiet_minute_gives_the_burst_back() -> None:
    """Nobody stays limited who has stopped."""
    clock = FakeClock()
    limits = Limits(clock)
    asked(limits, b"a", 40)
    clock.advance(60)
    assert asked(limits, b"a", 20) == [ALLOW] * 20


def test_the_wait_line_is_not_repeated_within_a_minute() -> None:
    """10,000 messages in a minute get one wait line."""
    clock = FakeClock()
    limits = Limits(clock)
    verdicts = []
    for _ in range(10_000):
        clock.advance(0.0059)
        verdicts.append(limits.verdict(b"a"))
    assert verdicts.count(SAY_WAIT) == 1
    assert verdicts.count(ALLOW) == 39


def test_one_chat_over_its_limit_costs_the_others_nothing() -> None:
    """REL-7 in small: refused questions do not use up what is shared."""
    clock = FakeClock()
    limits = Limits(clock)
    asked(limits, b"loud", 20)
    clock.advance(1)
    asked(limits, b"loud", 1000)
    assert asked(limits, b"other", 20) == [ALLOW] * 20


def test_everybody_together_gets_25_a_second() -> None:
    """More than Telegram lets us send is not promised to anyone."""
    clock = FakeClock()
    limits = Limits(clock)
    first = [limits.verdict(n.to_bytes(8, "big")) for n in range(1000)]
    clock.advance(1)
    second = [limits.verdict(n.to_bytes(8, "big")) for n in range(1000, 2000)]
    assert (first.count(ALLOW), second.count(ALLOW)) == (25, 25)


def test_our_own_wait_lines_do_not_double_a_flood() -> None:
    """Answers and wait lines together stay within 30 a second."""
    limits = Limits(FakeClock())
    verdicts = [limits.verdict(n.to_bytes(8, "big")) for n in range(1000)]
    assert verdicts.count(ALLOW) + verdicts.count(SAY_WAIT) == 30


def test_the_table_is_bounded() -> None:
    """20,000 tags at most, whatever comes."""
    clock = FakeClock()
    limits = Limits(clock)
    for n in range(21_000):
        clock.advance(0.04)
        limits.verdict(n.to_bytes(8, "big"))
    assert 1000 < len(limits) <= 20_000


def test_a_full_table_lets_the_oldest_go() -> None:
    """The number given is the number held."""
    limits = Limits(FakeClock(), most=5)
    for n in range(20):
        limits.verdict(bytes([n]))
    assert len(limits) == 5


@pytest.mark.parametrize("days", [-1, 1, 365])
def test_setting_the_wall_clock_changes_nothing(days: int) -> None:
    """REL-4: limits go by the monotonic clock only."""
    clock = FakeClock()
    limits = Limits(clock)
    asked(limits, b"a", 21)
    clock.set_wall_clock(clock.now() + timedelta(days=days))
    assert limits.verdict(b"a") is SILENT


def test_a_day_of_small_steps_costs_no_question() -> None:
    """Adding thousandths never adds up to a refusal."""
    clock = FakeClock()
    limits = Limits(clock)
    for _ in range(3000):
        clock.advance(3.0)
        assert limits.allows(b"a")


def test_once_per_says_yes_once_in_ten_minutes() -> None:
    """One line per group in ten minutes."""
    clock = FakeClock()
    lines = OncePer(clock)
    assert lines.first(b"group")
    clock.advance(599)
    assert not lines.first(b"group")
    clock.advance(1)
    assert lines.first(b"group")


def test_once_per_is_for_each_group_alone() -> None:
    """One group's line does not silence another's."""
    lines = OncePer(FakeClock())
    assert lines.first(b"one")
    assert lines.first(b"two")
