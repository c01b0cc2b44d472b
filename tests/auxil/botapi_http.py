"""As much HTTP/1.1 as a Bot API client speaks: keep-alive, GET and POST, three kinds of body.

Written by hand so that a test can cut a connection at an exact moment, and so that a caller who hangs
up ends its long poll at once, as with Telegram.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP as HTTP_POLICY
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

Json = dict[str, Any]

BODY_LIMIT = 50 * 1024 * 1024  # Telegram's own limit for an upload

INTEGERS = frozenset(
    {"chat_id", "message_id", "offset", "limit", "timeout", "user_id", "max_connections", "cache_time"}
)
NUMBERS = frozenset({"latitude", "longitude", "horizontal_accuracy"})
OBJECTS = frozenset(
    {
        "reply_markup",
        "entities",
        "caption_entities",
        "allowed_updates",
        "commands",
        "scope",
        "link_preview_options",
        "message_ids",
        "reply_parameters",
        "menu_button",
        "reaction",
        "results",
        "button",
    }
)
CLAIMS = frozenset(
    {
        "disable_notification",
        "protect_content",
        "show_alert",
        "drop_pending_updates",
        "allow_sending_without_reply",
        "disable_web_page_preview",
        "is_personal",
    }
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came: the verb, the path without its query, and the undecoded rest."""

    verb: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back; `cut` closes the connection without a byte."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    cut: bool = False


Answer = Callable[[Request], Awaitable[Response]]


def json_response(status: int, content: object) -> Response:
    """A response that carries JSON."""
    return Response(status, json.dumps(content, ensure_ascii=False).encode())


async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: Answer) -> None:
    """Answers the requests of one connection in order until either side closes it."""
    coming = asyncio.create_task(read_request(reader))
    try:
        while (request := await coming) is not None:
            coming = asyncio.create_task(read_request(reader))
            response = await _answered(request, coming, answer)
            if response is None or response.cut:
                break
            writer.write(_encoded(response))
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        coming.cancel()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def _answered(
    request: Request, coming: "asyncio.Task[Request | None]", answer: Answer
) -> Response | None:
    answering = asyncio.ensure_future(answer(request))
    try:
        await asyncio.wait({answering, coming}, return_when=asyncio.FIRST_COMPLETED)
        if not answering.done() and coming.result() is None:
            return None  # the caller hung up
        return await answering
    finally:
        answering.cancel()


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request; None when the caller hung up or does not speak HTTP."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        verb, target, _ = first.split(" ")
        named = (line.split(":", 1) for line in lines if line)
        headers = {name.strip().lower(): value.strip() for name, value in named}
        body = await _read_body(reader, headers)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
        return None
    parts = urlsplit(target)
    return Request(verb, unquote(parts.path), parts.query, headers, body)


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return await _read_chunks(reader)
    size = int(headers.get("content-length", "0"))
    if size > BODY_LIMIT:
        raise ValueError("the body is too large")
    return await reader.readexactly(size)


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return body


def _encoded(response: Response) -> bytes:
    phrase = HTTPStatus(response.status).phrase
    head = (
        f"HTTP/1.1 {response.status} {phrase}\r\nServer: nginx\r\n"
        f"Content-Type: {response.content_type}\r\nContent-Length: {len(response.body)}\r\n"
        "Connection: keep-alive\r\n\r\n"
    )
    return head.encode() + response.body


def params_of(request: Request) -> Json:
    """The parameters of a call from query and body, each decoded to the type the Bot API gives it."""
    raw: Json = dict(parse_qsl(request.query, keep_blank_values=True))
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        raw |= json.loads(request.body or b"{}")
    elif kind.startswith("multipart/form-data"):
        raw |= _multipart(kind, request.body)
    else:
        raw |= dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    return {name: _decoded(name, value) for name, value in raw.items()}


def _multipart(kind: str, body: bytes) -> Json:
    whole = BytesParser(policy=HTTP_POLICY).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    found: Json = {}
    for part in whole.iter_parts():
        name = str(part.get_param("name", "", header="content-disposition"))
        content = part.get_payload(decode=True)
        data = content if isinstance(content, bytes) else b""
        file = part.get_filename()
        found[name] = data.decode() if file is None else {"file_name": file, "file_size": len(data)}
    return found


def _decoded(name: str, value: Any) -> Any:
    """The typed value; as written where it cannot be decoded, for the rules to refuse."""
    with contextlib.suppress(ValueError, TypeError):
        if name in INTEGERS:
            return int(value)
        if name in NUMBERS:
            return float(value)
        if name in OBJECTS and isinstance(value, str):
            return json.loads(value) if value else None
        if name in CLAIMS:
            return str(value).lower() in ("true", "yes", "t", "1")
    return value
