"""What people read of a site: exact sentences, ages, distances, and nothing that must not be shown."""

import datetime as dt

import pytest

from bot.app import Version
from bot.core.site import Precision, SiteKind, Sites, Status, Stop
from bot.services import distances, show
from bot.services.directory import Directory, Hit, Wish
from bot.services.status import now, week
from tests.auxil.sites import HERE, local, site

NOON = local("2026-11-27T12:00")


@pytest.fixture(scope="module")
def words(version: Version) -> show.Words:
    return version.view.knowledge.sites


def line(there, at: str, words: show.Words) -> str:  # type: ignore[no-untyped-def]
    moment = local(at)
    return show.status_line(Hit(there, now(there, moment)), words, moment)


@pytest.mark.parametrize(
    ("km", "country", "shown"),
    [
        (0.0, "CA", "50 m"), (0.349, "CA", "350 m"), (0.974, "CA", "950 m"), (0.99, "CA", "1 km"), (1.0, "CA", "1 km"),
        (1.26, "CA", "1.3 km"), (9.94, "CA", "9.9 km"), (9.97, "CA", "10 km"), (88.4, "CA", "88 km"),
        (0.05, "US", "0.1 miles"), (1.609, "GB", "1 mile"), (3.0, "US", "1.9 miles"), (160.9, "US", "100 miles"),
    ],
)  # fmt: skip
def test_distances(km: float, country: str, shown: str, words: show.Words) -> None:
    """Under 1 km to 50 m, under 10 km to 0.1 km, then whole; miles where people use them."""
    assert distances.shown(km, country, words) == shown


def test_a_point_that_stands_for_an_area_is_told_no_finer_than_a_kilometre(words: show.Words) -> None:
    assert distances.shown(0.3, "CA", words, is_coarse=True) == "1 km"
    assert distances.shown(2.6, "CA", words, is_coarse=True) == "3 km"


@pytest.mark.parametrize(
    ("hours", "at", "said"),
    [
        ("Mo-Fr 09:00-17:00", "2026-11-27T12:00", "Open now until 17:00"),
        ("Mo-Fr 09:00-17:00", "2026-11-27T16:40", "Closes in 20 min"),
        ("Mo-Fr 09:00-17:00", "2026-11-27T16:59:30", "Closes in 1 min"),
        ("Mo-Fr 09:00-24:00", "2026-11-27T12:00", "Open now until 24:00"),
        ("Fr 20:00-02:00", "2026-11-27T21:00", "Open now until 02:00"),
        ("Mo-Fr 00:00-24:00", "2026-11-24T12:00", "Open now until Fri 24:00"),
        ("24/7", "2026-11-27T12:00", "Open day and night"),
        ("Mo-Fr 09:00-17:00", "2026-11-27T08:30", "Closed now. Opens in 30 min"),
        ("Mo-Fr 09:00-17:00", "2026-11-27T06:00", "Closed now. Opens today 09:00"),
        ("Mo-Fr 09:00-17:00", "2026-11-26T18:00", "Closed now. Opens tomorrow 09:00"),
        ("Mo-Fr 09:00-17:00", "2026-11-27T18:00", "Closed now. Opens Mon 09:00"),
        ("Jun 01-Aug 31 09:00-17:00", "2026-11-27T18:00", "Closed now. Opens Tue 1 Jun 2027 09:00"),
        ("2020 Jan 01 09:00-17:00", "2026-11-27T18:00", "Closed now"),
        ("", "2026-11-27T18:00", "Hours not known"),
    ],
)  # fmt: skip
def test_status_lines(hours: str, at: str, said: str, words: show.Words) -> None:
    assert line(site(hours=hours), at, words) == said


def test_hours_that_are_not_known_say_call(words: show.Words) -> None:
    assert line(site(phone=("1",)), "2026-11-27T12:00", words) == "Hours not known: call"


def test_the_times_are_by_the_clock_of_the_site(words: show.Words) -> None:
    there = site(hours="Mo-Fr 09:00-17:00")
    hit = Hit(there, now(there, NOON.astimezone(dt.UTC)))
    assert show.status_line(hit, words, NOON.astimezone(dt.UTC)) == "Open now until 17:00"


def test_a_status_is_told_instead_of_hours(words: show.Words) -> None:
    at, until = "2026-11-27T12:00", dt.date(2026, 11, 30)
    closed = site(hours="24/7", status=Status.TEMPORARILY_CLOSED)
    assert line(closed, at, words) == "Closed for a time"
    flood = site(hours="24/7", status=Status.TEMPORARILY_CLOSED, until=until, reason="Flood")
    assert line(flood, at, words) == "Closed up to and including Mon 30 Nov 2026"
    assert "Flood" in show.card(Hit(flood, now(flood, NOON)), words, NOON)
    assert line(site(status=Status.MOVED), at, words) == "Has moved from here"
    assert line(site(status=Status.CLOSED), at, words) == "Closed for good"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-27", "Checked today"), ("2026-11-26", "Checked yesterday"), ("2026-11-07", "Checked 20 days ago"),
        ("2026-10-20", "Checked a month ago"), ("2026-06-20", "Checked 5 months ago, call first"),
        ("2025-10-20", "Checked over a year ago, call first"), ("2018-05-01", "Checked over 8 years ago, call first"),
        ("2027-05-01", "Checked today"),
    ],
)  # fmt: skip
def test_the_last_check_ages(day: str, said: str, words: show.Words) -> None:
    """After three months it says to call first."""
    there = site(verified=dt.date.fromisoformat(day), phone=("1",))
    assert show.checked_line(there, words, NOON) == said


