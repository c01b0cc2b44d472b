"""Whole conversations over the wire: every message answered, in order, exactly once where nothing goes wrong."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest

from bot.core import menu
from bot.core.model import Kind, Reply
from bot.errors import SaferbotError
from bot.transports.base import Incoming
from bot.transports.telegram.inbound import KINDS
from tests.auxil.botapi import FOREVER, FakeBotApi
from tests.transports.telegram.conftest import QUICK, URGENT_WORD, FakeDesk, echo, serving

PERSON = 7_700_000_001


def confirmed(api: FakeBotApi) -> Callable[[], bool]:
    return lambda: not api.unconfirmed()


async def test_two_hundred_conversations_are_answered_exactly_once(api: FakeBotApi) -> None:
    """Three messages each, all confirmed, in the order they were written."""
    people = [api.user(PERSON + n) for n in range(200)]
    async with serving(api):
        for turn in ("one", "two", "three"):
            for person in people:
                person.says(f"{turn} {person.id}")
        await api.wait_for(confirmed(api), timeout=60)
    expected = {one.id: [f"You said: {turn} {one.id}" for turn in ("one", "two", "three")] for one in people}
    assert {one.id: [sent.text for sent in one.inbox()] for one in people} == expected


async def test_it_asks_for_what_it_needs_and_nothing_else(api: FakeBotApi) -> None:
    """The kinds are always said; nothing that was written before is thrown away."""
    person = api.user(PERSON)
    person.says("written while it was down")
    async with serving(api):
        await person.next_reply()
    assert {tuple(one["allowed_updates"]) for one in api.called("getUpdates")} == {KINDS}
    assert not api.called("deleteWebhook") + api.called("setWebhook")


async def test_an_idle_bot_is_quiet(api: FakeBotApi) -> None:
    """One long poll hangs; an answered message costs one more."""
    person = api.user(PERSON)
    async with serving(api):
        person.says("hello")
        await person.next_reply()
        await api.wait_for(confirmed(api))
        await asyncio.sleep(0.2)
        assert len(api.called("getUpdates")) <= 3


async def test_a_press_is_answered_and_brings_a_new_message(api: FakeBotApi) -> None:
    """The old one stays as it is: it may be the one with the emergency number."""
    buttons = (menu.button("Topics", menu.Action.PAGE, "topics"),)
    desk = FakeDesk(lambda incoming: replace(echo(incoming) or Reply(Kind.ANSWER, ""), buttons=buttons))
    person = api.user(PERSON)
    async with serving(api, desk):
        person.says("hello")
        first = await person.next_reply()
        person.presses(first, "Topics")
        assert (await person.next_reply()).text == "You said: 1:p:topics"
        await api.wait_for(lambda: all(one.is_answered for one in person.callback_answers()))
    assert person.inbox()[0] == first
    assert not api.called("editMessageText")


async def test_a_press_too_old_to_be_answered_is_still_served(api: FakeBotApi) -> None:
    """Telegram refuses the answer to the press; the message comes."""
    api.fail("answerCallbackQuery", FOREVER, status=400, description="Bad Request: query is too old")
    buttons = (menu.button("Topics", menu.Action.PAGE, "topics"),)
    desk = FakeDesk(lambda incoming: Reply(Kind.ANSWER, incoming.text or incoming.code, buttons=buttons))
    person = api.user(PERSON)
    async with serving(api, desk):
        person.says("hello")
        person.presses(await person.next_reply(), "Topics")
        assert (await person.next_reply()).text == "1:p:topics"


async def test_a_group_and_an_edit_reach_the_desk_as_what_they_are(api: FakeBotApi) -> None:
    """The desk decides what to say there."""
    desk, person, group = FakeDesk(), api.user(PERSON), api.group(-1_001_000_000_001)
    async with serving(api, desk):
        person.edits(person.says("frist"), "first")
        group.adds_bot(person)
        group.says(person, "hi all")
        await api.wait_for(confirmed(api))
    assert desk.times() == {"frist": 1, "first": 1, "": 1, "hi all": 1}
    assert [one.in_group for one in desk.came] == [False, False, True, True]


async def test_silence_counts_as_answered(api: FakeBotApi) -> None:
    """Where the desk says nothing, nothing is sent and nothing comes again."""
    desk = FakeDesk(lambda incoming: None)
    async with serving(api, desk):
        api.user(PERSON).says("hello")
        await api.wait_for(confirmed(api))
    assert (len(desk.came), api.called("sendMessage")) == (1, [])


def is_urgent(incoming: Incoming) -> bool:
    return URGENT_WORD in incoming.text


POISON: list[dict[str, Any]] = [
    {"message": {"text": "no chat"}},
    {"message": 5},
    {"unknown_kind": {"a": 1}},
    {"my_chat_member": {"chat": {"id": 1, "type": "private"}}},
    {"message": {"message_id": 1, "date": "x", "chat": {"id": PERSON, "type": "private"}, "text": "hi"}},
]


async def test_poison_between_good_messages_stops_nothing(api: FakeBotApi, printed: StringIO) -> None:
    """A thousand damaged updates: every good message answered once, the offset moves, a count is logged."""
    people = [api.user(PERSON + n) for n in range(20)]
    for n in range(1_000):
        api.push_raw(POISON[n % len(POISON)])
        if n % 50 == 0:
            people[n // 50].says("hello")
    desk = FakeDesk()
    async with serving(api, desk):
        await api.wait_for(confirmed(api), timeout=30)
        await api.wait_for(lambda: "update-skipped" in printed.getvalue())
    assert [len(one.inbox()) for one in people] == [1] * 20
    assert desk.times() == {"hello": 20}
    assert all(line.startswith("WARNING update-skipped n=") for line in printed.getvalue().splitlines())


async def test_one_chat_that_must_wait_holds_up_nobody(api: FakeBotApi) -> None:
    """Telegram says wait for one chat; hundreds of others are answered and confirmed past it meanwhile."""
    slow, others = api.user(PERSON), [api.user(PERSON + n) for n in range(1, 251)]
    api.fail("sendMessage", 1, status=429, retry_after=600, chat=PERSON)
    pace = replace(QUICK, grace=0.05)
    async with serving(api, pace=pace):
        slow.says("hello")
        await api.wait_for(lambda: api.called("sendMessage"))
        for other in others:
            other.says("hello")
        await api.wait_for(lambda: all(len(one.inbox()) == 1 for one in others), timeout=30)
    assert slow.inbox() == []
    assert len(api.called("sendMessage")) == 251


async def test_a_slow_update_is_not_confirmed_and_not_answered_twice(api: FakeBotApi) -> None:
    """It comes again in every batch, is not begun again, and does not make the loop spin."""
    desk, slow, other = FakeDesk(), api.user(PERSON), api.user(PERSON + 1)
    api.delay("sendMessage", 1.5)
    async with serving(api, desk):
        slow.says("hello")
        await api.wait_for(lambda: api.called("sendMessage"))
        other.says("me too")
        await api.wait_for(lambda: desk.times()["me too"])
        assert len(api.unconfirmed()) == 2
        await api.wait_for(confirmed(api))
        assert len(api.called("getUpdates")) < 60
    assert desk.times() == {"hello": 1, "me too": 1}
    assert [len(one.inbox()) for one in (slow, other)] == [1, 1]


async def test_it_comes_through_an_outage(api: FakeBotApi, printed: StringIO) -> None:
    """Nothing is lost; the log says once that it began and once that it ended."""
    person = api.user(PERSON)
    async with serving(api):
        person.says("before")
        await person.next_reply()
        await api.stop()
        await api.wait_for(lambda: "unreachable" in printed.getvalue())
        person.says("during")
        await asyncio.sleep(0.3)
        await api.start()
        await api.wait_for(lambda: person.inbox()[-1].text == "You said: during")
        await api.wait_for(lambda: "reachable-again" in printed.getvalue())
    words = [line.split()[1] for line in printed.getvalue().splitlines()]
    assert [word for word in words if word != "warning"] == ["unreachable", "reachable-again"]


async def test_faults_while_fetching_lose_nothing(api: FakeBotApi) -> None:
    """500, a gateway's page, broken JSON, a cut connection, 429: each passes, every message is answered once."""
    for status in (500, 502, 429):
        api.fail("getUpdates", 2, status=status, retry_after=0 if status == 429 else None)
    api.drop("getUpdates", 2)
    api.garble("getUpdates", 2)
    api.garble("getUpdates", 2, body=b'{"ok":true,"result":"odd"}')
    people = [api.user(PERSON + n) for n in range(5)]
    for person in people:
        person.says("hello")
    async with serving(api):
        await api.wait_for(confirmed(api), timeout=30)
    assert [len(one.inbox()) for one in people] == [1] * 5


