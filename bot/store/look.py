"""Looking at the file of numbers without touching it: for `saferbot doctor`, also while the bot is running."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from bot.store.schema import APPLICATION_ID

_SECONDS = 2.0  # to wait for the bot's own writing


def trouble_of(path: Path) -> str:
    """Return what is wrong with a file of numbers, as a sentence with what to do; empty where it is right. OSError
    where it may not be looked at."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return f"{path.name} can be read by others; chmod 600 it"
    if path.stat().st_size == 0:
        return f"{path.name} is empty; the next start puts it aside and begins a new one"
    try:
        with closing(_opened(path)) as connection:
            ((mark,),) = connection.execute("PRAGMA application_id").fetchall()
            is_sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except sqlite3.DatabaseError as error:
        return f"{path.name} cannot be read ({type(error).__name__}); the next start puts a damaged one aside"
    if mark != APPLICATION_ID:
        return f"{path.name} belongs to another program; give the bot a folder of its own"
    return "" if is_sound else f"{path.name} is damaged; the next start puts it aside"


def copied(path: Path, to: Path) -> None:
    """Copy a file of numbers as of one moment, while the bot may be writing. sqlite3.Error or OSError where not."""
    with closing(_opened(path)) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=_SECONDS)
