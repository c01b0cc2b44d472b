"""Whether an answer was helpful is asked with one tap, only where it is counted, and of nobody in danger."""

from dataclasses import replace

import pytest

from bot.app import Version
from bot.core.dialogue import respond
from bot.core.menu import Action, code
from bot.core.model import Kind, Question, Reply, Urgency
from bot.core.view import View

TOPIC = "sleep"
HELPFUL, UNHELPFUL = code(Action.HELPFUL, TOPIC), code(Action.UNHELPFUL, TOPIC)


@pytest.fixture(scope="module")
def view(version: Version) -> View:
    return replace(version.view, counts=True)


def pressed(view: View, what: str) -> Reply:
    return respond(Question(code=what), view)


def test_under_a_calm_answer_there_are_two_buttons(view: View) -> None:
    """Last of all, and the answer's own stay before them."""
    reply, bare = (pressed(one, code(Action.TOPIC, TOPIC)) for one in (view, replace(view, counts=False)))
    assert [one.code for one in reply.buttons] == [*(one.code for one in bare.buttons), HELPFUL, UNHELPFUL]
    assert reply.text == bare.text


def test_every_calm_entry_has_them_and_no_other(view: View) -> None:
    """Whoever may be in danger is asked nothing of the kind."""
    for topic in view.knowledge.topics.values():
        codes = {one.code for one in pressed(view, code(Action.TOPIC, topic.id)).buttons}
        assert (code(Action.HELPFUL, topic.id) in codes) is (topic.urgency is Urgency.NONE), topic.id


@pytest.mark.parametrize(
    "text", ["/emergency", "my friend wont wake up", "/help", "/mix oxy and valium", "thanks"]
)
def test_no_other_reply_has_them(view: View, text: str) -> None:
    """Emergencies, pages, mixes and small talk."""
    reply = respond(Question(text), view)
    assert not any(one.code[2] in (Action.HELPFUL.value, Action.UNHELPFUL.value) for one in reply.buttons)


def test_a_tap_is_thanked_and_says_what_was_judged(view: View) -> None:
    """After a no, what else there is; the thanks cannot be judged again."""
    yes, no = pressed(view, HELPFUL), pressed(view, UNHELPFUL)
    assert (yes.judged, yes.was_helpful, yes.buttons) == (TOPIC, True, ())
    assert (no.judged, no.was_helpful) == (TOPIC, False)
    assert no.buttons
    assert "FRANK" in no.text
    assert yes.topics == no.topics == ()
    assert yes.kind is no.kind is Kind.ANSWER


def test_a_tap_that_counts_nothing_leads_on(view: View) -> None:
    """An entry that is gone, or counts that were switched off since."""
    for reply in (pressed(view, code(Action.HELPFUL, "gone")), pressed(replace(view, counts=False), HELPFUL)):
        assert reply.judged == ""
        assert "older version" in reply.text
