"""The fake Bot API fails to order as Telegram fails, and serves any client: forms, JSON, GET, its own process."""

import asyncio
import json
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot
from telegram.error import (
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.auxil.botapi import TOKEN, FakeBotApi, User
from tests.auxil.conftest import PERSON, new_bot

FAILURES: list[tuple[int, type[TelegramError]]] = [
    (401, InvalidToken),
    (403, Forbidden),
    (409, Conflict),
    (429, RetryAfter),
    (500, NetworkError),
    (502, NetworkError),
]


@pytest.mark.parametrize(("status", "error"), FAILURES)
async def test_ordered_failures_come_and_pass(
    api: FakeBotApi, bot: Bot, person: User, status: int, error: type[TelegramError]
) -> None:
    """The next call fails as Telegram fails and is not carried out; the one after goes well."""
    api.fail("sendMessage", status=status, chat=PERSON)
    with pytest.raises(error):
        await bot.send_message(PERSON, "hello")
    assert person.inbox() == []
    await bot.send_message(PERSON, "hello")
    assert len(person.inbox()) == 1


async def test_429_says_how_long_and_only_to_the_chat_named(api: FakeBotApi, bot: Bot, person: User) -> None:
    """retry_after arrives; another chat is served meanwhile."""
    other = api.user(PERSON + 1)
    other.says("hi")
    api.fail("sendMessage", 1, status=429, retry_after=7, chat=PERSON)
    await bot.send_message(other.id, "hello")
    with pytest.raises(RetryAfter, match="Retry in 0:00:07"):
        await bot.send_message(person.id, "hello")


@pytest.mark.parametrize("after", [True, False])
async def test_a_cut_connection_before_or_after(
    api: FakeBotApi, bot: Bot, person: User, *, after: bool
) -> None:
    """The bot cannot tell the two apart; the reader can."""
    api.drop("sendMessage", 1, after=after)
    with pytest.raises(NetworkError):
        await bot.send_message(PERSON, "hello")
    assert len(person.inbox()) == after
    assert len(api.called("sendMessage")) == 1


async def test_a_late_answer_is_a_timeout_though_carried_out(api: FakeBotApi, person: User) -> None:
    """The delay holds the answer back, not the deed."""
    async with new_bot(api, read_timeout=0.2) as bot:
        api.delay("sendMessage", 30)
        with pytest.raises(TimedOut):
            await bot.send_message(PERSON, "hello")
    assert len(person.inbox()) == 1


async def test_an_outage_ends_and_nothing_is_forgotten(api: FakeBotApi, bot: Bot, person: User) -> None:
    """Down: no connection. Up again on the same port: the update is still there."""
    person.says("are you there?")
    await api.stop()
    with pytest.raises(NetworkError):
        await bot.get_updates()
    await api.start()
    assert len(await bot.get_updates()) == 1


async def test_a_wrong_token_and_an_unknown_method_are_refused(api: FakeBotApi, bot: Bot) -> None:
    """401 for the token, 404 for the method; broken JSON from a garbled answer is an error too."""
    with pytest.raises(InvalidToken):
        async with new_bot(api, token="123:wrong"):
            pass
    with pytest.raises(TelegramError, match=r"(?i)not found"):
        await bot.do_api_request("sendSmoke")
    api.garble("getMe")
    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.get_me()


def post(port: int, path: str, body: bytes, kind: str) -> bytes:
    """One request without any Telegram library; GET where there is no body."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("POST" if body else "GET", path, body or None, {"Content-Type": kind})
        return connection.getresponse().read()
    finally:
        connection.close()


@pytest.mark.parametrize("body", [b'{"chat_id": %d, "text": "hi"}', b"chat_id=%d&text=hi", b""])
async def test_json_forms_and_get_are_all_understood(api: FakeBotApi, person: User, body: bytes) -> None:
    """Any encoding, any capitals in the method's name; the parameters come out typed."""
    kind = "application/json" if body.startswith(b"{") else "application/x-www-form-urlencoded"
    query = "" if body else f"?chat_id={PERSON}&text=hi"
    path = f"/bot{TOKEN}/SENDmessage{query}"
    await asyncio.to_thread(post, api.port, path, body % PERSON if body else b"", kind)
    assert api.calls == [("sendMessage", {"chat_id": PERSON, "text": "hi"})]
    assert person.inbox()[0].text == "hi"


def test_a_bot_process_is_told_where_to_find_it(tmp_path: Path) -> None:
    """The address goes by environment; the token by a file only its owner can read."""
    api = FakeBotApi(port=8_081)
    env = api.env(tmp_path / "token")
    assert env["SAFERBOT_TELEGRAM_API_URL"] == "http://127.0.0.1:8081"
    file = Path(env["SAFERBOT_TELEGRAM_TOKEN_FILE"])
    assert (file.read_text(encoding="utf-8"), file.stat().st_mode & 0o777) == (TOKEN, 0o600)


def control(port: int, verb: str, **what: object) -> Any:
    """Moves the people of a fake that runs as a process."""
    answer = post(port, f"/control/{verb}", json.dumps(what).encode(), "application/json")
    return json.loads(answer)["result"]


def test_it_serves_as_a_process_of_its_own() -> None:
    """One line says where it listens; people are moved through /control; SIGTERM ends it cleanly."""
    command = [sys.executable, "-m", "tests.auxil.botapi", "--port", "0"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(json.loads(process.stdout.readline())["url"].rpartition(":")[2])
        control(port, "says", user=PERSON, text="hello")
        state = control(port, "state")
        process.terminate()
    assert len(state["unconfirmed"]) == 1
    assert process.returncode == 0
