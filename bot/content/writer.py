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

from bot.content import site_files
from bot.content.atomic import PART, staged, sweep, write_whole
from bot.content.loader import load
from bot.content.sites import read_site_file
from bot.content.strict_yaml import SIZE_LIMIT
from bot.content.unfinished import done, is_unfinished, left_over, unfinished
from bot.errors import KnowledgeError, Mistake

HISTORY = ".history"
BESIDE = frozenset({"alerts"})  # files that stand beside topics/ and need not be there yet
_VERSIONS = "versions"
_LOCK = "lock"
SITES = "sites/"  # before the name of a file of sites, where the name of a file of entries could stand
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_SITE_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,79}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Page:
    """A file of entries as somebody reads it: its category, its text, and the version that a change is made from. For
    a file of sites the category is `sites/` and the file's name, and `folder` is where it is."""

    category: str
    text: str
    version: str
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A change of a file: its category, and the versions before and after it."""

    category: str
    before: str
    after: str


class StaleError(KnowledgeError):
    """The file has been changed since it was read; nothing was written."""


class DiskError(KnowledgeError):
    """The disk refused to read or write; nothing was changed."""


def read_page(root: Path, lang: str, category: str, sites: Path | None = None) -> Page:
    """Return a file of entries, or of sites in the folder `sites`; one of sites or BESIDE that is not there is empty.
    Raises KnowledgeError where there is none of that name inside the knowledge."""
    folder = sites if category.startswith(SITES) else None
    data = _held(path_of(root, lang, category, folder), category, _limit(folder))
    try:
        return Page(category, data.decode("utf-8"), _digest(data), folder)
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
    with _checked(root, lang, texts) as (paths, saved), contextlib.ExitStack() as stack:
        for path, (page, text) in zip(paths, texts, strict=True):
            _keep_both(root, page, text)
            sweep(path.parent)
        puts = [
            stack.enter_context(staged(path, text.encode("utf-8")))
            for path, (_, text) in zip(paths, texts, strict=True)
        ]
        for one in saved:
            record(one)
        with unfinished(root / HISTORY, [(lang, one.category, one.before, one.after) for one in saved]):
            for put in puts:
                put()
    return saved


def set_aside(
    root: Path,
    lang: str,
    texts: Sequence[tuple[Page, str]],
    record: Callable[[tuple[Saved, ...]], None],
) -> tuple[Saved, ...]:
    """Keep what could stand in place of pages that were read, without putting it there. Together they must be right;
    `record` hears of all of them at once. Raises as `save_all` does."""
    with _checked(root, lang, texts) as (_, saved):
        for page, text in texts:
            _keep_both(root, page, text)
        record(saved)
    return saved


def examine(root: Path, lang: str, page: Page, text: str) -> None:
    """Raise what `save` would raise of a text; nothing is written."""
    with _checked(root, lang, [(page, text)]):
        pass


@contextlib.contextmanager
def _checked(
    root: Path, lang: str, texts: Sequence[tuple[Page, str]]
) -> Iterator[tuple[tuple[Path, ...], tuple[Saved, ...]]]:
    """Hold the lock while texts that may stand in place of their pages are put there."""
    paths = tuple(path_of(root, lang, page.category, page.folder) for page, _ in texts)
    entries: dict[Path, bytes] = {}
    with locked(root, texts[0][0].category):
        for path, (page, text) in zip(paths, texts, strict=True):
            data = text.encode("utf-8")
            now = _refuse_stale(path, page, data)
            if page.folder is not None:
                _refuse_new_in_sites(root, path, now, data)
            elif page.category not in BESIDE:  # whoever writes those looks at them before
                entries[path] = data
        if entries:
            _refuse_new_mistakes(root, lang, entries)
        with _in_words(texts[0][0].category):
            yield (
                paths,
                tuple(Saved(page.category, page.version, _digest(text.encode())) for page, text in texts),
            )


def _refuse_stale(path: Path, page: Page, data: bytes) -> bytes:
    """Return what a file says, which must be what was read and not yet what is to be written."""
    now = _held(path, page.category, _limit(page.folder))
    if _digest(now) != page.version:
        what = "has been changed meanwhile by somebody else; read it again and make your change once more"
        raise StaleError([Mistake(path.name, 0, what)])
    if data == now:
        raise _refused(page.category, "says this already; there is nothing to change")
    return now


def kept(root: Path, version: str) -> bytes:
    """Return what a file held in an earlier version. Raises KnowledgeError where it is not kept or not what it was."""
    if not _DIGEST.fullmatch(version):
        raise _refused(HISTORY, f"{version!r} is no version")
    data = _bytes(root / HISTORY / _VERSIONS / version, HISTORY, site_files.SIZE_LIMIT)
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


def path_of(root: Path, lang: str, category: str, folder: Path | None = None) -> Path:
    """Return the path of a file of entries or sites, once it is sure that it is that and nothing else. Raises
    KnowledgeError."""
    if folder is not None:
        return _in_sites(folder, category.removeprefix(SITES))
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


def _held(path: Path, category: str, limit: int) -> bytes:
    may_be_new = category in BESIDE or category.startswith(SITES)
    return b"" if may_be_new and not path.exists() else _bytes(path, category, limit)


def _in_sites(folder: Path, name: str) -> Path:
    if not _SITE_FILE.fullmatch(name):
        raise _refused("sites", f"{name!r} is not a good name: use at most 80 of a-z, 0-9, space, - . and _")
    path = folder / f"{name}.yaml"
    if path.is_symlink() or folder.is_symlink() or not path.resolve().is_relative_to(folder.resolve()):
        raise _refused(name, "is a link to another file; put the file itself here")
    return path


def _limit(folder: Path | None) -> int:
    return SIZE_LIMIT if folder is None else site_files.SIZE_LIMIT


def _bytes(path: Path, name: str, limit: int = SIZE_LIMIT) -> bytes:
    with _in_words(name):
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise _refused(name, "is not an ordinary file; take it out or replace it")
            return stream.read(limit + 1)


def _keep_both(root: Path, page: Page, text: str) -> None:
    """Keep what a file held and is to hold; the page's version is the digest of its text."""
    _keep(root, page.text.encode("utf-8"))
    _keep(root, text.encode("utf-8"))


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


def _refuse_new_in_sites(root: Path, path: Path, now: bytes, data: bytes) -> None:
    """The same for one file of sites."""
    after = read_site_file(data, path.name, root).mistakes
    old = {one.what for one in read_site_file(now, path.name, root).mistakes} if after else set()
    if fresh := [one for one in after if one.what not in old]:
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
        raise DiskError(_refused(name, what).mistakes) from None


def _refused(name: str, what: str) -> KnowledgeError:
    return KnowledgeError([Mistake(f"{name}.yaml" if _ID.fullmatch(name) else name, 0, what)])
