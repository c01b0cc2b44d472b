"""The editor as a whole: calls in, replies out. Guards first, then who is signed in, then the page.

Knows nothing of sockets; web.py carries it. What goes wrong inside is told to the log by its type alone and to the
person in a sentence, and nothing was changed then: the writer changes files whole or not at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from bot import logs
from bot.editor.desk import Desk
from bot.editor.drawing import Drawing
from bot.editor.exchange import (
    BAD_REQUEST,
    FORBIDDEN,
    OK,
    SEE_OTHER,
    TOO_MANY,
    UNPROCESSABLE,
    Menu,
    Moved,
    Page,
    Request,
    Shown,
)
from bot.editor.forms import FormError, read_form, read_query
from bot.editor.guard import CLEAR, LAUNCHED, LOCAL, Refusal
from bot.editor.launch import FIELD, Launch, LaunchError
from bot.editor.session import ABSOLUTE_SECONDS, LockedError, Sessions, WrongKeyError
from bot.errors import SaferbotError
from bot.logs import Event

ENTER, LAUNCH, LEAVE, HOME = "/enter", "/launch", "/leave", "/"
STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_ERROR = 500


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes back to the browser."""

    status: int
    body: bytes = b""
    type: str = "text/html"
    headers: Mapping[str, str] = field(default_factory=dict)


def menu_of(pages: Iterable[Page]) -> list[tuple[str, list[Page]]]:
    """Return the menu: what is written over each part, and its pages."""
    known = list(pages)
    parts = ((place, [one for one in known if one.menu is place]) for place in Menu if place is not Menu.NONE)
    return [(place.value, found) for place, found in parts if found]


