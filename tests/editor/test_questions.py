"""Questions that people agreed to have kept are read, tried and deleted; looking at them changes nothing."""

import asyncio
import html
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot import app_desk
from bot.app_questions import FILE
from bot.config import Settings
from bot.editor import guard
from bot.editor.desk import Desk, Kept
from bot.editor.pages import PAGES
from bot.editor.server import Server
from bot.editor.web import Door
from bot.errors import SaferbotError
from bot.store.database import Database, StoreError
from bot.store.schema import QUESTIONS
from bot.store.suggestions import INSERT
from tests.auxil.browser import Browser
from tests.auxil.clock import FakeClock
from tests.editor.conftest import COOKIE, PORT, Editor

Browse = Callable[..., Awaitable[Browser]]
HOSTILE = 'is "><script>alert(1)</script> \u202eok'
OLD, NEW = Kept("2030-01-07", "old & plain"), Kept("2030-01-14", HOSTILE)


@pytest.fixture
def browse(editor: Editor) -> Browse:
    """A browser that is signed in to a desk with other parts."""

    async def made(**parts: object) -> Browser:
        desk: Desk = replace(editor.desk, **parts)  # type: ignore[arg-type]
        server = Server(desk, editor.sessions, PAGES, COOKIE)
        editor.door = Door(server, guard.hosts(PORT), COOKIE)
        return await editor.signed_in()

    return made


class Shelf:
    """What is kept, in memory."""

    def __init__(self, *held: Kept) -> None:
        self.held = list(held)

    def parts(self) -> dict[str, object]:
        return {"questions": lambda: tuple(self.held), "drop": self.held.remove}


def hidden(page: str, name: str) -> list[str]:
    return [
        html.unescape(one) for one in re.findall(rf'<input type="hidden" name="{name}" value="(.*?)"', page)
    ]


async def test_they_are_listed_by_week(browse: Browse) -> None:
    """The newest week first; what is written is shown and not done, and no letter in it can hide."""
    browser = await browse(**Shelf(OLD, NEW).parts())
    page = (await browser.get("/questions")).text
    assert page.index('Week of <time datetime="2030-01-14">') < page.index("old &amp; plain")
    assert "<script>alert" not in page
    assert re.search(r"<p id=\"q-1-1\">is &#34;&gt;&lt;script&gt;.*\[U\+202E\]ok</p>", page)
    assert " style=" not in page


async def test_one_is_dropped_by_what_it_says(browse: Browse) -> None:
    """Not by its place, which another deletion would have moved; the form alone does it, without script."""
    shelf = Shelf(OLD, NEW)
    browser = await browse(**shelf.parts())
    page = (await browser.get("/questions")).text
    weeks, texts = hidden(page, "week"), hidden(page, "text")
    reply = await browser.post("/questions", {"week": weeks[0], "text": texts[0]})
    assert (reply.status, reply.header("location")) == (303, "/questions?dropped=yes")
    assert shelf.held == [OLD]
    again = await browser.post("/questions", {"week": weeks[0], "text": texts[0]})
    assert again.header("location") == "/questions?dropped=no"
    assert shelf.held == [OLD]
    assert "Deleted, for good." in (await browser.get("/questions?dropped=yes")).text


async def test_looking_drops_nothing(browse: Browse) -> None:
    """Whatever stands in the address."""
    shelf = Shelf(OLD, NEW)
    browser = await browse(**shelf.parts())
    await browser.get("/questions?week=2030-01-07&text=old+%26+plain&dropped=yes")
    assert shelf.held == [OLD, NEW]


@pytest.mark.parametrize(
    "form",
    [{}, {"text": OLD.text}, {"week": OLD.week}, {"week": NEW.week, "text": OLD.text}, {"number": "1"}],
)
async def test_half_a_form_drops_nothing(browse: Browse, form: dict[str, str]) -> None:
    """Week and words must both be those of a question that is kept."""
    shelf = Shelf(OLD, NEW)
    browser = await browse(**shelf.parts())
    assert (await browser.post("/questions", form)).header("location") == "/questions?dropped=no"
    assert shelf.held == [OLD, NEW]


async def test_a_question_goes_into_the_ask_box(browse: Browse) -> None:
    """As a form: nobody's words stand in an address."""
    asked: list[str] = []

    def ask(question: str) -> None:
        asked.append(question)
        raise SaferbotError("That was enough.")

    browser = await browse(**Shelf(NEW).parts(), ask=ask)
    page = (await browser.get("/questions")).text
    assert not re.search(r'(href|action)="[^"]*(script|plain|\?)', page)
    await browser.post("/ask", {"question": hidden(page, "question")[0]})
    assert asked == [HOSTILE]


async def test_where_none_are_kept_a_sentence_says_so(browse: Browse) -> None:
    """The option is off, nothing came yet, or the file cannot be read; then nothing can be dropped either."""

    def broken() -> tuple[Kept, ...]:
        raise SaferbotError("The questions in x are damaged.")

    browser = await browse(questions=lambda: None)
    assert "No questions are kept" in (await browser.get("/questions")).text
    assert (await browser.post("/questions", {"week": OLD.week, "text": OLD.text})).status == 303
    browser = await browse(**Shelf().parts())
    assert "Nothing is kept." in (await browser.get("/questions")).text
    browser = await browse(questions=broken)
    assert "The questions in x are damaged." in (await browser.get("/questions")).text


def on_disk(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


@pytest.fixture
def chosen(tmp_path: Path, settings: Settings) -> Settings:
    return replace(settings, state=tmp_path / "state", keep_questions=True)


async def test_reading_leaves_the_file_as_it_is(chosen: Settings) -> None:
    """What is too old is not shown, though only the bot deletes it; no file is begun and none is left beside it."""
    clock, folder = FakeClock(), chosen.state
    assert folder is not None
    assert app_desk.kept(chosen, clock) == ()
    assert not folder.exists()
    database = await Database.open(folder / FILE, QUESTIONS)
    rows = [(OLD.week, OLD.text), (NEW.week, NEW.text), ("2029-12-17", "too old"), ("2029-12-24", "just")]
    await database.write([(INSERT, rows)])
    found = app_desk.kept(chosen, clock)
    await database.close()
    before = on_disk(folder)
    assert found == app_desk.kept(chosen, clock) == (Kept("2029-12-24", "just"), OLD, NEW)
    assert on_disk(folder) == before
    assert app_desk.kept(replace(chosen, keep_questions=False), clock) is None


def test_what_is_dropped_is_gone_from_the_disk(chosen: Settings) -> None:
    """Its words too, and no other question."""
    clock, folder = FakeClock(), chosen.state
    assert folder is not None

    async def begun() -> None:
        database = await Database.open(folder / FILE, QUESTIONS)
        await database.write([(INSERT, [(one.week, one.text) for one in (OLD, NEW)])])
        await database.close()

    asyncio.run(begun())
    app_desk.drop(chosen, clock, OLD)
    assert app_desk.kept(chosen, clock) == (NEW,)
    assert not [name for name, held in on_disk(folder).items() if OLD.text.encode() in held]
    app_desk.drop(chosen, clock, OLD)
    assert app_desk.kept(chosen, clock) == (NEW,)


def test_a_damaged_file_is_told(chosen: Settings) -> None:
    """By what it holds, and looking puts nothing aside."""
    folder = chosen.state
    assert folder is not None
    folder.mkdir()
    (folder / FILE).write_bytes(b"x" * 5_000)
    with pytest.raises(StoreError, match="The questions in .* are damaged"):
        app_desk.kept(chosen, FakeClock())
    assert list(on_disk(folder)) == [FILE]
