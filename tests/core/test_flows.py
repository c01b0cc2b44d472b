"""The question about danger, and what stands under it."""

from dataclasses import replace

import pytest

from bot.app import Version
from bot.core.dialogue import respond
from bot.core.model import Candidate, Danger, Found, Kind, Level, Question, Reply, Urgency, Zone
from bot.core.view import View

_AMBER = Danger(Level.AMBER, "overdose", frozenset(("nodding",)))
_CALM = "grief-after-overdose"


@pytest.fixture(scope="module")
def view(version: Version) -> View:
    """Everything that is written may be danger, and is about one entry."""
    return _finding(version.view, Zone.ANSWER, _CALM)


def _finding(view: View, zone: Zone, *topics: str) -> View:
    found = Found(zone, tuple(Candidate(one, 0.9) for one in topics))
    return replace(view, assess=lambda text, recent: _AMBER, find=lambda text: found)


def _asked(view: View, text: str = "does this ever get easier") -> Reply:
    return respond(Question(text), view)


def test_a_false_alarm_costs_a_line(view: View) -> None:
    """What to do and the question come first; the answer to what was asked stands under them, with its sources."""
    reply = _asked(view)
    lines = reply.text.splitlines()
    assert reply.kind is Kind.CHECK
    assert "**call 999 or 112 now**" in lines[0]
    assert lines[1].endswith("right now?")
    assert view.knowledge.topics[_CALM].answer.splitlines()[0] in reply.text
    assert "https://" in reply.notes
    assert reply.buttons[0].label == view.knowledge.guidance["overdose"].yes


def test_nothing_stands_under_the_question_where_nothing_was_found(view: View) -> None:
    """No guess beside a call for help."""
    reply = _asked(_finding(view, Zone.UNSURE, _CALM))
    assert len(reply.text.splitlines()) == 2
    assert len(reply.buttons) == 2
    assert not reply.has_answer


def test_what_it_may_be_about_is_offered_under_the_question(view: View) -> None:
    """A button for each entry, after yes and no."""
    reply = _asked(_finding(view, Zone.CHOICES, _CALM, "naloxone-what-is-it"))
    assert [one.label for one in reply.buttons[2:]] == [
        view.knowledge.topics[one].title for one in (_CALM, "naloxone-what-is-it")
    ]
    assert not reply.has_answer


def test_what_to_do_is_said_once(view: View) -> None:
    """An entry that begins with whom to call does not say it again under the question."""
    urgent = next(
        one.id for one in view.knowledge.topics.values() if one.urgency is Urgency.CHECK and not one.short
    )
    line = view.knowledge.sentences["check_line"].split("{")[0]
    alone = replace(
        _finding(view, Zone.ANSWER, urgent), assess=lambda text, recent: Danger(Level.NONE, "", frozenset())
    )
    assert line in _asked(alone).text
    assert line not in _asked(_finding(view, Zone.ANSWER, urgent)).text


def test_no_closes_the_question(view: View) -> None:
    """ "No" under an answer need not show it again, and "yes" leads to the steps."""
    yes, no = _asked(view).buttons[:2]
    assert respond(Question(code=yes.code), view).kind is Kind.EMERGENCY
    assert respond(Question(code=no.code), view).text.startswith("Good.")


def test_an_unclear_answer_is_danger_with_an_answer_above_it_too(version: Version, view: View) -> None:
    """What was answered under the question takes nothing from it."""
    recent = _asked(view).signs
    assert respond(Question("dunno tbh mate", recent=recent), version.view).kind is Kind.EMERGENCY
    assert respond(Question("yes", recent=recent), version.view).kind is Kind.EMERGENCY


def test_the_next_question_may_lean_on_the_answer(version: Version, view: View) -> None:
    """ "And how long does it last?" under an answer is about that answer, whatever was asked above it."""
    recent = _asked(view).signs
    lean = Question("how long does it last", recent=recent, about="cocaine")
    assert respond(lean, version.view).kind is Kind.ANSWER
