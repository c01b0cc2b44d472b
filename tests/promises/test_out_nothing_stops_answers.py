"""After a long stop old messages get an honest short word and the number to call; and neither the knowledge, nor the
disk, nor the clock, nor a fault of ours can stop answers. (The disk: test_rel03. Telegram: test_rel06.)"""

import datetime as dt
import shutil
import time
from io import StringIO
from pathlib import Path

import pytest

from bot import logs
from bot.app import Version
from bot.clock import RealClock
from bot.config import Settings
from bot.core.model import Kind
from bot.live import Live
from bot.transports.base import Desk, Incoming
from tests.auxil.botapi import FakeBotApi
from tests.auxil.clock import FakeClock
from tests.auxil.program import service_here

PERSON = 7_700_000_042
AWAY = "Sorry, I was away when you wrote this. If it was urgent, and still is: call 999"


async def test_after_a_long_stop_old_messages_are_answered_honestly(tmp_path: Path, version: Version) -> None:
    """Twelve hours later: that the bot was away, the number, and the answer all the same; not for a new one."""
    now = [time.time() - 12 * 3_600]
    async with FakeBotApi(clock=lambda: now[0]) as api:
        old, new = api.user(PERSON), api.user(PERSON + 1)
        old.says("hello")
        now[0] = time.time()
        new.says("hello")
        async with service_here(tmp_path, api, version):
            late, fresh = await old.next_reply(30), await new.next_reply(30)
    assert late.text.startswith(AWAY)
    assert fresh.text in late.text
    assert AWAY not in fresh.text


async def test_old_danger_gets_the_steps_first(tmp_path: Path, version: Version) -> None:
    """Nothing stands before what to do."""
    now = [time.time() - 12 * 3_600]
    async with FakeBotApi(clock=lambda: now[0]) as api:
        old = api.user(PERSON)
        old.says("my friend wont wake up")
        now[0] = time.time()
        async with service_here(tmp_path, api, version):
            assert (await old.next_reply(30)).text.startswith("Call 999")


@pytest.mark.parametrize("days", [-400, -1, 1, 400], ids=lambda days: f"{days} days")
def test_a_clock_that_jumps_stops_no_answer(version: Version, days: int) -> None:
    """Back or forward, in the middle of a conversation: the same answer, and danger as always."""
    clock = FakeClock()
    desk = Desk(lambda: version.view, clock, lambda size: bytes(range(size)))
    before = desk.reply(Incoming(PERSON, text="hello"))
    clock.set_wall_clock(clock.now() + dt.timedelta(days=days))
    assert desk.reply(Incoming(PERSON, text="hello")) == before
    danger = desk.reply(Incoming(PERSON, text="my friend wont wake up"))
    assert danger is not None
    assert danger.kind is Kind.EMERGENCY


@pytest.mark.slow
async def test_knowledge_that_breaks_or_goes_stops_no_answer(lean: Settings) -> None:
    """A broken file, then no folder at all: told to the log, and the last good version answers."""
    root, out = lean.knowledge, StringIO()
    logs.setup(out, strict=True)
    try:
        live = Live(lean, RealClock())
        await live.prepare()
        desk = Desk(live.view, RealClock(), lambda size: bytes(range(size)))
        before = desk.reply(Incoming(PERSON, text="what is naloxone"))
        assert before is not None
        assert before.kind is Kind.ANSWER
        (root / "en" / "emergency.yaml").write_text("overdose: [", "utf-8")
        await live.refresh()
        assert desk.reply(Incoming(PERSON + 1, text="what is naloxone")) == before
        shutil.rmtree(root)
        await live.refresh()
        assert desk.reply(Incoming(PERSON + 2, text="what is naloxone")) == before
    finally:
        logs.restore()
    assert out.getvalue().count("knowledge-rejected") == 2
