"""The counts are read beside the bot that writes them, and nothing is made, mended or put aside by looking."""

import os
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from bot.store.counters import ADD, BEGIN_ROW
from bot.store.database import Database, StoreError
from bot.store.reading import read_rows

FIRST, LAST = date(2026, 11, 16), date(2026, 11, 23)


async def written(path: Path) -> Database:
    """A file with three days, and the bot still at it."""
    database = await Database.open(path)
    rows = [
        ("2026-11-15", "unknown", 1),
        ("2026-11-16", "unknown", -2),
        ("2026-11-22", "answered:naloxone", 40),
    ]
    await database.write([(BEGIN_ROW, rows), (ADD, [(2, "2026-11-16", "unknown")])])
    return database


async def test_rows_are_read_while_the_bot_writes(tmp_path: Path) -> None:
    """Those of the days asked for; and the bot goes on writing."""
    path = tmp_path / "state" / "counts.sqlite3"
    database = await written(path)
    expected = [(date(2026, 11, 16), "unknown", 0), (date(2026, 11, 22), "answered:naloxone", 40)]
    assert read_rows(path, FIRST, LAST) == expected
    await database.write([(ADD, [(5, "2026-11-22", "answered:naloxone")])])
    assert read_rows(path, FIRST, LAST)[-1][2] == 45
    await database.close()
    assert read_rows(path, FIRST, LAST)[-1][2] == 45


async def test_reading_changes_nothing(tmp_path: Path) -> None:
    """Not a byte, and no file beside it once it is closed."""
    path = tmp_path / "state" / "counts.sqlite3"
    await (await written(path)).close()
    before = {one.name: one.read_bytes() for one in path.parent.iterdir()}
    read_rows(path, FIRST, LAST)
    assert {one.name: one.read_bytes() for one in path.parent.iterdir()} == before


def test_where_nothing_was_counted_a_sentence_says_so(tmp_path: Path) -> None:
    """And no file is begun."""
    with pytest.raises(StoreError, match="no counts yet"):
        read_rows(tmp_path / "state" / "counts.sqlite3", FIRST, LAST)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "data", [b"not a database, but long enough to be looked at" * 99, b"SQLite format 3\0" + b"\xff" * 4_096]
)
def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path, data: bytes) -> None:
    """Looking at it puts nothing aside."""
    path = tmp_path / "counts.sqlite3"
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"):
        read_rows(path, FIRST, LAST)
    assert path.read_bytes() == data


async def test_pages_that_were_overwritten_are_damage(tmp_path: Path) -> None:
    """Whatever part of the file it is."""
    path = tmp_path / "state" / "counts.sqlite3"
    await (await written(path)).close()
    data = bytearray(path.read_bytes())
    data[-4_000:] = b"\xff" * 4_000
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged"):
        read_rows(path, FIRST, LAST)


@pytest.mark.parametrize("empty", [True, False])
def test_another_programs_file_is_none_of_ours(tmp_path: Path, empty: bool) -> None:
    """Nor is an empty one."""
    path = tmp_path / "counts.sqlite3"
    if empty:
        path.touch()
    else:
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE counts (day TEXT, counter TEXT, n INTEGER)")
        other.commit()
        other.close()
    with pytest.raises(StoreError, match="is not a file of counts"):
        read_rows(path, FIRST, LAST)


async def test_a_file_that_may_not_be_read_says_what_to_check(tmp_path: Path) -> None:
    """Who may read it."""
    path = tmp_path / "state" / "counts.sqlite3"
    await (await written(path)).close()
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(StoreError):
        read_rows(path, FIRST, LAST)
