"""Telegram calls us: who may come in, and that nothing is lost when we are too many, too slow, or gone."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from io import StringIO
from typing import Any

import pytest

from bot.core.model import Kind, Reply
from bot.errors import SaferbotError
from bot.transports.base import Incoming
from bot.transports.telegram import door, listen
from bot.transports.telegram.hook import Hook
from bot.transports.telegram.inbound import KINDS
from bot.transports.telegram.pace import Pace
from tests.auxil.botapi import FOREVER, FakeBotApi
from tests.transports.telegram.conftest import QUICK, URGENT_WORD, FakeDesk, serving

PERSON = 7_700_000_001
SECRET = "a-secret-of-no-real-bot"
URL = "https://bot.example.org/hook-1"
RIGHT = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}


@dataclass(frozen=True)
class Door:
    """Calls the bot as Telegram does, or as somebody else may."""

    port: int

    async def call(self, update: object, **more: Any) -> tuple[int, bytes]:
        """Hand in an update; the status and the body of the answer."""
        return await self.send(json.dumps(update).encode(), **more)

    async def head(self, update: object) -> str:
        """Hand in an update; the head of the answer, in small letters."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        fields = "\r\n".join(f"{name}: {value}" for name, value in RIGHT.items())
        body = json.dumps(update)
        writer.write(f"POST /hook-1 HTTP/1.1\r\nHost: bot\r\n{fields}\r\n".encode())
        writer.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        writer.close()
        return head

    async def send(
        self, body: bytes, headers: object = RIGHT, path: str = "/hook-1", verb: str = "POST", size: str = ""
    ) -> tuple[int, bytes]:
        """Send a body with these headers (pairs, so that one can stand twice)."""
        pairs = list(headers.items()) if isinstance(headers, dict) else list(headers)  # type: ignore[call-overload]
        lines = [f"{verb} {path} HTTP/1.1", "Host: bot", f"Content-Length: {size or len(body)}"]
        head = "\r\n".join([*lines, *(f"{name}: {value}" for name, value in pairs)])
        return await self.raw(head.encode() + b"\r\n\r\n" + body)

    async def raw(self, data: bytes) -> tuple[int, bytes]:
        """Send bytes as they are."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(data)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            _, _, length = head.partition("content-length: ")
            body = await reader.readexactly(int(length.split("\r\n")[0])) if length else b""
            return int(head.split(" ")[1]), body
        finally:
            writer.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@asynccontextmanager
async def hooked(
    api: FakeBotApi, desk: FakeDesk | None = None, pace: Pace = QUICK, **more: Any
) -> AsyncIterator[Door]:
    port = free_port()
    hook = Hook(URL, "127.0.0.1", port, "/hook-1", SECRET)
    before = len(api.called("setWebhook"))
    async with serving(api, desk, pace, hook=hook, **more) as task:
        await api.wait_for(lambda: len(api.called("setWebhook")) > before or task.done())
        yield Door(port)


def said(api: FakeBotApi, text: str, person: int = PERSON) -> dict[str, Any]:
    """The update that Telegram would bring."""
    api.user(person).says(text)
    return api.unconfirmed()[-1]


async def test_telegram_is_told_where_to_call_and_what_to_bring(api: FakeBotApi) -> None:
    """The kinds are said, nothing written before is thrown away, and we never ask for updates ourselves."""
    async with hooked(api):
        pass
    (told,) = api.called("setWebhook")
    assert (told["url"], told["secret_token"], tuple(told["allowed_updates"])) == (URL, SECRET, KINDS)
    assert "drop_pending_updates" not in told
    assert not api.called("getUpdates") + api.called("deleteWebhook")


async def test_a_call_is_answered_after_the_message(api: FakeBotApi) -> None:
    """What a crash interrupts before that comes again."""
    async with hooked(api) as there:
        assert await there.call(said(api, "hello")) == (200, b"")
        (sent,) = api.user(PERSON).inbox()
    assert sent.text == "You said: hello"


async def test_a_repeated_update_is_answered_once(api: FakeBotApi) -> None:
    """While it is under way and after it is done."""
    api.delay("sendMessage", 0.2)
    update = said(api, "hello")
    async with hooked(api) as there:
        first, second = await asyncio.gather(there.call(update), there.call(update))
        third = await there.call(update)
    assert {one[0] for one in (first, second, third)} == {200}
    assert len(api.user(PERSON).inbox()) == 1


async def test_a_press_is_let_rest_in_the_response(api: FakeBotApi) -> None:
    """No call of its own is made; the message goes as a message, whose refusal is heard of."""
    person = api.user(PERSON)
    person.says("/start")
    press = {
        "id": "77",
        "from": person.about,
        "chat_instance": "1",
        "data": "1:p:topics",
        "message": {"message_id": 1, "date": 1, "chat": {"id": PERSON, "type": "private"}, "text": "x"},
    }
    async with hooked(api) as there:
        status, body = await there.call({"update_id": 5, "callback_query": press})
    assert status == 200
    assert json.loads(body) == {"method": "answerCallbackQuery", "callback_query_id": "77"}
    assert not api.called("answerCallbackQuery")
    assert len(person.inbox()) == 1


STRANGERS = [
    ({}, 403),
    ({**RIGHT, "X-Telegram-Bot-Api-Secret-Token": SECRET[:-1]}, 403),
    ({**RIGHT, "X-Telegram-Bot-Api-Secret-Token": SECRET * 500}, 403),
    ({**RIGHT, "X-Telegram-Bot-Api-Secret-Token": "é" * 20}, 403),
    ([*RIGHT.items(), ("X-Telegram-Bot-Api-Secret-Token", SECRET)], 403),
    ({**RIGHT, "Content-Type": "text/plain"}, 415),
]


@pytest.mark.parametrize(("headers", "status"), STRANGERS)
async def test_whoever_does_not_show_the_secret_stays_outside(
    api: FakeBotApi, printed: StringIO, headers: object, status: int
) -> None:
    """Missing, wrong, long, not ASCII, twice, or another type: nothing is answered, nothing is logged."""
    desk = FakeDesk()
    async with hooked(api, desk) as there:
        assert (await there.call(said(api, "canary"), headers=headers))[0] == status
    assert (desk.came, printed.getvalue()) == ([], "")


async def test_other_paths_and_verbs_lead_nowhere(api: FakeBotApi) -> None:
    """Neither the path beside it nor reading it."""
    async with hooked(api) as there:
        update = said(api, "hello")
        for path in ("/", "/hook-2", "/hook-1/", "/hook-1/../hook-1", "/%2e%2e/etc/passwd"):
            assert (await there.call(update, path=path))[0] in (307, 404)
        assert (await there.call(update, verb="GET"))[0] == 405
    assert not api.called("sendMessage")


async def test_a_body_is_of_bounded_size_and_time(api: FakeBotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two megabytes, declared or in chunks, and one that never comes."""
    monkeypatch.setattr(door, "BODY_SECONDS", 0.1)
    head = "".join(f"{name}: {value}\r\n" for name, value in RIGHT.items())
    async with hooked(api) as there:
        assert (await there.send(b"", size=str(2 * 1024 * 1024)))[0] == 413
        assert (await there.send(b"", size="9" * 4_000))[0] in (400, 413)
        start = f"POST /hook-1 HTTP/1.1\r\nHost: bot\r\n{head}Transfer-Encoding: chunked\r\n\r\n"
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        assert (await there.raw(start.encode() + chunk * 5))[0] == 413
        assert (await there.send(b"{", size="100"))[0] == 408
        assert (await there.call(said(api, "hello")))[0] == 200


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"POST /hook-1 HTTP/1.1\r\nHost:",
        b"POST /hook-1 HTTP/1.1\r\nHost: bot\r\nContent-Length: 9\r\n\r\n{",
        b"GET / HTTP/1.1\r\nHost: bot\r\n\r\n",
    ],
)
async def test_whoever_stays_on_the_line_keeps_telegram_out_of_nothing(api: FakeBotApi, start: bytes) -> None:
    """Silent, halfway through a sentence, or refused: as many as there are connections."""
    async with hooked(api) as there:
        lines = [
            await asyncio.open_connection("127.0.0.1", there.port) for _ in range(listen.MOST_AT_ONCE + 5)
        ]
        for _, writer in lines:
            writer.write(start)
        closed = (reader.read() for reader, _ in lines[: -listen.MOST_STRANGERS])
        await asyncio.wait_for(asyncio.gather(*closed, return_exceptions=True), 30)
        assert (await there.call(said(api, "hello")))[0] == 200
        for _, writer in lines:
            writer.close()


