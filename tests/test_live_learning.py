"""At a first start, and after every update, nobody waits for learning: all but questions is answered, and those are
told to come back until the version that can look them up is in force, whole."""

import asyncio
import errno
import secrets
import shutil
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import cast

import pytest

from bot import app_index
from bot.app import Version
from bot.clock import Clock, RealClock
from bot.config import Settings
from bot.content.loader import Loaded
from bot.core.model import Kind, Reply
from bot.live import Live
from bot.live_again import PAUSES
from bot.matching import edited
from bot.matching.index import Index
from bot.transports.base import Desk, Incoming
from tests.auxil.clock import FakeClock
from tests.auxil.lessons import PATIENCE, Lessons
from tests.conftest import KNOWLEDGE, LEAN

QUESTION = "what is naloxone"
TOPIC = "naloxone-what-is-it"
AN_HOUR = 3_600.0
INJECT, ANEW = "naloxone injection steps", "how do i jab the zimbat"


@pytest.fixture
def lessons(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lessons]:
    held = Lessons(monkeypatch)
    yield held
    held.go.set()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    root = shutil.copytree(KNOWLEDGE, tmp_path / "knowledge", ignore=LEAN)
    return Settings(Path(root), "GB", cache=tmp_path / "cache")


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every edit of the ways of asking is too large for an index that stands in until it is learned."""
    monkeypatch.setattr(edited, "MOST", 0)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was learned in the process that answers."""
    learned: list[str] = []
    build = app_index.build_index

    def noted(loaded: Loaded) -> Index:
        learned.append("learned")
        return build(loaded)

    monkeypatch.setattr(app_index, "build_index", noted)
    return learned


