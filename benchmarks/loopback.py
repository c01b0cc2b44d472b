"""As much of a Bot API server as a load needs, on loopback and fast: it hands out messages and times the replies.

Not strict and not complete: tests/auxil/botapi.py is. A reply counts for the oldest unanswered message of its chat. A
webhook is called as WebhookActor.cpp of tdlib/telegram-bot-api does it: for at most twice as many chats at a time as
there are connections, one update of a chat after the other, and after a refusal when Retry-After says, else at once,
then after 2, 4, 8... up to 60 seconds.
"""

import asyncio
import contextlib
import json
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

HOST = "127.0.0.1"
TOKEN = "7000000001:this-is-the-load-token-of-no-real-bot"  # noqa: S105 - of no real bot
ME = {"id": 7_000_000_001, "is_bot": True, "first_name": "Load", "username": "load_bot"}
CONNECTIONS = 40  # that Telegram opens to a webhook, unless it is told otherwise
LONGEST_RETRY = 60.0
NOBODY_LISTENS = 0.5  # seconds until a connection is tried again


@dataclass(slots=True)
class Said:
    """One message of a person: when it was said and answered (seconds), and how many answers came."""

    chat: int
    body: bytes
    at: float
    answered: float = 0.0
    answers: int = 0
    deliveries: int = 0
    then: Callable[[], None] | None = None


