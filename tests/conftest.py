"""What every test may use: the real knowledge, read once."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")  # before the Telegram library is imported

import shutil
import subprocess
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot import app, logs
from bot.app import Version
from bot.clock import RealClock
from bot.config import Settings
from bot.content.compiled import READY, key_of
from bot.content.loader import Loaded
from bot.matching.index import Index
from tests.auxil.egress import guard
from tests.auxil.prepared import learned_in, read_once

guard()
ROOT = Path(__file__).parent.parent
KNOWLEDGE = ROOT / "knowledge"
# For a copy to edit: learned in a third of the time, and as whole otherwise.
LEAN = shutil.ignore_patterns("asked")
TOGETHER = {  # files whose tests look at something dear that is made once
    "test_prv01_nothing_written.py": "the long run",
    "test_prv02_nothing_in_memory.py": "the long run",
    "test_prv04_empty_handed.py": "the long run",
    "test_texts.py": "all that the knowledge asks of itself",
    "test_cli.py": "all that the knowledge asks of itself",
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where tests run beside each other, those of a file stay together, and those of some files: so what they share is
    made once."""
    from xdist.scheduler import LoadFileScheduling

    def together(test: str) -> str:
        file = test.partition("::")[0]
        return TOGETHER.get(file.rpartition("/")[2], file)

    scheduler = LoadFileScheduling(config, log)
    scheduler._split_scope = together
    return scheduler


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Programs started by tests keep their prepared knowledge apart from the person's own; given is their folder."""
    with pytest.MonkeyPatch.context() as patch:
        cache = tmp_path_factory.mktemp("cache")
        patch.setenv("XDG_CACHE_HOME", str(cache))
        yield cache / "saferbot"


@pytest.fixture(autouse=True, scope="session")
def same_parts() -> Iterator[None]:
    """What every copy of the knowledge has alike is read once."""
    with pytest.MonkeyPatch.context() as patch:
        read_once(patch)
        yield


@pytest.fixture(scope="session")
def prepared(pytestconfig: pytest.Config) -> Callable[[Loaded], Index]:
    """Learns a knowledge, the real one or a whole copy, for all tests."""
    return learned_in(Path(pytestconfig.cache.mkdir("saferbot")) / "learned")


@pytest.fixture(scope="session")
def version(own_cache: Path, prepared: Callable[[Loaded], Index]) -> Version:
    """The real knowledge, for a machine in the United Kingdom. It is learned when first wanted."""
    return app.build_version(Settings(KNOWLEDGE, cache=own_cache), "GB", RealClock(), prepared)


@pytest.fixture
def learned(own_cache: Path, version: Version) -> Path:
    """Programs and commands of this test learn nothing: they find the real knowledge prepared, in this folder."""
    if not (own_cache / f"{key_of(KNOWLEDGE, 'en', app.PACKAGE)}{READY}").exists():
        keep_learned(version, own_cache)
    return own_cache


@pytest.fixture
def lean(tmp_path: Path, prepared: Callable[[Loaded], Index]) -> Settings:
    """A copy of the knowledge to edit, which is learned already."""
    return lean_in(tmp_path, prepared)


def lean_in(folder: Path, prepared: Callable[[Loaded], Index]) -> Settings:
    """The same in a folder."""
    root = Path(shutil.copytree(KNOWLEDGE, folder / "knowledge", ignore=LEAN))
    settings = Settings(root, "GB", cache=folder / "cache")
    app.build_version(settings, "GB", RealClock(), prepared).index()
    return settings


def keep_learned(version: Version, cache: Path) -> None:
    """Leave the real knowledge in a cache folder, as a start of the program does."""
    app.build_version(Settings(KNOWLEDGE, cache=cache), "GB", RealClock(), before=version).index()


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
