"""The knowledge as it was read and learned, kept in a file, so that the next start need not do it again.

It must never be wrong and never be missed: it is used only where every byte of the knowledge and of this program is
the one it was made from, and whatever hinders that (damage, a full disk, a folder that others may write to) means that
the knowledge is read anew. It holds nothing that anybody asked. Only our own plain values are taken out of it, because
a file that may name any function could run one.
"""

import contextlib
import hashlib
import os
import pickle
import stat
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

KEPT = 4  # versions: the one before an edit and back again, and a second knowledge beside
READY = ".ready"  # a whole knowledge with its index
INDEX = ".index"  # an index alone, for every knowledge with the same ways of asking
ASKED = ".asked"  # what is wrong with what a knowledge's own questions find
_APART = frozenset({"alerts.yaml"})  # read by itself (app_notices.py): no part of what is kept
_DIGEST = hashlib.sha256().digest_size
_OUTSIDE = {
    ("array", "array"),
    ("array", "_array_reconstructor"),
    ("collections", "Counter"),
    ("datetime", "date"),
}


def key_of(knowledge: Path, lang: str, program: Path) -> str:
    """Return what names one state of the knowledge and of the program that reads it; empty where a file cannot be
    read or shows another. Hidden files and folders, and those of _APART, do not count: nothing is read from them."""
    own, known = program_key(program), _key(knowledge, "*")
    named = f"{own} {lang} {knowledge.name} {known}"
    return hashlib.sha256(named.encode()).hexdigest() if own and known else ""


def program_key(program: Path) -> str:
    """Return what names one state of the program; empty where it cannot be read."""
    found = _key(program, "*.py")
    return f"{sys.version} {sys.byteorder} {found}" if found else ""


def _key(root: Path, pattern: str) -> str:
    found = hashlib.sha256()
    try:
        for path in sorted(root.rglob(pattern)):
            name = path.relative_to(root)
            if any(part.startswith(".") for part in name.parts) or name.name in _APART:
                continue
            if path.is_symlink():
                return ""
            if path.is_file():
                found.update(f"\0{name}\0".encode())
                found.update(hashlib.sha256(path.read_bytes()).digest())
    except OSError:
        return ""
    return found.hexdigest()


def take(folder: Path | None, key: str, suffix: str = READY) -> object:
    """Return what was kept under `key`, or None where there is nothing that can be trusted."""
    if folder is None or not key or not _is_ours(folder):
        return None
    try:
        # Looked at twice, but never held whole in memory.
        with (folder / f"{key}{suffix}").open("rb") as stream:
            is_whole = stream.read(_DIGEST) == hashlib.file_digest(stream, "sha256").digest()
            stream.seek(_DIGEST)
            return _Plain(stream).load() if is_whole else None
    except Exception:  # whatever is wrong with it, the knowledge itself is still there to be read
        return None


def newest(folder: Path | None, start: str, suffix: str) -> str:
    """Return the key that was kept last of those that start so; empty where there is none."""
    if folder is None or not _is_ours(folder):
        return ""
    with contextlib.suppress(OSError):
        found = max(folder.glob(f"{start}*{suffix}"), key=lambda path: path.stat().st_mtime_ns, default=None)
        return found.stem if found else ""
    return ""


def keep(folder: Path | None, key: str, value: object, suffix: str = READY) -> None:
    """Keep `value` under `key` for the next start, whole or not at all. Failing is no harm."""
    if folder is None or not key:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if _is_ours(folder):
            _write(folder, f"{key}{suffix}", value)
            _forget_old(folder, suffix, folder / f"{key}{suffix}")


class _Plain(pickle.Unpickler):
    """Makes our own values, and refuses the name of anything else."""

    def find_class(self, module: str, name: str) -> object:
        if (module, name) not in _OUTSIDE:
            found = getattr(sys.modules.get(module), name, None) if module.startswith("bot.") else None
            if not isinstance(found, type) or found.__module__ != module:
                raise pickle.UnpicklingError
        return super().find_class(module, name)


def _is_ours(folder: Path) -> bool:
    try:
        about = folder.lstat()
    except OSError:
        return False
    mine = about.st_uid == os.getuid() if hasattr(os, "getuid") else True
    return stat.S_ISDIR(about.st_mode) and mine and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


class _Digested:
    """A file that is written to, and the digest of all that was."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.digest = stream, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self._stream.write(data)


def _write(folder: Path, name: str, value: object) -> None:
    """Write the digest and then the value, piece by piece: whole it would be tens of megabytes more in memory."""
    handle, part = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(bytes(_DIGEST))
            body = _Digested(stream)
            pickle.dump(value, body, pickle.HIGHEST_PROTOCOL)
            stream.seek(0)
            stream.write(body.digest.digest())
        Path(part).replace(folder / name)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def _forget_old(folder: Path, suffix: str, newest: Path) -> None:
    """Drop all but the newest, and parts that a killed start left. Dates do not tell which is `newest`: a small
    computer without a clock of its own starts in the past."""
    others = [path for path in folder.glob(f"*{suffix}") if path != newest]
    others.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in (*others[KEPT - 1 :], *folder.glob("*.part")):
        path.unlink(missing_ok=True)
