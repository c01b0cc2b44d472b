"""Whoever sees the phone lie there learns nothing: what the bot shows before anybody opens the chat is neutral, and its
messages make no sound, but for those in an emergency."""

import re
from pathlib import Path

import pytest

from bot.app import Version
from bot.core.dialogue import COMMANDS, respond
from bot.core.model import Kind, Question
from bot.core.text import visible
from bot.core.wording import fill
from bot.service import _texts
from tests.auxil.botapi import FakeBotApi
from tests.auxil.program import service_here

SHOWN = 40  # characters of a message on a lock screen
TELLING = re.compile(
    r"drug|heroin|fentanyl|naloxone|narcan|overdos|opioid|cocaine|crack|meth|mdma|ketamine|inject|needle|syringe|dose\b|"
    r"addict|\buse[rd]?\b|high\b|withdraw|dealer|hiv|suicid",
    re.IGNORECASE,
)
# Words that even the first line of a page must not begin with.
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


def test_the_lint_finds_what_it_looks_for() -> None:
    """The control."""
    for text in ("Naloxone near you", "An overdose?", "Where to get needles"):
        assert TELLING.search(text)


def test_what_telegram_shows_of_the_bot_is_neutral(version: Version) -> None:
    """Both descriptions and every command."""
    texts = _texts(version)
    shown = (texts.description, texts.short_description, *(text for _, text in texts.commands))
    assert [text for text in shown if TELLING.search(text)] == []


def test_what_comes_unasked_begins_neutrally(version: Version) -> None:
    """The only message the bot ever begins: that the minutes are over, for whoever asked to be told."""
    steps = version.view.knowledge.steps
    begun = [fill(steps[step.then].text, version.view.facts) for step in steps.values() if step.then]
    assert begun
    assert [text for text in begun if TELLING.search(visible(text)[:SHOWN])] == []


@pytest.mark.parametrize(("text", "is_silent"), [("hello", True), ("/topics", True), ("/emergency", False)])
async def test_only_an_emergency_makes_a_sound(
    tmp_path: Path, version: Version, text: str, is_silent: bool
) -> None:
    """Everything else arrives silently."""
    async with FakeBotApi() as api:
        async with service_here(tmp_path, api, version):
            api.user(7).says(text)
            await api.user(7).next_reply(30)
        assert {call["disable_notification"] for call in api.called("sendMessage")} == {is_silent}


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
