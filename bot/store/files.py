"""The file of numbers as a file: private from its first byte, and never thrown away when it is not
ours.
"""

import os
import stat
from pathlib import Path

SIDE_FILES = ("", "-wal", "-shm", "-journal")
MOST_SET_ASIDE = 9  # a disk that damages every file must not be filled with them


def make_private(path: Path) -> None:
    """Make the folder (0700) and the file (0600) where missing, and close them to others where not.

    OSError with a sentence where the folder is open to others and also holds things not ours:
    closing that one could lock other programs out.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if stat.S_IMODE(path.parent.stat().st_mode) & 0o077:
        _close_to_others(path)
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    os.close(os.open(path, flags, 0o600))
    path.chmod(0o600)


def is_empty(path: Path) -> bool:
    """Is there a file with nothing in it? A sound database has at least one page."""
    return path.exists() and path.stat().st_size == 0


def set_aside(path: Path) -> Path:
    """Rename the file and what belongs to it, beside where it was; gives the new name."""
    aside = _free_name(path)
    for side in SIDE_FILES:
        old = path.with_name(path.name + side)
        if old.exists():
            old.replace(aside.with_name(aside.name + side))
    return aside


def _close_to_others(path: Path) -> None:
    if any(not other.name.startswith(path.name) for other in path.parent.iterdir()):
        raise PermissionError("its folder is open to others; give the bot a folder of its own (0700)")
    path.parent.chmod(0o700)


def _free_name(path: Path) -> Path:
    names = [path.with_name(f"{path.name}.set-aside-{n + 1}") for n in range(MOST_SET_ASIDE)]
    return next((name for name in names if not name.exists()), names[-1])
