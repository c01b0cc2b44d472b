"""Writing files of entries, safely; the only door through which a program changes the knowledge.

A change is written whole or not at all, never over somebody else's, never outside the folder of entries, and never with
a mistake that was not there before. What a file held before stays in `.history/`, beside the knowledge it belongs to.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.content.atomic import staged, sweep, write_whole
from bot.content.loader import load
from bot.content.strict_yaml import SIZE_LIMIT
from bot.errors import KnowledgeError, Mistake

HISTORY = ".history"
BESIDE = frozenset({"alerts"})  # files that stand beside topics/ and need not be there yet

Refuse = Callable[[Path, str, Path, bytes], None]
_VERSIONS = "versions"
_LOCK = "lock"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Page:
    """A file of entries as somebody reads it: its category, its text, and the version that a change is made from."""

    category: str
    text: str
    version: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A change of a file: the versions before and after it."""

    category: str
    before: str
    after: str


class StaleError(KnowledgeError):
    """The file has been changed since it was read; nothing was written."""


def read_page(root: Path, lang: str, category: str) -> Page:
    """Return a file of entries; one of BESIDE that is not there is empty. Raises KnowledgeError where there is none of
    that name inside the knowledge."""
    data = _held(_inside(root, lang, category), category)
    try:
        return Page(category, data.decode("utf-8"), _digest(data))
    except UnicodeDecodeError:
        raise _refused(category, "has a letter that is not UTF-8; save the file as UTF-8") from None


def save(
    root: Path,
    lang: str,
    page: Page,
    text: str,
    record: Callable[[Saved], None],
    refuse: Refuse | None = None,
) -> Saved:
    """Put `text` in place of the page that was read. `record` writes the change down before it takes effect; where it
    raises, nothing is changed. `refuse` raises KnowledgeError where the text is not right (else: where the knowledge
    gets a new mistake by it).

    Raises StaleError where somebody was faster, KnowledgeError where the text has a mistake that was not there before,
    or it cannot be written: then the file is as it was.
    """
    path, data = _inside(root, lang, page.category), text.encode("utf-8")
    with locked(root, page.category):
        now = _held(path, page.category)
        if _digest(now) != page.version:
            what = "has been changed meanwhile by somebody else; read it again and make your change once more"
            raise StaleError([Mistake(path.name, 0, what)])
        if data == now:
            raise _refused(page.category, "says this already; there is nothing to change")
        (refuse or _refuse_new_mistakes)(root, lang, path, data)
        saved = Saved(page.category, page.version, _digest(data))
        with _in_words(page.category):
            _keep(root, now)
            _keep(root, data)
            sweep(path.parent)
            with staged(path, data) as put:
                record(saved)
                put()
    return saved


def kept(root: Path, version: str) -> bytes:
    """Return what a file held in an earlier version. Raises KnowledgeError where it is not kept or not what it was."""
    if not _DIGEST.fullmatch(version):
        raise _refused(HISTORY, f"{version!r} is no version")
    data = _bytes(root / HISTORY / _VERSIONS / version, HISTORY)
    if _digest(data) != version:
        raise _refused(HISTORY, f"the version {version[:12]} has been changed; it cannot be used")
    return data


@contextlib.contextmanager
def locked(root: Path, name: str = HISTORY) -> Iterator[Path]:
    """Give the history's folder to one writer at a time, whichever process it is in; a killed one lets go."""
    folder = root / HISTORY
    with _in_words(name):
        folder.mkdir(exist_ok=True)
        if folder.is_symlink():
            raise _refused(HISTORY, "is a link to another folder; put the folder itself here")
        handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(handle)


def _inside(root: Path, lang: str, category: str) -> Path:
    """The path of a file of entries, once it is sure that it is that and nothing else."""
    for name in (lang, category):
        if not _ID.fullmatch(name):
            raise _refused("topics", f"{name!r} is not a good name: use at most 60 of a-z, 0-9 and -")
    folder = root / lang if category in BESIDE else root / lang / "topics"
    path = folder / f"{category}.yaml"
    if any(one.is_symlink() for one in (path, folder, root / lang)):
        raise _refused(category, "is a link to another file; put the file itself here")
    if not path.resolve().is_relative_to(root.resolve()):
        raise _refused(category, "is not inside the knowledge")
    return path


def _held(path: Path, category: str) -> bytes:
    return b"" if category in BESIDE and not path.exists() else _bytes(path, category)


def _bytes(path: Path, name: str) -> bytes:
    with _in_words(name):
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise _refused(name, "is not an ordinary file; take it out or replace it")
            return stream.read(SIZE_LIMIT + 1)


def _keep(root: Path, data: bytes) -> None:
    folder = root / HISTORY / _VERSIONS
    folder.mkdir(exist_ok=True)
    path = folder / _digest(data)
    if not path.exists():
        write_whole(path, data)


def _refuse_new_mistakes(root: Path, lang: str, path: Path, data: bytes) -> None:
    """Refuse what the knowledge could not say before: an old mistake elsewhere is no reason."""
    after = load(root, lang, {path: data}).mistakes
    old = {(one.file, one.what) for one in load(root, lang).mistakes} if after else set()
    if fresh := [one for one in after if (one.file, one.what) not in old]:
        raise KnowledgeError(fresh)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@contextlib.contextmanager
def _in_words(name: str) -> Iterator[None]:
    """Tell a failure of the disk as a sentence."""
    try:
        yield
    except OSError as error:
        what = f"cannot be read or written ({error.strerror}); nothing was changed"
        raise _refused(name, what) from None


def _refused(name: str, what: str) -> KnowledgeError:
    return KnowledgeError([Mistake(f"{name}.yaml" if _ID.fullmatch(name) else name, 0, what)])
