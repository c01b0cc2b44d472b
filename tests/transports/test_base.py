"""The desk answers whatever fails behind it, and remembers danger for a minute, whoever else is served there."""

import secrets
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from bot import logs
from bot.admin.chat import Asked, Chat
from bot.app import Version
from bot.core.model import Kind, Reply
from bot.core.view import View
from bot.transports.base import Desk, Incoming
from tests.auxil.clock import FakeClock

CHAT = 7_700_000_042
CALL = "999"


def desk(version: Version, count: Callable[[Reply, bytes], None] = lambda reply, tag: None) -> Desk:
    return Desk(lambda: version.view, FakeClock(), lambda size: bytes(range(size)), count)


def fails(*_: Any, **__: Any) -> Any:
    raise ValueError("somebody's words")


def test_counts_that_fail_stop_no_answer(version: Version) -> None:
    """The answer goes out as if nothing were counted."""
    whole = desk(version).reply(Incoming(CHAT, text="hello"))
    assert desk(version, count=fails).reply(Incoming(CHAT, text="hello")) == whole


def test_a_memory_that_fails_stops_no_answer(version: Version, monkeypatch: pytest.MonkeyPatch) -> None:
    """Danger is told as always; only what would have been remembered is lost."""
    monkeypatch.setattr("bot.transports.memory.Memory.keep", fails)
    reply = desk(version).reply(Incoming(CHAT, text="my friend wont wake up"))
    assert reply is not None
    assert reply.kind is Kind.EMERGENCY


@pytest.mark.parametrize(
    "part",
    [
        "bot.transports.thought.respond",
        "bot.privacy.limits.Limits.verdict",
        "bot.transports.memory.Memory.known",
    ],
)
def test_a_fault_of_ours_still_tells_the_number(
    version: Version, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """Not an answer, and not nothing: that something went wrong, and whom to call."""
    monkeypatch.setattr(part, fails)
    reply = desk(version).reply(Incoming(CHAT, text="hello"))
    assert reply is not None
    assert "went wrong on my side" in reply.text
    assert CALL in reply.text


@pytest.mark.parametrize("in_group", [False, True])
def test_whatever_fails_danger_gets_its_steps(
    version: Version, monkeypatch: pytest.MonkeyPatch, in_group: bool
) -> None:
    """The matcher, the limits, the memory: none of it stands between somebody in danger and what to do."""
    blind = replace(version, view=replace(version.view, find=fails))
    for one, part in ((blind, "transports.memory.Memory.keep"), (version, "transports.thought.respond")):
        with monkeypatch.context() as patch:
            patch.setattr(f"bot.{part}", fails)
            asked = desk(one)
            steps = asked.reply(Incoming(CHAT, text="my friend wont wake up", in_group=in_group))
            question = asked.reply(Incoming(2, text="my mate is really stoned", in_group=in_group))
        assert steps is not None
        assert question is not None
        assert (steps.kind, steps.emergency) == (Kind.EMERGENCY, "overdose")
        assert question.kind is Kind.CHECK


def test_in_a_group_a_fault_says_nothing(version: Version, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody there asked the bot anything."""
    monkeypatch.setattr("bot.privacy.limits.OncePer.first", fails)
    assert desk(version).reply(Incoming(CHAT, text="hello", in_group=True)) is None


def test_in_a_group_nothing_of_the_question_is_answered_beside_danger(version: Version) -> None:
    """Others read along. In private the same message gets what it asks about under the question."""
    text = "my mate always shoots up alone with the door locked"
    alone, among = (desk(version).reply(Incoming(CHAT, text=text, in_group=one)) for one in (False, True))
    assert alone is not None
    assert among is not None
    assert alone.kind is among.kind is Kind.CHECK
    assert len(alone.buttons) > len(among.buttons) == 2
    assert len(among.text.splitlines()) == 2


def test_a_fault_is_told_without_a_word(
    version: Version, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its type and its place."""
    monkeypatch.setattr("bot.transports.thought.respond", fails)
    logs.setup(sys.stderr, strict=True)
    try:
        desk(version).reply(Incoming(CHAT, text="hello"))
    finally:
        logs.restore()
    printed = capsys.readouterr().err
    assert printed.startswith("ERROR internal-error error=ValueError@test_base.py:")
    assert "words" not in printed


class Admins:
    """The shape of bot.admin.chat.Chat: nobody who writes here is an admin, and it marks what it was shown."""

    def reply(self, asked: Asked, view: View) -> Reply | None:
        return None

    def beside(self, asked: Asked, reply: Reply) -> Reply:
        return replace(reply, answers_text=True)


@pytest.mark.parametrize("chat", [None, cast(Chat, Admins())])
def test_danger_is_remembered_for_the_next_message(version: Version, chat: Chat | None) -> None:
    """Also where there are admins: "he is blue" and then "what now" are one story."""
    desk = Desk(lambda: version.view, FakeClock(), secrets.token_bytes, chat=chat)
    told = desk.reply(Incoming(1, text="my friend wont wake up"))
    assert told is not None
    assert told.answers_text is (chat is not None)
    assert desk.is_urgent(Incoming(1, text="what now"))
    assert not desk.is_urgent(Incoming(2, text="what now"))
