"""Who may call the editor, and what every reply carries (SEC-7, SEC-9, SEC-6 for addresses)."""

import pytest

from bot.editor.exchange import Page
from bot.editor.forms import BODY_BYTES
from bot.editor.guard import HEADERS
from bot.editor.pages import PAGES
from bot.editor.session import IDLE_SECONDS, MOST_WRONG
from tests.auxil.browser import FORM, Browser, Reply
from tests.editor.conftest import COOKIE, HOST, Editor

SENDING = [page for page in PAGES if page.send]
SITE = "kerrisdale-pharmacy-5591-west-boulevard"
FILL = {"topic": "naloxone-expired", "number": "1", "category": "naloxone", "site": SITE}


def address(page: Page) -> str:
    return page.path.format_map(FILL)


def assert_protected(reply: Reply) -> None:
    for name, value in HEADERS.items():
        assert [held for key, held in reply.headers if key == name] == [value]


async def test_the_key_opens_and_the_cookie_is_kept_from_scripts(editor: Editor) -> None:
    """The link shows a form, the form gives the cookie: HttpOnly, SameSite=Strict, for this host only."""
    browser = editor.browser()
    shown = await browser.get(f"/enter?key={editor.keys[0]}")
    assert shown.status == 200
    assert not browser.cookies
    reply = await browser.post("/enter", {"key": editor.keys[0]})
    assert (reply.status, reply.header("location")) == (303, "/")
    cookie = reply.header("set-cookie").split("; ")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} < set(cookie)
    assert not [part for part in cookie if part.lower().startswith("domain")]
    assert (await browser.get("/")).status == 200


async def test_a_used_key_does_not_open(editor: Editor) -> None:
    """Whoever finds the link in a history later gets in nowhere."""
    await editor.signed_in()
    other = editor.browser()
    assert (await other.post("/enter", {"key": editor.keys[0]})).status == 403
    assert not other.cookies


async def test_signing_in_again_ends_the_session_before(editor: Editor) -> None:
    """Its number is a new one, and the old one opens nothing."""
    browser = await editor.signed_in()
    old = dict(browser.cookies)
    await browser.post("/enter", {"key": editor.keys[-1]})
    assert browser.cookies != old
    assert (await Browser(editor.door, HOST, old).get("/")).status == 403
    assert (await browser.get("/")).status == 200


async def test_signing_out_clears(editor: Editor) -> None:
    """The session ends, the cookie goes, and the browser is told to forget the pages."""
    browser = await editor.signed_in()
    old = dict(browser.cookies)
    reply = await browser.post("/leave", {})
    assert reply.header("clear-site-data") == '"cache", "storage"'
    assert not browser.cookies
    assert (await Browser(editor.door, HOST, old).get("/")).status == 403


async def test_a_rest_of_half_an_hour_signs_out(editor: Editor) -> None:
    """The clock is the editor's own, so nobody can turn it."""
    browser = await editor.signed_in()
    editor.clock.advance(IDLE_SECONDS)
    assert (await browser.get("/")).status == 403


async def test_twenty_wrong_keys_lock(editor: Editor) -> None:
    """Then the right one does not open either, for a minute."""
    browser = editor.browser()
    for _ in range(MOST_WRONG):
        assert (await browser.post("/enter", {"key": "a guess"})).status == 403
    assert (await browser.post("/enter", {"key": editor.keys[-1]})).status == 429
    editor.clock.advance(60)
    assert (await browser.post("/enter", {"key": editor.keys[-1]})).status == 303


WRONG_HOSTS = (
    "evil.test", "evil.test:8123", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8124", "localhost",
    "127.0.0.1.evil.test:8123",
    "evil.test#127.0.0.1:8123", "evil@127.0.0.1:8123", "[::1]:8123", "0.0.0.0:8123", "127.1:8123", "", None,
)  # fmt: skip


async def test_a_foreign_name_for_this_machine_is_refused(editor: Editor) -> None:
    """A web page that makes its own name point here (DNS rebinding) gets nothing, not even with the cookie."""
    browser = await editor.signed_in()
    for host in WRONG_HOSTS:
        for reply in (
            await browser.get("/", host=host),
            await browser.get("/static/style.css", host=host),
            await browser.post("/enter", {"key": editor.keys[-1]}, host=host, origin=f"http://{host}"),
            await browser.post("/leave", {}, host=host),
        ):
            assert reply.status == 400, host
            assert_protected(reply)
            assert "set-cookie" not in dict(reply.headers)
    assert (await browser.get("/")).status == 200


async def test_two_hosts_are_refused(editor: Editor) -> None:
    """Which of them was looked at would be anybody's guess."""
    browser = await editor.signed_in()
    cookie = ("cookie", f"{COOKIE}={browser.cookies[COOKIE]}")
    for other in ("evil.test", HOST):
        reply = await browser.call("GET", "/", b"", [("host", HOST), ("host", other), cookie])
        assert reply.status == 400


async def test_this_machine_may_be_called_localhost(editor: Editor) -> None:
    """People type it, whatever the terminal shows."""
    browser = Browser(editor.door, "LOCALHOST:8123")
    reply = await browser.post("/enter", {"key": editor.keys[-1]}, origin="http://localhost:8123")
    assert reply.status == 303


