"""Nobody's flood is another's silence, and nothing that stops the bot stops an answer: the whole bot over the wire."""

import asyncio
import secrets

from bot.app import Version
from bot.clock import RealClock
from bot.transports.base import Desk
from bot.transports.telegram.api import make_bot
from bot.transports.telegram.housekeeping import Texts
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.service import serve
from tests.auxil.botapi import FakeBotApi
from tests.auxil.served import served

PERSON = 7_700_000_001
MOST_TO_A_FLOOD = 30


async def test_one_chat_that_floods_is_let_go_of_and_others_are_answered(version: Version) -> None:
    """Six hundred messages of one chat get a few replies; everybody else gets theirs."""
    async with served(version.view) as api:
        loud, others = api.user(PERSON), [api.user(PERSON + 1 + n) for n in range(20)]
        for number in range(600):
            loud.says("what is naloxone")
            if number % 30 == 0:
                others[number // 30].says("what is fentanyl")
        await api.wait_for(lambda: all(one.inbox() for one in others), timeout=30)
        await api.wait_for(lambda: not api.unconfirmed(), timeout=30)
    assert 0 < len(loud.inbox()) < MOST_TO_A_FLOOD


async def test_danger_in_a_flood_of_ones_own_is_answered(version: Version) -> None:
    """The limit is for what can wait."""
    async with served(version.view) as api:
        loud = api.user(PERSON)
        for _ in range(100):
            loud.says("hello")
        loud.says("my friend wont wake up")
        await api.wait_for(lambda: any("Call 999" in one.text for one in loud.inbox()), timeout=30)


async def test_what_a_crash_interrupts_is_answered_by_the_next_run(version: Version) -> None:
    """Ten runs end without a word in the middle of their work; everybody is answered in the end."""
    people = []
    async with FakeBotApi() as api:
        for run in range(10):
            people += [api.user(PERSON + 20 * run + n) for n in range(20)]
            for number, person in enumerate(people[-20:]):
                person.says("my friend wont wake up" if number == 10 else "what is naloxone")
            before = len(api.called("sendMessage"))
            task = asyncio.create_task(_serving(version, api))
            await api.wait_for(lambda: len(api.called("sendMessage")) >= before + 5, timeout=30)  # noqa: B023
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        task = asyncio.create_task(_serving(version, api))
        await api.wait_for(lambda: all(one.inbox() for one in people), timeout=30)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _serving(version: Version, api: FakeBotApi) -> None:
    clock = RealClock()
    desk = Desk(lambda: version.view, clock, secrets.token_bytes)
    line, pace = make_bot(api.token, api.root), Pace().at(1_000)
    never = asyncio.Event()
    await serve(line, desk, clock, never, Texts((), "", ""), is_urgent=desk.is_urgent, pace=pace)
