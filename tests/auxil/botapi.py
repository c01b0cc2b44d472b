"""A fake of Telegram's Bot API on 127.0.0.1, as strict as the real one, for tests and benchmarks.

In a test: `async with FakeBotApi() as api:`. As a process: `python -m tests.auxil.botapi --port N`,
steered by POST /control/<verb> (botapi_control.py). A webhook can be set but nothing is delivered to it.
Everything stays in memory; it never reaches for Telegram itself.
"""

import asyncio
import inspect
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.auxil.botapi_faults import EVERY_METHOD, FOREVER, Fault, Faults, refusal
from tests.auxil.botapi_http import Request, Response, converse, json_response, params_of
from tests.auxil.botapi_people import (
    PATIENCE_SECONDS,
    ChannelReader,
    Group,
    User,
    new_channel,
    new_group,
    new_user,
)
from tests.auxil.botapi_rules import Refused
from tests.auxil.botapi_settings import METHODS, NAMES, unknown_method
from tests.auxil.botapi_world import Sent, World

__all__ = ["EVERY_METHOD", "FOREVER", "TOKEN", "FakeBotApi", "Group", "Sent", "User"]

Json = dict[str, Any]
Control = Callable[["FakeBotApi", str, Json], object]

HOST = "127.0.0.1"
BOT_ID = 7_000_000_001
TOKEN = f"{BOT_ID}:this-is-the-fake-token-of-no-real-bot"
RECHECK_SECONDS = 0.05


