"""Whole conversations, in words, through the real knowledge."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import Version
from bot.core.dialogue import respond
from bot.core.model import Kind, Question, Reply
from bot.core.text import fold, split, utf16_length, visible
from bot.transports.terminal import Terminal
from tests.auxil.clock import FakeClock


def talk(version: Version, *messages: str) -> list[Reply]:
    """One conversation within a minute."""
    recent: frozenset[str] = frozenset()
    replies = []
    for message in messages:
        replies.append(respond(Question(message, recent=recent), version.view))
        recent |= replies[-1].signs
    return replies


@pytest.mark.parametrize("text", ["my friend wont wake up", "HES NOT BREATHING", "/help he is turning blue"])
def test_someone_in_danger_gets_the_steps_first(version: Version, text: str) -> None:
    """At most six lines, the number in the first, whatever the message was meant for."""
    (reply,) = talk(version, text)
    lines = visible(reply.text).splitlines()
    assert reply.kind is Kind.EMERGENCY
    assert "999" in lines[0]
    assert len(lines) <= 6


def test_every_button_leads_on_for_ever(version: Version) -> None:
    """Whatever is pressed, in whatever order, is answered, and guided steps always name the number."""
    waiting, seen = [button.code for button in talk(version, "/emergency")[0].buttons], set()
    while waiting:
        code = waiting.pop()
        if code in seen:
            continue
        seen.add(code)
        reply = respond(Question(code=code), version.view)
        assert reply.text
        if reply.kind is Kind.EMERGENCY:
            assert "999" in reply.text
        waiting += [button.code for button in reply.buttons]
    assert len(seen) > 60


def test_an_unclear_answer_to_the_check_is_danger(version: Version) -> None:
    """Asked whether someone is in danger, silence in words is taken as yes, and no as no."""
    asked, unclear = talk(version, "my mate is really stoned", "dunno tbh mate")
    assert asked.kind is Kind.CHECK
    assert unclear.kind is Kind.EMERGENCY
    assert talk(version, "my mate is really stoned", "no")[1].kind is Kind.ANSWER


def test_a_question_gets_its_answer_with_sources(version: Version) -> None:
    """The answer, where it comes from, and who has checked it."""
    (reply,) = talk(version, "what is fentanyl")
    assert reply.topics == ("fentanyl-what-is-it",)
    assert "https://" in reply.notes
    assert "Not yet checked by a clinician" in reply.notes


@pytest.mark.parametrize("text", ["what is the wifi password", "asdf qwer zxcv"])
def test_what_it_does_not_know_it_says(version: Version, text: str) -> None:
    """No guess: an honest "I don't know", with a person to turn to."""
    (reply,) = talk(version, text)
    assert reply.kind is Kind.UNKNOWN
    assert "FRANK" in reply.text


def test_a_look_alike_is_never_answered_for_the_other(version: Version) -> None:
    """Naltrexone is not naloxone."""
    (reply,) = talk(version, "where can i get naltrexone")
    assert "naloxone-where-to-get" not in reply.topics or reply.kind is not Kind.ANSWER


def test_the_same_script_in_the_terminal(version: Version) -> None:
    """The terminal says what respond says; a number presses the button it stands before."""
    said: list[str] = []
    Terminal(lambda: version.view, FakeClock(), said.append).talk(["my mate is unconscious", "1", ""])
    assert "Call 999" in said[0]
    assert "[1] I have naloxone" in said[0]
    assert "nostril" in said[1]
    assert len(said) == 2


@settings(deadline=None, max_examples=150)
@given(text=st.text(max_size=300), code=st.text(max_size=70))
def test_nothing_typed_or_pressed_breaks_it(version: Version, text: str, code: str) -> None:
    """Any text and any code get a reply that fits."""
    for question in (Question(text), Question(code=code or "x")):
        reply = respond(question, version.view)
        assert reply.text
        assert all(utf16_length(piece) <= 4096 for piece in split(reply.text))


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    """Two spellings that are alike stay alike."""
    assert fold(fold(text)) == fold(text)


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="ab 🙂\n", max_size=400), st.integers(20, 60))
def test_pieces_hold_every_word_in_order(text: str, limit: int) -> None:
    """However small the pieces, nothing is lost and none is too long."""
    pieces = split(text, limit)
    assert all(utf16_length(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
