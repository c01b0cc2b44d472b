"""A fake Bot API, a real python-telegram-bot that talks to it, and somebody who has written to the bot."""

import ssl
from collections.abc import AsyncIterator
from functools import cache

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from tests.auxil.botapi import TOKEN, FakeBotApi, User

PERSON = 7_700_000_001
HOUR = 3600


class Hand:
    """A wall clock moved by hand, in Unix seconds."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.5

    def __call__(self) -> float:
        return self.seconds


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: reading them for each client would be most of the time these tests take."""
    return ssl.create_default_context()


def new_bot(api: FakeBotApi, token: str = TOKEN, read_timeout: float = 5) -> Bot:
    """python-telegram-bot's own client, pointed at the fake."""
    shared = {"verify": _certificates()}
    request, polling = (HTTPXRequest(read_timeout=read_timeout, httpx_kwargs=shared) for _ in range(2))
    return Bot(token, f"{api.root}/bot", request=request, get_updates_request=polling)


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """`retry_after` as a timedelta, as the next python-telegram-bot will have it; else it warns."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
async def api(clock: Hand) -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi(clock=clock) as fake:
        yield fake


@pytest.fixture
async def bot(api: FakeBotApi) -> AsyncIterator[Bot]:
    async with new_bot(api) as client:
        yield client


@pytest.fixture
def person(api: FakeBotApi) -> User:
    """Somebody who has written to the bot before, and whose message is confirmed."""
    someone = api.user(PERSON, first_name="Mara", username="mara_t")
    someone.says("/start")
    api.world.updates.drop_pending()
    return someone
