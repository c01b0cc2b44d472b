"""Whoever edits ways of asking is answered with them at once: a provisional index stands in until all is learned."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot import app_index
from bot.app import Version
from bot.clock import RealClock
from bot.config import Settings
from bot.live import Live
from bot.matching import edited
from bot.matching.index import Index
from bot.matching.whatif import ask
from tests.auxil.clock import FakeClock
from tests.auxil.lessons import PATIENCE, Lessons
from tests.conftest import KNOWLEDGE, LEAN

TOPIC, ANEW = "naloxone-nasal-how-to", "does the zimbat reverse it"
FIRST = "\n  questions:\n"


@pytest.fixture
def lessons(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lessons]:
    held = Lessons(monkeypatch)
    held.go.set()
    yield held
    held.go.set()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    root = shutil.copytree(KNOWLEDGE, tmp_path / "knowledge", ignore=LEAN)
    return Settings(Path(root), "GB", cache=tmp_path / "cache")


class Bot:
    """A bot that serves, and its editor."""

    def __init__(self, settings: Settings, clock: FakeClock | None = None) -> None:
        self.live = Live(settings, clock or RealClock())
        self.file = settings.knowledge / "en/topics/naloxone.yaml"
        self.seen: list[Version] = []
        self.live.changed = self.seen.append

    async def edit(self, old: str, new: str) -> None:
        """Edit a file as a nurse does, and let the bot look."""
        text = self.file.read_text("utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new, 1), "utf-8")
        await self.live.refresh()

    async def add(self, phrase: str) -> None:
        """Add a way of asking to the first entry of the file."""
        await self.edit(f"{FIRST}", f"{FIRST}    - {phrase}\n")

    def asked(self) -> set[str]:
        """The ways of asking that are looked up now, by anything but learning."""
        index = self.live.version.index()
        return {one.asked for topic in index.vocabulary for one in index.of(topic)}


async def settled(settings: Settings) -> Bot:
    bot = Bot(settings)
    await bot.live.prepare()
    assert bot.live.version.is_settled
    return bot


async def begun(lessons: Lessons) -> None:
    assert await asyncio.to_thread(lessons.has_begun.wait, PATIENCE)


async def test_an_edit_is_looked_up_at_once_and_learned_after(settings: Settings, lessons: Lessons) -> None:
    """Its new way of asking is found before anything is learned; then what was learned is swapped in, once."""
    bot = await settled(settings)
    lessons.go.clear()
    await bot.add(ANEW)
    assert bot.live.version.is_provisional
    assert lessons.begun == 1
    assert ask(bot.live.version.index(), ANEW).best == TOPIC
    assert bot.live.view().find(ANEW).candidates[0].topic == TOPIC
    settling = asyncio.create_task(bot.live.settle())
    while lessons.begun == 1:
        await asyncio.sleep(0.01)
    assert bot.live.version.is_provisional
    lessons.go.set()
    await settling
    assert bot.live.version.is_settled
    assert bot.live.version.index().model.late is None
    assert ask(bot.live.version.index(), ANEW).best == TOPIC
    assert (lessons.begun, lessons.done) == (2, 2)
    await bot.live.settle()
    assert lessons.begun == 2


async def test_only_what_was_learned_is_kept(settings: Settings, lessons: Lessons) -> None:
    """A provisional index is never in the cache folder, in no file of it; what was learned after it is."""
    bot = await settled(settings)
    assert settings.cache
    before = {path.name for path in settings.cache.iterdir()}
    await bot.add(ANEW)
    assert {path.name for path in settings.cache.iterdir()} == before
    await bot.live.settle()
    fresh = {path.suffix for path in settings.cache.iterdir() if path.name not in before}
    assert fresh == {".ready", ".index"}
    again = Bot(settings)
    assert again.live.version.is_settled
    assert ANEW in again.asked()


async def test_each_edit_is_made_of_what_was_learned(
    settings: Settings, lessons: Lessons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several in a row are one step from the last that was learned, which is the next one as soon as it is."""
    bases: list[Index] = []
    whole: Callable[..., Index | None] = app_index.__dict__["edited"]  # what Lessons put there

    def seen(index: Index, *parts: Any) -> Index | None:
        bases.append(index)
        return whole(index, *parts)

    monkeypatch.setattr(app_index, "edited", seen)
    bot = await settled(settings)
    first = bot.live.version.index()
    for number in range(3):
        await bot.add(f"{ANEW} {'again ' * number}".strip())
    assert bases == [first] * 3
    await bot.live.settle()
    second = bot.live.version.index()
    await bot.add("is it the zimbat one")
    assert bases[3:] == [second]
    assert all(one.model.late is None for one in bases)
    assert ask(bot.live.version.index(), f"{ANEW} again").best == TOPIC


