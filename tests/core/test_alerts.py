"""Alerts stand beside what they belong to, never before what to do in danger, and end by themselves."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.app import Version
from bot.core.board import Board
from bot.core.dialogue import respond
from bot.core.menu import Action, code
from bot.core.model import Kind, Question, Reply, Urgency
from bot.core.text import visible
from bot.core.wording import fill
from tests.auxil.alerts import OXY, SHOWN, TODAY, with_alerts

DAY = dt.timedelta(1)
EVERYTHING = replace(OXY, id="everything", substances=frozenset({"opioids", "alcohol", "mdma"}))


def said(version: Version, text: str = "", pressed: str = "", *, today: dt.date = TODAY) -> Reply:
    return respond(Question(text, pressed), with_alerts(version.view, OXY, today=today))


@pytest.mark.parametrize("text", ["what is a nitazene", "what are nitazenes?", "are nitazenes dangerous"])
def test_an_alert_stands_above_the_answer_it_belongs_to(version: Version, text: str) -> None:
    """One or two plain lines, then the answer, and a button to all alerts."""
    reply = said(version, text)
    lines = visible(reply.text).splitlines()
    assert reply.kind is Kind.ANSWER
    assert lines[0] == SHOWN
    assert lines[1] == "Carry naloxone. Not breathing: call 999 or 112."
    assert lines[2] == ""
    assert code(Action.PAGE, "alerts") in [one.code for one in reply.buttons]


def test_an_alert_belongs_to_an_entry_by_its_name(version: Version) -> None:
    """Reached by a button, with no word typed."""
    assert SHOWN in visible(said(version, pressed=code(Action.TOPIC, "drug-alerts-bad-batch")).text)
    assert SHOWN not in visible(said(version, pressed=code(Action.TOPIC, "alcohol")).text)


@pytest.mark.parametrize("text", ["is oxy with xanax ok to mix", "/mix oxy and valium"])
def test_an_alert_stands_beside_a_mix(version: Version, text: str) -> None:
    """By a street name of what it is about; another mix has none."""
    reply = said(version, text)
    assert reply.kind is Kind.MIX
    assert SHOWN in visible(reply.text)
    assert SHOWN not in visible(said(version, "/mix mdma and ketamine").text)


def test_an_alert_stands_beside_a_mix_that_was_tapped(version: Version) -> None:
    """The button carries the substances; a family stands for what is in it."""
    view = with_alerts(version.view, EVERYTHING)
    reply = respond(Question(code=code(Action.MIX, "heroin--ketamine")), view)
    assert SHOWN in visible(reply.text)
    other = respond(Question(code=code(Action.MIX, "cocaine--ketamine")), view)
    assert SHOWN not in visible(other.text)


@pytest.mark.parametrize(
    "text",
    [
        "my friend took oxy and wont wake up",
        "/emergency",
        "he is blue after nitazenes",
        "i took too much oxy",
    ],
)
def test_no_alert_in_an_emergency(version: Version, text: str) -> None:
    """The same words as without it."""
    reply = respond(Question(text), with_alerts(version.view, EVERYTHING))
    assert reply.kind in (Kind.EMERGENCY, Kind.CHECK)
    assert reply == respond(Question(text), version.view)


def test_nothing_stands_before_what_to_do_in_danger(version: Version) -> None:
    """For every entry: whatever it begins with that says whom to call comes before the alert."""
    number = version.view.facts["emergency_number"]
    topics = version.view.knowledge.topics
    alert = replace(OXY, topics=frozenset(topics), substances=frozenset())
    view, below = with_alerts(version.view, alert), 0
    for topic in topics.values():
        text = respond(Question(code=code(Action.TOPIC, topic.id)), view).text
        before, alert_itself, _ = visible(text).partition(SHOWN)
        assert alert_itself, topic.id
        lines = [line for line in visible(fill(topic.answer, view.facts)).splitlines() if line.strip()]
        if topic.urgency is not Urgency.NONE:
            assert lines[-1] in before, topic.id
        assert all(line in before for line in lines[:3] if number in line), topic.id
        below += bool(before)
    assert 100 < below < len(topics)


def test_an_alert_ends_on_its_day(version: Version) -> None:
    """Shown from the first day through the last."""
    days = (TODAY - DAY, TODAY, OXY.expires, OXY.expires + DAY)
    shown = [SHOWN in visible(said(version, "what is a nitazene", today=day).text) for day in days]
    assert shown == [False, True, True, False]


def test_one_that_was_taken_down_is_gone(version: Version) -> None:
    """From that moment, not from the next day."""
    view = with_alerts(version.view, replace(OXY, ended=TODAY))
    assert SHOWN not in visible(respond(Question("what is a nitazene"), view).text)


def test_of_several_the_newest_is_shown_and_the_others_are_counted(version: Version) -> None:
    """Two lines and one that leads to all of them."""
    newer = replace(OXY, id="newer", published=TODAY + DAY, where="Harbour")
    view = with_alerts(version.view, OXY, newer, today=TODAY + DAY)
    lines = visible(respond(Question("what is a nitazene"), view).text).splitlines()
    assert "Harbour" in lines[0]
    assert lines[2] == "2 alerts belong to this: /alerts"


def test_all_alerts_under_one_command(version: Version) -> None:
    """Each with its source and its last day; newest first."""
    newer = replace(OXY, id="newer", published=TODAY + DAY, where="Harbour")
    view = with_alerts(version.view, OXY, newer, today=TODAY + DAY)
    text = visible(respond(Question("/alerts"), view).text)
    assert text.index("Harbour, 28 Nov 2026") < text.index("Riverside, 27 Nov 2026")
    assert "From: City drug checking, 26 Nov 2026. Shown until 4 Dec 2026." in text
    assert "Last looked at by the people who keep this list: 27 Nov 2026." in text


def test_no_alert_is_told_with_the_day_somebody_looked(version: Version) -> None:
    """No alert is no all-clear; a list that nobody looks at says so, and one that nobody keeps too."""
    texts = [
        visible(respond(Question("/alerts"), with_alerts(version.view, looked=looked)).text)
        for looked in (TODAY, TODAY - 15 * DAY, None)
    ]
    assert all("all clear" in text for text in texts)
    assert "Last looked at by the people who keep this list: 27 Nov 2026." in texts[0]
    assert "Nobody has looked at this list since 12 Nov 2026" in texts[1]
    assert "Nobody keeps alerts in this bot" in texts[2]


def test_a_list_that_cannot_be_read_is_never_told_as_empty(version: Version) -> None:
    """What can be read of it is shown, and that one may be missing."""
    for shown in ((), (OXY,)):
        view = replace(with_alerts(version.view), board=Board(shown, TODAY, is_broken=True))
        text = visible(respond(Question("/alerts"), view).text)
        assert "one may be missing" in text
        assert ("Riverside" in text) is bool(shown)
        assert "No alert is out" not in text
        assert "Nobody keeps" not in text


def test_where_nobody_keeps_alerts_nothing_changes(version: Version) -> None:
    """No line and no button."""
    labels = [one.label for one in respond(Question("where are drug alerts"), version.view).buttons]
    assert "Alerts" not in labels
    view = with_alerts(version.view)
    assert "Alerts" in [one.label for one in respond(Question("where are drug alerts"), view).buttons]
