"""What every way in shares: danger is remembered for a minute, whoever else is served there."""

import secrets
from dataclasses import replace
from typing import cast

import pytest

from bot.admin.chat import Asked, Chat
from bot.app import Version
from bot.core.model import Reply
from bot.core.view import View
from bot.transports.base import Desk, Incoming
from tests.auxil.clock import FakeClock


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
