"""Who opens the editor from Telegram, and who does not: only an admin, just now, once, as Telegram signed it."""

import datetime as dt
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from bot.config_telegram import Launched
from bot.editor import guard
from bot.editor.exchange import Page
from bot.editor.launch import AHEAD_SECONDS, FRESH_SECONDS, MOST_LETTERS, Launch, LaunchError, key_of
from bot.editor.server import LAUNCH, Server
from bot.editor.session import ABSOLUTE_SECONDS, IDLE_SECONDS, Sessions
from bot.editor.web import Door
from bot.errors import KnowledgeError
from tests.auxil.browser import Browser, Reply
from tests.auxil.clock import FakeClock
from tests.auxil.launched import TOKEN, sealed, signed
from tests.editor.desks import small_desk

NURSE, DOCTOR, STRANGER = 7_700_000_011, 12, 13
HOST, COOKIE = "edit.example.org", "__Host-saferbot"


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def roles() -> dict[int, str]:
    return {NURSE: "nurse", DOCTOR: "doctor"}


@pytest.fixture
def launch(clock: FakeClock, roles: dict[int, str], tmp_path: Path) -> Launch:
    desks: dict[str, Any] = {}

    def desk(account: int) -> Any:
        role = roles.get(account)
        return desks.setdefault(role, small_desk(tmp_path)) if role else None

    return Launch(key_of(TOKEN), clock, desk)


def now(clock: FakeClock) -> int:
    return int(clock.now().timestamp())


# Data, token and seal from the tests of aiogram (MIT), a library that many bots check with.
OTHERS = (
    "auth_date=1650385342&user=%7B%22id%22%3A42%2C%22first_name%22%3A%22Test%22%7D&query_id=test"
    "&hash=46d2ea5e32911ec8d30999b56247654460c0d20949b6277af519e76271182803"
)


def test_what_others_made_is_understood(clock: FakeClock, tmp_path: Path) -> None:
    """A seal that this project did not make opens under its token and no other."""
    clock.set_wall_clock(dt.datetime.fromtimestamp(1650385342, dt.UTC))
    desk = small_desk(tmp_path)
    assert Launch(key_of("42:TEST"), clock, lambda account: desk).admit(OTHERS) == 42
    with pytest.raises(LaunchError):
        Launch(key_of("42:TESS"), clock, lambda account: desk).admit(OTHERS)


def test_an_admin_comes_in(launch: Launch, clock: FakeClock) -> None:
    """Whatever other fields Telegram sends along."""
    assert launch.admit(signed(NURSE, now(clock))) == NURSE
    more = {"chat_type": "sender", "chat_instance": "-88", "start_param": "a_b"}
    assert launch.admit(signed(NURSE, now(clock), **more)) == NURSE
    assert launch.admit(signed(DOCTOR, now(clock) - FRESH_SECONDS)) == DOCTOR
    assert launch.admit(signed(DOCTOR, now(clock) + AHEAD_SECONDS)) == DOCTOR