class FakeBotApi:
    """The server and everything behind it.

    `port` 0 takes a free one. `clock` gives Unix seconds (dates, the 24 hours an update is kept, the 48
    hours a message can be deleted); timeouts always run in real time.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        token: str = TOKEN,
        username: str = "saferbot_test_bot",
        clock: Callable[[], float] = time.time,
        control: Control | None = None,
    ) -> None:
        me = {"id": BOT_ID, "is_bot": True, "first_name": "Test", "username": username}
        self.world = World(me, clock)
        self.faults = Faults()
        self.port = port
        self.token = token
        self.calls: list[tuple[str, Json]] = []
        self.refused: list[tuple[str, str]] = []
        self._control = control
        self._people: dict[int, User] = {}
        self._groups: dict[int, Group] = {}
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listens; after `stop` on the same port, with everything still known."""
        self._server = await asyncio.start_server(self._serve, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Cuts every connection and refuses new ones, as in an outage."""
        if self._server is None:
            return
        self._server.close()
        for one in self._connections:
            one.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    @property
    def connections(self) -> int:
        """How many connections are open; a caller who hung up has none."""
        return len(self._connections)

    @property
    def root(self) -> str:
        """The address a bot is given in place of Telegram's."""
        return f"http://{HOST}:{self.port}"

    def env(self, token_file: Path) -> dict[str, str]:
        """The environment a bot process needs to find this server; writes the token file."""
        token_file.touch(mode=0o600)
        token_file.write_text(self.token, encoding="utf-8")
        return {
            "SAFERBOT_TELEGRAM_API_URL": self.root,
            "SAFERBOT_TELEGRAM_TOKEN_FILE": str(token_file),
        }

    def user(
        self,
        user_id: int,
        first_name: str = "Alex",
        username: str = "",
        last_name: str = "",
        language_code: str = "en",
    ) -> User:
        """The person with this id; the names count the first time."""
        if user_id not in self._people:
            names = {"first_name": first_name, "last_name": last_name, "username": username}
            self._people[user_id] = new_user(self.world, user_id, names, language_code)
        return self._people[user_id]

    def group(self, group_id: int, title: str = "A group") -> Group:
        """The group with this negative id; the bot is not in it before `adds_bot`."""
        assert group_id < 0, "the ids of groups are negative"
        if group_id not in self._groups:
            self._groups[group_id] = new_group(self.world, group_id, title)
        return self._groups[group_id]

    def channel(self, name: str) -> ChannelReader:
        """A new channel with this name ("@alerts"), which the bot may post to."""
        return new_channel(self.world, name)

    def push_raw(self, update: Json) -> int:
        """Queues any update at all, unknown or unparsable; its update_id."""
        return self.world.updates.push_raw(update)

    def unconfirmed(self) -> list[Json]:
        """The updates the bot has not confirmed yet."""
        return self.world.updates.unconfirmed()

    @property
    def confirmed_offset(self) -> int:
        """The highest offset the bot has sent: every update below it is confirmed. 0 before the first."""
        return self.world.updates.confirmed_offset

    def called(self, method: str) -> list[Json]:
        """The parameters of each call of this method so far, also of refused and failed ones."""
        return [params for name, params in self.calls if name == method]

    def fail(
        self,
        method: str,
        times: int = 1,
        *,
        status: int = 500,
        retry_after: int | None = None,
        chat: int | None = None,
        description: str | None = None,
    ) -> None:
        """Refuses the next `times` calls, not carried out; `retry_after` in whole seconds."""
        self.faults.add(Fault(method, times, refusal(status, retry_after, description), chat=chat))

    def drop(self, method: str, times: int = 1, *, after: bool = True, chat: int | None = None) -> None:
        """Cuts the connection without an answer, after or before the call is carried out."""
        self.faults.add(Fault(method, times, Response(cut=True), carried_out=after, chat=chat))

    def garble(self, method: str, times: int = 1, *, body: bytes = b'{"ok":true,"resu') -> None:
        """Carries the next calls out and answers 200 with a broken body."""
        self.faults.add(Fault(method, times, Response(200, body), carried_out=True))

    def delay(self, method: str, seconds: float) -> None:
        """Carries calls out at once but answers `seconds` later, until set to 0."""
        self.faults.set_delay(method, seconds)

    def heal(self) -> None:
        """No more faults and no more delays."""
        self.faults.clear()

    async def wait_for(
        self,
        predicate: Callable[[], object],
        timeout: float = PATIENCE_SECONDS,  # noqa: ASYNC109
    ) -> None:
        """Returns when the predicate is true; TimeoutError if it is not in time."""
        if not await self.world.signal.wait(predicate, timeout, every=RECHECK_SECONDS):
            raise TimeoutError(f"waited {timeout} s for something that did not happen")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await converse(reader, writer, self._answer)
        except asyncio.CancelledError:
            return  # stop() ended this connection; a cancelled handler would be reported as an error
        finally:
            self._connections.discard(task)

    async def _answer(self, request: Request) -> Response:
        root, _, method = request.path.strip("/").partition("/")
        if root == "control" and self._control is not None:
            return self._controlled(self._control, method, request)
        if root != f"bot{self.token}":
            return refusal(401 if root.startswith("bot") and ":" in root else 404, None, None)
        name = NAMES.get(method.lower(), method)
        try:
            params = params_of(request)
        except ValueError:
            return refusal(400, None, "Bad Request: can't parse the body of the request")
        self.calls.append((name, params))
        self.world.signal.notify()
        response = await self._with_faults(name, params)
        await asyncio.sleep(self.faults.delay(name))
        return response

    def _controlled(self, control: Control, verb: str, request: Request) -> Response:
        try:
            result = control(self, verb, params_of(request))
        except (AssertionError, KeyError, TypeError, ValueError) as error:
            return json_response(400, {"ok": False, "description": repr(error)})
        return json_response(200, {"ok": True, "result": result})

    async def _with_faults(self, name: str, params: Json) -> Response:
        fault = self.faults.take(name, params)
        if fault is not None and not fault.carried_out:
            return fault.response
        response = await self._carry_out(name, params)
        return fault.response if fault is not None else response

    async def _carry_out(self, name: str, params: Json) -> Response:
        try:
            result = METHODS.get(name, unknown_method)(self.world, params)
            if inspect.isawaitable(result):
                result = await result
        except Refused as error:
            self.refused.append((name, error.description))
            return refusal(error.status, None, error.description)
        return json_response(200, {"ok": True, "result": result})


if __name__ == "__main__":
    from tests.auxil.botapi_control import main

    main()
