"""Hours as people write them: understood only where nothing has to be guessed."""

import pytest

from bot.services.importers.hours_text import from_columns, understood


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ("Mon-Fri 9 am-5 pm", "Mo-Fr 09:00-17:00"),
        ("Mon-Sun 24 hours", "24/7"),
        ("Mon-Thu 9 am-8 pm, Fri 9 am-5 pm", "Mo-Th 09:00-20:00; Fr 09:00-17:00"),
        ("Mon 8 am-8 pm, Tue-Fri 8 am-5 pm", "Mo 08:00-20:00; Tu-Fr 08:00-17:00"),
        ("Mon-Fri 8am-6:30pm * Sat 8am-1pm", "Mo-Fr 08:00-18:30; Sa 08:00-13:00"),
        (
            "Mon 1:30pm-6pm * Tue, Wed 9am-4pm * Fri 9am-3pm",
            "Mo 13:30-18:00; Tu-We 09:00-16:00; Fr 09:00-15:00",
        ),
        ("Available 24 hours a day, 7 days a week.", "24/7"),
        ("10:00am-12:00am, Monday-Friday.", "Mo-Fr 10:00-24:00"),
        ("8:30am-4:00pm, daily.", "Mo-Su 08:30-16:00"),
        ("8:00am-5:00pm, Monday-Friday, excluding holidays.", "Mo-Fr 08:00-17:00; PH off"),
        (
            "Monday-Friday, 9:00am-4:00pm. Saturday, noon-midnight. Sunday, 4:00pm-midnight.",
            "Mo-Fr 09:00-16:00; Sa 12:00-24:00; Su 16:00-24:00",
        ),
        ("Weekdays 9 a.m. to 5 p.m.", "Mo-Fr 09:00-17:00"),
        ("Mon–Fri, 9 AM – 5 PM", "Mo-Fr 09:00-17:00"),
        ("Fri-Sun 8pm-2am", "Fr-Su 20:00-02:00"),
        ("Sun closed; Mon-Sat 9am-5pm", "Mo-Sa 09:00-17:00"),
        ("Mon-Fri 8 am-12 noon", "Mo-Fr 08:00-12:00"),
        ("Lundi au vendredi de 9h à 12h30 et de 14h à 18h", "Mo-Fr 09:00-12:30,14:00-18:00"),
        ("lun-ven 9h-17h30 ; sam 10h-12h", "Mo-Fr 09:00-17:30; Sa 10:00-12:00"),
        ("du lundi au samedi : 9h30-19h, fermé le dimanche", "Mo-Sa 09:30-19:00"),
        ("9h à 17h du lundi au vendredi sauf jours fériés", "Mo-Fr 09:00-17:00; PH off"),
        ("24h/24 7j/7", "24/7"),
        ("Mo-Sa 09:00-12:30 / 13:45-19:15", "Mo-Sa 09:00-12:30,13:45-19:15"),
        (
            "Mo-Fr 08:45-12:30 / 14:00-19:30, Sa 08:45-12:30",
            "Mo-Fr 08:45-12:30,14:00-19:30; Sa 08:45-12:30",
        ),
    ],
)
def test_plain_days_and_times_become_the_standard_form(text: str, osm: str) -> None:
    """English and French, either order, midnight and noon: what can be said only one way is proposed."""
    assert understood(text).osm == osm


@pytest.mark.parametrize(
    "text",
    [
        "9-5",
        "Mon-Fri 9-5",
        "Mon-Fri 9:00-5:00",
        "Mon-Fri 9-5pm",
        "Mon 8-6, Sat 10:00-14:00",
        "Mon 1-5, Sat 09:00-13:00",
        "Mon-Fri 9am-5am",
        "Mo-Fr 09:00-05:00",
    ],
)
def test_am_or_pm_is_never_guessed(text: str) -> None:
    """ "9-5" stays text: it never becomes a night, nor a morning that nobody wrote."""
    told = understood(text)
    assert told.osm == ""
    assert told.why


