"""Everything is sent in the end; emergencies wait for nobody; what can never be sent is let go."""

import asyncio
from dataclasses import replace
from io import StringIO

import pytest

from bot.core.model import Kind, Reply
from bot.transports.telegram.api import Line
from bot.transports.telegram.outbound import draw
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.sending import Lanes, Sender
from tests.auxil.botapi import FOREVER, FakeBotApi, User
from tests.transports.telegram.conftest import QUICK

PERSON = 7_700_000_001
PIECES = draw(Reply(Kind.ANSWER, "**Hello** you"))


@pytest.fixture
def person(api: FakeBotApi) -> User:
    someone = api.user(PERSON)
    someone.says("/start")
    return someone


async def send(line: Line, pace: Pace = QUICK) -> None:
    await Sender(line, pace, asyncio.get_running_loop().time).send(PERSON, PIECES, asyncio.Event())


async def test_a_reply_arrives_as_drawn(line: Line, person: User) -> None:
    """Bold, silent, no preview."""
    await send(line)
    (sent,) = person.inbox()
    assert (sent.text, sent.is_silent) == ("Hello you", True)
    assert sent.entities[0]["type"] == "bold"
    assert sent.raw["link_preview_options"] == {"is_disabled": True}


@pytest.mark.parametrize("status", [500, 502, 429, 409, 401])
async def test_a_failure_is_tried_again_until_it_goes_well(
    api: FakeBotApi, line: Line, person: User, status: int
) -> None:
    """Exactly one message in the end. A refused token is for getUpdates to find."""
    api.fail("sendMessage", 3, status=status, retry_after=0 if status == 429 else None)
    await send(line)
    assert len(api.called("sendMessage")) == 4
    assert len(person.inbox()) == 1


@pytest.mark.parametrize(("after", "messages"), [(False, 1), (True, 2)])
async def test_a_cut_connection_costs_a_repetition_at_most(
    api: FakeBotApi, line: Line, person: User, after: bool, messages: int
) -> None:
    """Cut before Telegram did it: once. After: it cannot be known, so twice rather than never."""
    api.drop("sendMessage", 1, after=after)
    await send(line)
    assert len(person.inbox()) == messages


async def test_an_answer_that_cannot_be_read_is_a_failure_too(
    api: FakeBotApi, line: Line, person: User, printed: StringIO
) -> None:
    """And its body is not logged, though the library would."""
    api.garble("sendMessage", body=b'{"ok":true,"result":{"text":"canary')
    await send(line)
    assert len(api.called("sendMessage")) == 2
    assert printed.getvalue() == ""


@pytest.mark.parametrize(
    ("status", "description"),
    [(403, None), (400, "Bad Request: chat not found"), (400, "Bad Request: something new")],
)
async def test_what_can_never_be_sent_is_let_go(
    api: FakeBotApi, line: Line, person: User, status: int, description: str | None
) -> None:
    """A person who blocked the bot must not be tried for ever."""
    api.fail("sendMessage", 1, status=status, description=description)
    await send(line)
    assert len(api.called("sendMessage")) == 1
    assert person.inbox() == []


async def test_markup_telegram_cannot_parse_is_sent_as_plain_words(
    api: FakeBotApi, line: Line, person: User
) -> None:
    """The answer matters more than its looks."""
    api.fail("sendMessage", 1, status=400, description="Bad Request: can't parse entities: odd")
    await send(line)
    (sent,) = person.inbox()
    assert (sent.text, sent.entities) == ("Hello you", ())


async def test_in_an_outage_one_asks_for_all(api: FakeBotApi, line: Line, person: User) -> None:
    """A hundred messages wait for the one that asks; when it gets through they all go, each once."""
    api.fail("sendMessage", FOREVER)
    sender, calm = Sender(line, QUICK, asyncio.get_running_loop().time), asyncio.Event()
    sends = [asyncio.create_task(sender.send(PERSON, PIECES, calm)) for _ in range(100)]
    await api.wait_for(lambda: len(api.called("sendMessage")) >= 105)
    await asyncio.sleep(0.5)
    assert len(api.called("sendMessage")) < 150
    api.heal()
    await asyncio.wait_for(asyncio.gather(*sends), 10)
    assert len(person.inbox()) == 100


async def test_one_in_danger_asks_for_itself(api: FakeBotApi, line: Line, person: User) -> None:
    """It does not wait until another has found Telegram again."""
    api.fail("sendMessage", FOREVER)
    sender, urgent = Sender(line, QUICK, asyncio.get_running_loop().time), asyncio.Event()
    other = asyncio.create_task(sender.send(PERSON, PIECES, asyncio.Event()))
    await api.wait_for(lambda: api.called("sendMessage"))
    other.cancel()
    urgent.set()
    sends = [asyncio.create_task(sender.send(PERSON, PIECES, urgent)) for _ in range(2)]
    await api.wait_for(lambda: len(api.called("sendMessage")) > 8)
    api.heal()
    await asyncio.wait_for(asyncio.gather(*sends), 10)


