"""Helpful or not: tapped on Telegram, counted blurred by entry and day, once a person and hour."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

from bot import service
from bot.app import Version
from bot.clock import RealClock
from bot.core.model import Reply
from bot.store.counters import Counters
from bot.store.database import Database
from bot.transports.base import Desk
from bot.transports.telegram.api import make_bot
from bot.transports.telegram.housekeeping import Texts
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.service import serve
from bot.transports.terminal import Terminal
from tests.auxil.botapi import FakeBotApi
from tests.scenarios.test_nearest import settled

PEOPLE = (7_700_000_001, 7_700_000_002)


def key(length: int) -> bytes:
    return bytes(range(length))


@contextlib.asynccontextmanager
async def counting(version: Version, path: Path) -> AsyncIterator[FakeBotApi]:
    """The bot at work, with counts whose noise is nothing."""
    view, clock, stop = replace(version.view, counts=True), RealClock(), asyncio.Event()
    topics, kinds = frozenset(view.knowledge.topics), frozenset(view.knowledge.guidance)
    database = await Database.open(path)
    counters = Counters(database, clock, bits=lambda: False, random_bytes=key, topics=topics, kinds=kinds)

    def count(reply: Reply, tag: bytes) -> None:
        service._count(counters, reply, tag)

    desk = Desk(lambda: view, clock, key, count)
    async with FakeBotApi() as api:
        line = make_bot(api.token, api.root)
        task = asyncio.create_task(serve(line, desk, clock, stop, Texts((), "", ""), pace=Pace().at(1_000)))
        yield api
        stop.set()
        await asyncio.wait_for(task, 30)
        assert api.refused == []
    assert await counters.flush() == 0
    await database.close()


async def counted(path: Path) -> dict[str, int]:
    database = await Database.open(path)
    rows = await database.read("SELECT counter, n FROM counts WHERE n != 0")
    await database.close()
    return {str(cell): int(n) for cell, n in rows}


async def test_a_tap_is_counted_once_a_person(version: Version, tmp_path: Path) -> None:
    """However often it is tapped; and it is no question of its own."""
    path = tmp_path / "state" / "counts.sqlite3"
    async with counting(version, path) as api:
        for number, label in zip(PEOPLE, ("Helpful", "Not helpful"), strict=True):
            person = api.user(number)
            person.says("/start sleep")
            answer = (await settled(api, person))[-1]
            for _ in range(3):
                person.presses(answer, label)
                thanks = (await settled(api, person))[-1]
                assert "nothing about you" in thanks.text
                assert "Helpful" not in thanks.labels
    assert await counted(path) == {"answered:sleep": 2, "helpful:sleep": 1, "unhelpful:sleep": 1}


def test_a_terminal_counts_nothing_and_asks_nothing(version: Version) -> None:
    """The same words and buttons as without it."""
    said: list[str] = []
    for counts in (True, False):
        view = replace(version.view, counts=counts)
        Terminal(lambda view=view: view, RealClock(), said.append).hear("/start sleep")  # type: ignore[misc]
    assert said[0] == said[1]
