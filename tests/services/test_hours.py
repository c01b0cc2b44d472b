"""The wrapper around the library: bounded, in the site's own zone, and never sure of what nobody can know."""

import datetime as dt
import random
import subprocess
import sys
import time

import pytest

from bot.services import hours
from bot.services.expressions import LONGEST, read
from bot.services.hours import Hours, hours_of, is_understood, mistakes_in, suggestion
from tests.auxil.sites import ZONE, local
from tests.conftest import ROOT


def found(text: str, zone: str = ZONE, country: str = "CA") -> Hours:
    made = hours_of(read(text), zone, country)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("text", "moment", "state"),
    [
        ("Mo-Fr 09:00-17:00", "2026-11-27T09:00", True),
        ("Mo-Fr 09:00-17:00", "2026-11-27T17:00", False),  # the closing minute is closed
        ("Fr 22:00-02:00", "2026-11-28T01:00", True),  # the night belongs to Friday
        ("Fr 22:00-02:00", "2026-11-27T01:00", False),
        ("Fr 20:00-26:00", "2026-11-28T01:59", True),
        ('Mo-Fr 09:00-17:00 "ring"', "2026-11-27T10:00", None),
        ('Mo-Fr 09:00-17:00 open "ring"', "2026-11-27T10:00", True),
        ('Mo-Fr 09:00-17:00 || "call"', "2026-11-27T10:00", True),
        ('Mo-Fr 09:00-17:00 || "call"', "2026-11-27T18:00", None),
        ("Fr 09:00+", "2026-11-27T10:00", None),
        ("Fr 09:00+", "2026-11-27T08:00", False),
        ("Mo[2] 10:00-12:00", "2026-12-14T11:00", True),
        ("Fr[-1] 10:00-12:00", "2026-11-27T11:00", True),
        ("week 01-53/2 10:00-12:00", "2026-11-30T11:00", True),
        ("week 02-52/2 10:00-12:00", "2026-11-30T11:00", False),
        ("Dec 24-Jan 02 10:00-12:00", "2027-01-01T11:00", True),
        ("Mo-Su 09:00-17:00; Aug off", "2026-08-15T11:00", False),
        ("easter 10:00-12:00", "2026-04-05T11:00", True),
        ("Mo-Fr 09:00-12:00; We 13:00-14:00", "2026-11-25T10:00", False),  # `;` replaces
        ("Mo-Fr 09:00-12:00, We 13:00-14:00", "2026-11-25T10:00", True),  # `,` adds
        ("Mo-Su 00:00-24:00", "2026-11-25T10:00", True),
    ],
)
def test_states(text: str, moment: str, state: bool | None) -> None:
    assert found(text).state(local(moment)) is state


def test_the_zone_is_that_of_the_site() -> None:
    """Not the machine's and not the asker's: 17:30 in London is 09:30 in Vancouver."""
    moment = local("2026-11-27T17:30", "Europe/London")
    assert found("Mo-Fr 09:00-17:00").state(moment) is True
    assert found("Mo-Fr 09:00-17:00", "Europe/London", "GB").state(moment) is False


def test_changes_of_the_clocks() -> None:
    """A time in the gap and one in the repeated hour both have a state; all kinds of UTC and fixed zones are taken."""
    made = found("Mo-Su 02:00-04:00")
    gap = local("2026-03-08T02:30")
    assert made.state(gap) is True
    for fold in (0, 1):
        assert found("Mo-Su 01:00-02:00").state(local("2026-11-01T01:30").replace(fold=fold)) is True
    assert made.state(dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC)) is True
    assert made.state(dt.datetime(2026, 7, 1, 5, tzinfo=dt.timezone(dt.timedelta(hours=-5)))) is True


@pytest.mark.parametrize(("zone", "country"), [("Nowhere/Town", "CA"), ("../etc/passwd", "CA")])
def test_a_zone_that_is_none_is_unknown(zone: str, country: str) -> None:
    assert hours_of(read("24/7"), zone, country) is None


@pytest.mark.parametrize("country", ["ca", "XX", "", "CA-BC", "UK"])
def test_any_country_will_do(country: str) -> None:
    """Only its holidays are missed."""
    assert found("24/7", ZONE, country).state(local("2026-11-27T10:00")) is True


@pytest.mark.parametrize(
    "text", ["by appointment", "Feb 30 10:00-12:00", "9-5", "48 hours", "Mo-Fr 25:00-26:00", '"']
)
def test_what_cannot_be_read_is_unknown(text: str) -> None:
    assert hours_of(read(text), ZONE, "CA") is None
    assert not is_understood(text)
    assert mistakes_in(text)


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("Mon-Fri 09:00-17:00", "Mo-Fr 09:00-17:00"),
        ("Monday to Friday 9am-5pm", "Mo-Fr 09:00-17:00"),
        ("Mo-Fr 9:00–17:00", "Mo-Fr 09:00-17:00"),
        ("Mo-Fr: 09:00-17:00", "Mo-Fr 09:00-17:00"),
        ("9-5", ""),
        ("by appointment", ""),
    ],
)
def test_a_suggestion_where_only_one_thing_can_be_meant(text: str, better: str) -> None:
    """A plain 9-5 must never become a night."""
    assert suggestion(text) == better
    assert (f"did you mean {better!r}" in mistakes_in(text)[0]) is bool(better)


WORDS = (  # noqa: SIM905
    "Mo Tu-Fr Sa[1] Su[-1] PH Mo-Su Jan Feb-29 Dec 24-Jan 02 2026 2030+ easter week 01-53/2 09:00-17:00 22:00-02:00 "
    '00:00-24:00 20:00-48:00 09:00+ off open unknown "x" ; , || 24/7 00:00-00:01 1900-9999/7 -1 day +3 days'
).split()


def test_no_expression_takes_long_or_fails() -> None:
    """Whatever is written, each call ends: half a second is ten times what the slowest of 200,000 took."""
    rolls = random.Random(5)  # noqa: S311
    for _ in range(1500):
        text = " ".join(rolls.choice(WORDS) for _ in range(rolls.randrange(1, 40)))[:LONGEST]
        mistakes_in(text)
        made = hours_of(read(text), ZONE, "CA")
        began = time.process_time()
        if made is not None:
            moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=rolls.randrange(800_000))
            made.state(moment)
            made.next_change(moment)
            list(made.spans(moment, moment + dt.timedelta(days=8)))
        assert time.process_time() - began < 0.5


def test_a_day_and_night_expression_does_not_look_ahead_for_ever() -> None:
    """Bare, the library takes two seconds for this one and lets no other thread run."""
    began = time.process_time()
    assert found("Mo-Su 00:00-24:00").next_change(local("2026-11-27T10:00")) is None
    assert time.process_time() - began < 0.5


def test_without_the_library_hours_are_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known, and nothing fails."""
    monkeypatch.setattr(hours, "library", None)
    assert hours_of(read("Mo-Fr 09:00-17:00"), ZONE, "CA") is None
    assert is_understood("Mo-Fr 09:00-17:00")
    assert suggestion("Mon-Fri 9am-5pm") == ""


def test_the_bot_starts_where_there_is_no_wheel() -> None:
    """The import of the library fails, and everything else can be imported."""
    code = (
        "import sys; sys.modules['opening_hours'] = None\n"
        "import bot.cli_sites, bot.services.hours\n"
        "print(bot.services.hours.library)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"
