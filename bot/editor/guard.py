"""What is refused before anything else is looked at. Every web page in the same browser can try to call a program on
this machine, so listening on 127.0.0.1 alone protects nothing.

First the host that the browser thinks it talks to: a foreign name that was made to point here (DNS rebinding) is
refused whatever else it has. Then where the call comes from, by the headers that scripts cannot set. Who is signed in
comes after that, always; a call without those headers is no reason to let it pass.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.editor.exchange import BAD_REQUEST, FORBIDDEN

SAFE = ("GET", "HEAD")
HEADERS: Mapping[str, str] = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # `no-referrer` makes browsers say "null" for where our own forms come from
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": "geolocation=(), camera=(), microphone=(), clipboard-read=()",
    "x-robots-tag": "noindex",
    "cache-control": "no-store",
}
_IN_FRAME = (
    "https://web.telegram.org"  # Telegram in a browser shows a Mini App in a frame; elsewhere it has a window
)


@dataclass(frozen=True, slots=True)
class Front:
    """How the editor stands to the outside: the `scheme` of its address, what protects every reply, and how the cookie
    of a session is kept."""

    scheme: str = "http"
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)
    cookie: str = "HttpOnly; SameSite=Strict"


LOCAL = Front()
# Behind https, opened by Telegram: in a frame where that runs in a browser. A cookie in a frame is another site's, so
# it has to be let out of `Strict`, kept apart for each page around the frame (Partitioned); a form that another page
# sent is refused by what the browser says of where it comes from, as everywhere here. `x-frame-options` knows no names.
LAUNCHED = Front(
    "https",
    {
        name: value.replace("frame-ancestors 'none'", f"frame-ancestors {_IN_FRAME}")
        for name, value in HEADERS.items()
        if name != "x-frame-options"
    },
    "Secure; HttpOnly; SameSite=None; Partitioned",
)
# At signing out. Not "cookies": the browser would drop those of every other program on this machine too.
CLEAR = {"clear-site-data": '"cache", "storage"'}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a call is refused: the status, and a sentence for whoever meant well."""

    status: int
    what: str


def hosts(port: int) -> frozenset[str]:
    """Return what the browser may call this editor."""
    return frozenset((f"127.0.0.1:{port}", f"localhost:{port}"))


def refusal(
    method: str, headers: Iterable[tuple[str, str]], allowed: frozenset[str], scheme: str = LOCAL.scheme
) -> Refusal | None:
    """Return why a call is refused, None where it may be looked at. Names of headers are in small letters."""
    held = tuple(headers)
    called = _all(held, "host")
    if len(called) != 1 or called[0].lower() not in allowed:
        return Refusal(BAD_REQUEST, "Open the editor by the address that the terminal shows.")
    origins, sites = _all(held, "origin"), _all(held, "sec-fetch-site")
    if len(origins) > 1 or len(sites) > 1:
        return Refusal(BAD_REQUEST, "The browser says twice where this comes from.")
    if method in SAFE:
        return _foreign_part(sites, _all(held, "sec-fetch-mode"))
    return _foreign_form(f"{scheme}://{called[0].lower()}", origins, sites)


def _all(headers: tuple[tuple[str, str], ...], name: str) -> tuple[str, ...]:
    return tuple(value.strip() for key, value in headers if key == name)


def _foreign_part(sites: tuple[str, ...], modes: tuple[str, ...]) -> Refusal | None:
    """A page may be opened from anywhere; another site's page may not take in ours as a picture, script or frame."""
    if sites and sites[0] not in ("same-origin", "none") and modes != ("navigate",):
        return Refusal(FORBIDDEN, "Another web page asked for this.")
    return None


def _foreign_form(own: str, origins: tuple[str, ...], sites: tuple[str, ...]) -> Refusal | None:
    """A form must come from a page of this editor, and the browser must say so."""
    if sites and sites[0] != "same-origin":
        return Refusal(FORBIDDEN, "Another web page sent this; nothing was changed.")
    if origins and origins[0].lower() != own:
        return Refusal(FORBIDDEN, "Another web page sent this; nothing was changed.")
    if not origins and not sites:
        return Refusal(FORBIDDEN, "This browser does not say where a form comes from; use a newer one.")
    return None
