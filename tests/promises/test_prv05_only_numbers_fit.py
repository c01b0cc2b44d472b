"""The one file that is kept holds a day, the name of a counter and a number. Nothing else fits into it: no name, no
word, no hour; and the database itself refuses whatever is not on a short written list."""

import sqlite3
from pathlib import Path

import pytest

from bot.store.database import Database, Row, StoreError
from bot.store.schema import PRAGMAS
from tests.store.test_database import ALL, DAY, INSERT, database, one_row, outside, path

__all__ = ["database", "path"]  # fixtures


async def test_the_file_holds_one_table_of_three_columns_and_nothing_else(
    path: Path, database: Database
) -> None:
    """The whole written list: no other table, column, index, view or trigger."""
    assert outside(path, "SELECT type, name FROM sqlite_master") == [("table", "counts")]
    columns = outside(path, "SELECT name, type FROM pragma_table_xinfo('counts')")
    assert columns == [("day", "TEXT"), ("counter", "TEXT"), ("n", "INTEGER")]
    with pytest.raises(sqlite3.OperationalError):  # no hidden row number tells the order of asking
        outside(path, "SELECT rowid FROM counts")


def test_settings_of_the_connection_are_the_written_ones() -> None:
    """FULL and ON, never NORMAL and FAST."""
    assert {
        "PRAGMA synchronous=FULL",
        "PRAGMA secure_delete=ON",
        "PRAGMA trusted_schema=OFF",
        "PRAGMA foreign_keys=ON",
        "PRAGMA busy_timeout=5000",
        "PRAGMA cell_size_check=ON",
    } < set(PRAGMAS)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM counts",
        "DROP TABLE counts",
        "ALTER TABLE counts ADD COLUMN who TEXT",
        "CREATE TABLE people (id INTEGER)",
        "CREATE TEMP TABLE people (id INTEGER)",
        "CREATE INDEX i ON counts (n)",
        "CREATE TRIGGER t AFTER INSERT ON counts BEGIN SELECT 1; END",
        "CREATE VIEW v AS SELECT 1",
        "ATTACH DATABASE ':memory:' AS other",
        "PRAGMA secure_delete=OFF",
        "PRAGMA synchronous=OFF",
        "PRAGMA writable_schema=ON",
        "SELECT sql FROM sqlite_master",
        "SELECT hex(day) FROM counts",
        "SELECT load_extension('x')",
        "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x FROM r LIMIT 1",
        "VACUUM INTO 'copy.sqlite'",
        "SAVEPOINT s",
    ],
)
async def test_everything_not_on_the_list_is_refused(database: Database, statement: str) -> None:
    """SQLite itself refuses, so a mistake of ours cannot add a column or read more."""
    await database.write(one_row())
    for attempt in (database.read(statement), database.write([(statement, [()])])):
        with pytest.raises(StoreError, match=r"\((SQLITE_AUTH|SQLITE_ERROR|ProgrammingError)\)"):
            await attempt
    assert await database.read(ALL) == [(DAY, "unknown", 7)]


@pytest.mark.parametrize(
    "row",
    [
        ("yesterday", "unknown", 1),
        ("2030-01-15 12:30", "unknown", 1),
        (DAY, "Maria K", 1),
        (DAY, "he is not waking up", 1),
        (DAY, "x" * 81, 1),
        (DAY, "unknown", "a word"),
    ],
)
async def test_no_word_and_no_hour_fits_into_a_row(database: Database, row: Row) -> None:
    """The table refuses what our code should never send."""
    await database.write(one_row())  # a proper row does fit
    with pytest.raises(StoreError, match="SQLITE_CONSTRAINT_CHECK"):
        await database.write([(INSERT, [row])])
    assert len(await database.read(ALL)) == 1
