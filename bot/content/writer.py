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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content.atomic import PART, staged, sweep, write_whole
from bot.content.loader import load
from bot.content.strict_yaml import SIZE_LIMIT
from bot.content.unfinished import done, is_unfinished, left_over, unfinished
from bot.errors import KnowledgeError, Mistake

HISTORY = ".history"
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
    """A change of a file: its category, and the versions before and after it."""

    category: str
    before: str
    after: str


class StaleError(KnowledgeError):
    """The file has been changed since it was read; nothing was written."""


def read_page(root: Path, lang: str, category: str) -> Page:
    """Return a file of entries. Raises KnowledgeError where there is none of that name inside the knowledge."""
    data = _bytes(path_of(root, lang, category), category)
    try:
        return Page(category, data.decode("utf-8"), _digest(data))
    except UnicodeDecodeError:
        raise _refused(category, "has a letter that is not UTF-8; save the file as UTF-8") from None


def save(root: Path, lang: str, page: Page, text: str, record: Callable[[Saved], None]) -> Saved:
    """Put `text` in place of the page that was read. `record` writes the change down before it takes effect; where it
    raises, nothing is changed.

    Raises StaleError where somebody was faster, KnowledgeError where the text has a mistake that was not there before,
    or it cannot be written: then the file is as it was.
    """
    return save_all(root, lang, [(page, text)], record)[0]


def save_all(
    root: Path, lang: str, texts: Sequence[tuple[Page, str]], record: Callable[[Saved], None]
) -> tuple[Saved, ...]:
    """Put several texts in place of their pages, all or none, as `save` does one. Whoever is killed in between leaves
    word of it, and the next to take the lock finishes the rest."""
    fresh = [(path_of(root, lang, page.category), page, text.encode("utf-8")) for page, text in texts]
    with locked(root, texts[0][0].category), contextlib.ExitStack() as stack:
        for path, page, data in fresh:
            _refuse_stale(path, page, data)
        _refuse_new_mistakes(root, lang, {path: data for path, _, data in fresh})
        saved = tuple(Saved(page.category, page.version, _digest(data)) for _, page, data in fresh)
        with _in_words(texts[0][0].category):
            for path, page, data in fresh:
                _keep(root, page.text.encode("utf-8"))
                _keep(root, data)
                sweep(path.parent)
            puts = [stack.enter_context(staged(path, data)) for path, _, data in fresh]
            for one in saved:
                record(one)
            with unfinished(root / HISTORY, [(lang, one.category, one.before, one.after) for one in saved]):
                for put in puts:
                    put()
    return saved


def _refuse_stale(path: Path, page: Page, data: bytes) -> None:
    now = _bytes(path, page.category)
    if _digest(now) != page.version:
        what = "has been changed meanwhile by somebody else; read it again and make your change once more"
        raise StaleError([Mistake(path.name, 0, what)])
    if data == now:
        raise _refused(page.category, "says this already; there is nothing to change")


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
        if is_unfinished(folder):
            for lang, *parts in left_over(folder):
                _finish(root, lang, Saved(*parts))
            done(folder)
        yield folder
    finally:
        os.close(handle)


def tidy(root: Path) -> None:
    """Finish and clear away what a killed writer left, if it left anything. Raises OSError or KnowledgeError where that
    cannot be done: then it waits for the next writer."""
    topics = [path for path in root.glob("*/topics") if not path.is_symlink()]
    folders = (*topics, root / HISTORY, root / HISTORY / _VERSIONS)
    if is_unfinished(root / HISTORY) or any(next(folder.glob(f".*{PART}"), None) for folder in folders):
        with locked(root):
            for folder in folders:
                sweep(folder)


def _finish(root: Path, lang: str, saved: Saved) -> None:
    """Put in place what a killed writer had written down; a file that somebody changed since stays as it is."""
    with contextlib.suppress(KnowledgeError, OSError):
        path = path_of(root, lang, saved.category)
        if _digest(_bytes(path, saved.category)) == saved.before:
            write_whole(path, kept(root, saved.after))


def path_of(root: Path, lang: str, category: str) -> Path:
    """Return the path of a file of entries, once it is sure that it is that and nothing else. Raises KnowledgeError."""
    for name in (lang, category):
        if not _ID.fullmatch(name):
            raise _refused("topics", f"{name!r} is not a good name: use at most 60 of a-z, 0-9 and -")
    path = root / lang / "topics" / f"{category}.yaml"
    if any(one.is_symlink() for one in (path, path.parent, path.parent.parent)):
        raise _refused(category, "is a link to another file; put the file itself here")
    if not path.resolve().is_relative_to(root.resolve()):
        raise _refused(category, "is not inside the knowledge")
    return path


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


def _refuse_new_mistakes(root: Path, lang: str, instead: Mapping[Path, bytes]) -> None:
    """Refuse what the knowledge could not say before: an old mistake elsewhere is no reason."""
    after = load(root, lang, instead).mistakes
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