def test_it_opens_once(launch: Launch, clock: FakeClock) -> None:
    """The same data is refused as long as it would be fresh, and after that because it is old."""
    data = signed(NURSE, now(clock))
    launch.admit(data)
    for _ in range(FRESH_SECONDS // 10 + 10):
        with pytest.raises(LaunchError):
            launch.admit(data)
        clock.advance(10)


def wrong(clock: FakeClock) -> dict[str, str]:
    """Everything that must not open, by what is wrong with it."""
    good, when = signed(NURSE, now(clock)), now(clock)
    fields = dict(parse_qsl(good))
    user = fields["user"]

    def seal(**instead: str | None) -> str:
        kept = {**{name: value for name, value in fields.items() if name != "hash"}, **instead}
        return sealed({name: value for name, value in kept.items() if value is not None})

    def sent(**instead: str | None) -> str:
        return urlencode({name: value for name, value in {**fields, **instead}.items() if value is not None})

    return {
        "another token": signed(NURSE, when, "4242:another"),
        "an empty token": signed(NURSE, when, ""),
        "a stranger": signed(STRANGER, when),
        "old": signed(NURSE, when - FRESH_SECONDS - 1),
        "of the future": signed(NURSE, when + AHEAD_SECONDS + 1),
        "another person in it": sent(user=user.replace(str(NURSE), str(DOCTOR))),
        "a later moment in it": sent(auth_date=str(when + 1)),
        "a field more": f"{good}&zz=1",
        "a field less": sent(query_id=None),
        "no seal": sent(hash=None),
        "an empty seal": sent(hash=""),
        "a seal in capitals": sent(hash=fields["hash"].upper()),
        "half a seal": sent(hash=fields["hash"][:32]),
        "a seal in other letters": sent(hash="\u0661" * 64),
        "two seals": f"{good}&hash={fields['hash']}",
        "two users": f"{good}&user=1",
        "two users, the seal over the last": f"user=1&{good}",
        "two moments": f"auth_date={when}&{good}",
        "no user": seal(user=None),
        "no moment": seal(auth_date=None),
        "an empty moment": seal(auth_date=""),
        "a moment in other figures": seal(auth_date="".join(chr(0x660 + int(one)) for one in str(when))),
        "a negative moment": seal(auth_date=f"-{when}"),
        "a moment with a sign": seal(auth_date=f"+{when}"),
        "a moment with a point": seal(auth_date=f"{when}.0"),
        "a moment without end": seal(auth_date="9" * 400),
        "a user that is no JSON": seal(user="zz"),
        "a user that is a list": seal(user=f"[{NURSE}]"),
        "a user without a number": seal(user="{}"),
        "a number as text": seal(user=json.dumps({"id": str(NURSE)})),
        "a number with a point": seal(user=f'{{"id": {NURSE}.0}}'),
        "a number that is true": seal(user='{"id": true}'),
        "a negative number": seal(user=f'{{"id": -{NURSE}}}'),
        "a bot": seal(user=f'{{"id": {NURSE}, "is_bot": true}}'),
        "a user as deep as a well": seal(user="[" * 4_000),
        "lines in a value": seal(query_id=f"zz\nuser={user}"),
        "lines in a name": sealed({**fields, "a\nb": "1"}),
        "half a letter": f"{good}&zz=%ff",
        "letters of other alphabets": f"{good}&zz=\u0107",
        "a hundred fields": good + "".join(f"&a{number}=1" for number in range(100)),
        "too long": f"{good}&zz={'a' * MOST_LETTERS}",
        "nothing": "",
        "only signs": "&&&===",
        "a name without a value": f"{good}&zz",
    }


def test_nobody_else_comes_in(launch: Launch, clock: FakeClock) -> None:
    """Each of these is refused in the same words, and none of them uses up what is right."""
    good = signed(NURSE, now(clock))
    for what, data in wrong(clock).items():
        assert is_refused(launch, data), what
    assert launch.admit(good) == NURSE


def is_refused(launch: Launch, data: str) -> bool:
    try:
        launch.admit(data)
    except LaunchError:
        return True
    return False


class Pages:
    """A door with one page that tells whose desk it is shown at."""

    def __init__(self, launch: Launch, clock: FakeClock) -> None:
        tokens = iter(f"token-{number}" for number in range(1_000))
        self.sessions = Sessions(clock, lambda: next(tokens), lambda key: None)
        self.server = Server(launch, self.sessions, (Page("/", "Home", shows, sends),), COOKIE)
        self.door = Door(self.server, frozenset((HOST,)), COOKIE)

    def browser(self) -> Browser:
        return Browser(self.door, HOST)


def shows(desk: Any, request: Any) -> Any:
    raise KnowledgeError([])


def sends(desk: Any, request: Any) -> Any:
    raise KnowledgeError([])


INSIDE, OUTSIDE = 422, 403  # the page of this test says that something is wrong, to whoever sees it at all


@pytest.fixture
def pages(launch: Launch, clock: FakeClock) -> Pages:
    return Pages(launch, clock)


async def enter(browser: Browser, data: str, **headers: str | None) -> Reply:
    return await browser.post(LAUNCH, {"data": data}, **{"origin": f"https://{HOST}", **headers})


async def test_the_cookie_works_in_a_frame_of_telegram_and_is_kept_from_scripts(
    pages: Pages, clock: FakeClock
) -> None:
    """A frame is another site's, so `Strict` would keep it out; `__Host-` binds it to this very host, over https."""
    browser = pages.browser()
    assert (await browser.get("/")).status == OUTSIDE
    reply = await enter(browser, signed(NURSE, now(clock)))
    assert (reply.status, reply.header("location")) == (303, "/")
    name, *rules = reply.header("set-cookie").split("; ")
    assert name.startswith("__Host-saferbot=")
    assert set(rules) == {
        "Path=/", f"Max-Age={ABSOLUTE_SECONDS}", "Secure", "HttpOnly", "SameSite=None", "Partitioned",
    }  # fmt: skip
    assert (await browser.get("/")).status == INSIDE


async def test_only_telegram_may_put_it_into_a_frame(pages: Pages) -> None:
    """Every other protection is that of the local editor, which no page at all may put into a frame."""
    reply = await pages.browser().get(LAUNCH)
    policy = reply.header("content-security-policy")
    assert "frame-ancestors https://web.telegram.org;" in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert reply.header("x-frame-options") == ""
    for name in guard.HEADERS.keys() - {"content-security-policy", "x-frame-options"}:
        assert reply.header(name) == guard.HEADERS[name]
    assert "frame-ancestors 'none'" in guard.LOCAL.headers["content-security-policy"]
    assert "telegram.org" not in reply.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://web.telegram.org"}, {"origin": "null"}, {"origin": f"http://{HOST}"},
        {"origin": None, "sec_fetch_site": None}, {"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"},
        {"host": "evil.test"}, {"host": f"{HOST}:8090"}, {"host": "127.0.0.1:8090"},
    ],
)  # fmt: skip
async def test_no_other_page_signs_in_or_sends_a_form(
    pages: Pages, clock: FakeClock, headers: dict[str, str | None]
) -> None:
    """CSRF and DNS rebinding, as for the local editor: the cookie alone is not enough, nor is good data."""
    browser = pages.browser()
    assert (await enter(browser, signed(NURSE, now(clock)), **headers)).status in (400, 403)
    assert not browser.cookies
    await enter(browser, signed(DOCTOR, now(clock)))
    reply = await browser.post("/", {}, **{"origin": f"https://{HOST}", **headers})
    assert reply.status in (400, 403)


