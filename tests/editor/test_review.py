"""What is due for review stands on a page: by category, the soonest first."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot import app_edit
from bot.core.model import Topic, Urgency
from bot.editor.desk import Desk
from bot.editor.drawing import Drawing
from bot.editor.exchange import Request
from bot.editor.pages import review
from tests.editor.conftest import Editor

TODAY = dt.date(2027, 1, 10)
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def drawn(editor: Editor, current: app_edit.Current) -> Callable[..., str]:
    """The page over a few entries, on a day of its own."""
    present = current.present()

    def made(*topics: Topic) -> str:
        knowledge = replace(
            present.view.knowledge,
            topics={topic.id: topic for topic in topics},
            categories={"naloxone": "Naloxone & <b>more</b>", "alcohol": "Alcohol"},
        )
        view = replace(present.view, knowledge=knowledge, today=lambda: TODAY)
        desk: Desk = replace(editor.desk, present=lambda: replace(present, view=view))
        shown = review.show(desk, Request())
        around = {"menu": [], "role": "editor", "title": "Review", "path": "/review", "is_in": True}
        return Drawing(around).draw(shown.template, shown.values)

    return made


@pytest.fixture
def entry(current: app_edit.Current) -> Callable[..., Topic]:
    first = next(iter(current.present().view.knowledge.topics.values()))

    def made(name: str, days: int, category: str = "naloxone", status: str = "reviewed") -> Topic:
        held = replace(first.review, status=status, expires=TODAY + dt.timedelta(days), by="nurse")
        return replace(first, id=name, title=f"About {name}", category=category, review=held)

    return made


def listed(page: str) -> list[str]:
    return re.findall(r'href="/entries/([\w-]+)"', page)


def test_the_soonest_comes_first(drawn: Callable[..., str], entry: Callable[..., Topic]) -> None:
    """Within a category, and the category with the soonest before the others; each entry is a link."""
    topics = entry("late", 20), entry("other", 5, "alcohol"), entry("gone", -3), entry("soon", 1)
    assert listed(drawn(*topics)) == ["gone", "soon", "late", "other"]
    assert listed(drawn(entry("late", 20), entry("other", 5, "alcohol"))) == ["other", "late"]


def test_of_one_day_emergencies_come_first(drawn: Callable[..., str], entry: Callable[..., Topic]) -> None:
    """They hurt most where they are wrong."""
    urgent = replace(entry("zz", 1), urgency=Urgency.EMERGENCY)
    assert listed(drawn(entry("aa", 1), urgent)) == ["zz", "aa"]


def test_what_is_fresh_is_not_due(drawn: Callable[..., str], entry: Callable[..., Topic]) -> None:
    """Read and good for more than a month: counted, not listed; a draft is due however new it is."""
    page = drawn(entry("fresh", 31), entry("draft", 400, status="drafted"))
    assert listed(page) == ["draft"]
    assert listed(drawn(entry("fresh", 31))) == []
    assert "Nothing is due." in drawn(entry("fresh", 31))


def test_every_entry_is_counted_once(entry: Callable[..., Topic]) -> None:
    """What has run out is neither reviewed nor drafted any more; on its last day it has not."""
    topics = [
        entry("a", 90), entry("b", 0), entry("c", 90, status="drafted"), entry("d", -1, status="drafted"),
        entry("e", -1), entry("f", -400),
    ]  # fmt: skip
    assert review.tally(topics, TODAY) == review.Tally(reviewed=2, drafted=1, expired=3)


def test_what_is_written_is_shown_not_done(drawn: Callable[..., str], entry: Callable[..., Topic]) -> None:
    """Titles, names of categories and roles are anybody's words."""
    topic = entry("bad", 1)
    page = drawn(replace(topic, title=HOSTILE, review=replace(topic.review, by=HOSTILE)))
    assert HOSTILE not in page
    assert page.count("&lt;script&gt;") == 2
    assert "Naloxone &amp; &lt;b&gt;more&lt;/b&gt;" in page


async def test_it_is_reached_and_has_no_form_of_its_own(editor: Editor) -> None:
    """From the menu; whatever is sent to it is refused, so looking can change nothing."""
    browser = await editor.signed_in()
    reply = await browser.get("/review")
    assert reply.status == 200
    assert '<a href="/review" aria-current="page">Review</a>' in reply.text
    assert " style=" not in reply.text
    assert (await browser.post("/review", {"do": "sign"})).status == 405