FOREIGN: tuple[dict[str, str | None], ...] = (
    {"origin": "http://evil.test"},
    {"origin": "null"},  # a form from a file, or from a frame without an origin
    {"origin": "null", "sec_fetch_site": None},
    {"origin": "http://127.0.0.1:9000"},  # another program on this machine
    {"origin": "http://127.0.0.1:9000", "sec_fetch_site": None},
    {"origin": "https://127.0.0.1:8123"},
    {"origin": f"http://{HOST}.evil.test"},
    {"origin": f"http://localhost:{8123}"},
    {"origin": ""},
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
    {"sec_fetch_site": "none"},
    {"sec_fetch_site": "cross-site", "origin": None},
    {"sec_fetch_site": None, "origin": None},
    {"sec_fetch_site": "Same-Origin, cross-site"},
    {"cookie": None},
    {"cookie": f"{COOKIE}=made-up"},
    {"cookie": f"{COOKIE}="},
    {"cookie": f"other={COOKIE}"},
)


@pytest.mark.parametrize("page", SENDING, ids=lambda page: page.path)
async def test_no_form_of_another_page_is_taken(editor: Editor, page: Page) -> None:
    """Refused with every protection on, and not a file is touched."""
    browser = await editor.signed_in()
    before = state(editor)
    for headers in FOREIGN:
        form = {"do": "save", "version": "0" * 64, "number": "1", "question": "x"}
        reply = await browser.post(address(page), form, **headers)
        assert reply.status in (400, 403), headers
        assert_protected(reply)
    assert state(editor) == before


async def test_no_other_page_signs_in_or_out(editor: Editor) -> None:
    """Signing somebody in as oneself, or out, is a change too."""
    browser = await editor.signed_in()
    for headers in FOREIGN:
        if "cookie" not in headers:
            assert (await browser.post("/enter", {"key": editor.keys[-1]}, **headers)).status == 403, headers
            assert (await browser.post("/leave", {}, **headers)).status == 403, headers
    assert (await browser.get("/")).status == 200


def state(editor: Editor) -> frozenset[tuple[str, int, int]]:
    """Every file around the knowledge, with its size and the moment it was last written."""
    found = ((path, path.lstat()) for path in editor.desk.book.root.parent.rglob("*"))
    return frozenset((str(path), about.st_mtime_ns, about.st_size) for path, about in found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
async def test_looking_changes_nothing(editor: Editor, page: Page) -> None:
    """GET and HEAD leave every file as it is, whatever stands behind the question mark."""
    browser = await editor.signed_in()
    before = state(editor)
    query = "?do=save&answer=gone&question=gone&version=0&number=1&undo=1"
    for path in (address(page), address(page) + query):
        assert (await browser.get(path)).status in (200, 404)
    for method in ("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        headers = [
            ("host", HOST),
            ("cookie", f"{COOKIE}={browser.cookies[COOKIE]}"),
            ("origin", f"http://{HOST}"),
        ]
        assert (await browser.call(method, address(page) + query, b"", headers)).status in (200, 404, 405)
    assert state(editor) == before


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
async def test_every_page_wants_a_session(editor: Editor, page: Page) -> None:
    """Without one there is a form for the key and nothing of the knowledge."""
    reply = await editor.browser().get(address(page))
    assert reply.status == 403
    assert "naloxone" not in reply.text
    assert_protected(reply)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_no_other_page_takes_ours_in(editor: Editor, site: str) -> None:
    """As a picture, a script or a frame; a link from elsewhere may be followed."""
    browser = await editor.signed_in()
    for mode in ("no-cors", "cors", "same-origin", "websocket", None):
        reply = await browser.get("/static/live.js", sec_fetch_site=site, sec_fetch_mode=mode)
        assert reply.status == 403
    assert (await browser.get("/", sec_fetch_site=site)).status == 200


ADDRESSES = (
    "/../etc/passwd", "/static/../server.py", "/static/..%2fserver.py", "/static/%2e%2e/server.py", "/static/.",
    "/static//etc/passwd", "/static/style.css/", "/static/style.css\x00.js", "/static/STYLE.CSS", "/static/nothing.css",
    "/entries/..", "/entries/../../../etc/passwd", "/entries/naloxone-expired/", "/entries/\x00", "/entries/%00",
    "/entries/\xc0\xae\xc0\xae", "/entries/Naloxone-Expired", "/entries/naloxone-expired.", "/entries/" + "a" * 5_000,
    "//evil.test/", "/nothing", "/entries/", "/static", "/static/",
)  # fmt: skip


async def test_an_address_that_is_none_shows_nothing(editor: Editor) -> None:
    """Refused in a sentence; nothing outside is read, and no address of somebody else's is gone to."""
    browser = await editor.signed_in()
    for path in ADDRESSES:
        reply = await browser.get(path)
        assert reply.status in (404, 405), path
        assert not reply.header("location")
        assert b"root:" not in reply.body
        assert_protected(reply)


async def test_what_is_no_form_is_refused(editor: Editor) -> None:
    """Another type, too much, twice the same name, letters that are none: in words, with every protection on."""
    browser = await editor.signed_in()
    for status, body, headers in (
        (415, b"{}", {"content_type": "application/json"}),
        (415, b"key=x", {"content_type": "text/plain"}),
        (415, b"key=x", {"content_type": None}),
        (413, b"key=" + b"x" * BODY_BYTES, {"content_type": FORM}),
        (403, b"key=a&key=b", {"content_type": FORM}),
        (403, b"key=%ff%fe", {"content_type": FORM}),
        (403, b"\xff\xfe", {"content_type": FORM}),
        (403, b"&".join(b"k%d=1" % one for one in range(1_000)), {"content_type": FORM}),
    ):
        reply = await browser.post("/enter", body, **headers)
        assert reply.status == status
        assert_protected(reply)


async def test_static_files_are_ours_and_typed(editor: Editor) -> None:
    """The style and the script come without signing in, as what they are."""
    browser = editor.browser()
    assert (await browser.get("/static/style.css")).header("content-type").startswith("text/css")
    assert (await browser.get("/static/live.js")).header("content-type").startswith("text/javascript")
