"""The small menu: its words are understood however they are written, and mean nothing inside a question."""

import pytest

from bot.app import Version
from bot.core import shortcuts
from bot.core.dialogue import respond
from bot.core.model import Kind, Question


@pytest.mark.parametrize("text", ["Help now", "HELP NOW!", "help  now", " ｈｅｌｐ ｎｏｗ. "])
def test_a_key_is_known_however_it_is_typed(version: Version, text: str) -> None:
    """Tapped or typed, in any case, with a mark behind it."""
    assert shortcuts.meant(text, version.view) == "emergency"


@pytest.mark.parametrize("text", ["999", "911!", "１１２", "000"])
def test_an_emergency_number_that_is_typed_to_the_bot_is_a_call_for_help(version: Version, text: str) -> None:
    """Whoever is from elsewhere types the number they know."""
    assert shortcuts.meant(text, version.view) == "emergency"
    assert respond(Question(text), version.view).kind is Kind.EMERGENCY


@pytest.mark.parametrize(
    "text",
    [
        "99",
        "will 999 send police",
        "9999",
        "what does mix mean",
        "find naloxone",
        "privacy policy",
        "",
        "!!!",
    ],
)
def test_a_question_with_such_a_word_stays_a_question(version: Version, text: str) -> None:
    """Only the key's words and no more are the key."""
    assert shortcuts.meant(text, version.view) == ""


def test_each_key_does_what_its_command_does(version: Version) -> None:
    """The same reply by tapping as by the command."""
    for name, label in version.view.knowledge.menu.items():
        tapped = respond(Question(label.upper()), version.view)
        assert tapped == respond(Question(f"/{name}"), version.view)
    assert respond(Question("Help now"), version.view).kind is Kind.EMERGENCY


def test_the_keys_are_shown_where_somebody_begins(version: Version) -> None:
    """On the first screen, and again for whoever says hello or asks for help later."""
    for text in ("/start", "hello", "/help"):
        assert respond(Question(text), version.view).menu == shortcuts.keys(version.view)
    assert not respond(Question("my friend wont wake up"), version.view).menu


def test_language_is_honest(version: Version) -> None:
    """There is one language, and it says so, with what to do in an emergency."""
    reply = respond(Question("Language"), version.view)
    assert "English only" in reply.text
    assert "999" in reply.text


def test_a_link_says_first_who_speaks_but_not_before_danger(version: Version) -> None:
    """Whoever comes by a card may be new here; an emergency's answer stands alone."""
    reply = respond(Question("/start topic-fentanyl-what-is-it"), version.view)
    assert "bot" in reply.opening
    assert reply.menu
    urgent = respond(Question("/start topic-overdose-happening-now-steps"), version.view)
    assert not urgent.opening
