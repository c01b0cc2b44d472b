"""Whoever stands behind what Telegram shows is looked for in time, and nothing is confirmed early without need."""

from dataclasses import replace

import pytest

from bot.transports.telegram.api import Line
from bot.transports.telegram.depth import Depth
from bot.transports.telegram.pace import Pace
from tests.auxil.botapi import FOREVER, FakeBotApi
from tests.transports.telegram.conftest import QUICK

PERSON = 7_700_000_001
PACE = replace(QUICK, unseen=3.5, deep=10, deep_look=1.0)


class Hand:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def waiting(api: FakeBotApi, many: int) -> None:
    for number in range(many):
        api.user(PERSON + number).says("hello")


async def test_few_behind_are_waited_for(api: FakeBotApi, line: Line) -> None:
    """They are seen soon by themselves, and a crash loses nothing."""
    waiting(api, 10)
    assert not await Depth(line, PACE, Hand()).filled()


async def test_many_behind_are_looked_for_at_once(api: FakeBotApi, line: Line) -> None:
    """Until all were shown."""
    waiting(api, 11)
    depth = Depth(line, PACE, Hand())
    assert await depth.filled()
    depth.eased()
    assert not depth.is_deep


async def test_just_after_a_start_nothing_is_let_go_of_for_their_number(api: FakeBotApi, line: Line) -> None:
    """A program that is killed again and again finds thousands waiting each time, and must lose none."""
    waiting(api, 11)
    hand = Hand()
    depth = Depth(line, replace(PACE, young=2.0), hand)
    hand.now = 1.9
    assert not await depth.filled()
    hand.now = 2.0
    assert await depth.filled()


def test_with_a_higher_ceiling_more_may_wait() -> None:
    """They are answered in the same time."""
    assert Pace().at(1_000).deep == 40 * Pace().deep


async def test_nobody_stays_unseen_for_long(api: FakeBotApi, line: Line) -> None:
    """Few or many: an emergency among them is due in five seconds."""
    hand = Hand()
    depth = Depth(line, PACE, hand)
    assert not await depth.filled()
    hand.now = 3.4
    assert not await depth.filled()
    hand.now = 3.5
    assert await depth.filled()


async def test_time_begins_anew_when_all_were_shown(line: Line) -> None:
    """A busy minute is no flood."""
    hand = Hand()
    depth = Depth(line, PACE, hand)
    await depth.filled()
    depth.eased()
    hand.now = 3.5
    assert not await depth.filled()


async def test_telegram_is_asked_once_a_second_at_most(api: FakeBotApi, line: Line) -> None:
    """However often it is full."""
    hand = Hand()
    depth = Depth(line, PACE, hand)
    for hand.now in (0.0, 0.5, 0.9, 1.0, 1.5):
        await depth.filled()
    assert len(api.called("getWebhookInfo")) == 2


@pytest.mark.parametrize("fault", [b"{", b'{"ok":true,"result":[]}', b'{"ok":true,"result":{}}'])
async def test_a_telegram_that_does_not_say_is_not_taken_for_a_flood(
    api: FakeBotApi, line: Line, fault: bytes
) -> None:
    """Time decides then."""
    api.garble("getWebhookInfo", FOREVER, body=fault)
    waiting(api, 11)
    assert not await Depth(line, PACE, Hand()).filled()
