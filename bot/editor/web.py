"""Carries the editor over HTTP; the only file here that imports Starlette. Every reply has the protecting headers,
refusals and faults too, and nothing is read of a body before the guard has let the call pass.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.requests import Request as Call
from starlette.responses import Response
from starlette.routing import Route

from bot.editor.exchange import Page
from bot.editor.forms import BODY_BYTES
from bot.editor.guard import Refusal, refusal
from bot.editor.server import ENTER, LAUNCH, LEAVE, Sent, Server

FORM = "application/x-www-form-urlencoded"
BODY_SECONDS = 20.0  # a slow phone through a slow tunnel
TOO_SLOW, TOO_LARGE, WRONG_TYPE, NOT_ALLOWED = 408, 413, 415, 405

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Door:
    """The application: the guard, then the routes."""

    def __init__(self, server: Server, allowed: frozenset[str], cookie: str) -> None:
        self._server, self._allowed, self._cookie = server, allowed, cookie
        self._inside = Starlette(
            routes=[*self._own(), *map(self._route, server.pages)],
            exception_handlers={HTTPException: self._no_route},
        )
        self._inside.router.redirect_slashes = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        if scope["type"] != "http":
            return
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        why = refusal(scope["method"], headers, self._allowed, self._server.front.scheme)
        answer = self._sent(self._server.refused(why)) if why else self._inside
        await answer(scope, receive, send)

    def _own(self) -> list[Route]:
        at = LAUNCH if self._server.is_launched else ENTER
        return [
            Route("/static/{name}", self._static, methods=["GET"]),
            Route(at, self._entering, methods=["GET"]),
            Route(at, self._enter, methods=["POST"]),
            Route(LEAVE, self._leave, methods=["POST"]),
        ]

    async def _no_route(self, call: Call, error: Exception) -> Response:
        if isinstance(error, HTTPException) and error.status_code == NOT_ALLOWED:
            return self._sent(self._server.refused(Refusal(NOT_ALLOWED, "This page is not used that way.")))
        is_in = self._server.desk_of(self._session(call)) is not None
        return self._sent(self._server.lost() if is_in else self._server.outside())

    async def _static(self, call: Call) -> Response:
        return self._sent(self._server.static(call.path_params["name"]))

    async def _entering(self, call: Call) -> Response:
        return self._sent(self._server.entering(call.scope["query_string"]))

    async def _enter(self, call: Call) -> Response:
        body = await self._body(call)
        return self._sent(body if isinstance(body, Sent) else self._server.enter(body, self._session(call)))

    async def _leave(self, call: Call) -> Response:
        return self._sent(self._server.leave(self._session(call)))

    def _route(self, page: Page) -> Route:
        async def called(call: Call) -> Response:
            desk = self._server.desk_of(self._session(call))
            if desk is None:
                return self._sent(self._server.outside())
            body = await self._body(call) if call.method == "POST" else None
            if isinstance(body, Sent):
                return self._sent(body)
            query = call.scope["query_string"]
            return self._sent(
                await asyncio.to_thread(self._server.page, desk, page, call.path_params, query, body)
            )

        return Route(page.path, called, methods=["GET", "POST"] if page.send else ["GET"])

    def _session(self, call: Call) -> str:
        """The session that the browser holds; none where it sends two of them."""
        held = call.headers.getlist("cookie")
        try:
            found = SimpleCookie(held[0]).get(self._cookie) if len(held) == 1 else None
        except CookieError:
            return ""
        return found.value if found else ""

    async def _body(self, call: Call) -> bytes | Sent:
        """The form, of bounded size in bounded time; else how to refuse it."""
        if call.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            return self._server.refused(Refusal(WRONG_TYPE, "Only the editor's own forms are taken."))
        body = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for piece in call.stream():
                    body += piece
                    if len(body) > BODY_BYTES:
                        what = f"That is more than {BODY_BYTES // 1024} KB; nothing was changed."
                        return self._server.refused(Refusal(TOO_LARGE, what))
        except (TimeoutError, ClientDisconnect):
            return self._server.refused(Refusal(TOO_SLOW, "That took too long; nothing was changed."))
        return bytes(body)

    def _sent(self, sent: Sent) -> Response:
        return Response(
            sent.body, sent.status, {**self._server.front.headers, **sent.headers}, media_type=sent.type
        )