class Server:
    """Answers calls that the guard let pass. `cookie` is the name of the cookie that holds the session. Whoever has
    a key works at the desk; with a `Launch` in its place there are no keys, and each works at a desk of their own."""

    def __init__(self, desk: Desk | Launch, sessions: Sessions, pages: Iterable[Page], cookie: str) -> None:
        self._launch = desk if isinstance(desk, Launch) else None
        self._desk = None if isinstance(desk, Launch) else desk
        self.front = LAUNCHED if self._launch else LOCAL
        self._sessions, self._cookie = sessions, cookie
        self.pages = tuple(pages)
        self._drawing = Drawing({"menu": menu_of(self.pages), "role": ""})
        self._static = {
            path.name: Sent(OK, path.read_bytes(), _TYPES[path.suffix])
            for path in STATIC.iterdir()
            if path.suffix in _TYPES
        }

    def static(self, name: str) -> Sent:
        """Return a style, script or picture of ours."""
        return self._static.get(name) or self.lost()

    @property
    def is_launched(self) -> bool:
        """Whether people come in from Telegram, and not with a key."""
        return self._launch is not None

    def entering(self, query: bytes) -> Sent:
        """Return the page that signs in. Looking at it uses nothing up."""
        if self._launch:
            return self._launching()
        try:
            key = read_query(query).get("key", "")
        except FormError:
            key = ""
        return self._drawn(Shown("enter.html", {"key": key, "said": ""}), is_in=False)

    def enter(self, body: bytes, session: str) -> Sent:
        """Swap a key, or what Telegram signed, for a session, kept in a cookie that no script sees."""
        if self._launch:
            return self._launched(self._launch, body, session)
        try:
            fresh = self._sessions.enter(read_form(body).get("key", ""), session)
        except (WrongKeyError, FormError):
            said, status = "That is not the newest key, or it was used before.", FORBIDDEN
        except LockedError:
            said, status = "Too many wrong keys. Wait for a minute.", TOO_MANY
        else:
            return self._entered(fresh)
        return self._drawn(Shown("enter.html", {"key": "", "said": said}, status), is_in=False)

    def _entered(self, fresh: str) -> Sent:
        headers = {"location": HOME, "set-cookie": self._set(fresh, ABSOLUTE_SECONDS)}
        return Sent(SEE_OTHER, headers=headers)

    def _launched(self, launch: Launch, body: bytes, session: str) -> Sent:
        try:
            account = launch.admit(read_form(body).get(FIELD, ""))
        except (LaunchError, FormError):
            return self._launching("This opens for admins of the bot, once, and within five minutes.")
        return self._entered(self._sessions.open(account, session))

    def _launching(self, trouble: str = "") -> Sent:
        said = f"{trouble} Write /admin to the bot and tap “Open the editor” again." if trouble else ""
        status = FORBIDDEN if trouble else OK
        return self._drawn(Shown("launch.html", {"said": said}, status), is_in=False)

    def leave(self, session: str) -> Sent:
        """End the session and have the browser forget all of it."""
        self._sessions.leave(session)
        headers = {"location": LAUNCH if self._launch else ENTER, "set-cookie": self._set("", 0), **CLEAR}
        return Sent(SEE_OTHER, headers=headers)

    def _set(self, session: str, seconds: int) -> str:
        return f"{self._cookie}={session}; Path=/; Max-Age={seconds}; {self.front.cookie}"

    def desk_of(self, session: str) -> Desk | None:
        """Return the desk of whoever is signed in with this session, None where nobody is."""
        if not session or not self._sessions.is_live(session):
            return None
        if self._launch is None:
            return self._desk
        desk = self._launch.desk(self._sessions.account(session))
        if desk is None:
            self._sessions.leave(session)
        return desk

    def outside(self) -> Sent:
        """Return what whoever is not signed in gets, whatever was asked for."""
        if self._launch:
            return self._launching("You are not signed in, or were away for half an hour.")
        said = "You are not signed in, or were away for half an hour. The terminal shows the newest key."
        return self._drawn(Shown("enter.html", {"key": "", "said": said}, FORBIDDEN), is_in=False)

    def page(
        self, desk: Desk, page: Page, parts: Mapping[str, str], query: bytes, body: bytes | None
    ) -> Sent:
        """Show a page at a desk, or take the form `body` that was sent to it. May take a while: not for the loop."""
        try:
            form = read_form(body) if body is not None else {}
            request = Request(parts, read_query(query), form)
        except FormError:
            return self.refused(
                Refusal(BAD_REQUEST, "What the browser sent cannot be read; nothing was changed.")
            )
        handler = page.show if body is None else page.send
        try:
            return self._answered(desk, page, handler(desk, request) if handler else None)
        except SaferbotError as error:
            said = tuple(str(error).split("\n"))
            shown = Shown("message.html", {"title": "That did not work", "said": said}, UNPROCESSABLE)
            return self._drawn(shown, role=desk.book.role)
        except Exception as error:
            logs.event(Event.INTERNAL_ERROR, error=error)
            return self.broken()

    def _answered(self, desk: Desk, page: Page, answer: Shown | Moved | None) -> Sent:
        if answer is None:
            return self.lost()
        if isinstance(answer, Moved):
            return Sent(SEE_OTHER, headers={"location": quote(answer.to, safe="/?=&#-")})
        return self._drawn(answer, page.title, page.path, role=desk.book.role)

    def refused(self, why: Refusal) -> Sent:
        """Return the page for a call that the guard does not let pass."""
        return self._drawn(
            Shown("message.html", {"title": "Refused", "said": (why.what,)}, why.status), is_in=False
        )

    def lost(self) -> Sent:
        """Return the page for an address that is none."""
        said = ("There is no such page.",)
        return self._drawn(Shown("message.html", {"title": "Not there", "said": said}, 404), is_in=False)

    def broken(self) -> Sent:
        """Return the page for a fault of ours."""
        said = ("Something is wrong in the editor itself. Your files are as they were.",)
        return self._drawn(Shown("message.html", {"title": "A fault", "said": said}, _ERROR), is_in=False)

    def _drawn(
        self, shown: Shown, title: str = "", path: str = "", *, is_in: bool = True, role: str = ""
    ) -> Sent:
        around = {"title": title, "path": path, "is_in": is_in, "role": role}
        return Sent(
            shown.status, self._drawing.draw(shown.template, {**around, **shown.values}).encode("utf-8")
        )
