"""A desk that says what it is told to, and the Telegram room serving the fake Bot API at a test's pace."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.clock import RealClock
from bot.core.inline import Article, Offer
from bot.core.model import Kind, Reply
from bot.transports.base import Incoming
from bot.transports.telegram.api import Line, make_bot
from bot.transports.telegram.housekeeping import Texts
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.service import serve
from tests.auxil.botapi import FakeBotApi

QUICK = Pace(
    per_second=2_000,
    urgent_per_second=2_000,
    burst=200,
    first_wait=0.02,
    longest_wait=0.1,
    conflict_least=0.02,
    long_poll=10,
    recheck=0.03,
    longest_recheck=0.06,
    moment=0.05,
    stuck=0.2,
    young=0,
    sweep=0.03,
)
TEXTS = Texts(
    commands=(("/start", "Begin"), ("/help", "What this is"), ("/emergency", "Help now")),
    description="Answers questions. Keeps nothing.",
    short_description="Questions and answers",
)
URGENT_WORD = "turning blue"


def echo(incoming: Incoming) -> Reply | None:
    """The words come back; danger as an emergency."""
    kind = Kind.EMERGENCY if URGENT_WORD in incoming.text else Kind.ANSWER
    return Reply(kind, f"You said: {incoming.text or incoming.code or incoming.what.value}")


@dataclass
class FakeDesk:
    """The shape of bot.transports.base.Desk; remembers what came, which the real one never does."""

    answer: Callable[[Incoming], Reply | None] = echo
    came: list[Incoming] = field(default_factory=list)
    sweeps: int = 0

    def reply(self, incoming: Incoming) -> Reply | None:
        self.came.append(incoming)
        return self.answer(incoming)

    def share(self, incoming: Incoming) -> Offer | None:
        self.came.append(incoming)
        return Offer((Article("one", "A title", f"You typed: {incoming.text}"),), "Under it", "In private")

    def sweep(self) -> None:
        self.sweeps += 1

    def times(self) -> Counter[str]:
        """How often each text was asked."""
        return Counter(one.text for one in self.came)


@asynccontextmanager
async def serving(
    api: FakeBotApi, desk: FakeDesk | None = None, pace: Pace = QUICK, **more: Any
) -> AsyncIterator[asyncio.Task[None]]:
    """The room at work until the block ends, then stopped as by SIGTERM."""
    stop = asyncio.Event()
    bot = new_line(api)
    task = asyncio.create_task(serve(bot, desk or FakeDesk(), RealClock(), stop, TEXTS, pace=pace, **more))
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait({task}, timeout=15)
    assert task.done(), "it did not stop"
    task.result()


def new_line(api: FakeBotApi, token: str = "") -> Line:
    return make_bot(token or api.token, api.root)


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as fake:
        yield fake


@pytest.fixture
async def line(api: FakeBotApi) -> AsyncIterator[Line]:
    bot = new_line(api)
    yield bot
    await bot.close_line()
