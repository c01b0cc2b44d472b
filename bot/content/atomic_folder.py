"""Writing a folder whole or not at all: whoever looks at it sees the old files or the new ones, never some of each.

Everything is written beside it and to the disk first; then the two folders change names in one step where the system
can do that (Linux), else in two, of which the first is taken back when the second fails.
"""

import contextlib
import ctypes
import errno
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bot.content.atomic import sync_folder

_MODE_FOLDER, _MODE_FILE = 0o755, 0o644  # a web server of another user reads them
_AT_FDCWD = -100  # fcntl.h: paths from the working folder
_EXCHANGE = 2  # linux/fs.h: RENAME_EXCHANGE
_CANNOT = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def put_folder(
    folder: Path, files: Mapping[str, bytes], file_mode: int = _MODE_FILE, folder_mode: int = _MODE_FOLDER
) -> None:
    """Make `folder` hold `files` (by their names, or paths with /) and nothing else. OSError where that cannot be done:
    then it is as it was. Whether what stood there may go, and whether names stay inside, is for the caller to know."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.", suffix=".part"))
    try:
        _fill(made, files, file_mode, folder_mode)
        _put(made, folder)
        sync_folder(folder.parent)
    finally:
        shutil.rmtree(
            made, ignore_errors=True
        )  # holds the old files by now, or what could not be put in place


def _fill(made: Path, files: Mapping[str, bytes], file_mode: int, folder_mode: int) -> None:
    folders = {made}
    for name, data in files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        folders |= {one for one in path.parents if one.is_relative_to(made)}
        with path.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fchmod(stream.fileno(), file_mode)
            os.fsync(stream.fileno())
    for one in folders:
        one.chmod(folder_mode)
        sync_folder(one)


def _put(made: Path, folder: Path) -> None:
    if not folder.exists():
        made.rename(folder)
    elif not _exchanged(made, folder):
        _swap_in_two_steps(made, folder)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the two have changed names in one step. OSError where the system could do it and this cannot be."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _swap_in_two_steps(made: Path, folder: Path) -> None:
    aside = made.with_name(f"{made.name}.old")
    folder.rename(aside)
    try:
        made.rename(folder)
    except OSError:
        with contextlib.suppress(OSError):
            aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)
