"""Words that many say are thought about once, and everybody gets the reply they would have got alone."""

import datetime as dt
import secrets
from collections import Counter
from dataclasses import replace

import pytest

from bot.app import Version
from bot.core.board import Board
from bot.core.dialogue import respond
from bot.core.model import Found, Kind, Question, Reply
from bot.core.search import Search, Trail
from bot.core.view import View
from bot.transports import thought
from bot.transports.thought import Thought
from tests.conftest import ROOT

TEXTS = (
    "what is naloxone",
    "hello",
    "my friend wont wake up",
    "mdma and weed",
    "/help",
    "qqq zzz",
    "he is grey",
)


class Counted:
    """A view that counts how often it has to find something."""

    def __init__(self, version: Version) -> None:
        self.times: Counter[str] = Counter()
        self.view = replace(version.view, find=self._find)
        self._real = version.view.find

    def _find(self, text: str) -> Found:
        self.times[text] += 1
        return self._real(text)


def through(text: str, known: Thought, view: View, **more: object) -> Reply:
    return known.reply(Question(text, **more), known.over(view))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", TEXTS)
def test_the_reply_is_the_one_that_is_made_anew(version: Version, text: str) -> None:
    """The first time, again, and after other words."""
    known, anew = Thought(secrets.token_bytes), respond(Question(text), version.view)
    for _ in range(2):
        assert through(text, known, version.view) == anew
    recent = frozenset({"od:asked"}) if anew.signs else frozenset()
    assert through(text, known, version.view, recent=recent) == respond(
        Question(text, recent=recent), version.view
    )


def test_the_same_words_are_found_once(version: Version) -> None:
    """Whoever says them."""
    counted, known = Counted(version), Thought(secrets.token_bytes)
    for _ in range(3):
        through("what is naloxone", known, counted.view)
    assert set(counted.times.values()) == {1}


def test_what_leans_on_something_said_before_is_made_anew(version: Version) -> None:
    """A topic just answered, danger a minute ago, a search that waits for a place."""
    known = Thought(secrets.token_bytes)
    plain = through("how long does it last", known, version.view)
    about = through("how long does it last", known, version.view, about="naloxone-how-to")
    asked = through("how long does it last", known, version.view, trail=Trail(asked=Search()))
    assert (plain.drops_key, asked.drops_key) == (False, True)
    assert about == respond(Question("how long does it last", about="naloxone-how-to"), version.view)


def test_a_new_version_of_the_knowledge_begins_anew(version: Version) -> None:
    """Not one reply of the old one is left."""
    known = Thought(secrets.token_bytes)
    before = through("what is naloxone", known, version.view)
    changed = replace(version.view, facts={**version.view.facts, "emergency_number": "000"})
    through("my friend wont wake up", known, version.view)
    assert "000" in through("my friend wont wake up", known, changed).text
    assert before.topics


def test_a_view_made_again_of_the_same_parts_is_the_same(version: Version) -> None:
    """The alerts and who is there are put over the view for each message."""
    counted, known = Counted(version), Thought(secrets.token_bytes)
    for _ in range(3):
        view = replace(counted.view, facts=dict(counted.view.facts))
        through("what is naloxone", known, view)
    assert set(counted.times.values()) == {1}


def test_another_alert_begins_anew(version: Version) -> None:
    """Nobody gets an answer from before it."""
    counted, known = Counted(version), Thought(secrets.token_bytes)
    through("what is naloxone", known, counted.view)
    through("what is naloxone", known, replace(counted.view, board=Board()))
    assert set(counted.times.values()) == {2}


def test_a_new_day_begins_anew(version: Version) -> None:
    """Entries expire."""
    today = [dt.date(2026, 11, 1)]
    view, known = replace(version.view, today=lambda: today[0]), Thought(secrets.token_bytes)
    before = through("what is naloxone", known, view)
    today[0] = dt.date(2036, 11, 1)
    assert through("what is naloxone", known, view).notes != before.notes


def test_no_place_and_no_hour_is_found_again(version: Version) -> None:
    """What is near is looked up each time: it opens and closes."""
    places = Reply(Kind.SERVICES, "open until 6")
    assert not thought._is_for_all(places)
    assert not thought._is_for_all(replace(places, kind=Kind.ANSWER, asks=Search()))
    assert thought._is_for_all(replace(places, kind=Kind.ANSWER))


def test_only_the_desk_holds_thoughts() -> None:
    """What is swept every minute is in one place."""
    users = [file.name for file in (ROOT / "bot").rglob("*.py") if "Thought(" in file.read_text("utf-8")]
    assert users == ["base.py"]