class Loopback:
    """`ceiling` messages a second in all, more are refused with 429 (0: no ceiling)."""

    def __init__(self, ceiling: int = 0) -> None:
        self.ceiling, self.port = ceiling, 0
        self.said: list[Said] = []
        self.calls: Counter[str] = Counter()
        self.refused = 0
        self.refuse: Callable[[str, dict[str, str]], tuple[int, dict[str, Any]] | None] = lambda *_: None
        self.webhook: dict[str, str] = {}
        self.hook_port = 0  # where the bot listens; what speaks https in front of it is left out here
        self.statuses: Counter[int] = Counter()
        self._first = 700_000_000
        self._pending: dict[int, Said] = {}
        self._waiting: dict[int, deque[Said]] = defaultdict(deque)
        self._recent: deque[float] = deque()
        self._poll: asyncio.Future[None] | None = None
        self._unloaded: deque[int] = deque()
        self._loaded: dict[int, deque[int]] = {}  # the updates of each chat that the webhook is called for
        self._most_loaded = 0
        self._ready: asyncio.Queue[int] = asyncio.Queue()  # chats whose next update may go
        self._deliverers: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for one in self._deliverers:
            one.cancel()
        self._server.close()

    @property
    def root(self) -> str:
        """The address to give a bot."""
        return f"http://{HOST}:{self.port}"

    @property
    def next_number(self) -> int:
        """The number that the next update must have."""
        return self._first + len(self.said)

    @property
    def unconfirmed(self) -> int:
        """How many updates would be handed out again after a kill."""
        return len(self._pending)

    @property
    def lost(self) -> list[Said]:
        """The messages without an answer."""
        return [one for one in self.said if not one.answers]

    @property
    def twice(self) -> int:
        """How many answers came again."""
        return sum(max(0, one.answers - 1) for one in self.said)

    def say(self, chat: int, text: str, then: Callable[[], None] | None = None) -> Said:
        """A person writes; `then` is called when it is answered."""
        number = self.next_number
        person = {"id": chat, "is_bot": False, "first_name": f"P{chat}", "language_code": "en"}
        message = {
            "message_id": len(self.said) + 1,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": f"P{chat}"},
            "from": person,
            "text": text,
        }
        return self.put({"update_id": number, "message": message}, chat, then)

    def put(self, update: dict[str, Any], chat: int, then: Callable[[], None] | None = None) -> Said:
        """Hand out any update; its number must be the next one."""
        one = Said(chat, json.dumps(update).encode(), time.perf_counter(), then=then)
        number = self.next_number
        self.said.append(one)
        self._pending[number] = one
        self._waiting[chat].append(one)
        self._unloaded.append(number)
        self._load()
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
        return one

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                path = head[0].split(" ")[1]
                fields = {
                    name.lower(): text.strip() for name, _, text in (one.partition(":") for one in head[1:])
                }
                body = await reader.readexactly(int(fields.get("content-length", 0)))
                status, answer = await self._answer(path, fields, body)
                kind, size = "Content-Type: application/json", f"Content-Length: {len(answer)}"
                writer.write(f"HTTP/1.1 {status} X\r\n{kind}\r\n{size}\r\n\r\n".encode() + answer)
        writer.close()

    async def _answer(self, path: str, fields: dict[str, str], body: bytes) -> tuple[int, bytes]:
        method = urlsplit(path).path.rsplit("/", 1)[1]
        self.calls[method] += 1
        params = _params(fields.get("content-type", ""), body)
        if refusal := self.refuse(method, params):
            return refusal[0], json.dumps(refusal[1]).encode()
        if method == "getUpdates":
            return 200, await self._updates(params)
        if method.startswith("send") and self._is_too_fast():
            self.refused += 1
            told = {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 1}}
            return 429, json.dumps(told).encode()
        return 200, json.dumps({"ok": True, "result": self._carry_out(method, params)}).encode()

    def _is_too_fast(self) -> bool:
        now = time.perf_counter()
        while self._recent and self._recent[0] < now - 1:
            self._recent.popleft()
        if self.ceiling and len(self._recent) >= self.ceiling:
            return True
        self._recent.append(now)
        return False

    def _carry_out(self, method: str, params: dict[str, str]) -> object:
        if method == "getMe":
            return ME
        if method in ("setWebhook", "deleteWebhook"):
            self._set_webhook(params if params.get("url") else {})
        if method == "getWebhookInfo":
            return {"url": self.webhook.get("url", ""), "pending_update_count": len(self._pending)}
        if method.startswith("send"):
            self._answered(int(params["chat_id"]))
            chat = {"id": int(params["chat_id"]), "type": "private", "first_name": "P"}
            return {"message_id": 1, "date": 1, "chat": chat, "text": params.get("text", "-")}
        return [] if method == "getMyCommands" else True

    def _answered(self, chat: int) -> None:
        waiting = self._waiting[chat]
        while len(waiting) > 1 and waiting[0].answers:
            waiting.popleft()
        if not waiting:
            return
        one = waiting[0]
        one.answers += 1
        if one.answers == 1:
            one.answered = time.perf_counter()
            if one.then:
                asyncio.get_running_loop().call_soon(one.then)

    async def _updates(self, params: dict[str, str]) -> bytes:
        for number in [one for one in self._pending if one < int(params.get("offset", 0))]:
            del self._pending[number]
        if not self._pending:
            self._poll = asyncio.get_running_loop().create_future()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._poll, float(params.get("timeout", 0)))
        batch = [one for one, _ in zip(self._pending.values(), range(100), strict=False)]
        for one in batch:
            one.deliveries += 1
        return b'{"ok":true,"result":[' + b",".join(one.body for one in batch) + b"]}"

    def _set_webhook(self, webhook: dict[str, str]) -> None:
        for one in self._deliverers:
            one.cancel()
        many = int(webhook.get("max_connections", CONNECTIONS)) if webhook else 0
        self.webhook, self._most_loaded = webhook, 2 * many
        self._unloaded, self._loaded, self._ready = deque(self._pending), {}, asyncio.Queue()
        self._load()
        self._deliverers = [asyncio.create_task(self._deliver(self._ready)) for _ in range(many)]

    def _load(self) -> None:
        while self._unloaded and len(self._loaded) < self._most_loaded:
            number = self._unloaded.popleft()
            chat = self._pending[number].chat
            if chat not in self._loaded:
                self._loaded[chat] = deque()
                self._ready.put_nowait(chat)
            self._loaded[chat].append(number)

    async def _deliver(self, ready: asyncio.Queue[int]) -> None:
        """One connection to the webhook."""
        wire: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        while True:
            chat = await ready.get()
            one = self._pending[self._loaded[chat][0]]
            try:
                wire = wire or await asyncio.open_connection(HOST, self.hook_port)
            except OSError:
                asyncio.get_running_loop().call_later(NOBODY_LISTENS, ready.put_nowait, chat)
                continue
            one.deliveries += 1
            try:
                status, again, body = await self._post(*wire, one.body)
                self.statuses[status] += 1
            except (OSError, asyncio.IncompleteReadError):
                wire, status, again, body = None, 0, 0, b""
            if 200 <= status < 300:
                self._delivered(chat, ready, body)
            else:
                doubled = min(LONGEST_RETRY, 2.0 ** min(one.deliveries - 1, 6)) if one.deliveries > 1 else 0.0
                asyncio.get_running_loop().call_later(again or doubled, ready.put_nowait, chat)

    def _delivered(self, chat: int, ready: asyncio.Queue[int], body: bytes) -> None:
        del self._pending[self._loaded[chat].popleft()]
        if self._loaded[chat]:
            ready.put_nowait(chat)
        else:
            del self._loaded[chat]
        self._load()
        if body:
            params = json.loads(body)
            self._carry_out(params.pop("method"), params)

    async def _post(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes
    ) -> tuple[int, int, bytes]:
        url = urlsplit(self.webhook["url"])
        head = (
            f"POST {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {self.webhook.get('secret_token', '')}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        size, again = (
            next((int(one.partition(":")[2]) for one in lines if one.startswith(name)), 0)
            for name in ("content-length:", "retry-after:")
        )
        return int(lines[0].split(" ")[1]), again, await reader.readexactly(size)


def _params(kind: str, body: bytes) -> dict[str, str]:
    if kind.startswith("application/json"):
        return {name: str(value) for name, value in json.loads(body or b"{}").items()}
    if kind.startswith("multipart/"):
        return _parts(kind, body)
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def _parts(kind: str, body: bytes) -> dict[str, str]:
    found = {}
    for part in body.split(b"--" + kind.partition("boundary=")[2].strip('"').encode()):
        head, _, text = part.partition(b"\r\n\r\n")
        name = head.partition(b'name="')[2].partition(b'"')[0].decode()
        if name:
            found[name] = text[:-2].decode("utf-8", "replace")
    return found
