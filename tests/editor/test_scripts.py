"""Whatever is typed into any field is shown and never done (SEC-8)."""

import datetime as dt
import json
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from bot.content import writer
from bot.core.model import Danger, Kind, Level, Reply
from bot.editor import drawing
from bot.editor.desk import Asked, Counted, CountLine, Kept, Scored, Weighed
from bot.editor.exchange import Page, Request, Shown
from bot.editor.guard import HEADERS, hosts
from bot.editor.pages import PAGES
from bot.editor.server import Server
from bot.editor.web import Door
from tests.auxil import browser
from tests.auxil.browser import Browser
from tests.auxil.payloads import PAYLOADS
from tests.editor.conftest import COOKIE, FILE, HOST, PORT, Editor
from tests.editor.test_entry import PATH, TOPIC, fields_of

_TAGS = """
    html head meta title link script body a header p span nav ul li
    form button main section h1 h2 h3 div label input textarea select option details
    summary code b blockquote ins del ol table caption thead tbody tr th td
    meter q strong time dl dt dd figure figcaption tfoot svg desc text rect
"""
_ATTRIBUTES = """
    lang charset name content rel href type src defer
    class id method action role tabindex aria-label aria-labelledby aria-current
    aria-describedby required aria-invalid for value rows selected open maxlength autocomplete
    data-part data-live data-inplace data-again data-always spellcheck wrap readonly form
    expandable scope min max low high optimum
    datetime colspan aria-hidden viewbox x y width height rx font-size
"""
TAGS, ATTRIBUTES = set(_TAGS.split()), set(_ATTRIBUTES.split())
OURS = {
    "src": {"/static/live.js"},
    "action": {"/enter", "/leave", "/", "/ask", "/history", "/waiting", "/questions", PATH},
}