async def test_whoever_is_taken_out_of_the_settings_is_out(
    pages: Pages, clock: FakeClock, roles: dict[int, str]
) -> None:
    """At the next call, and putting them in again does not bring the session back."""
    browser = pages.browser()
    await enter(browser, signed(NURSE, now(clock)))
    held = roles.pop(NURSE)
    assert (await browser.get("/")).status == OUTSIDE
    roles[NURSE] = held
    assert (await browser.get("/")).status == OUTSIDE


async def test_signing_out_and_resting(pages: Pages, clock: FakeClock) -> None:
    """As in the local editor; then only the chat leads in again, with new data."""
    for ending in (None, IDLE_SECONDS):
        browser, data = pages.browser(), signed(NURSE, now(clock))
        await enter(browser, data)
        if ending:
            clock.advance(ending)
        else:
            reply = await browser.post("/leave", {}, origin=f"https://{HOST}")
            assert (reply.header("location"), browser.cookies) == (LAUNCH, {})
        assert (await browser.get("/")).status == OUTSIDE
        refused = await enter(browser, data)
        assert refused.status == OUTSIDE
        assert "Write /admin to the bot" in refused.text


async def test_what_is_large_or_odd_is_refused(pages: Pages, clock: FakeClock) -> None:
    """A body of 1 MB, another type, two fields of a name, no form at all: nobody is let in, and nothing breaks."""
    browser = pages.browser()
    good = urlencode({"data": signed(NURSE, now(clock))}).encode()
    own = {"origin": f"https://{HOST}"}
    assert (await browser.post(LAUNCH, b"data=" + b"a" * 1_000_000, **own)).status == 413
    assert (await browser.post(LAUNCH, good, content_type="application/json", **own)).status == 415
    for body in (good + b"&" + good, b"\xff\xfe", b"data=%ff", b"", good.replace(b"data=", b"date=")):
        assert (await browser.post(LAUNCH, body, **own)).status == OUTSIDE
    assert (await browser.get(f"{LAUNCH}?data={signed(NURSE, now(clock))}")).status == 200
    assert not browser.cookies
    assert (await browser.get("/enter")).status == OUTSIDE
    assert (await browser.post("/enter", {"key": ""}, **own)).status == OUTSIDE


def test_the_button_leads_to_the_page_that_signs_in() -> None:
    """The settings and the editor call it the same."""
    place = Launched("https://edit.example.org:8443", "127.0.0.1", 8090)
    assert place.opens == f"https://edit.example.org:8443{LAUNCH}"
    assert place.name == "edit.example.org:8443"
