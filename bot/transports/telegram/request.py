"""The HTTP under the line to Telegram: aiohttp behind the library's own request interface.

The library's default costs six times as much for each call, and forgets a connection after five quiet seconds: the
first to ask a quiet bot would wait for a handshake. Nothing here logs, and no error may hold an address: the token is
in it. Proxies named in the environment are not used and redirects not followed, for the same reason.
"""

import contextlib
import json
import socket
from typing import Any, cast

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

INVALID_ANSWER = "Invalid server response"
CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
WRITE_SECONDS = 10.0
KEEPALIVE_SECONDS = 120.0
NAMES_SECONDS = 300  # how long Telegram's address is remembered
# A hundred updates of the longest text with all that Telegram can add; more is not Telegram.
ANSWER_BYTES = 16 * 1024 * 1024
# A router may forget a quiet connection without a word: these find out within a minute, not at the next emergency.
PROBES = (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3), ("TCP_USER_TIMEOUT", 15_000))
NOTHING: dict[str, Any] = {"result": None}


class Wire(BaseRequest):
    """A pool of at most `size` connections, made when the first call is."""

    __slots__ = ("_is_closed", "_session", "_size")

    def __init__(self, size: int) -> None:
        self._size, self._is_closed = size, False
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How many seconds an answer may take, where a call does not say otherwise."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Nothing: connections are made when they are needed."""

    async def shutdown(self) -> None:
        """Close the connections, for good."""
        self._is_closed = True
        if self._session:
            await self._session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer. Raises TelegramError, without a word of it, where it is not a JSON object."""
        answer: object = None
        with contextlib.suppress(ValueError, RecursionError):  # whose errors carry the whole text
            answer = json.loads(payload.decode("utf-8", "replace"))
        if not isinstance(answer, dict):
            raise TelegramError(INVALID_ANSWER)
        return NOTHING | answer

    async def tell(self, url: str, body: bytes, seconds: float) -> Any:
        """Return what Telegram says to a JSON body; it may take so many seconds. Raises TelegramError.

        The library would write each parameter as JSON and then all of them as a form, letter by letter.
        """
        # Not for files. `_request_wrapper` is where the library makes errors of refusals.
        given = cast("RequestData", body)
        payload = await self._request_wrapper(url, "POST", given, read_timeout=seconds)
        return self.parse_json_payload(payload)["result"]

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | bytes | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return the status and the body. Raises TimedOut or NetworkError, which name the kind of failure only.

        All of it may take `read_timeout` seconds, and more where a file is sent.
        """
        if self._is_closed:
            raise NetworkError("closed")
        seconds = read_timeout if isinstance(read_timeout, (int, float)) else READ_SECONDS
        try:
            return await self._exchange(url, method, request_data, seconds)
        except TimeoutError:
            failure: NetworkError = TimedOut()
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = NetworkError(type(error).__name__)
        raise failure  # here and not above, where the library's error, and the token in it, would come along

    async def _exchange(
        self, url: str, method: str, request_data: RequestData | bytes | None, seconds: float
    ) -> tuple[int, bytes]:
        if self._session is None:
            self._session = _session(self._size)
        body = _body(request_data) if request_data else None
        writing = WRITE_SECONDS if isinstance(body, aiohttp.FormData) else 0.0
        # One timer for all of it: another for each silence on the line is a tenth of the whole call.
        timeout = aiohttp.ClientTimeout(total=writing + seconds, sock_connect=CONNECT_SECONDS)
        async with self._session.request(
            method, url, data=body, timeout=timeout, allow_redirects=False
        ) as answer:
            return answer.status, await _limited(answer)


def _session(size: int) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(
        limit=size, keepalive_timeout=KEEPALIVE_SECONDS, ttl_dns_cache=NAMES_SECONDS, socket_factory=_socket
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"Accept-Encoding": "identity"},  # nothing to unpack, so nothing that unpacks without end
        trust_env=False,
    )


def _socket(address: tuple[Any, ...]) -> socket.socket:
    """Return a socket that notices when the other end is gone; `address` is what getaddrinfo gives."""
    family, kind, protocol = address[:3]
    made = socket.socket(family=family, type=kind, proto=protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in PROBES:
        if hasattr(socket, name):  # not everywhere
            made.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    return made


def _body(data: RequestData | bytes) -> aiohttp.FormData | aiohttp.BytesPayload:
    if isinstance(data, bytes):
        return aiohttp.BytesPayload(data, content_type="application/json")
    if not data.contains_files:
        words = data.url_encoded_parameters().encode("ascii")
        return aiohttp.BytesPayload(words, content_type="application/x-www-form-urlencoded")
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return form


async def _limited(answer: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in answer.content.iter_any():
        body += piece
        if len(body) > ANSWER_BYTES:
            raise ValueError(ANSWER_BYTES)
    return bytes(body)