class Bot:
    """A version in force, and people who talk to it; each is somebody else."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        self.live = Live(settings, clock or RealClock())
        self.taken_up: list[Version] = []
        self.live.changed = self.taken_up.append
        self._desk = Desk(self.live.view, RealClock(), secrets.token_bytes)
        self._people = 0

    def says(self, text: str = "", code: str = "") -> Reply:
        self._people += 1
        reply = self._desk.reply(Incoming(self._people, text=text, code=code))
        assert reply
        return reply

    def preparing(self) -> "asyncio.Task[None]":
        return asyncio.create_task(self.live.prepare())


async def begun(lessons: Lessons) -> None:
    assert await asyncio.to_thread(lessons.has_begun.wait, PATIENCE)


def told(printed: StringIO) -> list[str]:
    """What the log says of learning."""
    return [line for line in printed.getvalue().splitlines() if "learn" in line]


def edit(settings: Settings, old: str, new: str) -> None:
    file = settings.knowledge / "en/topics/naloxone.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


async def test_danger_and_all_but_questions_is_answered_while_it_learns(
    settings: Settings, lessons: Lessons, printed: StringIO
) -> None:
    """Steps, check, pages, topics and buttons at once; a question the sentence with the number, later its answer."""
    bot = Bot(settings)
    preparing = bot.preparing()
    await begun(lessons)
    assert bot.says("my friend wont wake up").kind is Kind.EMERGENCY
    assert bot.says("my mate is really stoned").kind is Kind.CHECK
    assert bot.says("/start").kind is bot.says("/privacy").kind is bot.says("hello").kind is Kind.ANSWER
    assert bot.says("/topics").is_list
    assert bot.says(code=f"1:t:{TOPIC}").topics == (TOPIC,)
    early = bot.says(QUESTION)
    assert early.kind is Kind.STARTING
    assert "999" in early.text
    assert early.menu == bot.says("/start").menu
    assert bot.live.version.is_early
    assert told(printed) == ["INFO learning"]
    lessons.go.set()
    await preparing
    assert bot.says(QUESTION).topics == (TOPIC,)
    assert bot.taken_up == [bot.live.version]
    assert told(printed) == ["INFO learning", "INFO learned"]


async def test_only_what_was_learned_is_kept_for_the_next_start(settings: Settings, lessons: Lessons) -> None:
    """Nothing while it learns; after it the next start has no learning to wait for and says nothing of it."""
    bot = Bot(settings)
    preparing = bot.preparing()
    await begun(lessons)
    assert settings.cache
    assert not [*settings.cache.glob("*.ready"), *settings.cache.glob("*.index")]
    lessons.go.set()
    await preparing
    again = Bot(settings)
    assert again.says(QUESTION).topics == (TOPIC,)
    await again.live.prepare()
    assert lessons.begun == 1


async def test_an_edit_meanwhile_is_in_force_at_once_and_learned_next(
    settings: Settings, lessons: Lessons
) -> None:
    """Its answer is given by a button while the lesson before goes on; its new way of asking is learned after that,
    one lesson at a time."""
    bot = Bot(settings)
    preparing = bot.preparing()
    await begun(lessons)
    edit(settings, "is a medicine that reverses", "is a Zanzibar that reverses")
    edit(settings, INJECT, ANEW)
    await bot.live.refresh()
    assert "Zanzibar" in bot.says(code=f"1:t:{TOPIC}").text
    assert bot.says(QUESTION).kind is Kind.STARTING
    lessons.go.set()
    await preparing
    assert "Zanzibar" in bot.says(QUESTION).text
    assert ANEW in {one.asked for one in bot.live.version.index().phrases}
    assert (lessons.begun, lessons.most) == (2, 1)


async def test_an_edit_of_an_answer_meanwhile_learns_nothing_anew(
    settings: Settings, lessons: Lessons
) -> None:
    """The lesson under way is about the same ways of asking."""
    bot = Bot(settings)
    preparing = bot.preparing()
    await begun(lessons)
    edit(settings, "is a medicine that reverses", "is a Zanzibar that reverses")
    await bot.live.refresh()
    lessons.go.set()
    await preparing
    assert "Zanzibar" in bot.says(QUESTION).text
    assert lessons.begun == 1


async def test_a_broken_edit_meanwhile_changes_nothing(settings: Settings, lessons: Lessons) -> None:
    """The lesson ends in what was right before it."""
    bot = Bot(settings)
    preparing = bot.preparing()
    await begun(lessons)
    (settings.knowledge / "en/emergency.yaml").write_text("overdose: [", "utf-8")
    await bot.live.refresh()
    assert bot.says("my friend wont wake up").kind is Kind.EMERGENCY
    lessons.go.set()
    await preparing
    assert bot.says(QUESTION).topics == (TOPIC,)


async def test_a_large_edit_later_keeps_the_answers_of_before_until_it_is_learned(
    settings: Settings, lessons: Lessons, large: None
) -> None:
    """Only a start has nothing to look questions up in."""
    lessons.go.set()
    bot = Bot(settings)
    await bot.live.prepare()
    lessons.go.clear()
    lessons.has_begun.clear()
    edit(settings, INJECT, ANEW)
    refreshing = asyncio.create_task(bot.live.refresh())
    await begun(lessons)
    assert bot.says(QUESTION).topics == (TOPIC,)
    lessons.go.set()
    await refreshing
    assert ANEW in {one.asked for one in bot.live.version.index().phrases}
    assert not bot.live.version.is_early


async def test_a_machine_that_begins_no_process_learns_here(
    settings: Settings, lessons: Lessons, here: list[str]
) -> None:
    """Another try would be refused as well, and questions would never be answered."""
    lessons.fails = [PermissionError(errno.EPERM, "no process")]
    lessons.go.set()
    bot = Bot(settings)
    await bot.live.prepare()
    assert here == ["learned"]
    assert bot.says(QUESTION).topics == (TOPIC,)


async def test_learning_that_fails_stops_no_answer_and_is_tried_again_aside(
    settings: Settings, lessons: Lessons, here: list[str], printed: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed, without memory, no room for a process: never learned here, where the same would end the answers. People
    go on being answered in between, each pause is longer, and it is told once."""
    between: list[Kind] = []
    pauses: list[float] = []

    async def wait(seconds: float) -> None:
        pauses.append(seconds)
        between.extend((bot.says("my friend wont wake up").kind, bot.says(QUESTION).kind))

    no_room = OSError(errno.ENOMEM, "no memory")
    lessons.fails = [BrokenProcessPool(), BrokenProcessPool(), MemoryError(), no_room]
    lessons.go.set()
    bot = Bot(settings)
    monkeypatch.setattr(bot.live, "_wait", wait)
    await bot.live.prepare()
    assert between == [Kind.EMERGENCY, Kind.STARTING] * 4
    assert pauses == sorted(set(pauses)) == [*PAUSES[:4]]
    first, failed, *last = told(printed)
    assert (first, last) == ("INFO learning", ["INFO learned"])
    assert failed.startswith("WARNING learning-failed error=BrokenProcessPool")
    assert bot.says(QUESTION).topics == (TOPIC,)
    assert here == []


