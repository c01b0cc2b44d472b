"""Whatever the clock does - set back, set forward, summer time, a leap day - no limit is lifted, no day is counted
twice or below nothing, and what is said to be open is what the sign on the door says."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.privacy.limits import Limits, Verdict
from bot.privacy.pseudonym import WINDOW_SECONDS, Tags
from bot.services.expressions import read
from bot.services.hours import hours_of
from tests.auxil.clock import FakeClock
from tests.auxil.figures import tell
from tests.store.test_counters import test_a_wrong_date_makes_no_negative_or_lost_count as jumps

QUARTER = dt.timedelta(minutes=15)
JUMPS = [-1, 1, 365, -400]


@pytest.mark.parametrize("days", JUMPS)
def test_limits_and_keys_go_by_time_that_passes(days: int) -> None:
    """Setting the date lifts no limit and changes no key."""
    clock = FakeClock()
    limits, tags = Limits(clock, overall=None), Tags(clock, lambda size: bytes(range(size)))
    verdicts = [limits.verdict(b"a") for _ in range(21)]
    before = tags.tag(7)
    clock.set_wall_clock(clock.now() + dt.timedelta(days=days))
    assert verdicts[-1] is not Verdict.ALLOW
    assert limits.verdict(b"a") is not Verdict.ALLOW
    assert tags.tag(7) == before
    clock.advance(WINDOW_SECONDS)
    assert len(tags.current_and_previous(7)) == 2


@pytest.mark.parametrize("days", [-1, 365, -400])
async def test_no_day_is_counted_below_nothing(days: int) -> None:
    """Totals that waited while the date was set."""
    await jumps(days)


def is_open_by_the_door(moment: dt.datetime) -> bool:
    """Mo-Fr 09:00-18:00, Sa 22:00-02:00, by hand."""
    day, time = moment.weekday(), moment.time()
    if day < 5 and dt.time(9) <= time < dt.time(18):
        return True
    return (day == 5 and time >= dt.time(22)) or (day == 6 and time < dt.time(2))


@pytest.mark.parametrize("zone", ["Europe/London", "America/Vancouver"])
def test_every_quarter_of_an_hour_of_two_years(zone: str) -> None:
    """With two leaps of the clock a year and a leap day, beside a table made by hand."""
    made = hours_of(read("Mo-Fr 09:00-18:00; Sa 22:00-02:00"), zone, "")
    assert made is not None
    moment, count = dt.datetime(2027, 6, 1, tzinfo=dt.UTC), 0
    while moment < dt.datetime(2029, 6, 1, tzinfo=dt.UTC):
        local = moment.astimezone(ZoneInfo(zone))
        assert made.state(moment) is is_open_by_the_door(local), local
        moment, count = moment + QUARTER, count + 1
    tell("REL-4", f"open or closed, {zone}", moments=f"{count:,}", wrong=0)
