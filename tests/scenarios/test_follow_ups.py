"""Conversations in which a question leans on the answer before it, and messages that ask two things: the same script in
the terminal and at the desk that Telegram's messages come to."""

import pytest

from bot.app import Version
from bot.core.model import Kind, Reply
from bot.transports.base import Desk, Incoming
from bot.transports.terminal import Terminal, drawn
from tests.auxil.clock import FakeClock


class Spoken:
    """One conversation, through either way in; `say` returns what a person reads."""

    def __init__(self, version: Version) -> None:
        self.version, self.clock = version, FakeClock()
        self.begin()

    def begin(self) -> None:
        raise NotImplementedError

    def say(self, text: str, wait: float = 0.0) -> str:
        raise NotImplementedError


class InTerminal(Spoken):
    def begin(self) -> None:
        self.said: list[str] = []
        self.terminal = Terminal(lambda: self.version.view, self.clock, self.said.append)

    def say(self, text: str, wait: float = 0.0) -> str:
        self.clock.advance(wait)
        self.terminal.hear(text)
        return self.said[-1]


class AtDesk(Spoken):
    def begin(self) -> None:
        self.desk = Desk(lambda: self.version.view, self.clock, lambda size: bytes(range(size)))

    def reply(self, text: str, chat: int = 7, code: str = "") -> Reply:
        reply = self.desk.reply(Incoming(chat, text=text, code=code))
        assert reply is not None
        return reply

    def say(self, text: str, wait: float = 0.0) -> str:
        self.clock.advance(wait)
        return drawn(self.reply(text))


@pytest.fixture(params=[InTerminal, AtDesk])
def spoken(request: pytest.FixtureRequest, version: Version) -> Spoken:
    made: Spoken = request.param(version)
    return made


def first_line(version: Version, topic: str) -> str:
    """What only this entry's answer says: its first line without a local fact."""
    lines = version.view.knowledge.topics[topic].answer.replace("**", "").splitlines()
    return next(line for line in lines if len(line) > 20 and "{" not in line)


@pytest.mark.parametrize(
    ("asked", "then", "topic"),
    [
        ("where can i get naloxone", "and how long does it last?", "naloxone-wears-off"),
        ("what is naloxone", "is it legal", "naloxone-legal-to-carry"),
        ("how does methadone treatment work", "can i drive on it", "getting-home-driving"),
    ],
)
def test_a_short_question_is_about_what_was_answered(
    spoken: Spoken, version: Version, asked: str, then: str, topic: str
) -> None:
    """Within a minute, "it" is what the answer was about."""
    spoken.say(asked)
    assert first_line(version, topic) in spoken.say(then, wait=50)


def test_what_about_with_alcohol_is_a_mix(spoken: Spoken) -> None:
    """Under ketamine, "with alcohol" is ketamine with alcohol."""
    spoken.say("how do i reduce the risks of ketamine")
    assert "ketamine + alcohol" in spoken.say("what about with alcohol")


def test_after_a_minute_nothing_is_leaned_on(spoken: Spoken) -> None:
    """The same words as if nothing had been said before."""
    alone = spoken.say("is it legal")
    spoken.say("what is naloxone")
    assert spoken.say("is it legal", wait=60) == alone


@pytest.mark.parametrize(
    "then", ["where can i get clean needles", "what is fentanyl", "thanks", "how about fentanyl"]
)
def test_a_question_of_its_own_is_answered_as_ever(spoken: Spoken, then: str) -> None:
    """What says itself what it is about does not change with what came before."""
    alone = spoken.say(then)
    spoken.say("what is naloxone", wait=120)
    assert spoken.say(then) == alone


@pytest.mark.parametrize(
    "then",
    ["he took it and is not breathing", "she had it and wont wake up", "what if it kills him hes blue"],
)
def test_what_was_answered_never_hides_danger(spoken: Spoken, then: str) -> None:
    """Danger is looked at in the words as they stand, before anything leans on anything."""
    spoken.say("what is naloxone")
    assert "Call 999" in spoken.say(then)


def test_after_danger_nothing_is_leaned_on(spoken: Spoken) -> None:
    """An emergency clears what was answered before it."""
    alone = spoken.say("is it legal")
    spoken.say("what is naloxone")
    spoken.say("my friend is not breathing")
    assert spoken.say("is it legal", wait=61) == alone


def test_two_questions_are_answered_and_offered(spoken: Spoken, version: Version) -> None:
    """The more urgent is answered, the other is named and can be tapped."""
    topics = version.view.knowledge.topics
    said = spoken.say("where do i get naloxone and how long does narcan last")
    assert first_line(version, "naloxone-wears-off") in said
    assert f"You also asked (tap below): {topics['naloxone-where-to-get'].title}" in said
    assert f"[1] {topics['naloxone-where-to-get'].title}" in said


def test_a_button_s_answer_is_leaned_on_too(version: Version) -> None:
    """What was pressed counts as what was asked."""
    desk = AtDesk(version)
    desk.reply("", code="1:t:naloxone-what-is-it")
    assert desk.reply("is it legal").topics == ("naloxone-legal-to-carry",)


def test_nobody_leans_on_what_another_was_told(version: Version) -> None:
    """A topic stays in its conversation, and out of groups."""
    desk = AtDesk(version)
    alone = desk.reply("is it legal", chat=1)
    desk.reply("what is naloxone", chat=2)
    assert desk.reply("is it legal", chat=3) == alone
    assert desk.reply("is it legal", chat=2).kind is Kind.ANSWER