async def test_it_waits_as_long_as_telegram_says() -> None:
    """At least those seconds, and never long after them."""
    waits = [QUICK.after_flood(7) for _ in range(100)]
    assert all(7 <= wait <= 7 + QUICK.first_wait for wait in waits)
    assert len(set(waits)) > 1


def test_the_back_off_grows_to_its_limit() -> None:
    """From half a second to half a minute, never in step with others."""
    pace = Pace()
    assert pace.backoff(0) == 0.5
    late = [pace.backoff(tries) for tries in range(6, 2_000)]
    assert all(0.5 <= wait <= 30 for wait in late)
    assert max(late) > 25
    assert all(5 <= pace.after_conflict() <= 30 for _ in range(100))


class Tick:
    """A monotonic clock that stands still."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def lanes(pace: Pace) -> tuple[Lanes, asyncio.Event]:
    return Lanes(pace, Tick()), asyncio.Event()


async def passed(lane: Lanes, hurry: asyncio.Event) -> bool:
    async with lane.message(hurry):
        return True


async def test_ordinary_messages_keep_the_pace() -> None:
    """A burst goes at once, the next has to wait."""
    lane, calm = lanes(replace(QUICK, per_second=0.001, burst=2))
    assert [await passed(lane, calm) for _ in range(3)] == [True] * 3
    waiting = asyncio.create_task(passed(lane, calm))
    await asyncio.sleep(0.02)
    assert not waiting.done()
    waiting.cancel()


async def test_an_emergency_never_waits_for_the_pace() -> None:
    """Even when hours of others are in front of it."""
    lane, calm = lanes(replace(QUICK, per_second=0.001, burst=0))
    others = [asyncio.create_task(passed(lane, calm)) for _ in range(50)]
    await asyncio.sleep(0)
    urgent = asyncio.Event()
    urgent.set()
    assert await asyncio.wait_for(passed(lane, urgent), 5)
    assert sum(one.done() for one in others) <= 1
    for one in others:
        one.cancel()


async def test_one_that_waits_goes_at_once_when_its_chat_is_in_danger() -> None:
    """It stands before the emergency in the same chat."""
    lane, hurry = lanes(replace(QUICK, per_second=0.001, burst=0))
    assert await passed(lane, hurry)
    waiting = asyncio.create_task(passed(lane, hurry))
    await asyncio.sleep(0.02)
    assert not waiting.done()
    hurry.set()
    assert await asyncio.wait_for(waiting, 5)


async def test_stuck_connections_leave_some_for_emergencies(
    api: FakeBotApi, line: Line, person: User
) -> None:
    """Ten ordinary sends hang on a slow Telegram; an emergency still gets through the pool."""
    api.delay("sendMessage", 30)
    sender = Sender(line, replace(QUICK, at_once=10), asyncio.get_running_loop().time)
    slow = [asyncio.create_task(sender.send(PERSON, PIECES, asyncio.Event())) for _ in range(40)]
    await api.wait_for(lambda: len(api.called("sendMessage")) == 10)
    urgent = asyncio.Event()
    urgent.set()
    slow.append(asyncio.create_task(sender.send(PERSON, PIECES, urgent)))
    await api.wait_for(lambda: len(person.inbox()) == 11)
    for one in slow:
        one.cancel()
    await asyncio.gather(*slow, return_exceptions=True)


async def test_danger_is_never_refused_for_what_went_out_just_before() -> None:
    """Ordinary answers have used up the second: the urgent one waits for a part of it, not for Telegram's refusal."""
    now = 0.0
    pace = replace(QUICK, per_second=25, urgent_per_second=28, burst=5)
    lanes, hurry = Lanes(pace, lambda: now), asyncio.Event()
    for _ in range(28):
        async with lanes.message(asyncio.Event()):
            now += 0.04
    hurry.set()
    now = 0.99
    waiting = asyncio.create_task(lanes.message(hurry).__aenter__())
    await asyncio.sleep(0.005)
    assert not waiting.done()
    now = 1.0
    await asyncio.wait_for(waiting, 2)


async def test_danger_alone_goes_at_once(line: Line) -> None:
    """As many as the ceiling allows."""
    lanes, hurry = Lanes(replace(QUICK, urgent_per_second=28), lambda: 0.0), asyncio.Event()
    hurry.set()
    for _ in range(28):
        async with asyncio.timeout(0.5), lanes.message(hurry):
            pass
