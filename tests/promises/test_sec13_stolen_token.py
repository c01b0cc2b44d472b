"""Whoever steals the bot's password is noticed: by another program that fetches, by a webhook that is none of ours, by
a changed description. The bot says so, once, and where it must it stops. (The description: tests/transports/telegram/
test_housekeeping.py.)"""

import asyncio
from io import StringIO

import pytest

from bot.errors import SaferbotError
from tests.auxil.botapi import FakeBotApi
from tests.transports.telegram.conftest import api, serving
from tests.transports.telegram.test_service import PERSON

__all__ = ["api"]  # a fixture


async def test_another_program_on_the_same_token_is_told_once(api: FakeBotApi, printed: StringIO) -> None:
    """409: step back, try again, go on when the other is gone."""
    api.fail("getUpdates", 4, status=409)
    person = api.user(PERSON)
    person.says("hello")
    async with serving(api):
        await person.next_reply()
    assert printed.getvalue().count("conflict") == 1


async def test_a_webhook_of_another_program_is_left_alone_and_named(api: FakeBotApi) -> None:
    """Deleting it silently would take the messages from a bot that works, or hide that the token is stolen."""
    api.world.updates.set_webhook({"url": "https://canary.example.org/hook"})
    with pytest.raises(SaferbotError, match="webhook") as caught:
        async with serving(api) as task:
            await asyncio.wait({task})
    assert "canary" not in str(caught.value)
    assert not api.called("deleteWebhook") + api.called("getUpdates")


async def test_a_webhook_set_while_it_runs_ends_the_run(api: FakeBotApi, printed: StringIO) -> None:
    """Whoever sets one has the token: going on would only hide it."""
    with pytest.raises(SaferbotError, match="revoke"):
        await _taken_over(api)
    assert "canary" not in printed.getvalue()
    assert not api.called("deleteWebhook")


async def _taken_over(api: FakeBotApi) -> None:
    async with serving(api) as task:
        api.user(PERSON).says("hello")
        await api.user(PERSON).next_reply()
        api.world.updates.set_webhook({"url": "https://canary.example.org/hook"})
        await asyncio.wait({task}, timeout=5)
