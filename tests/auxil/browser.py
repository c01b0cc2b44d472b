"""A browser in a few lines: it talks to an ASGI application without a socket, keeps cookies, and sends the headers that
a real one sends by itself. Every one of them can be replaced, which a real one would not let a page do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


@dataclass(slots=True)
class Browser:
    """Talks to `app`, which it calls `host`."""

    app: Any
    host: str
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **headers: str | None) -> Reply:
        own = {"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}
        return await self.call("GET", path, b"", self._headers(own, headers))

    async def post(self, path: str, form: dict[str, str] | bytes, **headers: str | None) -> Reply:
        own = {"sec-fetch-site": "same-origin", "origin": f"http://{self.host}", "content-type": FORM}
        body = form if isinstance(form, bytes) else urlencode(form).encode()
        return await self.call("POST", path, body, self._headers(own, headers))

    def _headers(self, own: dict[str, str], instead: dict[str, str | None]) -> list[tuple[str, str]]:
        held: dict[str, str | None] = {"host": self.host, **own}
        if self.cookies:
            held["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        held |= {name.replace("_", "-"): value for name, value in instead.items()}
        return [(name, value) for name, value in held.items() if value is not None]

    async def call(self, method: str, path: str, body: bytes, headers: Sequence[tuple[str, str]]) -> Reply:
        """Send exactly this."""
        path, _, query = path.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
            "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 8_000),
        }  # fmt: skip
        pieces = [body[at : at + 65_536] for at in range(0, len(body), 65_536)] or [b""]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        found = tuple((name.decode(), value.decode("latin-1")) for name, value in sent[0]["headers"])
        reply = Reply(sent[0]["status"], found, b"".join(one.get("body", b"") for one in sent[1:]))
        self._keep(reply)
        return reply

    def _keep(self, reply: Reply) -> None:
        for name, value in reply.headers:
            if name == "set-cookie":
                pair, *about = value.split("; ")
                key, _, held = pair.partition("=")
                self.cookies[key] = held
                if "Max-Age=0" in about:
                    del self.cookies[key]