async def test_a_server_that_does_not_wait_is_not_hammered(api: FakeBotApi) -> None:
    """An empty answer at once, again and again, is asked for about once a second."""
    api.garble("getUpdates", FOREVER, body=b'{"ok":true,"result":[]}')
    pace = replace(QUICK, long_poll=0, moment=30)
    async with serving(api, pace=pace):
        await api.wait_for(lambda: api.called("getUpdates"))
        await asyncio.sleep(0.3)
        assert len(api.called("getUpdates")) == 1


async def test_a_refused_token_stops_with_what_to_do(api: FakeBotApi, printed: StringIO) -> None:
    """At the start and in the middle; the token is in neither the error nor the log."""
    for method in ("getMe", "getUpdates"):
        api.fail(method, 1, status=401)
        with pytest.raises(SaferbotError, match="BotFather") as caught:
            async with serving(api) as task:
                await asyncio.wait({task})
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)
        assert api.token not in repr(caught.value) + printed.getvalue()
    assert printed.getvalue().count("unauthorized") == 2


async def test_a_fault_of_ours_costs_one_answer_and_no_more(api: FakeBotApi, printed: StringIO) -> None:
    """Tried twice, told by type and place only, and the next message is answered."""

    def answer(incoming: Incoming) -> Reply | None:
        if "canary" in incoming.text:
            raise ValueError(incoming.text)
        return echo(incoming)

    desk, person = FakeDesk(answer), api.user(PERSON)
    async with serving(api, desk):
        person.says("canary words")
        person.says("hello")
        assert (await person.next_reply()).text == "You said: hello"
        await api.wait_for(confirmed(api))
    assert desk.times()["canary words"] == 2
    lines = printed.getvalue().splitlines()
    assert len(lines) == 2
    assert all(line.startswith("ERROR internal-error error=ValueError@test_service.py") for line in lines)


