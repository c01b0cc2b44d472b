"""The written list of what the file of numbers holds, and of what may be done with it.

One table: a day, a counter's name, a number. It must never get a column in which a person, a word
or an hour would fit; the checks in it refuse such a value even where our code should fail to.

Questions that people agreed to have kept stand in a file of their own, which is not there unless the operator chose so.
"""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

APPLICATION_ID = 0x68726274  # "hrbt": tells our file from any other program's
# Without rowid, because row numbers would tell in which order topics were first asked in a day.
MIGRATIONS = (
    """CREATE TABLE counts (
  day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  counter TEXT NOT NULL CHECK (length(counter) <= 80 AND counter NOT GLOB '*[^a-z0-9:_-]*'),
  n INTEGER NOT NULL CHECK (typeof(n) = 'integer'),
  PRIMARY KEY (day, counter)
) WITHOUT ROWID""",
)
# auto_vacuum stands before journal_mode: it can only be chosen before the first page is written.
PRAGMAS = (
    "PRAGMA busy_timeout=5000",
    "PRAGMA auto_vacuum=FULL",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cell_size_check=ON",
    "PRAGMA temp_store=MEMORY",
)
FUNCTIONS = frozenset({"sum", "glob", "length", "typeof"})
ALLOWED = frozenset(
    {
        (sqlite3.SQLITE_SELECT, None),
        (sqlite3.SQLITE_READ, "counts"),
        (sqlite3.SQLITE_INSERT, "counts"),
        (sqlite3.SQLITE_UPDATE, "counts"),
        (sqlite3.SQLITE_TRANSACTION, "BEGIN"),
        (sqlite3.SQLITE_TRANSACTION, "COMMIT"),
        (sqlite3.SQLITE_TRANSACTION, "ROLLBACK"),
        (sqlite3.SQLITE_PRAGMA, "wal_checkpoint"),
    }
)
_TRANSACTIONS = frozenset(one for one in ALLOWED if one[1] != "counts")


@dataclass(frozen=True, slots=True)
class Schema:
    """What a file holds, by the steps that make it, and what may be done with it."""

    migrations: Sequence[str]
    allowed: frozenset[tuple[int, str | None]] = ALLOWED
    functions: frozenset[str] = FUNCTIONS


COUNTS = Schema(MIGRATIONS)
# The words are the key, without row numbers: nothing tells in which order they came. The week is its Monday.
QUESTIONS = Schema(
    (
        """CREATE TABLE questions (
  week TEXT NOT NULL CHECK (week GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  text TEXT NOT NULL CHECK (typeof(text) = 'text' AND length(text) BETWEEN 1 AND 600),
  PRIMARY KEY (week, text)
) WITHOUT ROWID""",
    ),
    _TRANSACTIONS
    | {(what, "questions") for what in (sqlite3.SQLITE_READ, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_DELETE)},
    frozenset({"glob", "length", "typeof"}),
)
LISTING = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"


Permit = Callable[[int, str | None, str | None, str | None, str | None], int]


def permit_only(schema: Schema) -> Permit:
    """SQLite's authorizer: what stands on the list goes ahead, everything else is an error."""

    def permit(
        action: int, what: str | None, detail: str | None, database: str | None, _by: str | None
    ) -> int:
        if action == sqlite3.SQLITE_FUNCTION:
            return sqlite3.SQLITE_OK if detail in schema.functions else sqlite3.SQLITE_DENY
        is_ours = (action, what) in schema.allowed and database in {"main", None}
        return sqlite3.SQLITE_OK if is_ours else sqlite3.SQLITE_DENY

    return permit


def expected(migrations: Sequence[str], version: int) -> list[tuple[object, ...]]:
    """What LISTING must give for a file of this version, found by making one in memory."""
    made = sqlite3.connect(":memory:")
    try:
        for migration in migrations[:version]:
            made.executescript(migration)
        return made.execute(LISTING).fetchall()
    finally:
        made.close()
