"""Alerts in the organisation's channel: once, without a sound, whatever happens in between."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import Version
from bot.core import alerts
from bot.core.board import Alert
from bot.core.view import View
from bot.service_channel import post_alerts
from bot.store.posted import Posted
from bot.transports.telegram.api import make_bot
from tests.auxil.alerts import OXY, TODAY, with_alerts
from tests.auxil.botapi import FOREVER, FakeBotApi

NAME = "@our_alerts"
SOON = 0.01
OTHER = replace(OXY, id="other", where="Harbour")


@contextlib.asynccontextmanager
async def posting(api: FakeBotApi, state: Path, view: Callable[[], View]) -> AsyncIterator[None]:
    """The part of the bot that posts, at work."""
    line = make_bot(api.token, api.root)
    task = asyncio.create_task(post_alerts(line, NAME, state, view, SOON, SOON))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await line.close_line()


async def rounds(api: FakeBotApi, count: int = 3) -> None:
    """Wait until it has looked so many times, with an alert that is always new to it."""
    for _ in range(count):
        await asyncio.sleep(5 * SOON)


def out(version: Version, *shown: Alert) -> Callable[[], View]:
    view = with_alerts(version.view, *shown)
    return lambda: view


async def test_an_alert_is_posted_once_and_silently(version: Version, tmp_path: Path) -> None:
    """With what, where, what to do and from whom; its first line is neutral."""
    async with FakeBotApi() as api:
        channel = api.channel(NAME)
        async with posting(api, tmp_path / "state", out(version, OXY)):
            sent = await channel.next_reply()
            await rounds(api)
        assert channel.unread() == 0
    assert sent.is_silent
    assert sent.raw["link_preview_options"] == {"is_disabled": True}
    assert sent.text == (
        "A notice of 27 Nov 2026, shown until 4 Dec 2026.\n\nRiverside: Pills sold as oxy held a nitazene.\n"
        "Carry naloxone. Not breathing: call 999 or 112.\nFrom: City drug checking, 26 Nov 2026"
    )
    assert sent.reply_markup is None


async def test_a_restart_posts_nothing_twice(version: Version, tmp_path: Path) -> None:
    """Only what is new since."""
    async with FakeBotApi() as api:
        channel = api.channel(NAME)
        async with posting(api, tmp_path / "state", out(version, OXY)):
            await channel.next_reply()
        async with posting(api, tmp_path / "state", out(version, OXY, OTHER)):
            sent = await channel.next_reply()
            await rounds(api)
        assert channel.unread() == 0
    assert "Harbour" in sent.text


@pytest.mark.parametrize("how", ["refused", "not yet an administrator", "too many"])
async def test_what_was_surely_not_taken_is_posted_later(version: Version, tmp_path: Path, how: str) -> None:
    """Once."""
    async with FakeBotApi() as api:
        channel = api.channel(NAME)
        if how == "refused":
            api.fail("sendMessage", 2, status=400)
        elif how == "too many":
            api.fail("sendMessage", 2, status=429, retry_after=1)
        else:
            channel.loses_bot()
        async with posting(api, tmp_path / "state", out(version, OXY)):
            await rounds(api)
            channel.has_bot()
            await channel.next_reply()
            await rounds(api)
        assert channel.unread() == 0


async def test_what_may_have_been_taken_is_never_posted_again(version: Version, tmp_path: Path) -> None:
    """The connection is cut after Telegram took it: the channel has it once, also after a restart."""
    async with FakeBotApi() as api:
        channel = api.channel(NAME)
        api.drop("sendMessage", after=True)
        for _ in range(2):
            async with posting(api, tmp_path / "state", out(version, OXY)):
                await rounds(api)
        assert len(channel.inbox()) == 1


async def test_a_crash_before_the_answer_posts_nothing_twice(version: Version, tmp_path: Path) -> None:
    """Claimed and then killed: nobody can know whether it is there, so it is not sent again."""
    Posted(tmp_path / "state").claim(f"{OXY.published} {OXY.id}")
    async with FakeBotApi() as api:
        channel = api.channel(NAME)
        async with posting(api, tmp_path / "state", out(version, OXY)):
            await rounds(api)
        assert channel.inbox() == []


async def test_while_telegram_is_away_nothing_is_claimed(version: Version, tmp_path: Path) -> None:
    """Posted when it is back."""
    async with FakeBotApi() as api:
        channel = api.channel(NAME)
        api.fail("getMe", FOREVER, status=502)
        async with posting(api, tmp_path / "state", out(version, OXY)):
            await rounds(api)
            assert channel.inbox() == []
            api.heal()
            await channel.next_reply()


async def test_what_is_over_is_not_posted(version: Version, tmp_path: Path) -> None:
    """Nor what was taken down, nor what is not out yet."""
    over = replace(OXY, ended=TODAY)
    later = replace(OXY, published=OXY.expires)
    async with FakeBotApi() as api:
        channel = api.channel(NAME)
        async with posting(api, tmp_path / "state", out(version, over, later)):
            await rounds(api)
        assert channel.inbox() == []


async def test_where_the_mark_cannot_be_kept_nothing_is_posted(version: Version, tmp_path: Path) -> None:
    """A post that would be forgotten would be made again."""
    (tmp_path / "state").write_text("no folder")
    async with FakeBotApi() as api:
        channel = api.channel(NAME)
        async with posting(api, tmp_path / "state", out(version, OXY)):
            await rounds(api)
        assert channel.inbox() == []


def test_a_lock_screen_shows_nothing_telling(version: Version) -> None:
    """The first forty letters of a post name no drug."""
    first = alerts.post(OXY, version.view)[:40]
    assert first == "A notice of 27 Nov 2026, shown until 4 D"