async def test_telegram_may_keep_its_lines(api: FakeBotApi) -> None:
    """One that is quiet between two calls is no stranger, however many come."""
    fields = "\r\n".join(f"{name}: {value}" for name, value in RIGHT.items())
    head = f"POST /hook-1 HTTP/1.1\r\nHost: bot\r\n{fields}\r\nContent-Length: 2\r\n\r\n[]".encode()
    async with hooked(api) as there:
        reader, writer = await asyncio.open_connection("127.0.0.1", there.port)
        writer.write(head)
        assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
        lines = [
            await asyncio.open_connection("127.0.0.1", there.port) for _ in range(listen.MOST_STRANGERS + 5)
        ]
        await asyncio.wait_for(lines[0][0].read(), 30)
        writer.write(head)
        assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
        for _, one in (*lines, (reader, writer)):
            one.close()


@pytest.mark.parametrize("body", [b"{", b"5", b"[]", b'{"update_id":"x"}', b"[" * 100_000, b"\xff", b""])
async def test_what_cannot_be_read_is_not_brought_again(
    api: FakeBotApi, printed: StringIO, body: bytes
) -> None:
    """It is counted and taken, or Telegram would bring it for a day and hold the others up."""
    async with hooked(api) as there:
        assert (await there.send(body))[0] == 200
        assert (await there.call(said(api, "hello")))[0] == 200
        await api.wait_for(lambda: "update-skipped n=1" in printed.getvalue())


