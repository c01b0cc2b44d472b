"""What the process does for itself, tried in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.privacy.hardening import SCRUB_HOW

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets us set and see this")
LOOK = "from bot.privacy.hardening import *; print(freed_memory_is_scrubbed())"
PROTECTED = """
import os, resource, ctypes
from pathlib import Path
from bot.privacy.hardening import protect
def state():
    return ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE)[0]
most = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
os.umask(0o022)
before = state()
told = protect()
Path(os.environ["MADE"]).touch()
print(before == (1, most), state(), resource.getrlimit(resource.RLIMIT_CORE), sep="|")
print(*told, sep="\\n")
"""
SCRUBBED = dict(setting.split("=", 1) for setting in SCRUB_HOW.split())


def run(code: str, **extra: str) -> list[str]:
    plain = {name: value for name, value in os.environ.items() if "MALLOC" not in name}
    plain.pop("GLIBC_TUNABLES", None)
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=plain | extra, capture_output=True, check=True, text=True)
    return done.stdout.splitlines()


@LINUX
def test_others_cannot_read_and_nothing_is_dumped(tmp_path: Path) -> None:
    """PRV-11 in part: dumpable goes from 1 to 0, and core files have no room and get none back."""
    state = run(PROTECTED, MADE=str(tmp_path / "made"))[0]
    assert state == "True|(0, 0)|(0, 0)"


@LINUX
def test_files_made_afterwards_are_private(tmp_path: Path) -> None:
    """umask 077, whatever it was before."""
    made = tmp_path / "made"
    run(PROTECTED, MADE=str(made))
    assert made.stat().st_mode & 0o777 == 0o600


@LINUX
def test_what_could_not_be_done_is_said(tmp_path: Path) -> None:
    """With the plain allocator freed memory keeps what it held, and the sentence says what to set."""
    told = run(PROTECTED, MADE=str(tmp_path / "made"))[1:]
    assert told == [f"Freed memory is not overwritten. On Linux with glibc, start with {SCRUB_HOW}"]


@LINUX
def test_the_plain_allocator_is_found_out() -> None:
    """The positive control: without the settings, the look finds what was freed."""
    assert run(LOOK) == ["False"]


@LINUX
def test_scrubbing_only_most_of_it_is_found_out() -> None:
    """MALLOC_PERTURB_ alone leaves the first few freed pieces of each size readable."""
    assert run(LOOK, PYTHONMALLOC="malloc", MALLOC_PERTURB_="165") == ["False"]


@LINUX
@pytest.mark.skipif(not hasattr(os, "confstr"), reason="no confstr here")
def test_with_the_settings_we_tell_nothing_is_left(tmp_path: Path) -> None:
    """What the sentence tells to set works, and then nothing is left to say."""
    if not (os.confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc"):
        pytest.skip("the settings are for glibc")
    assert run(LOOK, **SCRUBBED) == ["True"]
    assert run(PROTECTED, MADE=str(tmp_path / "made"), **SCRUBBED)[1:] == [""]