def test_nobody_has_checked(words: show.Words) -> None:
    """And without a phone nobody is told to call."""
    assert "call" in show.checked_line(site(phone=("1",)), words, NOON)
    assert "call" not in show.checked_line(site(), words, NOON)


def test_a_whole_card(words: show.Words) -> None:
    there = site(
        name="Drop-in", services=("needle_exchange", "naloxone"), hours="Mo-Fr 09:00-17:00", address="1 Main St",
        phone=("+1 604 000 0000",), access=("no_id", "age_19"), notes={"en": "Ring the bell", "fr": "Sonnez"},
        verified=dt.date(2026, 11, 1), kind=SiteKind.MACHINE, url="https://example.org",
    )  # fmt: skip
    assert show.card(Hit(there, now(there, NOON), 0.35), words, NOON) == (
        "**Drop-In**, about 350 m\n"
        "Machine. Needles and supplies, naloxone\n"
        "Open now until 17:00\n"
        "1 Main St\n"
        "Call: +1 604 000 0000\n"
        "No ID needed, from age 19\n"
        "Ring the bell\n"
        "https://example.org\n"
        "Checked 26 days ago"
    ).replace("Drop-In", there.name)
    assert "Sonnez" in show.card(Hit(there, now(there, NOON)), words, NOON, "fr")


def test_hours_as_text_are_shown_where_no_state_is_known(words: show.Words) -> None:
    there = site(hours_text={"en": "most evenings"})
    assert "most evenings" in show.card(Hit(there, now(there, NOON)), words, NOON)


def test_a_holiday_is_told(words: show.Words) -> None:
    there, at = site(hours="Mo-Fr 09:00-17:00", phone=("1",)), local("2026-07-01T12:00")
    assert "Public holiday: hours may differ, call first" in show.card(Hit(there, now(there, at)), words, at)
    assert "Public holiday" not in show.card(Hit(there, now(there, NOON)), words, NOON)


def test_a_hidden_site_shows_neither_address_nor_distance(words: show.Words) -> None:
    there = site(precision=Precision.HIDDEN, address="7 Secret St", area="Eastside", phone=("1",))
    card = show.card(Hit(there, now(there, NOON)), words, NOON)
    assert "Secret" not in card
    assert "about" not in card
    assert "The place is not shown" in card
    area = site(precision=Precision.AREA, address="7 Secret St", area="Eastside")
    card = show.card(Hit(area, now(area, NOON), 0.2), words, NOON)
    assert "Secret" not in card
    assert "Around Eastside" in card
    assert "about 1 km" in card


def test_a_stop_is_named_with_its_own_address(words: show.Words) -> None:
    stop = Stop("Station", HERE, "Fr 11:00-13:00", "Platform 1")
    van = site(name="van", address="Garage", stops=(stop,), kind=SiteKind.MOBILE)
    card = show.card(Hit(van, now(van, NOON, stop=stop), 1, stop), words, NOON)
    assert "**Van: Station**".lower() in card.lower()
    assert "Platform 1" in card
    assert "Garage" not in card


def test_a_list_cannot_make_marks_of_ours(words: show.Words) -> None:
    """Names with signs of markup stay names; a note of thousands of letters is cut."""
    there = site(name="**J & J** <br>", notes={"en": "x " * 4000})
    card = show.card(Hit(there, now(there, NOON)), words, NOON)
    assert card.splitlines()[0].count("**") == 2
    assert len(card) < 700


def test_a_week_in_lines(words: show.Words) -> None:
    there = site(hours="Mo-Th 09:00-12:00,13:00-17:00; Sa unknown; Su 00:00-24:00")
    assert show.week_table(week(there, NOON), words).splitlines() == [
        "Fri closed", "Sat not known", "Sun day and night",
        *(f"{day} 09:00-12:00, 13:00-17:00" for day in ("Mon", "Tue", "Wed", "Thu")),
    ]  # fmt: skip


def test_the_plan_in_words(words: show.Words) -> None:
    found = Directory(
        Sites(
            (
                site("mail", kind=SiteKind.MAIL, url="https://example.org"),
                site("a", hours="Mo-Su 13:00-14:00"),
            )
        )
    )
    wish = Wish(frozenset({"naloxone"}))
    text = show.plan(found.plan(HERE, wish, NOON), words, NOON)
    assert text == (
        "**Opens next**\n- **A**, about 50 m. Closed now. Opens in 60 min\n\n"
        "**By mail**\n- **Mail**. https://example.org. Hours not known"
    )
    assert show.none_line(words, "CA", is_open_wanted=False) == "I know of none within 100 km."
    assert (
        show.none_line(words, "US", is_open_wanted=True)
        == "None that I know of within 62 miles is surely open now."
    )