async def test_emergencies_of_a_batch_are_answered_first(api: FakeBotApi) -> None:
    """Whoever is in danger is thought of and answered before the ninety-nine others."""
    desk = FakeDesk()
    for n in range(99):
        api.user(PERSON + n).says("hello")
    api.user(PERSON + 200).says(f"he is {URGENT_WORD}")
    async with serving(api, desk, is_urgent=is_urgent):
        await api.wait_for(confirmed(api), timeout=30)
    assert desk.came[0].chat == PERSON + 200
    assert api.called("sendMessage")[0]["chat_id"] == PERSON + 200


async def test_an_emergency_overtakes_a_flood(api: FakeBotApi) -> None:
    """The pace lets nothing else out for hours; the emergency goes, and what its chat said before it."""
    pace = replace(QUICK, per_second=0.001, burst=0, grace=0.05)
    flood = [api.user(PERSON + n) for n in range(60)]
    person = api.user(PERSON + 200)
    async with serving(api, pace=pace, is_urgent=is_urgent):
        for one in flood:
            one.says("hello")
        person.says("hi")
        person.says(f"he is {URGENT_WORD}")
        assert (await person.next_reply()).text == "You said: hi"
        reply = await person.next_reply()
    assert (reply.text, reply.is_silent) == (f"You said: he is {URGENT_WORD}", False)
    assert sum(len(one.inbox()) for one in flood) <= 1


@pytest.mark.parametrize("per_second", [0.001, 30])
async def test_danger_behind_a_thousand_others_is_seen(api: FakeBotApi, per_second: float) -> None:
    """Telegram shows a hundred unanswered at a time; with many behind them, they are let go of to look further."""
    flood = [api.user(PERSON + n) for n in range(1_000)]
    for one in flood:
        one.says("hello")
    person = api.user(PERSON + 2_000)
    person.says("hi")
    person.says(f"he is {URGENT_WORD}")
    pace = replace(
        QUICK, per_second=per_second, burst=0, grace=0.05, longest_grace=0.05, deep=200, deep_look=0
    )
    desk = FakeDesk()
    async with serving(api, desk, pace=pace, is_urgent=is_urgent):
        assert (await person.next_reply()).text == "You said: hi"
        assert (await person.next_reply()).text == f"You said: he is {URGENT_WORD}"
        assert len(desk.came) <= pace.chains + 300  # the others are not thought about before their turn


async def test_a_refusal_for_one_chat_in_danger_holds_up_no_other(api: FakeBotApi) -> None:
    """In a flood, Telegram says wait for the one: the others in danger are seen and answered meanwhile."""
    people = [api.user(PERSON + n) for n in range(300)]
    api.fail("sendMessage", 1, status=429, retry_after=600, chat=people[50].id)
    for number, one in enumerate(people):
        one.says(f"he is {URGENT_WORD}" if number % 100 == 50 else "hello")
    pace = replace(QUICK, per_second=30, burst=0, deep=200, deep_look=0, grace=0.05, longest_grace=0.05)
    async with serving(api, pace=pace, is_urgent=is_urgent):
        await api.wait_for(lambda: people[150].inbox() and people[250].inbox(), timeout=30)
        assert not people[50].inbox()
        assert sum(len(one.inbox()) for one in people) < 150  # they did not wait for their turn


async def test_danger_in_every_hundred_of_a_flood_holds_nobody_up(api: FakeBotApi) -> None:
    """Each is answered before those behind it are looked for, and no moment is slept away meanwhile."""
    people = [api.user(PERSON + n) for n in range(800)]
    for number, one in enumerate(people):
        one.says(f"he is {URGENT_WORD}" if number % 100 == 50 else "hello")
    pace = replace(QUICK, per_second=0.001, burst=0, moment=60, recheck=60, longest_recheck=60, deep=200)
    pace = replace(pace, deep_look=0, grace=0.05, longest_grace=0.05)
    async with serving(api, pace=pace, is_urgent=is_urgent):
        await api.wait_for(lambda: all(one.inbox() for one in people[50::100]), timeout=30)


