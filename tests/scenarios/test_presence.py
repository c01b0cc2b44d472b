"""Where a reply points to a person, it says whether one is there: the same in the terminal and on Telegram."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.app import Version
from bot.app_notices import Notices
from bot.config import Settings
from bot.core.dialogue import respond
from bot.core.human import HumanLine
from bot.core.model import Kind, Question
from bot.core.view import View
from bot.transports.terminal import visible_text
from tests.auxil.clock import FakeClock
from tests.conftest import KNOWLEDGE
from tests.scenarios.test_nearest import in_terminal, on_telegram

HUMAN = HumanLine("Riverside", "call 555-0123", "Mo-Fr 10:00-22:00", "Europe/London")
FRIDAY = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)
THERE = "Riverside, call 555-0123. Someone is there until 22:00."
AWAY = "Riverside, call 555-0123. Nobody is there now; back tomorrow at 10:00. Meanwhile, in a crisis: Samaritans"
SCRIPTS = {
    "the first message": ["/start"],
    "help and privacy": ["/help", "/privacy"],
    "unknown": ["what is the wifi password"],
    "a check": ["my mate is really stoned", "no"],
    "a crisis": ["i want to kill myself"],
    "how to reach a person": ["can i talk to a human"],
    "stop": ["stop", "fuck off"],
}


def at(view: View, moment: dt.datetime, human: HumanLine = HUMAN) -> View:
    """The view at a moment, of a service with people."""
    settings = Settings(KNOWLEDGE, country="GB", human_line=human)
    return Notices(settings, FakeClock(moment)).over(view)


@pytest.mark.parametrize("name", SCRIPTS)
async def test_the_same_words_in_both(version: Version, name: str) -> None:
    """Same script, same replies."""
    view = at(version.view, FRIDAY)
    assert await on_telegram(view, SCRIPTS[name]) == in_terminal(view, SCRIPTS[name])


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_reply_that_points_to_a_person_says_whether_one_is_there(version: Version, name: str) -> None:
    """By day until when, by night from when again and whom to turn to meanwhile."""
    for moment, wanted in ((FRIDAY, THERE), (FRIDAY - dt.timedelta(hours=13), AWAY)):
        for reply in in_terminal(at(version.view, moment), SCRIPTS[name]):
            assert wanted in reply


@pytest.mark.parametrize(
    "text", ["my friend wont wake up", "HES NOT BREATHING", "/emergency", "i want to kill myself"]
)
def test_it_never_stands_before_emergency_steps(version: Version, text: str) -> None:
    """The steps are the same to the letter; in a crisis the people follow as fine print."""
    bare = respond(Question(text), version.view)
    reply = respond(Question(text), at(version.view, FRIDAY))
    assert bare.kind is Kind.EMERGENCY
    assert replace(reply, notes="") == bare
    assert visible_text(reply).startswith(visible_text(bare))
    assert (THERE in reply.notes) is (bare.emergency == "suicide")


def test_hours_that_cannot_be_read_are_not_known(version: Version) -> None:
    """Never told as open."""
    view = at(version.view, FRIDAY, replace(HUMAN, hours="weekdays nine to five"))
    (reply,) = in_terminal(view, ["/start"])
    assert "I do not know whether somebody is there now." in reply


def test_without_a_line_nothing_is_said(version: Version) -> None:
    """As it was before there were such lines."""
    for script in SCRIPTS.values():
        assert not any("talk to a person: Riverside" in reply for reply in in_terminal(version.view, script))
    assert in_terminal(version.view, ["/start"])[0].endswith("/privacy says more.")


def test_the_minute_counts(version: Version) -> None:
    """What was said a minute ago is not said again when it has changed."""
    clock = FakeClock(dt.datetime(2026, 11, 27, 21, 59, tzinfo=dt.UTC))
    notices = Notices(Settings(KNOWLEDGE, country="GB", human_line=HUMAN), clock)
    assert "until 22:00" in in_terminal(notices.over(version.view), ["/start"])[0]
    clock.advance(60)
    assert "back on Mon at 10:00" in in_terminal(notices.over(version.view), ["/start"])[0]
