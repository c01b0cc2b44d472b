"""The empty-handed drill: everything on this machine that could hold an account's number, searched for it.

Part of app: it knows which folders the bot writes to. What cannot be read is an error and never "nothing found".
"""

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.config import Settings
from bot.content.writer import HISTORY
from bot.errors import SaferbotError
from bot.privacy.canaries import Forms, account_forms, found
from bot.store.rows import every_value, is_database

LEAST_CHANCE = 0.001  # four bytes in 4 MB: the index in the cache has ten times that


@dataclass(frozen=True, slots=True)
class Trace:
    """One place where an account's number stands: the file, how it is written there, and where (bytes from 0, -1 for a
    value in a row). `may_be_chance`: it is so short, and the file so large, that some numbers stand there by chance."""

    file: str
    form: str
    offset: int
    may_be_chance: bool = False


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What was found, and how much was looked at: files and bytes."""

    traces: tuple[Trace, ...]
    files: int
    size: int


def disclose(settings: Settings, config: Path | None, number: int) -> Disclosure:
    """Look for an account's number in everything the bot writes, its settings included.

    Raises SaferbotError where a file cannot be read, or the number is none.
    """
    try:
        forms = account_forms(number)
    except ValueError as error:
        raise SaferbotError(f"{number}: {error}; write the account's number as Telegram gives it") from None
    traces: list[Trace] = []
    files = size = 0
    for path in places(settings, config):
        data = _read(path)
        files, size = files + 1, size + len(data)
        traces += (
            Trace(str(path), form, at, chance(len(data), forms[form]) >= LEAST_CHANCE)
            for form, at in found(data, forms)
        )
        traces += _in_rows(path, data, forms)
    return Disclosure(tuple(traces), files, size)


def chance(size: int, form: bytes) -> float:
    """Return the share of files of random bytes, so large, in which the form stands (above 1: how often)."""
    return float(size / 256 ** len(form))


def places(settings: Settings, config: Path | None) -> Iterator[Path]:
    """Give every file the bot writes or is told people's numbers in: the totals with all that stands beside them, the
    cache, the record of changes, the settings."""
    folders = (settings.state, settings.cache, settings.knowledge / HISTORY)
    for folder in dict.fromkeys(one for one in folders if one and one.exists()):
        yield from _files(folder)
    if config and config.is_file():
        yield config


def _files(folder: Path) -> Iterator[Path]:
    """Every file below a folder, the links themselves left out. Raises SaferbotError for a folder it may not list."""

    def refuse(error: OSError) -> None:
        raise _unread(Path(str(error.filename)), error)

    for place, _, names in os.walk(folder, onerror=refuse):
        yield from (path for name in sorted(names) if (path := Path(place) / name).is_file())


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""  # the bot runs: a file of a moment is gone again
    except OSError as error:
        raise _unread(path, error) from None


def _unread(path: Path, error: OSError) -> SaferbotError:
    what = f"{path}: cannot be read ({error.strerror}), so nobody can say what is in it"
    return SaferbotError(f"{what}; run this as the user the bot runs as")


def _in_rows(path: Path, data: bytes, forms: Forms) -> Iterator[Trace]:
    """What the bytes do not show in one piece: a long text goes over several pages of a database."""
    if not is_database(data):
        return
    try:
        for value in every_value(path):
            spelled = value if isinstance(value, bytes) else str(value).encode()
            for form, _ in found(spelled, forms):
                yield Trace(str(path), f"{form}, in a row", -1)
    except sqlite3.Error:
        return  # set aside because it is damaged: its bytes were searched
