"""The places of help in the editor: what is listed and drawn of them, and marking one closed or changed."""

import datetime as dt
import html
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot import app_listing
from bot.admin.changes import history, last_change
from bot.admin.pending import waiting
from bot.admin.submitting import submit_undo
from bot.config import Settings
from bot.content.loader import load_words
from bot.content.watch import fingerprint
from bot.editor.desk import Desk
from bot.editor.exchange import Moved, Request, Shown
from bot.editor.pages import places
from tests.auxil.clock import FakeClock
from tests.conftest import KNOWLEDGE
from tests.editor.conftest import Editor
from tests.editor.desks import drawn, html_of, small_desk

LIST = """version: 1
defaults: {timezone: Europe/London, country: GB}
sites:
  # the corner
  - {id: corner-house, name: Corner House, services: [naloxone], city: Leeds, lat: 53.8, lon: -1.55,
     hours: "24/7", phone: ["0113 555 0101"], verified: 2029-12-01}
  - {id: night-van, name: Night Van, services: [needle_exchange], kind: mobile, city: York, phone: ["0113 555 0102"],
     stops: [{name: Market, lat: 53.96, lon: -1.08, hours: "Mo-Su 18:00-23:00"},
             {name: Station, lat: 53.95, lon: -1.09}]}
  - {id: refuge, name: The Refuge, services: [shelter], city: Leeds, lat: 53.81, lon: -1.53, location: hidden,
     phone: ["0113 555 0103"]}
  - {id: roughly, name: Roughly, services: [food], city: Leeds, area: Hunslet, lat: 53.77, lon: -1.52, location: area,
     phone: ["0113 555 0104"], status: temporarily_closed, until: 2030-02-01, reason: "Roof <b>leaks</b>"}
  - {id: hostile, name: "<script>alert(1)</script>", services: [food], city: "\\"><img src=x>", lat: 53.79, lon: -1.51,
     phone: ["0113 555 0105"]}
  - {id: wrong, name: Wrong, services: [nalxone], lat: 53.8, lon: -1.5}
"""
WORDS = load_words(KNOWLEDGE, "en")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A knowledge with one list of sites; of the rest only what judges changes of it."""
    (tmp_path / "sites").mkdir()
    (tmp_path / "en").mkdir()
    for name in ("holidays.yaml", "en/emergency.yaml", "en/guarded.yaml"):
        (tmp_path / name).write_text((KNOWLEDGE / name).read_text("utf-8"), "utf-8")
    (tmp_path / "sites/leeds.yaml").write_text(LIST, "utf-8")
    return tmp_path


@pytest.fixture
def desk(root: Path) -> Desk:
    settings, clock = Settings(root, "GB"), FakeClock()
    return small_desk(root, root / "sites", places=lambda: app_listing.listing(settings, clock, WORDS))


def listed(desk: Desk, **query: str) -> tuple[Shown, str]:
    return drawn(desk, places.PAGE, Request(query=query))


def names(shown: Shown) -> list[str]:
    rows: Any = shown.values["rows"]
    return [row.site.id for row in rows]


def line_of(text: str, site: str) -> str:
    found = re.search(rf'<li id="site-{site}">(.*?)</li>', text, re.S)
    assert found
    return html.unescape(re.sub(r"<[^>]+>", "", found[1]))


def mark(desk: Desk, site: str, form: Mapping[str, str]) -> Any:
    return places.send_one(desk, Request({"site": site}, {}, {"version": version(desk), **form}))


def version(desk: Desk) -> str:
    return desk.book.page("sites/leeds").version


def test_a_line_says_what_its_card_says(desk: Desk) -> None:
    """Kinds, town, whether it is open, when it was checked, until when it is closed and why; a van by its stops."""
    _, text = listed(desk)
    corner, van, roughly = (line_of(text, one) for one in ("corner-house", "night-van", "roughly"))
    for part in ("Corner House, Leeds", "Open", "naloxone", "2029-12-01"):
        assert part.casefold() in corner.casefold()
    assert "Hours not known" in van
    assert "Market: Closed now. Opens today 18:00" in van
    assert "1 Feb 2030" in roughly
    assert "Roof <b>leaks</b>" in roughly


def test_mistakes_stand_above_the_list(desk: Desk) -> None:
    """With file and line, as `saferbot sites check` says them; the good sites are listed all the same."""
    shown, text = listed(desk)
    assert "wrong" not in names(shown)
    trouble, _, rest = text.partition("</section>")
    assert "sites/leeds.yaml, line" in trouble
    assert "did you mean `naloxone`?" in html.unescape(trouble)
    assert 'id="list"' in rest


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "leeds HUNSLET"}, ["roughly"]),
        ({"kind": "shelter"}, ["refuge"]),
        ({"kind": "mobile"}, ["night-van"]),
        ({"q": "leeds", "kind": "naloxone"}, ["corner-house"]),
        ({"q": "nowhere"}, []),
        ({"kind": "no-such-kind"}, []),
        ({"q": "x" * 10_000}, []),
    ],
)
def test_places_are_found(desk: Desk, query: dict[str, str], found: list[str]) -> None:
    """By all the words, by kind of help, by sort of place, and by both; the map follows."""
    shown, text = listed(desk, **query)
    assert names(shown) == found
    assert len(re.findall("<circle", text)) == {"roughly": 1, "night-van": 2, "corner-house": 1}.get(
        "".join(found), 0
    )


def test_a_hidden_place_is_in_the_list_alone(desk: Desk) -> None:
    """Nothing on the map leads to it, and none of its coordinates is anywhere on the page."""
    _, text = listed(desk)
    assert "hidden, not on the map" in line_of(text, "refuge")
    assert 'href="#site-refuge"' not in text
    assert "53.81" not in text
    assert "-1.53" not in text


def test_every_dot_leads_to_a_line(desk: Desk) -> None:
    """One for each site and each stop; the drawing says in words what it shows."""
    _, text = listed(desk)
    targets = re.findall(r'<a href="#(site-[\w-]+)"', text)
    assert sorted(targets) == [
        f"site-{one}" for one in ("corner-house", "hostile", "night-van", "night-van", "roughly")
    ]
    assert all(f'<li id="{one}">' in text for one in targets)
    assert "4 of the 5 places in the list are drawn" in text
    assert re.search(r">\d+ km</text>", text)
    assert 'class="dot shut area"' in text


def test_hostile_names_are_shown_not_done(desk: Desk) -> None:
    """On the list, on the map and on the page of the site; and no style, which the policy forbids, is in the page."""
    _, text = listed(desk, q='"><script>alert(2)</script>')
    _, all_of_it = listed(desk)
    _, one = drawn(desk, places.ONE, Request({"site": "hostile"}))
    for page in (text, all_of_it, one):
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "style=" not in page
    assert "&lt;script&gt;alert(1)" in all_of_it
    assert "&lt;script&gt;alert(1)" in one


def test_looking_changes_nothing(desk: Desk, root: Path) -> None:
    """Not at the list, not at a place, and not at what a mark would change."""
    before = fingerprint(root)
    listed(desk, q="a", kind="food", done="1")
    places.show_one(desk, Request({"site": "corner-house"}, {"do": "save", "mark": "shut"}))
    shown = mark(desk, "corner-house", {"mark": "until", "day": "2030-01-20", "words": "Flu", "do": "check"})
    assert fingerprint(root) == before
    text = html_of(shown, "Place")
    assert "Flu</ins>" in text
    assert 'value="save"' in text


def test_closed_until_a_day_is_saved_and_taken_back(desk: Desk, root: Path) -> None:
    """Letter by letter: nothing else of the file differs, and taking it back leaves it as it was."""
    file, form = root / "sites/leeds.yaml", {"mark": "until", "day": "2030-01-20", "words": "Flu"}
    assert mark(desk, "corner-house", form | {"do": "save"}) == Moved("/places?done=1#site-corner-house")
    added = ', status: temporarily_closed, until: 2030-01-20, reason: "Flu"'
    assert file.read_text("utf-8") == LIST.replace("id: corner-house", f"id: corner-house{added}")
    _, text = listed(desk, done="1")
    assert "20 Jan 2030" in line_of(text, "corner-house")
    assert "change 1" in text
    last = last_change(desk.book)
    assert last
    assert last.deed.action == "close site"
    submit_undo(desk.book)
    assert file.read_text("utf-8") == LIST


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"mark": "until", "day": "tomorrow"}, "written like"),
        ({"mark": "until", "day": "2029-01-01"}, "from today on"),
        ({"mark": "until", "day": "2030-02-31"}, "from today on"),
        ({"mark": "until", "day": "2030-02-01", "words": "x" * 201}, "the most is 200"),
        ({"mark": "moved"}, "where it has moved to"),
        ({"mark": "anything"}, "from today on"),
        ({}, "from today on"),
    ],
)
def test_what_cannot_be_is_refused_in_words(desk: Desk, root: Path, form: dict[str, str], said: str) -> None:
    """Beside the form, with what was typed still in it; nothing is written."""
    shown = mark(desk, "corner-house", form | {"do": "save"})
    text = html_of(shown, "Place")
    assert shown.status == 422
    assert said in html.unescape(text)
    assert f'value="{form.get("day", "")}"' in text
    assert (root / "sites/leeds.yaml").read_text("utf-8") == LIST
    assert not history(root)


def test_a_telephone_number_waits_for_a_second_person(desk: Desk, root: Path) -> None:
    """As in the chat: what sends people elsewhere is not for one alone."""
    form = {"mark": "until", "day": "2030-01-20", "words": "Call 0113 555 0199 instead"}
    shown = mark(desk, "corner-house", form | {"do": "check"})
    assert "Send it to a second person" in html_of(shown, "Place")
    assert mark(desk, "corner-house", form | {"do": "save"}) == Moved("/waiting?new=1")
    assert (root / "sites/leeds.yaml").read_text("utf-8") == LIST
    assert [one.deed.topic for one in waiting(desk.book)] == ["corner-house"]


def test_nobody_overwrites_somebody_else(desk: Desk, root: Path) -> None:
    """What was changed after one looked is looked at once more; what was typed stays."""
    form = {"mark": "shut", "words": "keep me", "version": version(desk), "do": "save"}
    changed = LIST.replace("# the corner", "# at the corner")
    (root / "sites/leeds.yaml").write_text(changed, "utf-8")
    shown = mark(desk, "corner-house", form)
    assert shown.status == 409
    assert "keep me" in html_of(shown, "Place")
    assert (root / "sites/leeds.yaml").read_text("utf-8") == changed
    assert mark(desk, "corner-house", form | {"version": shown.values["form"]["version"]}) == Moved(
        "/places?done=1#site-corner-house"
    )


@pytest.mark.parametrize("site", ["nowhere", "../leeds", "<b>", "wrong"])
def test_a_place_that_is_not_there(desk: Desk, site: str) -> None:
    """Is said to be none, when looked at and when marked."""
    request = Request({"site": site}, {}, {"mark": "shut", "do": "save"})
    for reply in (places.show_one(desk, request), places.send_one(desk, request)):
        assert isinstance(reply, Shown)
        assert reply.status == 404


async def test_an_example_is_shown_and_not_edited(editor: Editor) -> None:
    """Through the whole editor: it is called an example, has no form, and refuses one that is sent."""
    browser = await editor.signed_in()
    page = await browser.get("/places")
    assert page.status == 200
    assert "This is only an example" in page.text
    assert '<a href="/places" aria-current="page">Places</a>' in page.text
    found = re.search(r'href="(/places/[\w-]+)"', page.text)
    assert found
    assert '<form method="post" action="/places' not in (await browser.get(found[1])).text
    refused = await browser.post(found[1], {"mark": "shut", "do": "save", "version": ""})
    assert refused.status == 422
    assert not history(editor.desk.book.root)


def test_no_place_at_all(tmp_path: Path) -> None:
    """The page says how to begin."""
    (tmp_path / "sites").mkdir()
    settings = Settings(tmp_path, "GB", sites=tmp_path / "sites")
    desk = small_desk(
        tmp_path, places=lambda: app_listing.listing(settings, FakeClock(dt.datetime.now(dt.UTC)), WORDS)
    )
    assert "There is no place on the list yet" in listed(desk)[1]