async def test_an_edit_undone_meanwhile_learns_nothing(settings: Settings, lessons: Lessons) -> None:
    """What was learned before it is in force again at once."""
    bot = await settled(replace(settings, cache=None))
    first = bot.live.version.index()
    await bot.add(ANEW)
    await bot.edit(f"    - {ANEW}\n", "")
    assert bot.live.version.is_settled
    assert bot.live.version.index() is first
    assert lessons.begun == 1


async def test_an_edit_while_the_one_before_is_learned(settings: Settings, lessons: Lessons) -> None:
    """Both are looked up at once, the lesson under way is put in force for neither, and one more is learned."""
    bot = await settled(settings)
    lessons.go.clear()
    lessons.has_begun.clear()
    await bot.add(ANEW)
    settling = asyncio.create_task(bot.live.settle())
    await begun(lessons)
    await bot.add("is it the zimbat one")
    assert {ANEW, "is it the zimbat one"} <= bot.asked()
    taken_up = len(bot.seen)
    lessons.go.set()
    await settling
    assert len(bot.seen) == taken_up + 1
    assert bot.live.version.is_settled
    assert {ANEW, "is it the zimbat one"} <= bot.asked()
    assert lessons.begun == 3


async def test_an_edit_of_an_answer_meanwhile_keeps_the_lesson(settings: Settings, lessons: Lessons) -> None:
    """It is about the same ways of asking: one lesson ends for both."""
    bot = await settled(settings)
    lessons.go.clear()
    lessons.has_begun.clear()
    await bot.add(ANEW)
    settling = asyncio.create_task(bot.live.settle())
    await begun(lessons)
    await bot.edit("is a medicine that reverses", "is a Zanzibar that reverses")
    assert bot.live.version.is_provisional
    lessons.go.set()
    await settling
    assert bot.live.version.is_settled
    assert "Zanzibar" in bot.live.view().knowledge.topics["naloxone-what-is-it"].answer
    assert lessons.begun == 2


async def test_learning_that_fails_leaves_what_stands_in(
    settings: Settings, lessons: Lessons, monkeypatch: pytest.MonkeyPatch, printed: StringIO
) -> None:
    """The edit stays in force, learning is tried again after pauses, and the log is told once."""
    bot = await settled(settings)
    found: list[str] = []

    async def wait(seconds: float) -> None:
        found.append(ask(bot.live.version.index(), ANEW).best)

    monkeypatch.setattr(bot.live, "_wait", wait)
    await bot.add(ANEW)
    lessons.fails = [BrokenProcessPool(), MemoryError()]
    await bot.live.settle()
    assert found == [TOPIC, TOPIC]
    assert bot.live.version.is_settled
    assert printed.getvalue().count("learning-failed") == 1
    assert "INFO learning\n" not in printed.getvalue().partition("learning-failed")[2]


async def test_a_start_after_an_edit_that_was_not_learned(settings: Settings, lessons: Lessons) -> None:
    """It looks questions up at once, in what is made of the last index that was kept, and learns after that."""
    bot = await settled(settings)
    await bot.add(ANEW)
    again = Bot(settings)
    assert again.live.version.is_provisional
    assert ask(again.live.version.index(), ANEW).best == TOPIC
    await again.live.prepare()
    assert again.live.version.is_settled
    assert lessons.begun == 2


async def test_what_words_mean_is_learned_before_it_is_in_force(settings: Settings, lessons: Lessons) -> None:
    """An edit of more than ways of asking has nothing that stands in for it: what was in force stays meanwhile."""
    bot = await settled(settings)
    file = settings.knowledge / "en/synonyms.yaml"
    file.write_text(f"{file.read_text('utf-8')}\nzimbat: [zimbat, zambit]\n", "utf-8")
    await bot.live.refresh()
    assert bot.live.version.is_settled
    assert lessons.begun == 2


async def test_a_large_edit_is_learned_before_it_is_in_force(
    settings: Settings, lessons: Lessons, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where more comes and goes than an estimate is good for."""
    monkeypatch.setattr(edited, "MOST", 0)
    bot = await settled(settings)
    await bot.add(ANEW)
    assert bot.live.version.is_settled
    assert lessons.begun == 2
