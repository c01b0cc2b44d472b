"""The door that Telegram calls at: who may come in, and how much they may carry. The only file that imports Starlette.

Everybody on the internet can call it. Whoever does not show the secret learns nothing and costs little; nobody's
words are logged.
"""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.transports.telegram import hook

SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105 - the name of a header
AGAIN = (
    "retry-after"  # Telegram keeps to it (`get_retry_after` in WebhookActor.cpp of tdlib/telegram-bot-api)
)
JSON = "application/json"
BODY_BYTES = 256 * 1024  # an update is a few; the longest text with all Telegram adds is under this
BODY_SECONDS = 10.0
FORBIDDEN, TOO_SLOW, TOO_LARGE, WRONG_TYPE = 403, 408, 413, 415

Take = Callable[[object], Awaitable[hook.Response]]


def make_door(path: str, secret: str, take: Take) -> ASGIApp:
    """Return the application that takes updates at `path` and nothing anywhere else."""

    async def called(request: Request) -> Response:
        if not _is_telegram(request, secret):
            return Response(status_code=FORBIDDEN)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
            return Response(status_code=WRONG_TYPE)
        body = await _body(request)
        if isinstance(body, Response):
            return body
        answer = await take(_read(body))
        if answer.method:
            return JSONResponse(dict(answer.method))
        headers = {AGAIN: str(answer.again)} if answer.again else None
        return Response(status_code=answer.status, headers=headers)

    return _closing(Starlette(routes=[Route(path, called, methods=["POST"])]))


def _closing(app: ASGIApp) -> ASGIApp:
    """Return the application, which hangs up on whoever it refuses: kept open, a few hundred of these connections would
    leave Telegram none."""

    async def answered(scope: Scope, receive: Receive, send: Send) -> None:
        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] not in (hook.OK, hook.BUSY):
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        await app(scope, receive, tell)

    return answered


def _is_telegram(request: Request, secret: str) -> bool:
    """Whether the secret was shown, once; compared in a time that tells nothing of it."""
    shown = request.headers.getlist(SECRET)
    return len(shown) == 1 and hmac.compare_digest(shown[0].encode("latin-1"), secret.encode("ascii"))


async def _body(request: Request) -> bytes | Response:
    """Read the body, of bounded size in bounded time; else how to refuse it."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdigit() or len(declared) > len(str(BODY_BYTES)) or int(declared) > BODY_BYTES:
        return Response(status_code=TOO_LARGE)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                body += piece
                if len(body) > BODY_BYTES:
                    return Response(status_code=TOO_LARGE)
    except (TimeoutError, ClientDisconnect):
        return Response(status_code=TOO_SLOW)
    return bytes(body)


def _read(body: bytes) -> object:
    """Return the update; None for what is no JSON, which is counted like any other that cannot be read."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
