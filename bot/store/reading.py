"""Reading the files of numbers and of kept questions beside the bot that writes them: nothing is made, mended or put
aside here.

Every failure is a StoreError in plain words with what to do.
"""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.store.database import DAMAGED, StoreError
from bot.store.schema import APPLICATION_ID

ROWS = "SELECT day, counter, n FROM counts WHERE day >= ? AND day < ? ORDER BY day, counter"
KEPT = "SELECT week, text FROM questions WHERE week >= ? ORDER BY week, text"
_PATIENCE_SECONDS = 5.0


def read_rows(path: Path, since: date, until: date) -> list[tuple[date, str, int]]:
    """Return the rows (day, counter, number) from `since` to before `until`. Raises StoreError."""
    if not path.is_file():
        raise StoreError(
            f"There are no counts yet in {path}: they begin once the bot has served with `state:` set."
        )
    try:
        rows = _rows(path, "counts", ROWS, (since.isoformat(), until.isoformat()))
        return [(date.fromisoformat(str(day)), str(counter), int(n)) for day, counter, n in rows]
    except (sqlite3.Error, ValueError) as error:
        raise _failed(path, error, "counts") from None


def read_questions(path: Path, oldest: str) -> list[tuple[str, str]]:
    """Return the kept questions (Monday of the week, words) from the week `oldest` on; none where there is no file yet.
    What is older and not deleted yet is not shown any more. Raises StoreError."""
    if not path.is_file():
        return []
    try:
        return [(str(week), str(text)) for week, text in _rows(path, "questions", KEPT, (oldest,))]
    except (sqlite3.Error, ValueError) as error:
        raise _failed(path, error, "questions") from None


def _rows(path: Path, what: str, statement: str, values: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Without a journal beside the file nobody has it open; then none is made by looking, nor could one be in a folder
    we may not write to."""
    how = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    address = f"file:{quote(str(path.absolute()))}?mode=ro{how}"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE_SECONDS)) as connection:
        if connection.execute("PRAGMA application_id").fetchall() != [(APPLICATION_ID,)]:
            raise StoreError(
                f"{path} is not a file of {what}; `state:` should name a folder of the bot's own."
            )
        return connection.execute(statement, values).fetchall()


def _failed(path: Path, error: Exception, what: str) -> StoreError:
    """Names what SQLite calls it, never its message: that may repeat a statement."""
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGED or isinstance(error, ValueError):
        return StoreError(
            f"The {what} in {path} are damaged. The bot puts them aside when it starts, and begins anew."
        )
    why = getattr(error, "sqlite_errorname", type(error).__name__)
    return StoreError(
        f"The {what} in {path} cannot be read ({why}); check who may read the file and its folder."
    )
