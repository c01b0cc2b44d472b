"""The counts stand on a page as a table and as bars, and nothing small enough to tell of anybody does."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.app_desk import counted
from bot.clock import Clock
from bot.config import Settings
from bot.editor.bars import WIDTH, chart
from bot.editor.desk import Counted, CountLine
from bot.editor.drawing import Drawing
from bot.editor.exchange import Request
from bot.editor.pages import statistics
from bot.errors import SaferbotError
from bot.store.counters import BEGIN_ROW
from bot.store.database import Database
from tests.auxil.clock import FakeClock
from tests.editor.conftest import Editor

MONDAYS = (dt.date(2029, 12, 31), dt.date(2030, 1, 7))
HOSTILE = '"><script>alert(1)</script>'
HELD = Counted(
    MONDAYS,
    (None, 1_240),
    (CountLine("How naloxone works", (40, 900)), CountLine(HOSTILE, (None, 340)), CountLine("Rare", (20, None))),
    (CountLine("found helpful", (None, 60)),),
    (100, 200, 300, 100, 200, 200, 140),
    ("A dash is a number too small to show.",),
)  # fmt: skip


@pytest.fixture
def drawn(editor: Editor) -> Callable[[Callable[[], Counted | None]], str]:
    """The page as it shows these counts."""

    def made(counts: Callable[[], Counted | None]) -> str:
        shown = statistics.show(replace(editor.desk, counts=counts), Request())
        around = {"menu": [], "role": "editor", "title": "Statistics", "path": "/statistics", "is_in": True}
        return Drawing(around).draw(shown.template, shown.values)

    return made


def pictures(page: str) -> list[ElementTree.Element]:
    return [ElementTree.fromstring(one) for one in re.findall(r"<svg.*?</svg>", page, re.S)]  # noqa: S314 - our own


def test_a_table_has_every_number_of_every_week(drawn: Callable[..., str]) -> None:
    """A dash for what is too small, with words for whoever hears the page; the totals at its end."""
    page = drawn(lambda: HELD)
    row = re.findall(r'<tr><th scope="row">Rare</th>(.*?)</tr>', page, re.S)
    assert row == ['<td>20</td><td><span aria-hidden="true">–</span><span class="said">not shown</span></td>']
    total = re.findall(r"<tfoot>(.*?)</tfoot>", page, re.S)[0]
    assert "<td>1240</td>" in total
    assert "A dash is a number too small to show." in page


def test_bars_say_their_numbers_in_words(drawn: Callable[..., str]) -> None:
    """Each chart is a picture with a title and all its numbers in its description."""
    page = drawn(lambda: HELD)
    weeks, about, days = pictures(page)
    for one in (weeks, about, days):
        assert one.get("role") == "img"
        assert f'id="{one.get("aria-labelledby")}"' in page
        assert one[0].get("id") == one.get("aria-describedby")
    assert weeks[0].text == "Week from 31 December 2029: not shown; Week from 07 January 2030: 1240."
    assert about[0].text == f"How naloxone works: 900; {HOSTILE}: 340."
    assert days[0].text is not None
    assert days[0].text.startswith("Monday: 100; Tuesday: 200")


def test_the_policy_of_the_page_holds(drawn: Callable[..., str]) -> None:
    """No inline style, no script of somebody else's: what is written is shown, in the table and in the pictures."""
    page = drawn(lambda: HELD)
    assert " style=" not in page
    assert "<style" not in page
    assert page.count("<script") == 1
    assert page.count("&lt;script&gt;") >= 3


def test_without_days_there_is_no_chart_of_them(drawn: Callable[..., str]) -> None:
    """A chart without a number is none."""
    assert len(pictures(drawn(lambda: replace(HELD, days=())))) == 2
    assert len(pictures(drawn(lambda: replace(HELD, days=(), totals=(None, None))))) == 1


def test_where_there_is_nothing_a_sentence_says_so(drawn: Callable[..., str]) -> None:
    """No folder, no week yet, a file that cannot be read."""

    def broken() -> Counted:
        raise SaferbotError(f"The counts are damaged {HOSTILE}.")

    assert "the settings name no folder" in drawn(lambda: None)
    assert "No number can be shown yet" in drawn(lambda: Counted(MONDAYS, (None, None)))
    page = drawn(broken)
    assert "The counts are damaged &#34;&gt;" in page
    assert not pictures(page)


def test_bars_are_as_long_as_their_numbers() -> None:
    """All begin at 0; half the number is half the bar; none leaves the picture; nothing hidden has one."""
    drawn = chart("x", "X", [("a", 100), ("b", 50), ("c", None), ("d" * 99, 0)])
    lengths = [bar.length for bar in drawn.bars]
    assert lengths == [lengths[0], lengths[0] / 2, 0, 0]
    assert 0 < lengths[0] < WIDTH
    assert drawn.bars[3].drawn.endswith("…")
    assert drawn.bars[-1].top + drawn.thick <= drawn.height
    assert chart("x", "X", []).height == 0


async def begun(path: Path, clock: Clock, numbers: dict[str, int]) -> None:
    """Counts of every day of the last whole week."""
    monday = clock.now().date() - dt.timedelta(days=clock.now().weekday() + 7)
    database = await Database.open(path)
    rows = [
        ((monday + dt.timedelta(days=at)).isoformat(), name, n)
        for name, n in numbers.items()
        for at in range(7)
    ]
    await database.write([(BEGIN_ROW, rows)])
    await database.close()


async def test_what_is_too_small_is_not_even_handed_over(
    editor: Editor, tmp_path: Path, settings: Settings
) -> None:
    """The page gets what `saferbot stats` may publish, in the words of the entries, and reading changes nothing."""
    clock, path = FakeClock(), tmp_path / "state" / "counts.sqlite3"
    topics = editor.desk.present().view.knowledge.topics
    own = {
        "answered:naloxone-expired": 60,
        "unknown": 30,
        "answered:naloxone-storage-heat-cold": 1,
        "helpful": 9,
    }
    await begun(path, clock, own)
    before = {one.name: one.read_bytes() for one in path.parent.iterdir()}
    found = counted(replace(settings, state=path.parent), clock, topics)
    assert found is not None
    assert {line.label: line.numbers[-1] for line in found.lines} == {
        topics["naloxone-expired"].title: 420,
        "no answer known": 210,
    }
    assert [line.label for line in found.beside] == ["found helpful"]
    assert {one.name: one.read_bytes() for one in path.parent.iterdir()} == before
    assert counted(replace(settings, state=None), clock, topics) is None


async def test_it_is_reached_from_the_menu(editor: Editor) -> None:
    """And takes no form."""
    browser = await editor.signed_in()
    assert "the settings name no folder" in (await browser.get("/statistics")).text
    assert (await browser.post("/statistics", {"weeks": "9"})).status == 405