@pytest.mark.parametrize(
    "text",
    [
        "Office -- Mon-Fri 8:30 am-4:30 pm * Helpline -- Mon-Sun 24 hours",
        "Mon-Sun 24 hours * Day Withdrawal Management Service -- Mon-Fri 9:30 am-3:30 pm",
        "Mon-Fri 9 am-5 pm * doctor on call 24 hours",
        "Residential program Mon-Sun 24 hours",
        "Office -- Mon-Thu 9 am-5 pm, Fri 9 am-4 pm * winter -- same except Fri 9 am-2 pm",
        "Mon-Fri 9am-5pm Mon-Fri 10am-4pm",
    ],
)
def test_two_services_in_one_field_are_left_as_text(text: str) -> None:
    """A help line day and night beside an office must not make the office open at night."""
    assert understood(text).osm == ""


@pytest.mark.parametrize(
    "text",
    [
        "Answering machine, calls usually returned within 48 hours",
        "48 hours",
        "within 24 hours",
        "24 hours",
        "by appointment",
        "Mon-Fri by appointment",
        "Open during regular business hours.",
        "Thu 7pm",
        "Mon-Fri 8:30am-6pm (Closed 12:30pm-2pm)",
        "Wednesdays 1:00pm-6:30pm. Closed on holidays and Christmas weekends.",
        "Mo-Fr 08:45-12:30, Su 00:00-00:00",
        "Su 00:00-00:00",
        "Mo 14:00-19:00, Tu-Fr 09:00-12:15 / 14:00-19:00, We 09:00-12:30",
        "Mon 25:00-26:00",
        "Mon 13pm-14pm",
        "Mar-Sat 9am-5pm",
        "x" * 5000,
        "Mon " * 1000,
    ],
)
def test_what_says_more_stays_text(text: str) -> None:
    """48 hours is no opening time, a day told twice is in doubt, and 00:00-00:00 means closed to some."""
    assert understood(text).osm == ""


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "Mo-Th 08:00-17:30; Fr 08:00-16:00",
        "Mo-Fr 09:00-20:00, Sa 10:00-18:00",
        "Tu[2] 09:00-17:00; PH off",
    ],
)
def test_standard_hours_pass_as_they_are(text: str) -> None:
    """What OpenStreetMap writers wrote right is not written anew."""
    told = understood(text)
    assert told.osm == text
    assert told.is_same


def test_another_judge_of_the_standard_form_is_believed() -> None:
    """The library that evaluates hours may accept more than the plain form."""
    assert understood("Mo-Fr 09:00-17:00 unknown", lambda text: True).osm == "Mo-Fr 09:00-17:00 unknown"


def test_a_day_that_says_nothing_is_not_known_rather_than_closed() -> None:
    """Weekday columns: an empty cell is unknown, "Closed" is closed."""
    told = from_columns(["9:00-17:00", "9:00-17:00", "9:00-17:00", "9:00-17:00", "9:00-17:00", "Closed", ""])
    assert told.osm == "Mo-Fr 09:00-17:00; Su unknown"


@pytest.mark.parametrize(
    "cells",
    [
        ["9-5", "", "", "", "", "", ""],
        ["Closed", "Closed", "Closed", "Closed", "Closed", "Closed", "Closed"],
        ["9am-5pm Mon", "", "", "", "", "", ""],
        ["9am", "", "", "", "", "", ""],
        ["by appointment", "", "", "", "", "", ""],
    ],
)
def test_weekday_columns_are_not_guessed_either(cells: list[str]) -> None:
    """The same rules hold for one day a cell."""
    told = from_columns(cells)
    assert told.osm == ""
    assert told.why


def test_no_cell_at_all_is_no_hours() -> None:
    """Seven empty cells say nothing, which is not even text."""
    assert from_columns([""] * 7) == understood("")
