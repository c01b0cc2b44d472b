"""A change that was shown to an admin and not decided yet: kept for an hour at most, then gone.

The button under it carries the draft's digest, so it confirms exactly what was shown: to this role, from this version
to this text. A draft says nothing of a person but the role, and is the text of an entry, never of somebody's question.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.admin.changes import Book
from bot.content.atomic import write_whole
from bot.content.writer import HISTORY, locked
from bot.errors import KnowledgeError, Mistake

FOLDER = "drafts"
LASTS = dt.timedelta(hours=1)
MOST = 40  # drafts at a time; the oldest goes
DIGEST = 32  # letters of a digest in a button
_MODE = 0o600


@dataclass(frozen=True, slots=True)
class Draft:
    """A change as it was shown: the file and its version, the new text, what is done to which entry, to which role it
    was shown, and when (UTC, to the minute)."""

    category: str
    before: str
    text: str
    action: str
    topic: str
    role: str
    when: str

    @property
    def digest(self) -> str:
        """What the button carries."""
        return hashlib.sha256(_data(self)).hexdigest()[:DIGEST]


def draft_of(book: Book, category: str, before: str, text: str, action: str, topic: str) -> Draft:
    """Return a draft that is shown now."""
    when = book.clock.now().astimezone(dt.UTC).isoformat(timespec="minutes")
    return Draft(category, before, text, action, topic, book.role, when)


def keep(book: Book, draft: Draft) -> str:
    """Keep a draft and return its digest. Raises KnowledgeError where the disk refuses it."""
    try:
        with locked(book.root) as folder:
            place = folder / FOLDER
            place.mkdir(mode=0o700, exist_ok=True)
            _sweep(book, place)
            write_whole(place / f"{draft.digest}.json", _data(draft), _MODE)
    except OSError as error:
        raise _refused(f"cannot be kept ({error.strerror}); nothing was changed") from None
    return draft.digest


def take(book: Book, digest: str) -> Draft | None:
    """Return the draft of a button if it was shown to this role within the hour, None otherwise."""
    path = _path(book, digest)
    draft = _read(path) if path else None
    if draft is None or draft.digest != digest or draft.role != book.role or _is_over(book, draft):
        return None
    return draft


def drop(book: Book, digest: str) -> None:
    """Let go of a draft, if it is there."""
    if path := _path(book, digest):
        path.unlink(missing_ok=True)


def sweep(book: Book) -> None:
    """Let go of every draft that is over."""
    place = book.root / HISTORY / FOLDER
    if place.is_dir():
        with locked(book.root):
            _sweep(book, place)


def _sweep(book: Book, place: Path) -> None:
    found = sorted(place.glob("*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in (*found[MOST - 1 :], *_over(book, found)):
        path.unlink(missing_ok=True)


def _over(book: Book, found: list[Path]) -> Iterator[Path]:
    """The drafts that are over, and what a killed writer left."""
    for path in found:
        draft = _read(path)
        if draft is None or _is_over(book, draft):
            yield path


def _is_over(book: Book, draft: Draft) -> bool:
    try:
        age = book.clock.now() - dt.datetime.fromisoformat(draft.when)
    except (ValueError, TypeError):
        return True
    return not -LASTS <= age <= LASTS


def _path(book: Book, digest: str) -> Path | None:
    is_digest = len(digest) == DIGEST and set(digest) <= set("0123456789abcdef")
    return book.root / HISTORY / FOLDER / f"{digest}.json" if is_digest else None


def _read(path: Path) -> Draft | None:
    try:
        return Draft(**{key: str(value) for key, value in json.loads(path.read_bytes()).items()})
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None


def _data(draft: Draft) -> bytes:
    return json.dumps(asdict(draft), ensure_ascii=True, sort_keys=True).encode("ascii")


def _refused(what: str) -> KnowledgeError:
    return KnowledgeError([Mistake(FOLDER, 0, what)])
