"""Who asks to be told when the time is over is told, once, and is forgotten then; pictures go with words."""

import asyncio

from bot.core.menu import Action, code
from bot.core.model import Button, Kind, Later, Reply
from bot.transports.base import Incoming
from bot.transports.telegram.timers import MOST_CHATS, Timers
from tests.auxil.botapi import FakeBotApi
from tests.transports.telegram.conftest import FakeDesk, serving

SOON, NEXT = 0.01, code(Action.STEP, "overdose-again")


async def test_the_person_is_told_once_and_forgotten() -> None:
    """Nothing of the chat is left afterwards."""
    told: list[tuple[int, str]] = []
    timers = Timers(lambda chat, what: told.append((chat, what)))
    timers.start(5, Later(SOON, NEXT))
    timers.start(5, Later(SOON, NEXT))
    assert len(timers) == 1
    await asyncio.sleep(SOON * 5)
    assert told == [(5, NEXT)]
    assert len(timers) == 0


async def test_whoever_taps_on_is_not_called_back() -> None:
    """Another step means that the wait is over; words and other buttons do not."""
    told: list[int] = []
    timers = Timers(lambda chat, what: told.append(chat))
    for chat in (1, 2, 3):
        timers.start(chat, Later(SOON, NEXT))
    timers.moved_on(1, Incoming(1, code=code(Action.STEP, "overdose-waking")))
    timers.moved_on(2, Incoming(2, code=code(Action.TOPIC, "naloxone-children")))
    timers.moved_on(3, Incoming(3, text="still nothing"))
    await asyncio.sleep(SOON * 5)
    assert told == [2, 3]


async def test_stopping_forgets_everybody_and_a_flood_does_not_fill_the_memory() -> None:
    """The number of chats remembered has an end, and so has the process."""
    timers = Timers(lambda chat, what: None)
    for chat in range(MOST_CHATS + 50):
        timers.start(chat, Later(60, NEXT))
    assert len(timers) == MOST_CHATS
    timers.stop()
    assert len(timers) == 0


async def test_telegram_tells_it_in_the_chat(api: FakeBotApi) -> None:
    """Asked for in one chat, told in that chat, once; the other hears nothing."""

    def answer(incoming: Incoming) -> Reply:
        later = Later(SOON, NEXT) if incoming.text == "tell me" else None
        return Reply(Kind.EMERGENCY, incoming.text or "time is over", later=later)

    one, other = api.user(1), api.user(2)
    async with serving(api, FakeDesk(answer)):
        one.says("tell me")
        other.says("hello")
        await api.wait_for(lambda: len(one.inbox()) == 2)
        await asyncio.sleep(SOON * 5)
    assert [sent.text for sent in one.inbox()] == ["tell me", "time is over"]
    assert [sent.text for sent in other.inbox()] == ["hello"]


PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


async def test_a_picture_stands_over_its_words(api: FakeBotApi) -> None:
    """With buttons; where Telegram refuses the picture, or there is none, the words come alone."""
    button = Button("Check a mix", code(Action.MIX))
    reply = Reply(Kind.MIX, "**Every** mix has a risk", buttons=(button,), picture="chart")
    person = api.user(1)
    async with serving(api, FakeDesk(lambda incoming: reply), pictures=lambda name: PNG):
        person.says("chart")
        await api.wait_for(lambda: len(person.inbox()) == 1)
        api.fail("sendPhoto", status=400)
        person.says("chart")
        await api.wait_for(lambda: len(person.inbox()) == 2)
    async with serving(api, FakeDesk(lambda incoming: reply)):
        person.says("chart")
        await api.wait_for(lambda: len(person.inbox()) == 3)
    methods = [name for name, params in api.calls if name.startswith("send")]
    assert methods == ["sendPhoto", "sendPhoto", "sendMessage", "sendMessage"]
    assert api.calls[[name for name, _ in api.calls].index("sendPhoto")][1]["caption"].startswith(
        "<b>Every</b>"
    )
    assert all("Every mix has a risk" in sent.text for sent in person.inbox()[1:])
