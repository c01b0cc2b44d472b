"""Whether a person is there now: until when, from when again, and never "open" where nobody can be sure."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from bot.content.loader import load_words
from bot.content.sites import HOLIDAYS, read_holidays
from bot.core.human import HumanLine
from bot.services import presence
from tests.conftest import KNOWLEDGE

LONDON = ZoneInfo("Europe/London")
HUMAN = HumanLine("Riverside", "call 555-0123", "Mo-Fr 10:00-22:00; Sa 12:00-18:00; PH off", "Europe/London")
NIGHTS = replace(HUMAN, hours="Mo-Su 20:00-04:00")
WORDS = load_words(KNOWLEDGE)
RULES = read_holidays(KNOWLEDGE / HOLIDAYS, [])["GB-ENG"]
SENTENCES = {
    "human_open": "{name}, {how}. There until {until}.",
    "human_always": "{name}, {how}. There day and night.",
    "human_closed": "{name}, {how}. Back {back}.",
    "human_closed_long": "{name}, {how}. Nobody is there.",
    "human_unknown": "{name}, {how}. Not known.",
    "human_meanwhile": "Meanwhile: {crisis_line}, {emergency_number}.",
    "human_holiday": "Holiday.",
    "human_today": "at {time}",
    "human_tomorrow": "tomorrow at {time}",
    "human_day": "on {day} at {time}",
    "human_until_day": "{time} on {day}",
}
FACTS = {"crisis_line": "116 123", "emergency_number": "999"}


def said(human: HumanLine, moment: str, zone: ZoneInfo = LONDON) -> str:
    """What is said at a moment of the zone, without who and how."""
    at = dt.datetime.fromisoformat(moment).replace(tzinfo=zone)
    text = presence.line(human, at, "GB", RULES, SENTENCES, WORDS, FACTS)
    assert text.startswith("Riverside, call 555-0123. ")
    return text.removeprefix("Riverside, call 555-0123. ")


@pytest.mark.parametrize(
    ("moment", "wanted"),
    [
        ("2026-11-27T10:00", "There until 22:00."),  # a Friday
        ("2026-11-27T21:59", "There until 22:00."),
        ("2026-11-27T22:00", "Back tomorrow at 12:00. Meanwhile: 116 123, 999."),
        ("2026-11-27T09:59", "Back at 10:00. Meanwhile: 116 123, 999."),
        ("2026-11-28T18:00", "Back on Mon at 10:00. Meanwhile: 116 123, 999."),
        ("2026-11-29T23:59", "Back tomorrow at 10:00. Meanwhile: 116 123, 999."),
    ],
)
def test_until_when_and_from_when_again(moment: str, wanted: str) -> None:
    """To the minute, in the line's own zone; where nobody is there, whom to turn to meanwhile."""
    assert said(HUMAN, moment) == wanted


def test_a_night_has_no_day_and_a_far_day_has_its_date() -> None:
    """What ends within hours needs no weekday; what opens in weeks does."""
    assert said(NIGHTS, "2026-11-27T23:00") == "There until 04:00."
    assert (
        said(replace(HUMAN, hours="Mo 00:00-24:00; Tu 00:00-24:00"), "2026-11-30T09:00")
        == "There until 24:00 on Tue."
    )
    assert said(replace(HUMAN, hours="Jan 10-20 10:00-12:00"), "2026-11-27T09:00").startswith(
        "Back on Sun 10 Jan 2027 at 10:00."
    )


def test_day_and_night_is_said_so() -> None:
    """No end within a year."""
    assert said(replace(HUMAN, hours="24/7"), "2026-11-27T03:00") == "There day and night."


def test_one_that_never_opens_promises_nothing() -> None:
    """Closed, with no time to wait for."""
    assert (
        said(replace(HUMAN, hours="24/7 off"), "2026-11-27T12:00")
        == "Nobody is there. Meanwhile: 116 123, 999."
    )


