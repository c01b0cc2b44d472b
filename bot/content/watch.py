"""Noticing that files of the knowledge have changed, by their names, sizes and times. Reads nothing itself."""

import os
from pathlib import Path

Fingerprint = frozenset[tuple[str, int, int]]


def fingerprint(root: Path) -> Fingerprint:
    """Return what changes whenever a file below `root` does. Files that vanish meanwhile do not count.

    Looked at several times a second, so without `Path`, which takes four times as long.
    """
    found = set()
    for folder, _, names in os.walk(root):
        for path in (f"{folder}/{name}" for name in names if name.endswith((".yaml", ".txt"))):
            try:
                about = os.stat(path)  # noqa: PTH116
            except OSError:
                continue
            found.add((path, about.st_mtime_ns, about.st_size))
    return frozenset(found)


def without(found: Fingerprint, folder: Path) -> Fingerprint:
    """Return a fingerprint without the files below one of its folders."""
    below = f"{folder}/"
    return frozenset(one for one in found if not one[0].startswith(below))
