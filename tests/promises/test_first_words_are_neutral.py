"""What shows of the chat in the list of chats and on a lock screen says nothing of what it is about."""

import pytest

from bot.app import Version
from bot.core.dialogue import COMMANDS, respond
from bot.core.model import Kind, Question
from bot.core.text import visible

SHOWN = 40  # letters
LOUD = (
    "drug",
    "overdose",
    "naloxone",
    "narcan",
    "inject",
    "needle",
    "syringe",
    "opioid",
    "heroin",
    "fentanyl",
)
PAGES = [f"/{name}" for name in COMMANDS if name not in ("emergency", "mix")]
TALK = ["hello", "thanks", "stop", "fuck off", "???", "what is the wifi password", "помогите"]


def loud(text: str) -> list[str]:
    """The words among the first letters that tell."""
    return [word for word in LOUD if word in visible(text)[:SHOWN].lower()]


@pytest.mark.parametrize("text", [*PAGES, *TALK])
def test_the_first_words_are_neutral(version: Version, text: str) -> None:
    """Of every page and every sentence that answers what is no question."""
    reply = respond(Question(text), version.view)
    assert reply.kind is not Kind.EMERGENCY
    assert loud(reply.opening or reply.text) == []


def test_what_telegram_shows_around_the_chat_is_neutral(version: Version) -> None:
    """The descriptions, the commands and the keys of the menu, whole."""
    knowledge = version.view.knowledge
    texts = (*knowledge.telegram.values(), *knowledge.menu.values(), *knowledge.inline.values())
    assert [
        text for text in (*texts, knowledge.sentences["card"]) if any(word in text.lower() for word in LOUD)
    ] == []


def test_a_loud_word_is_seen(version: Version) -> None:
    """The check can fail."""
    assert loud("About **naloxone** and more")
    assert not loud("x" * SHOWN + "naloxone")