async def test_a_stop_answers_all_that_telegram_no_longer_keeps(api: FakeBotApi) -> None:
    """Asked to stop in the middle of a flood: those confirmed early are answered once, the rest comes again."""
    flood = [api.user(PERSON + n) for n in range(600)]
    for one in flood:
        one.says("hello")
    pace = replace(QUICK, deep=200, deep_look=0, per_second=300, grace=0.05)
    async with serving(api, pace=pace):
        await api.wait_for(lambda: len(api.unconfirmed()) < 200, timeout=30)
    again = len(api.unconfirmed())
    assert all(len(one.inbox()) == 1 for one in flood[: 600 - again])


async def test_danger_is_seen_while_a_flood_is_answered_before_a_stop(api: FakeBotApi) -> None:
    """That takes minutes, and nobody in danger may wait for the next start."""
    for n in range(250):
        api.user(PERSON + n).says("hello")
    pace = replace(QUICK, deep=200, deep_look=0, per_second=100, burst=0, grace=0.05)
    person = api.user(PERSON + 2_000)
    async with serving(api, pace=pace, is_urgent=is_urgent):
        await api.wait_for(lambda: len(api.unconfirmed()) < 100, timeout=30)
        asyncio.get_running_loop().call_later(0.1, person.says, f"he is {URGENT_WORD}")
    assert [one.text for one in person.inbox()] == [f"You said: he is {URGENT_WORD}"]


async def test_a_flood_never_confirms_danger_before_it_is_answered(api: FakeBotApi) -> None:
    """A crash in the middle of it must not lose whoever is in danger."""
    api.fail("sendMessage", FOREVER, status=500)
    people = [api.user(PERSON + n) for n in range(600)]
    for number, one in enumerate(people):
        one.says(f"he is {URGENT_WORD}" if number == 250 else "hello")
    pace = replace(QUICK, deep=200, deep_look=0, stuck=60, grace=0.05, longest_grace=0.05)
    desk = FakeDesk()
    async with serving(api, desk, pace=pace, is_urgent=is_urgent):
        await api.wait_for(lambda: len(api.unconfirmed()) <= 350, timeout=30)
        await asyncio.sleep(0.3)
        assert api.unconfirmed()[0]["message"]["chat"]["id"] == people[250].id


async def test_it_stops_only_after_what_is_in_hand(api: FakeBotApi) -> None:
    """Asked to stop in mid-answer, it finishes, confirms, and leaves nothing to be repeated."""
    api.delay("sendMessage", 0.2)
    people = [api.user(PERSON + n) for n in range(5)]
    async with serving(api):
        for person in people:
            person.says("hello")
        await api.wait_for(lambda: len(api.called("sendMessage")) == 5)
    assert [len(one.inbox()) for one in people] == [1] * 5
    assert api.unconfirmed() == []
    last = api.called("getUpdates")[-1]
    assert (last["timeout"], last["limit"]) == (0, 1)


async def test_what_cannot_be_answered_before_the_stop_comes_again(api: FakeBotApi) -> None:
    """Telegram keeps it, and the next run answers it."""
    person, other = api.user(PERSON), api.user(PERSON + 1)
    api.fail("sendMessage", FOREVER, chat=PERSON)
    async with serving(api, pace=replace(QUICK, grace=0.05)):
        person.says("hello")
        other.says("hello")
        await api.wait_for(lambda: other.inbox() and api.called("sendMessage"))
    assert len(api.unconfirmed()) == 2
    api.heal()
    async with serving(api):
        await api.wait_for(confirmed(api))
    assert (len(person.inbox()), len(other.inbox())) == (1, 2)


async def test_it_stops_while_telegram_cannot_be_reached(api: FakeBotApi) -> None:
    """Neither the greeting nor the loop holds a stop up."""
    api.fail("getMe", FOREVER)
    async with serving(api):
        await api.wait_for(lambda: len(api.called("getMe")) > 1)
    assert not api.called("getUpdates")


async def test_no_more_is_fetched_than_can_be_held(api: FakeBotApi) -> None:
    """With the limit in hand, the rest stays at Telegram."""
    api.fail("sendMessage", FOREVER)
    desk = FakeDesk()
    for n in range(250):
        api.user(PERSON + n).says("hello")
    async with serving(api, desk, pace=replace(QUICK, in_flight=100, grace=0.01)):
        await api.wait_for(lambda: len(desk.came) >= 100)
        await asyncio.sleep(0.2)
    assert (len(desk.came), len(api.unconfirmed())) == (100, 250)
