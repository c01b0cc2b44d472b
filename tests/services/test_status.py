"""What a person wrote last wins, a doubt is never open, and every change has its time."""

import datetime as dt

import pytest

from bot.core.site import Status, Stop
from bot.services.status import Day, Now, is_open, now, week
from tests.auxil.sites import HERE, local, site

BC = ("Jan 01 or Monday", "Mo[3] Feb", "easter -2", "Dec 25 or Tuesday", "Dec 26 or Tuesday")
FRIDAY = local("2026-11-27T10:00")


def test_open_until_and_opens_next() -> None:
    hours = site(hours="Mo-Fr 09:00-17:00")
    assert now(hours, FRIDAY) == Now(True, until=local("2026-11-27T17:00"))
    assert now(hours, local("2026-11-27T17:00")) == Now(False, opens=local("2026-11-30T09:00"))
    assert now(hours, local("2026-11-27T17:00").astimezone(dt.UTC)).opens == local("2026-11-30T09:00")


def test_always_open_ends_never() -> None:
    for text in ("24/7", "Mo-Su 00:00-24:00"):
        assert now(site(hours=text), FRIDAY) == Now(True)


def test_no_hours_are_unknown_not_closed() -> None:
    for text in ("", '"by appointment"', "9-5"):
        assert now(site(hours=text), FRIDAY) == Now(None)


def test_a_change_of_comment_ends_nothing() -> None:
    hours = site(hours='Mo-Fr 09:00-12:00 open "desk", Mo-Fr 12:00-17:00 open "window"')
    assert now(hours, FRIDAY).until == local("2026-11-27T17:00")


def test_it_opens_next_summer() -> None:
    assert now(site(hours="Jun-Aug Mo 10:00-12:00"), FRIDAY).opens == local("2027-06-07T10:00")


def test_unknown_times_are_passed_over() -> None:
    """What opens next is what surely does."""
    hours = site(hours="Sa 09:00-12:00 unknown, Mo 09:00-12:00")
    assert now(hours, FRIDAY).opens == local("2026-11-30T09:00")
    assert now(hours, local("2026-11-28T10:00")) == Now(None, opens=local("2026-11-30T09:00"))


class TestStatus:
    """A status beats all hours."""

    @pytest.mark.parametrize("status", [Status.TEMPORARILY_CLOSED, Status.CLOSED, Status.MOVED])
    def test_it_is_closed_whatever_the_hours(self, status: Status) -> None:
        there = site(hours="24/7", status=status)
        assert now(there, FRIDAY) == Now(False, status=status)
        assert is_open(there, FRIDAY) is False

    def test_until_is_its_last_day(self) -> None:
        there = site(hours="Mo-Su 09:00-17:00", status=Status.TEMPORARILY_CLOSED, until=dt.date(2026, 11, 28))
        assert now(there, local("2026-11-28T12:00")).is_open is False
        assert now(there, local("2026-11-28T12:00")).opens == local("2026-11-29T09:00")
        assert now(there, local("2026-11-29T12:00")).is_open is True


class TestClosures:
    """A closure beats the hours."""

    def test_a_day(self) -> None:
        there = site(hours="24/7", closures=("2026-12-25",))
        assert now(there, local("2026-12-24T23:59")).until == local("2026-12-25T00:00")
        assert now(there, local("2026-12-25T10:00")).opens == local("2026-12-26T00:00")

    def test_a_part_of_a_day(self) -> None:
        there = site(hours="Mo-Su 09:00-24:00", closures=("2026-12-31 15:00-24:00",))
        assert now(there, local("2026-12-31T10:00")).until == local("2026-12-31T15:00")
        assert now(there, local("2026-12-31T16:00")).opens == local("2027-01-01T09:00")

    def test_an_evening_that_begins_on_a_closed_day_does_not_go_on_into_the_next(self) -> None:
        """The library leaves it open from midnight to two."""
        there = site(hours="Mo-Su 22:00-02:00", closures=("2026-12-31",))
        assert now(there, local("2027-01-01T01:00")).is_open is False
        assert now(there, local("2027-01-02T01:00")).is_open is True

    def test_weeks_of_it(self) -> None:
        there = site(hours="Mo-Fr 09:00-17:00", closures=("2026-12-24/2027-03-05",))
        assert now(there, local("2026-12-28T10:00")).opens == local("2027-03-08T09:00")

    def test_they_hold_where_hours_are_not_known(self) -> None:
        there = site(closures=("2026-12-25",))
        assert now(there, local("2026-12-25T10:00")).is_open is False
        assert now(there, local("2026-12-26T10:00")).is_open is None


