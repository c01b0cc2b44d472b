"""Which alerts were posted, so that none is posted twice: not after a restart, nor after a crash in the middle.

A line is on the disk before the post goes out, and is taken back only where Telegram surely did not take it. What a
crash leaves open is left unposted: a channel that says a thing twice is believed less. Holds names of alerts only.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.store.database import StoreError
from bot.store.files import make_private

FILE = "alerts-posted.txt"
_CLAIMED, _TAKEN_BACK = "+", "-"
_LARGEST = 1_000_000  # bytes: some ten thousand alerts


class Posted:
    """The list of alerts that were posted, in a file of its own. Both calls raise StoreError in words."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def claim(self, mark: str) -> bool:
        """Whether `mark` (one word or more, without a line break) is now ours to post, once and for all."""
        with _in_words(), self._locked() as handle:
            text = _read(handle)
            if mark in _claimed(text):
                return False
            _add(handle, text, f"{_CLAIMED} {mark}\n")
            return True

    def release(self, mark: str) -> None:
        """Take a claim back: the post was surely not taken."""
        with _in_words(), self._locked() as handle:
            _add(handle, _read(handle), f"{_TAKEN_BACK} {mark}\n")

    @contextmanager
    def _locked(self) -> Iterator[int]:
        make_private(self._path)
        handle = os.open(self._path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
        finally:
            os.close(handle)


def _read(handle: int) -> str:
    if os.fstat(handle).st_size > _LARGEST:
        raise OSError(0, "it is larger than a list of alerts can be")
    return os.pread(handle, _LARGEST, 0).decode("utf-8", "replace")


def _claimed(text: str) -> frozenset[str]:
    """The marks that stand claimed. An unfinished last line is of a claim whose post never went out."""
    found: set[str] = set()
    for line in text.split("\n")[:-1]:
        sign, _, mark = line.partition(" ")
        if sign == _CLAIMED:
            found.add(mark)
        elif sign == _TAKEN_BACK:
            found.discard(mark)
    return frozenset(found)


def _add(handle: int, text: str, line: str) -> None:
    whole = len(text[: text.rfind("\n") + 1].encode())
    os.ftruncate(handle, whole)
    data = line.encode()
    is_written = False
    try:
        is_written = os.pwrite(handle, data, whole) == len(data)
        os.fsync(handle)
    finally:
        if not is_written:
            os.ftruncate(handle, whole)
    if not is_written:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{FILE}: cannot be read or written ({error.strerror}); no alert is posted until it can"
        ) from None
