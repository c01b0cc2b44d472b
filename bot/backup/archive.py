"""The file of a backup: a ZIP of named parts and a list with the length and SHA-256 of each.

It may come back from a stick or a server that somebody else could write to. So nothing in it is believed: only names of
a closed form are taken, no links, no folders, nothing twice, nothing missing, nothing larger than it may be; and
nothing is written here, so that a bad file changes nothing.
"""

import hashlib
import io
import json
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping

from bot.errors import SaferbotError

LIST = "saferbot-backup.json"
FORM = 1
MOST_PARTS = 5_000
MOST_BYTES = (
    512 * 1024 * 1024
)  # of all parts together, unpacked: imported places of whole countries among them
_NAME = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.-]{0,99}", re.ASCII)
_TOPS = ("knowledge", "sites", "state")
_ALONE = ("config.yaml", "places.sqlite")
# What the library raises at files that are none, or that are damaged.
_DAMAGE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    ValueError, OverflowError, LookupError,
)  # fmt: skip
_WHEN = (2026, 1, 1, 0, 0, 0)  # the same for the same parts


class BackupError(SaferbotError):
    """The backup cannot be made or used; nothing has been changed."""


def may_stand(name: str) -> bool:
    """Whether a part may have this name: one of two files, or a plain path below one of three folders."""
    if name in _ALONE:
        return True
    top, *below = name.split("/")
    return top in _TOPS and bool(below) and all(_NAME.fullmatch(one) and one.strip(".") for one in below)


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return the file that holds these parts. BackupError where one may not stand in it."""
    if odd := next((name for name in parts if not may_stand(name)), None):
        raise BackupError(
            f"{odd!r} has a name that cannot be kept; use letters, digits, - and _ in names of files"
        )
    held = {name: {"bytes": len(data), "sha256": _digest(data)} for name, data in sorted(parts.items())}
    text = json.dumps({"form": FORM, "parts": held}, indent=1).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ((LIST, text), *sorted(parts.items())):
            about = zipfile.ZipInfo(name, _WHEN)
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(about, data)
    return out.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the parts of a backup. BackupError, with the reason, where anything about it is not as `pack` makes it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _parts(archive)
    except _DAMAGE as error:
        raise BackupError(f"it is damaged, or no backup of saferbot ({type(error).__name__})") from None


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    listed = archive.infolist()
    names = [about.orig_filename for about in listed]
    if len(names) > MOST_PARTS + 1 or sum(about.file_size for about in listed) > MOST_BYTES:
        raise BackupError("it holds more than a backup can")
    if len(set(names)) != len(names) or names.count(LIST) != 1:
        raise BackupError(f"it holds a name twice, or no {LIST}")
    for about in listed:
        _refuse_odd(about)
    read = {about.orig_filename: _bytes(archive, about) for about in listed}
    told = _told(read.pop(LIST))
    if told != {name: (len(part), _digest(part)) for name, part in read.items()}:
        raise BackupError("what it holds is not what its own list says: it was changed or cut")
    return read


def _refuse_odd(about: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(about.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or about.is_dir():
        raise BackupError("it holds a link or a folder, which no backup of ours does")
    if about.orig_filename != LIST and not may_stand(about.orig_filename):
        raise BackupError("it holds a name that leads elsewhere, or is none of ours")


def _bytes(archive: zipfile.ZipFile, about: zipfile.ZipInfo) -> bytes:
    """Unpack one part, and no more of it than it says it has."""
    with archive.open(about) as stream:
        data = stream.read(about.file_size + 1)
    if len(data) != about.file_size:
        raise BackupError("a part of it has another length than it says")
    return data


def _told(text: bytes) -> dict[str, tuple[int, str]]:
    try:
        told = json.loads(text)
        if told["form"] != FORM:
            raise BackupError("it was made by another version; restore it with that one")
        return {str(name): (int(one["bytes"]), str(one["sha256"])) for name, one in told["parts"].items()}
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        raise BackupError(f"its {LIST} cannot be read") from None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
