"""What Telegram shows of the bot is set once, and a failure there stops nothing."""

import asyncio
from io import StringIO

from bot.transports.telegram.api import Line
from bot.transports.telegram.housekeeping import introduce, sweep_often
from tests.auxil.botapi import EVERY_METHOD, FOREVER, FakeBotApi
from tests.transports.telegram.conftest import TEXTS, FakeDesk, serving

SETTERS = ("setMyCommands", "setMyDescription", "setMyShortDescription")


async def test_commands_and_descriptions_are_set(api: FakeBotApi, line: Line) -> None:
    """For private chats, in the menu's order, without the slash."""
    await introduce(line, TEXTS)
    there = await line.call("getMyCommands", {"scope": {"type": "all_private_chats"}})
    assert [one["command"] for one in there] == ["start", "help", "emergency"]
    assert (await line.call("getMyDescription"))["description"] == TEXTS.description
    assert (await line.call("getMyShortDescription"))["short_description"] == TEXTS.short_description
    assert api.refused == []


async def test_what_is_set_already_is_not_set_again(api: FakeBotApi, line: Line) -> None:
    """Telegram limits how often these may change."""
    await introduce(line, TEXTS)
    await introduce(line, TEXTS)
    assert [len(api.called(method)) for method in SETTERS] == [1, 1, 1]


async def test_a_failure_is_told_by_type_and_stops_nothing(api: FakeBotApi, printed: StringIO) -> None:
    """The bot answers without its menu."""
    for method in SETTERS:
        api.fail(method, FOREVER, status=400, description="Bad Request: canary")
    person = api.user(7_700_000_001)
    person.says("hello")
    async with serving(api):
        await person.next_reply()
        await api.wait_for(lambda: printed.getvalue().count("warning") == 3)
    assert all(
        line.startswith("WARNING warning error=BadRequest@") for line in printed.getvalue().splitlines()
    )


async def test_nothing_is_set_where_nothing_can_be_read(
    api: FakeBotApi, line: Line, printed: StringIO
) -> None:
    """Everything fails, and it returns."""
    api.fail(EVERY_METHOD, FOREVER)
    await introduce(line, TEXTS)
    assert not any(api.called(method) for method in SETTERS)


async def test_the_sweeping_goes_on_after_a_fault(printed: StringIO) -> None:
    """One sweeper that fails does not keep the others from forgetting."""
    desk = FakeDesk()

    def broken() -> None:
        raise ValueError("canary")

    task = asyncio.create_task(sweep_often((broken, desk.sweep), 0.001))
    while desk.sweeps < 2:
        await asyncio.sleep(0.001)
    task.cancel()
    assert "canary" not in printed.getvalue()
    assert "internal-error error=ValueError" in printed.getvalue()


async def test_the_desk_is_swept_while_serving(api: FakeBotApi) -> None:
    """Also when nobody writes."""
    desk = FakeDesk()
    async with serving(api, desk):
        await api.wait_for(lambda: desk.sweeps >= 2)