async def test_in_a_flood_ordinary_updates_are_given_back_and_emergencies_taken(api: FakeBotApi) -> None:
    """Telegram keeps what we give back, so nothing is lost and nobody in danger waits."""
    pace = replace(QUICK, per_second=0.001, burst=0, hook_held=3, grace=0.05)
    async with hooked(api, pace=pace, is_urgent=lambda one: URGENT_WORD in one.text) as there:
        updates = [said(api, "hello", PERSON + n) for n in range(8)]
        calls = [asyncio.create_task(there.call(one)) for one in updates]
        await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
        urgent = said(api, f"he is {URGENT_WORD}", PERSON + 50)
        assert (await there.call(urgent))[0] == 200
        assert len(api.user(PERSON + 50).inbox()) == 1
    statuses = [(await one)[0] for one in calls]
    assert statuses.count(503) >= 7


async def test_what_is_given_back_comes_again_in_a_second(api: FakeBotApi) -> None:
    """Else Telegram would double its wait, and with it that for what the chat says next."""
    pace = replace(QUICK, per_second=0.001, burst=0, hook_held=0, grace=0.05)
    async with hooked(api, pace=pace) as there:
        head = await there.head(said(api, "hello"))
    assert head.startswith("http/1.1 503")
    assert "retry-after: 1\r\n" in head


async def test_a_flood_that_lasts_is_taken_up_so_that_danger_behind_it_is_seen(api: FakeBotApi) -> None:
    """Telegram calls for two hundred chats at a time: calm ones make room, held calls and new ones; later all are
    answered, and danger is confirmed only when it is."""
    pace = replace(QUICK, hook_held=3, unseen=0.2, per_second=20, burst=0, at_once=1)
    async with hooked(api, pace=pace, is_urgent=lambda one: URGENT_WORD in one.text) as there:
        updates = [said(api, "hello", PERSON + n) for n in range(12)]
        calls = [asyncio.create_task(there.call(one)) for one in updates[:6]]
        await asyncio.sleep(0.25)
        late = [(await there.call(one))[0] for one in updates[6:]]
        assert late == [200] * 6
        assert len(api.called("sendMessage")) < 10
        api.fail("sendMessage", 1, status=500, chat=PERSON + 50)
        assert (await there.call(said(api, f"he is {URGENT_WORD}", PERSON + 50)))[0] == 200
        assert len(api.user(PERSON + 50).inbox()) == 1
        for one in updates[:6]:
            await there.call(one)
    assert {(await one)[0] for one in calls} == {200, 503}
    assert [len(api.user(PERSON + n).inbox()) for n in range(12)] == [1] * 12


async def test_many_at_telegram_are_taken_up_at_once(api: FakeBotApi) -> None:
    """There is no time to wait and see: what comes before the count is known is given back once."""
    pace = replace(QUICK, hook_held=3, deep=10, per_second=100, burst=0, at_once=1)
    updates = [said(api, "hello", PERSON + n) for n in range(60)]
    async with hooked(api, pace=pace) as there:
        statuses = await asyncio.gather(*(there.call(one) for one in updates))
        again = [one for one, (status, _) in zip(updates, statuses, strict=True) if status != 200]
        assert len(again) < 60
        assert [(await there.call(one))[0] for one in again] == [200] * len(again)
        assert len(api.called("sendMessage")) < 60
    assert [len(api.user(PERSON + n).inbox()) for n in range(60)] == [1] * 60


