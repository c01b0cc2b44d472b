"""The record of changes: a line each, only ever added to, and sealed.

Each line's seal is a hash of the line and of the seal before it, and a second file holds the last seal: a line that was
edited, taken out, put elsewhere or cut off is noticed. It is no lock: whoever can write both files can make both anew,
so write the last seal down elsewhere from time to time (`saferbot diff` prints it). A role is recorded, never a name.
"""

import contextlib
import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from bot.content.atomic import sync_folder, write_whole
from bot.content.review import is_role
from bot.errors import SaferbotError

LOG = "changes.jsonl"
HEAD = "changes.seal"
FIRST = "0" * 64  # the seal before the first line


class AuditError(SaferbotError):
    """The record of changes has been tampered with, or cannot be read; the message says where."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done: when (UTC, to the minute), by which role, which action ("add question", "undo 3"), on which entry
    and in which file of entries, and the versions of that file before and after."""

    when: dt.datetime
    role: str
    action: str
    topic: str
    category: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the record: its number, from 1, the deed and the seal."""

    number: int
    deed: Deed
    seal: str


def read_log(folder: Path) -> tuple[Entry, ...]:
    """Return the record, oldest first. Raises AuditError where a line is not what was written.

    The one thing that may be out of step is what a killed writer left: a last line that was not finished, or one that
    the second file does not know yet.
    """
    lines, rest = _lines(folder)
    entries = tuple(_unsealed(lines))
    known, seal = _head(folder)
    if len(entries) not in (known, known + 1) or (rest and len(entries) != known):
        raise AuditError(
            f"{LOG}: has {len(entries)} lines, and {known} were written; lines are missing or too many"
        )
    if known and entries[known - 1].seal != seal:
        raise AuditError(f"{LOG}: its last line is not the one that was written (see {HEAD})")
    return entries


def append(folder: Path, deed: Deed) -> Entry:
    """Add a deed to the record, on the disk before this returns. Only for whoever holds the lock on the folder.

    Raises AuditError where the record is not whole, ValueError for a role that is none, OSError where it cannot be
    written.
    """
    if not is_role(deed.role):
        raise ValueError(f"{deed.role!r} is no role; write something like `nurse`, without a name")
    entries = read_log(folder)
    before = entries[-1].seal if entries else FIRST
    line = _line(len(entries) + 1, deed, before)
    entry = Entry(len(entries) + 1, deed, _seal(before, line))
    size = _whole_size(folder)
    try:
        _add(folder / LOG, f"{entry.seal} {line}\n".encode(), size)
        write_whole(folder / HEAD, f"{entry.number} {entry.seal}\n".encode())
    except OSError:
        with contextlib.suppress(OSError):
            os.truncate(folder / LOG, size)
        raise
    return entry


def _line(number: int, deed: Deed, before: str) -> str:
    held = {
        "number": number,
        **asdict(deed),
        "when": deed.when.isoformat(timespec="minutes"),
        "previous": before,
    }
    return json.dumps(held, ensure_ascii=True, sort_keys=True)


def _seal(before: str, line: str) -> str:
    return hashlib.sha256(f"{before}\n{line}".encode()).hexdigest()


def _lines(folder: Path) -> tuple[list[str], str]:
    """The finished lines, and what an interrupted writer left after them."""
    try:
        text = (folder / LOG).read_bytes().decode("ascii", "replace")
    except FileNotFoundError:
        return [], ""
    except OSError as error:
        raise AuditError(f"{LOG}: cannot be read ({error.strerror})") from None
    *lines, rest = text.split("\n")
    return lines, rest


def _unsealed(lines: list[str]) -> Iterator[Entry]:
    before = FIRST
    for number, written in enumerate(lines, 1):
        seal, _, line = written.partition(" ")
        if seal != _seal(before, line):
            raise AuditError(f"{LOG}:{number}: is not what was written, or stands in another place")
        yield Entry(number, _deed(line, number), seal)
        before = seal


def _deed(line: str, number: int) -> Deed:
    try:
        held = json.loads(line)
        texts = {one.name: str(held[one.name]) for one in fields(Deed)}
        when = dt.datetime.fromisoformat(texts.pop("when"))
        return Deed(when, **texts)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise AuditError(f"{LOG}:{number}: cannot be understood") from None


def _head(folder: Path) -> tuple[int, str]:
    """How many lines were written, and the last one's seal."""
    try:
        number, seal = (folder / HEAD).read_text("ascii").split()
        return int(number), seal
    except FileNotFoundError:
        return 0, FIRST
    except (OSError, ValueError):
        raise AuditError(f"{HEAD}: cannot be read; put it back from a copy") from None


def _whole_size(folder: Path) -> int:
    """How many bytes the finished lines take."""
    lines, _ = _lines(folder)
    return sum(len(line) + 1 for line in lines)


def _add(path: Path, data: bytes, at: int) -> None:
    """Write after the finished lines, over what an interrupted writer left; taken back where the disk is full."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    try:
        os.ftruncate(handle, at)
        while data:
            done = os.pwrite(handle, data, at)
            data, at = data[done:], at + done
        os.fsync(handle)
    finally:
        os.close(handle)
    sync_folder(path.parent)
