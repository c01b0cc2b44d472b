"""Before the ways of asking are learned everything is answered that needs none of them, danger first."""

import pytest

from bot.app import Version
from bot.core.dialogue import respond
from bot.core.inline import offer
from bot.core.model import Kind, Question
from bot.core.search import Trail
from bot.core.view import View, early
from bot.explain import explain
from tests.auxil.phone import view_of

STARTING = "I have just started"


@pytest.fixture(scope="module")
def view() -> View:
    """The real knowledge with the example list of places, just started."""
    return early(view_of("GB"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my friend wont wake up", Kind.EMERGENCY),
        ("/emergency", Kind.EMERGENCY),
        ("Help now", Kind.EMERGENCY),
        ("my mate is really stoned", Kind.CHECK),
        ("/start", Kind.ANSWER),
        ("Topics", Kind.ANSWER),
        ("hello", Kind.ANSWER),
        ("Mix", Kind.CHOICES),
        ("can i mix mdma and lsd", Kind.MIX),
        ("/nearest", Kind.SERVICES),
        ("where can i get naloxone", Kind.SERVICES),
        ("\u043f\u0440\u0438\u0432\u0435\u0442", Kind.UNKNOWN),
        ("???", Kind.UNKNOWN),
        ("what is naloxone", Kind.STARTING),
        ("what is the capital of france", Kind.STARTING),
    ],
)
def test_only_a_question_is_told_to_come_back(view: View, text: str, kind: Kind) -> None:
    """The sentence has the number to call, and the keys of the small menu."""
    reply = respond(Question(text), view)
    assert reply.kind is kind
    assert reply.text.startswith(STARTING) == (kind is Kind.STARTING)
    if kind is Kind.STARTING:
        assert "999" in reply.text
        assert reply.menu == respond(Question("/start"), view).menu


def test_an_unclear_answer_to_the_check_is_danger(view: View) -> None:
    """Also where it cannot be told from a question; a clear no is a no."""
    recent = respond(Question("my mate is really stoned"), view).signs
    assert respond(Question("what about the blue one he had", recent=recent), view).kind is Kind.EMERGENCY
    assert respond(Question("no", recent=recent), view).kind is Kind.ANSWER


def test_a_question_is_not_taken_for_a_place(view: View) -> None:
    """Whoever was asked where they are may ask something else; a town nobody knows is told to be unknown."""
    trail = respond(Question("Find"), view)
    search = respond(Question(code=trail.buttons[0].code), view).asks
    assert search is not None
    asked = Question("how long does naloxone last for", trail=Trail(asked=search))
    assert respond(asked, view).text.startswith(STARTING)
    assert respond(Question("zzyzx", trail=Trail(asked=search)), view).kind is Kind.SERVICES


def test_danger_typed_for_another_chat_has_its_steps(view: View) -> None:
    """And a question offers nothing yet."""
    assert offer("my friend wont wake up", view).articles[0].id.startswith("steps-")
    assert not offer("what is naloxone", view).articles


def test_the_reasons_say_what_is_known_of_danger(version: Version) -> None:
    """An admin who tries a question learns that nothing was looked up, and waits for nothing."""
    told = explain("my friend wont wake up", version.early())
    assert "danger: RED" in told
    assert "not learned yet" in told