async def test_an_edit_ends_the_pause(settings: Settings, lessons: Lessons) -> None:
    """Whoever mends what cannot be learned waits no quarter of an hour for it."""
    lessons.fails = [MemoryError()]
    lessons.go.set()
    bot = Bot(settings)
    waiting = asyncio.create_task(bot.live._wait(AN_HOUR))
    await asyncio.sleep(0)
    edit(settings, INJECT, ANEW)
    await bot.live.refresh()
    await asyncio.wait_for(waiting, PATIENCE)


async def test_an_edit_that_could_not_be_learned_is_tried_again_by_itself(
    settings: Settings, lessons: Lessons, here: list[str], printed: StringIO, large: None
) -> None:
    """The last good version stays meanwhile, the pauses grow, looks in between try nothing, and it is told once."""
    lessons.go.set()
    clock = FakeClock()
    bot = Bot(settings, clock)
    await bot.live.prepare()
    edit(settings, "is a medicine that reverses", "is a Zanzibar that reverses")
    edit(settings, INJECT, ANEW)
    lessons.fails = [BrokenProcessPool(), MemoryError(), OSError(errno.ENOSPC, "full")]
    await bot.live.refresh()
    for tries, pause in enumerate(PAUSES[:3], 2):
        clock.advance(pause - 0.5)
        await bot.live.refresh()
        assert lessons.begun == tries
        assert "Zanzibar" not in bot.says(QUESTION).text
        clock.advance(0.5)
        await bot.live.refresh()
    assert "Zanzibar" in bot.says(QUESTION).text
    assert ANEW in {one.asked for one in bot.live.version.index().phrases}
    await bot.live.refresh()
    assert (lessons.begun, here) == (5, [])
    assert printed.getvalue().count("learning-failed") == 1
    assert "internal-error" not in printed.getvalue()


async def test_another_edit_is_tried_at_once(settings: Settings, lessons: Lessons, large: None) -> None:
    """It may be what mends it."""
    lessons.go.set()
    bot = Bot(settings, FakeClock())
    await bot.live.prepare()
    lessons.fails = [MemoryError()]
    edit(settings, INJECT, ANEW)
    await bot.live.refresh()
    edit(settings, "is a medicine that reverses", "is a Zanzibar that reverses")
    await bot.live.refresh()
    assert "Zanzibar" in bot.says(QUESTION).text


async def test_an_edit_meanwhile_learns_once_where_nothing_is_kept(
    settings: Settings, lessons: Lessons
) -> None:
    """Without a cache folder too: two edits of answers while it learns, and one lesson."""
    bot = Bot(replace(settings, cache=None))
    preparing = bot.preparing()
    await begun(lessons)
    edit(settings, "is a medicine that reverses", "is a Zanzibar that reverses")
    await bot.live.refresh()
    edit(settings, "is a Zanzibar that reverses", "is a Timbuktu that reverses")
    await bot.live.refresh()
    lessons.go.set()
    await preparing
    assert "Timbuktu" in bot.says(QUESTION).text
    assert lessons.begun == 1


async def test_two_who_want_the_lesson_learn_once() -> None:
    """Whoever comes second gets what the first learned."""
    made: list[app_index.Learned] = []

    def learn() -> app_index.Learned:
        made.append(app_index.Learned("", cast(Index, object())))
        return made[-1]

    lesson = app_index.Lesson(lambda _: None, learn)
    assert not lesson.is_learned()
    both = await asyncio.gather(asyncio.to_thread(lesson), asyncio.to_thread(lesson))
    assert lesson.is_learned()
    assert [*both] == made * 2