class Reader(HTMLParser):
    """Reads a page as an independent parser does, and notes what is not ours."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.strange: list[str] = []
        self.seen = ""
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.strange.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES or value not in OURS.get(name, {value}):
                self.strange.append(f"<{tag} {name}={value}>")
            if name == "href" and not (value or "").startswith(("/", "#main")):
                self.strange.append(f"href={value}")
            if name == "href" and (value or "").startswith("//"):
                self.strange.append(f"href={value}")
            if name == "id":
                self.ids.append(value or "")
        self.handle_data(" ".join(value or "" for name, value in attrs if name == "value"))

    def handle_data(self, data: str) -> None:
        self.seen += data


def read(reply: browser.Reply) -> Reader:
    """A page in which nothing but ours is done, with the policy that would not let it be done either."""
    assert dict(HEADERS).items() <= dict(reply.headers).items()
    assert "default-src 'none'" in reply.header("content-security-policy")
    reader = Reader()
    reader.feed(reply.text)
    reader.close()
    assert not reader.strange
    assert len(set(reader.ids)) == len(reader.ids)
    return reader


@pytest.fixture(autouse=True)
def looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_refuse_new_mistakes", lambda *parts: None)


def test_the_reader_finds_what_is_done() -> None:
    """The check can fail: every payload that is markup is found where it is not escaped."""
    found = 0
    for payload in PAYLOADS:
        reader = Reader()
        reader.feed(f'<p>{payload}</p><p title="{payload}">')
        found += bool(reader.strange)
    assert len(PAYLOADS) >= 60
    assert found == len(PAYLOADS)


async def test_in_the_form_and_the_yaml(editor: Editor) -> None:
    """Typed into every field at once, one by one and in the lines of the file, with the mistakes they make."""
    client = await editor.signed_in()
    fields = fields_of(await client.get(PATH))
    version = fields["version"]
    every = {name: "\n".join(PAYLOADS) for name in fields} | {"version": version, "do": "check"}
    read(await client.post(PATH, every))
    read(await client.post(PATH, every | {"do": "save"}))
    read(await client.post(PATH, every | {"version": "\n".join(PAYLOADS)}))  # shown beside as what was typed
    for payload in PAYLOADS[::16]:
        for name in ("title", "urgency", "answer", "short", "related"):
            reply = await client.post(PATH, fields | {name: payload, "do": "check"})
            assert payload in read(reply).seen
        yaml = fields["yaml"].replace("  title:", f"  {json.dumps(payload)}: x\n  title:")
        assert (
            payload
            in read(await client.post(PATH, {"version": version, "yaml": yaml, "do": "check-yaml"})).seen
        )
        read(await client.post(PATH, {"version": version, "yaml": payload, "do": "save-yaml"}))


async def test_in_the_files(editor: Editor) -> None:
    """Stored in every text of an entry: in the list, the entry, the phone, the difference, the history."""
    path = editor.desk.book.root / FILE
    lines = editor.file().split("\n")
    at = lines.index(f"{TOPIC}:")
    end = next(
        place for place in range(at + 1, len(lines)) if lines[place] and not lines[place].startswith(" ")
    )
    said = json.dumps(" ".join(one for one in PAYLOADS if "{" not in one))
    listed = [f"    - {json.dumps(one)}" for one in PAYLOADS if "{" not in one]
    source = [
        f"    - publisher: {said}",
        f"      title: {said}",
        "      url: https://evil.test/?<script>x</script>",
    ]
    source[-1] = "      url: https://evil.test/"
    entry = [
        f"{TOPIC}:",
        f"  title: {said}",
        "  urgency: none",
        "  questions:",
        *listed,
        f"  answer: {said}",
        "  must_match:",
    ]
    entry += [
        *listed,
        "  sources:",
        *source,
        "  review: {status: reviewed, date: 2026-01-01, expires: 2027-01-01, by: " + said + "}",
    ]
    path.write_text("\n".join([*lines[:at], *entry, *lines[end:]]), "utf-8")
    client = await editor.signed_in()
    shown = await client.get(PATH)
    assert PAYLOADS[0] in read(shown).seen
    fields = fields_of(shown)
    assert PAYLOADS[0] in read(await client.get("/")).seen
    saved = await client.post(
        PATH, fields | {"questions": fields["questions"].replace("alert", "alarm"), "do": "save"}
    )
    assert saved.status == 303
    for address in (saved.header("location"), "/history", "/history/1"):
        assert "<script>alarm(1)</script>" in read(await client.get(address)).seen
    read(await client.get("/waiting"))
    assert PAYLOADS[0] in read(await client.get("/review")).seen


@pytest.mark.parametrize("start", range(8))
async def test_in_addresses_and_searches(editor: Editor, start: int) -> None:
    """What stands in an address is shown as it is, or not at all."""
    client = await editor.signed_in()
    for payload in PAYLOADS[start::8]:
        await search_for(payload, client, editor)


async def search_for(payload: str, client: Browser, editor: Editor) -> None:
    assert payload.strip()[:120] in read(await client.get(f"/?q={quote(payload)}")).seen
    for address in (
        f"{PATH}?done=",
        "/history?done=",
        "/waiting?new=",
        "/waiting?settled=",
        "/enter?key=",
        "/nothing?x=",
    ):
        read(await client.get(address + quote(payload)))
    read(await client.get(f"/entries/{payload}"))
    read(await client.get(f"/history/{payload}"))
    read(await editor.browser().post("/enter", {"key": payload}))


@pytest.mark.parametrize("payload", PAYLOADS[::5])
async def test_in_what_is_asked_and_answered(editor: Editor, payload: str) -> None:
    """The question, the words it was read as, the phrases, the sentences about an edit, and the answer itself."""
    asked = Asked(
        Reply(Kind.ANSWER, f"**{payload}** {payload}", notes=payload),
        Danger(Level.RED, payload, frozenset((payload,))), (payload,), (payload,), (payload,),
        (Scored(payload, 0.5, payload, 0.1, 0.2, 0.3),), 0.5, 0.7, 0.2, ((payload, 1.0),),
    )  # fmt: skip
    weighed = Weighed(1, (payload,), (payload,), (payload,), (payload,), (payload,))
    desk = replace(editor.desk, ask=lambda question: asked, weigh=lambda topic: weighed)
    door = Door(Server(desk, editor.sessions, PAGES, COOKIE), hosts(PORT), COOKIE)
    client = Browser(door, HOST)
    await client.post("/enter", {"key": editor.keys[-1]})
    seen = read_answer(await client.post("/ask", {"question": payload}))
    assert seen.count(payload.strip()) >= 5
    fields = fields_of(await client.get(PATH))
    assert read(await client.post(PATH, fields | {"do": "weigh"})).seen.count(payload) >= 5


async def test_in_what_was_counted_and_kept(editor: Editor) -> None:
    """The names of counters, in the table and the bars, and the words of questions."""
    lines = tuple(CountLine(payload, (None, 100)) for payload in PAYLOADS)
    counted = Counted((dt.date(2030, 1, 7),) * 2, (None, 100), lines, lines, (10,) * 7, PAYLOADS)
    kept = tuple(Kept(payload, payload) for payload in PAYLOADS)
    desk = replace(editor.desk, counts=lambda: counted, questions=lambda: kept)
    client = Browser(Door(Server(desk, editor.sessions, PAGES, COOKIE), hosts(PORT), COOKIE), HOST)
    await client.post("/enter", {"key": editor.keys[-1]})
    statistics = read(await client.get("/statistics")).seen
    questions = read(await client.get("/questions")).seen
    for payload in PAYLOADS:
        assert payload in statistics
        assert questions.count(payload) >= 3
        read(await client.get(f"/questions?dropped={quote(payload)}"))


def read_answer(reply: browser.Reply) -> str:
    """The page of an answer; its links lead to entries, whatever an entry is called."""
    reader = Reader()
    reader.feed(reply.text)
    assert not reader.strange
    return reader.seen


def test_only_our_own_tags_are_done_in_a_message() -> None:
    """Bold and folded fine print; a message with anything else in it is shown with all its marks."""
    template = drawing._environment().from_string("{{ one | as_telegram }}")
    assert template.render(one="<b>a</b> &lt;i&gt; <blockquote expandable>n</blockquote>").startswith(
        "<b>a</b>"
    )
    for bad in (
        "<b onclick=x>a</b>",
        "<i>a</i>",
        "<b>a</b><script>",
        "<blockquote>",
        "a > b",
        "<B>x</B>",
        "<b >",
    ):
        assert "<" not in template.render(one=bad) or bad == "<blockquote>x"


def test_a_fault_of_ours_is_a_plain_page(editor: Editor) -> None:
    """Its words are nobody's but ours: what an exception says may hold what somebody typed."""

    def fails(desk: object, request: Request) -> Shown:
        raise RuntimeError(PAYLOADS[0])

    server = Server(editor.desk, editor.sessions, (Page("/x", "X", fails),), COOKIE)
    sent = server.page(editor.desk, server.pages[0], {}, b"", None)
    assert sent.status == 500
    assert b"alert" not in sent.body
