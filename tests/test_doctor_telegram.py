"""What doctor asks Telegram, against the fake Bot API and a server whose clock is wrong."""

import asyncio
import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.clock import RealClock
from bot.config import Settings
from bot.config_telegram import Secret, Webhook
from bot.doctor_telegram import ask_telegram, clock_state, served_at, webhook_state
from tests.auxil.botapi import TOKEN, FakeBotApi
from tests.conftest import KNOWLEDGE

NOW = dt.datetime(2026, 11, 27, 12, tzinfo=dt.UTC)
OURS = Webhook("https://bot.example.org/hook", "127.0.0.1", 8080)


async def told(api: FakeBotApi, token: str = TOKEN) -> str:
    settings = Settings(KNOWLEDGE, country="GB", token=Secret(token), api_url=api.root)
    findings = await asyncio.to_thread(lambda: list(ask_telegram(settings, RealClock())))
    return "\n".join(map(str, findings))


async def test_a_good_token_and_what_waits() -> None:
    """The bot's name, the webhook that is not there, how many wait; nothing is taken away from a running bot."""
    async with FakeBotApi() as api:
        api.user(7_700_000_001).says("/start")
        lines = await told(api)
        assert api.called("getUpdates") == []
        assert len(api.unconfirmed()) == 1
    assert "ok    token: Telegram takes it, for @saferbot_test_bot" in lines
    assert "ok    webhook: none is set, as it should be" in lines
    assert "ok    messages waiting at Telegram: 1" in lines


async def test_a_refused_token_is_said_and_not_shown() -> None:
    async with FakeBotApi() as api:
        lines = await told(api, "123456:another-token-that-nobody-knows-here")
    assert "FIX   token: Telegram refuses the token" in lines
    assert "another-token" not in lines


async def test_a_telegram_that_is_away_is_said() -> None:
    async with FakeBotApi() as api:
        await api.stop()
        lines = await told(api)
    assert "FIX   Telegram: cannot be reached" in lines
    assert TOKEN not in lines


@pytest.mark.parametrize(
    ("info", "hook", "expected"),
    [
        ({"url": "https://evil.test/x"}, None, "FIX   webhook: another program's is set"),
        ({"url": "https://evil.test/x"}, OURS, "FIX   webhook: another program's is set"),
        ({"url": ""}, OURS, "note  webhook: not set now"),
        (
            {"url": OURS.url, "last_error_message": "Connection refused"},
            OURS,
            "note  webhook: Telegram could not",
        ),
        ({"url": OURS.url}, OURS, "ok    webhook: ours is set"),
        (
            {"url": "", "pending_update_count": 900},
            None,
            "note  messages waiting at Telegram: 900; is the bot running?",
        ),
    ],
)
def test_the_state_of_the_webhook(info: dict[object, object], hook: Webhook | None, expected: str) -> None:
    """Ours, nobody's or another's; its address is never shown."""
    lines = "\n".join(map(str, webhook_state(info, Settings(KNOWLEDGE, webhook=hook))))
    assert expected in lines
    assert "evil.test" not in lines


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "ok    clock: agrees"),
        (59, "ok    clock: agrees"),
        (-7_300, "FIX   clock: 2 hours behind"),
        (400, "FIX   clock: 6 minutes ahead of"),
        (3 * 86_400, "FIX   clock: 3 days ahead of"),
    ],
)
def test_a_clock_that_is_wrong_is_said(seconds: float, expected: str) -> None:
    """Else what is open now would be told wrong."""
    assert str(next(clock_state(NOW, NOW + dt.timedelta(seconds=seconds)))).startswith(expected)


def test_no_time_is_no_mistake() -> None:
    assert str(next(clock_state(None, NOW))).startswith("note  clock: not compared")


@contextmanager
def server(date: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response_only(302)
            if date:
                self.send_header("Date", date)
            self.end_headers()

    one = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=one.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{one.server_port}"
    finally:
        one.shutdown()
        thread.join()
        one.server_close()


def test_the_time_is_that_of_any_answer() -> None:
    """Of a redirect too, which is what Telegram gives; a date that is none, or nobody there, is no time."""
    with server("Fri, 27 Nov 2026 12:00:00 GMT") as root:
        assert served_at(root) == NOW
    for date in ("", "yesterday"):
        with server(date) as root:
            assert served_at(root) is None
    assert served_at(root) is None
