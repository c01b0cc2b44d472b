"""What every test may use: the real knowledge, read once."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")  # before the Telegram library is imported

import shutil
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from bot import app, logs
from bot.app import Version
from bot.clock import RealClock
from bot.config import Settings
from tests.auxil.egress import guard

guard()
ROOT = Path(__file__).parent.parent
KNOWLEDGE = ROOT / "knowledge"
# For a copy to edit: learned in a third of the time, and as whole otherwise.
LEAN = shutil.ignore_patterns("asked")


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Programs started by tests keep their prepared knowledge apart from the person's own; given is their folder."""
    with pytest.MonkeyPatch.context() as patch:
        cache = tmp_path_factory.mktemp("cache")
        patch.setenv("XDG_CACHE_HOME", str(cache))
        yield cache / "saferbot"


@pytest.fixture(scope="session")
def version(own_cache: Path) -> Version:
    """The real knowledge, for a machine in the United Kingdom. It is learned once for these and for programs."""
    return app.build_version(Settings(KNOWLEDGE, cache=own_cache), "GB", RealClock())


@pytest.fixture
def printed() -> Iterator[StringIO]:
    """What the log says; a field that may not be logged is an error."""
    stream = StringIO()
    logs.setup(stream, strict=True)
    yield stream
    logs.restore()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk can only be mounted by root")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)  # noqa: S607