class TestHolidays:
    """A day in either list is told of; `PH` means them all."""

    def test_a_holiday_of_the_region_is_closed_by_ph_off(self) -> None:
        """Family Day is in no list of the library."""
        there = site(hours="Mo-Fr 09:00-17:00; PH off", holidays="CA-BC")
        family_day = local("2026-02-16T10:00")
        assert now(there, family_day, BC) == Now(False, opens=local("2026-02-17T09:00"), is_holiday=True)
        assert now(there, family_day).is_open is True  # shows that the rules did it

    def test_ph_with_times_holds_for_it_too(self) -> None:
        there = site(hours="Mo-Fr 09:00-17:00; PH 12:00-13:00")
        assert now(there, local("2026-02-16T10:00"), BC).opens == local("2026-02-16T12:00")

    def test_without_ph_it_is_open_and_said_to_be_doubtful(self) -> None:
        found = now(site(hours="Mo-Fr 09:00-17:00"), local("2026-02-16T10:00"), BC)
        assert (found.is_open, found.is_holiday) == (True, True)

    def test_a_holiday_of_the_library_alone_counts(self) -> None:
        assert now(site(hours="24/7"), local("2026-07-01T10:00")).is_holiday

    def test_the_evening_of_a_holiday_is_closed_to_its_end(self) -> None:
        there = site(hours="Mo-Su 22:00-02:00; PH off")
        assert now(there, local("2026-02-17T01:00"), BC).is_open is False
        assert now(there, local("2026-02-18T01:00"), BC).is_open is True


def test_a_stop_has_its_own_hours() -> None:
    van = site(hours="24/7", stops=(Stop("A", HERE, "Fr 09:00-11:00"), Stop("B", HERE)))
    assert now(van, FRIDAY, stop=van.stops[0]).until == local("2026-11-27T11:00")
    assert now(van, FRIDAY, stop=van.stops[1]).is_open is None


def test_a_week() -> None:
    """Seven days from today, clipped at midnight; what is unknown is said."""
    there = site(hours="Mo-Th 22:00-02:00; Sa unknown", closures=("2026-11-30",))
    table = week(there, FRIDAY)
    midnight = local("2026-12-02T00:00")
    assert [len(day.times) for day in table] == [1, 0, 0, 0, 1, 2, 2]
    assert not table[1].is_known
    assert table[4] == Day(dt.date(2026, 12, 1), ((local("2026-12-01T22:00"), midnight),))


def test_a_week_when_closed_by_status() -> None:
    there = site(hours="24/7", status=Status.TEMPORARILY_CLOSED, until=dt.date(2026, 11, 28))
    assert [len(day.times) for day in week(there, FRIDAY)] == [0, 0, 1, 1, 1, 1, 1]


def test_is_open_agrees_with_now() -> None:
    """The short way says what the long way says."""
    for text in ("Mo-Fr 09:00-17:00", "24/7; PH off", "Fr 09:00+", ""):
        for hour in range(0, 24 * 14, 5):
            moment = local("2026-12-20T00:30") + dt.timedelta(hours=hour)
            there = site(hours=text, closures=("2026-12-23",))
            assert is_open(there, moment, BC) is now(there, moment, BC).is_open
