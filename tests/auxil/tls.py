"""What stands before the editor in the world: something that speaks https, and a page of another site with a frame.
Both on free ports of this machine, with a certificate made for the test."""

import asyncio
import contextlib
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

_PIECE = 65_536


def certificate(folder: Path) -> ssl.SSLContext:
    """Return the side of a server with a certificate that nobody signed but itself."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test")
    subprocess.run((*command, "-keyout", key, "-out", cert), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


@asynccontextmanager
async def before(port: int, context: ssl.SSLContext) -> AsyncIterator[int]:
    """Hand on what comes over https to a port of this machine, as Caddy or nginx do; gives its own port."""

    async def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_pipe(reader, outer), _pipe(inner, writer))

    async with _listening(called, context) as bound:
        yield bound


@asynccontextmanager
async def site(page: Callable[[], str], context: ssl.SSLContext) -> AsyncIterator[int]:
    """Answer every call with a page; gives the port."""

    async def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            body = page().encode()
            head = (
                "HTTP/1.1 200 OK",
                "content-type: text/html",
                f"content-length: {len(body)}",
                "connection: close",
            )
            writer.write("\r\n".join((*head, "", "")).encode() + body)
            await writer.drain()
        writer.close()

    async with _listening(called, context) as bound:
        yield bound


@asynccontextmanager
async def _listening(called: Callable[..., object], context: ssl.SSLContext) -> AsyncIterator[int]:
    server = await asyncio.start_server(called, "127.0.0.1", 0, ssl=context)  # type: ignore[arg-type]
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError, OSError):
        while piece := await reader.read(_PIECE):
            writer.write(piece)
            await writer.drain()
    writer.close()