@pytest.mark.parametrize(
    "hours",
    ["by appointment", "Mo-Fr 9 to 5", '"ask first"', "09:00+", "Mo-Fr 25:00-26:00", "sunrise-sunset", "???"],
)
def test_what_cannot_be_read_is_not_known_and_never_open(hours: str) -> None:
    """At every hour of a week."""
    start = dt.datetime(2026, 11, 23, tzinfo=LONDON)
    human = replace(HUMAN, hours=hours)
    moments = [start + dt.timedelta(hours=step) for step in range(7 * 24)]
    texts = {presence.line(human, at, "GB", (), SENTENCES, WORDS, FACTS) for at in moments}
    assert not any("There until" in text or "day and night" in text for text in texts)
    assert any("Not known." in text for text in texts)


def test_without_the_library_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is told as open."""
    monkeypatch.setattr("bot.services.status._prepared", lambda *parts: (None, False))
    assert said(HUMAN, "2026-11-27T12:00") == "Not known. Meanwhile: 116 123, 999."


def test_public_holidays_close_it_where_the_hours_say_so() -> None:
    """25 December 2026 is a Friday, and the Monday after is kept for the 26th; else they may differ."""
    assert said(HUMAN, "2026-12-25T12:00") == "Back on Tue at 10:00. Holiday. Meanwhile: 116 123, 999."
    assert (
        said(replace(HUMAN, hours="Mo-Su 10:00-22:00"), "2026-12-25T12:00") == "There until 22:00. Holiday."
    )


def test_days_on_which_nobody_is_there_all_the_same() -> None:
    """As the organisation names them."""
    human = replace(HUMAN, closures=("2026-11-27 12:00-24:00", "2026-11-28/2026-11-29"))
    assert said(human, "2026-11-27T11:00") == "There until 12:00."
    assert said(human, "2026-11-27T13:00").startswith("Back on Mon at 10:00.")


def test_summer_time_moves_nothing() -> None:
    """Clocks go forward on 29 March 2026 and back on 25 October: it opens at ten by the wall each day."""
    human = replace(HUMAN, hours="Mo-Su 10:00-22:00")
    for day in ("2026-03-28", "2026-03-29", "2026-03-30", "2026-10-24", "2026-10-25", "2026-10-26"):
        assert said(human, f"{day}T09:59").startswith("Back at 10:00.")
        assert said(human, f"{day}T10:00") == "There until 22:00."
    assert said(NIGHTS, "2026-03-28T23:30") == "There until 04:00."
    assert said(NIGHTS, "2026-10-24T23:30") == "There until 04:00."


def test_the_hours_are_those_of_the_line() -> None:
    """Asked from elsewhere at the same moment, the same is said."""
    at = dt.datetime(2026, 11, 27, 21, 30, tzinfo=LONDON)
    for zone in ("America/Vancouver", "Pacific/Kiritimati", "UTC"):
        here = at.astimezone(ZoneInfo(zone))
        assert presence.line(HUMAN, here, "GB", RULES, SENTENCES, WORDS, FACTS).endswith("There until 22:00.")


def test_it_agrees_with_the_clock_at_every_quarter_of_a_year() -> None:
    """Against hours worked out by hand: open exactly on weekdays from ten, Saturdays from noon, never on holidays."""
    day, end = dt.date(2026, 1, 1), dt.date(2027, 1, 1)
    closed = {
        dt.date(2026, *one)
        for one in ((1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28), (12, 26))
    }
    times = {5: (12, 18), 6: (0, 0)}
    while day < end:
        opens, closes = (0, 0) if day in closed else times.get(day.weekday(), (10, 22))
        for hour in {opens - 1, opens, closes - 1, closes} if closes else {3, 12}:
            at = dt.datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)
            is_there = "There until" in presence.line(HUMAN, at, "GB", RULES, SENTENCES, WORDS, FACTS)
            assert is_there is (opens <= hour < closes), at
        day += dt.timedelta(1)
