"""The knowledge as it was: another folder, or a revision of the git checkout that it stands in. Reads only: git is
asked for files and never changes anything.
"""

import contextlib
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from bot.errors import KnowledgeError, Mistake

_PATIENCE = 60  # seconds git may take
_MOST = 200_000_000  # bytes: far more than any knowledge holds


@contextlib.contextmanager
def earlier(knowledge: Path, named: str) -> Iterator[Path]:
    """Give the folder of another knowledge while the block runs: `named` is a folder, or else a revision of git.

    Raises KnowledgeError where it is neither.
    """
    if named and (folder := Path(named)).is_dir():
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="saferbot-") as place:
        folder = Path(place) / knowledge.name
        _unpack(_git(knowledge, named, "archive", "--format=tar", _commit(knowledge, named)), folder)
        yield folder


def _commit(knowledge: Path, named: str) -> str:
    wanted = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}")
    return _git(knowledge, named, *wanted).decode("ascii", "replace").strip()


def _git(knowledge: Path, named: str, *what: str) -> bytes:
    try:
        # No shell, and what is named cannot become an option.
        command = ("git", "-C", str(knowledge), *what)
        done = subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE)  # noqa: S603
    except (OSError, subprocess.SubprocessError, ValueError):
        said = f"{named!r} is neither a folder with a knowledge nor a revision that git knows here"
        raise KnowledgeError([Mistake(knowledge.name, 0, said)]) from None
    return done.stdout


def _unpack(archive: bytes, folder: Path) -> None:
    """Write the ordinary files of an archive; links and whatever else are left out."""
    folder.mkdir()
    left = _MOST
    with tarfile.open(fileobj=io.BytesIO(archive)) as held:
        for one in held:
            name = PurePosixPath(one.name)
            left -= one.size
            stream = held.extractfile(one) if one.isfile() else None
            if stream is None or name.is_absolute() or ".." in name.parts or left < 0:
                continue
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(stream.read())
