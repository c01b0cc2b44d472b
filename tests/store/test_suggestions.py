"""Questions that people agreed to have kept: the words and the week, for four weeks, and then no trace of them."""

import datetime as dt
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Database, StoreError
from bot.store.schema import QUESTIONS
from bot.store.suggestions import MOST, MOST_WAITING, Suggestion, Suggestions
from tests.auxil.clock import FakeClock

CANARY = "zzyzx quartz jukebox"
NOW = dt.datetime(2026, 11, 27, 12, 0, tzinfo=dt.UTC)  # a Friday


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "questions.sqlite3"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    database = await Database.open(path, QUESTIONS)
    yield database
    await database.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


def on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


async def test_words_and_week_are_all_there_is(path: Path, database: Database, clock: FakeClock) -> None:
    """PRV-5: one table, two columns, no row number, no time finer than the week; the same words once."""
    held = Suggestions(database, clock)
    for text in ("b question", "a question", "b question"):
        assert held.keep(text)
    assert await held.flush() == 0
    assert await held.all() == [
        Suggestion("2026-11-23", "a question"),
        Suggestion("2026-11-23", "b question"),
    ]
    outside = sqlite3.connect(path)
    try:
        assert outside.execute("SELECT type, name FROM sqlite_master").fetchall() == [("table", "questions")]
        columns = outside.execute("SELECT name, type FROM pragma_table_xinfo('questions')").fetchall()
        assert columns == [("week", "TEXT"), ("text", "TEXT")]
        with pytest.raises(sqlite3.OperationalError):
            outside.execute("SELECT rowid FROM questions")
    finally:
        outside.close()


async def test_nothing_is_left_after_its_time(path: Path, database: Database, clock: FakeClock) -> None:
    """PRV-9: within 30 days, whichever day somebody agreed, in the file, the journal and beside them; first it is
    seen where it is."""
    held = Suggestions(database, clock)
    held.keep(CANARY)
    await held.flush()
    assert CANARY.encode() in on_disk(path)  # the search can find it
    days = 0
    while await held.all():
        clock.advance(86_400)
        days += 1
        await held.flush()
    assert 20 < days <= 30
    assert CANARY.encode() not in on_disk(path)
    assert b"zzyzx" not in on_disk(path)


async def test_it_would_be_left_without_care(path: Path, clock: FakeClock) -> None:
    """The control of the test above: deleted by another program without the settings, the words are still there."""
    database = await Database.open(path, QUESTIONS)
    held = Suggestions(database, clock)
    held.keep(CANARY)
    await held.flush()
    await database.close()
    outside = sqlite3.connect(path)
    try:
        outside.execute("PRAGMA secure_delete=OFF")
        outside.execute("DELETE FROM questions")
        outside.commit()
        assert CANARY.encode() in on_disk(path)
    finally:
        outside.close()


async def test_one_is_deleted_for_good(path: Path, database: Database, clock: FakeClock) -> None:
    """And only that one."""
    held = Suggestions(database, clock)
    held.keep(CANARY)
    held.keep("another one")
    await held.flush()
    await held.drop(Suggestion("2026-11-23", CANARY))
    assert [one.text for one in await held.all()] == ["another one"]
    assert b"zzyzx" not in on_disk(path)


async def test_there_is_room_for_so_many(database: Database, clock: FakeClock) -> None:
    """A flood of agreeing fills neither memory nor disk."""
    held = Suggestions(database, clock)
    taken = 0
    for number in range(MOST + 3 * MOST_WAITING):
        taken += held.keep(f"question {number}")
        if number % MOST_WAITING == MOST_WAITING - 1:
            await held.flush()
    assert taken == len(await held.all()) == MOST
    assert not held.keep("one more")


@pytest.mark.parametrize(
    ("week", "text"),
    [("today", "x"), ("2026-11-23 12:00", "x"), ("2026-11-23", ""), ("2026-11-23", "x" * 601)],
)
async def test_the_table_refuses_what_does_not_belong(database: Database, week: str, text: str) -> None:
    """Even where our code should fail to."""
    with pytest.raises(StoreError, match="CONSTRAINT"):
        await database.write([("INSERT INTO questions (week, text) VALUES (?, ?)", [(week, text)])])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE questions SET text = 'x'",
        "CREATE TABLE a (b)",
        "DROP TABLE questions",
        "PRAGMA secure_delete=OFF",
    ],
)
async def test_other_statements_are_refused(database: Database, statement: str) -> None:
    """Only adding, reading and deleting."""
    with pytest.raises(StoreError, match="AUTH"):
        await database.write([(statement, [()])])


async def test_a_store_that_fails_stops_nothing(clock: FakeClock) -> None:
    """What could not be written is counted as lost, and the rest goes on."""

    class Broken:
        async def write(self, statements: object) -> None:
            raise StoreError("full")

        async def read(self, statement: str, values: object = ()) -> list[tuple[str | int, ...]]:
            raise StoreError("full")

    held = Suggestions(Broken(), clock)
    held.keep("a question")
    assert await held.flush() == 1
    assert await held.flush() == 0