async def test_no_more_is_taken_up_than_can_be_held(api: FakeBotApi) -> None:
    """Beyond that even a flood stays at Telegram. One is answered at once, ten are held."""
    pace = replace(QUICK, hook_held=0, held=10, unseen=0, per_second=0.001, burst=0, grace=0, longest_grace=0)
    async with hooked(api, pace=pace) as there:
        statuses = [(await there.call(said(api, "hello", PERSON + n)))[0] for n in range(20)]
    assert statuses == [200] * 11 + [503] * 9


async def test_what_takes_too_long_is_joined_when_it_comes_again(api: FakeBotApi) -> None:
    """Telegram gives a call up after a minute; the answer is still made once."""
    api.delay("sendMessage", 0.4)
    update = said(api, "hello")
    async with hooked(api, pace=replace(QUICK, hook_hold=0.1)) as there:
        assert (await there.call(update))[0] == 503
        while (await there.call(update))[0] != 200:
            pass
    assert len(api.user(PERSON).inbox()) == 1


async def test_a_stop_answers_what_is_in_hand(api: FakeBotApi) -> None:
    """And the call with it; what can not be answered in time is given back."""
    api.delay("sendMessage", 0.2)
    async with hooked(api) as there:
        call = asyncio.create_task(there.call(said(api, "hello")))
        await api.wait_for(lambda: api.called("sendMessage"))
    assert (await call)[0] == 200
    api.delay("sendMessage", 0)
    api.fail("sendMessage", FOREVER)
    async with hooked(api, pace=replace(QUICK, grace=0.05)) as there:
        call = asyncio.create_task(there.call(said(api, "again")))
        await asyncio.sleep(0.1)
    assert (await call)[0] == 503


async def test_another_webhook_is_named(api: FakeBotApi) -> None:
    """At the start, before anything is set."""
    api.world.updates.set_webhook({"url": "https://canary.example.org/hook"})
    with pytest.raises(SaferbotError, match="webhook") as caught:
        await _lost(api, 0)
    assert "canary" not in str(caught.value)
    assert not api.called("setWebhook")


async def test_a_webhook_that_is_lost_is_set_again_and_a_foreign_one_ends_the_run(api: FakeBotApi) -> None:
    """Ours is no stranger; another one means that somebody else has the token."""
    api.world.updates.set_webhook({"url": URL})
    with pytest.raises(SaferbotError, match="revoke") as caught:
        await _lost(api, 2)
    assert "canary" not in str(caught.value)


async def _lost(api: FakeBotApi, times: int) -> None:
    async with hooked(api, pace=replace(QUICK, watch=0.05)):
        if times:
            api.world.updates.set_webhook(None)
            await api.wait_for(lambda: len(api.called("setWebhook")) == times)
            api.world.updates.set_webhook({"url": "https://canary.example.org/hook"})
            await asyncio.sleep(0.3)


async def test_an_address_that_telegram_refuses_ends_the_start(api: FakeBotApi) -> None:
    """With what to do; trying again would change nothing."""
    api.fail("setWebhook", FOREVER, status=400, description="Bad Request: bad webhook")
    with pytest.raises(SaferbotError, match="https"):
        async with hooked(api):
            await asyncio.sleep(0.2)


async def test_a_port_that_is_taken_is_named(api: FakeBotApi) -> None:
    """Before Telegram is told anything."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        hook = Hook(URL, "127.0.0.1", taken.getsockname()[1], "/hook-1", SECRET)
        with pytest.raises(SaferbotError, match="Cannot listen"):
            async with serving(api, hook=hook) as task:
                await asyncio.wait({task})
    assert not api.called("setWebhook")


async def test_silence_is_an_answer_too(api: FakeBotApi) -> None:
    """Where the desk says nothing, the call is answered."""
    desk = FakeDesk(lambda incoming: None)
    async with hooked(api, desk) as there:
        assert (await there.call(said(api, "hello")))[0] == 200


async def test_a_fault_of_ours_does_not_come_again_for_ever(api: FakeBotApi, printed: StringIO) -> None:
    """Tried twice, told by type, and let go, as in polling."""

    def answer(incoming: Incoming) -> Reply | None:
        if "canary" in incoming.text:
            raise ValueError(incoming.text)
        return Reply(Kind.ANSWER, "x")

    async with hooked(api, FakeDesk(answer)) as there:
        assert (await there.call(said(api, "canary")))[0] == 200
    assert "canary" not in printed.getvalue()
