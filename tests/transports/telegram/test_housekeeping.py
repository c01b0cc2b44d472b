"""What Telegram shows of the bot is set once, and a failure there stops nothing."""

import asyncio
from dataclasses import replace
from io import StringIO

from bot.transports.telegram.api import Line
from bot.transports.telegram.housekeeping import NOWHERE_ELSE, introduce, sweep_often
from tests.auxil.botapi import EVERY_METHOD, FOREVER, FakeBotApi
from tests.transports.telegram.conftest import QUICK, TEXTS, FakeDesk, serving

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


async def test_the_texts_own_language_and_old_lists_elsewhere_are_seen_to(
    api: FakeBotApi, line: Line
) -> None:
    """What another program left for a language would win over ours; in a group a command tells too much."""
    old = [{"command": "drugs", "description": "canary"}]
    german = {"scope": {"type": "all_private_chats"}, "language_code": "de"}
    await line.call("setMyCommands", {"commands": old, **german})
    for kind in NOWHERE_ELSE:
        await line.call("setMyCommands", {"commands": old, "scope": {"type": kind}})
    assert await introduce(line, replace(TEXTS, language="de"))
    assert [one["command"] for one in await line.call("getMyCommands", german)] == [
        "start",
        "help",
        "emergency",
    ]
    for kind in NOWHERE_ELSE:
        assert await line.call("getMyCommands", {"scope": {"type": kind}}) == []
    assert (await line.call("getMyDescription", {"language_code": "de"}))["description"] == TEXTS.description
    assert not await introduce(line, replace(TEXTS, language="de"))
    assert api.refused == []


async def test_a_changed_description_is_told_and_put_back(api: FakeBotApi, printed: StringIO) -> None:
    """Somebody else who has the token may speak in our name."""
    async with serving(api, pace=replace(QUICK, watch=0.05)):
        await api.wait_for(lambda: api.called("setMyShortDescription"))
        api.world.settings["description", ""] = "canary"
        await api.wait_for(lambda: api.world.settings["description", ""] == TEXTS.description)
        await api.wait_for(lambda: "settings-changed" in printed.getvalue())
    assert "canary" not in printed.getvalue()


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
