"""When the program crashes, its memory is not written to a file; and no other program of the same user can read it."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.auxil.figures import tell
from tests.conftest import ROOT

YAMA = Path("/proc/sys/kernel/yama/ptrace_scope")
# Root without root's rights is an ordinary user.
POWERLESS = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
PATTERN = Path("/proc/sys/kernel/core_pattern")
WAIT = "import time; print('ready', flush=True); time.sleep(60)"
PROTECT = "from bot.privacy.hardening import protect; protect(); "
UNLIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_CORE, [resource.getrlimit(resource.RLIMIT_CORE)[1]] * 2)
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets us see this")


def core_left(folder: Path, code: str, number: int) -> bool:
    """Kill a program of its own with a signal that writes memory down; whether a file appeared."""
    folder.mkdir()
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", UNLIMITED + code + WAIT], cwd=folder, env=env, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(number)
        process.wait()
    assert process.returncode == -number
    return any(folder.iterdir())


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT], ids=["SIGSEGV", "SIGABRT"])
def test_a_crash_leaves_no_file(tmp_path: Path, number: int) -> None:
    """Without protection there is one, where this machine writes them beside the program; with it there is none."""
    is_here = not PATTERN.read_text("ascii").startswith(("|", "/"))
    if is_here:
        assert core_left(tmp_path / "bare", "", number)
    assert not core_left(tmp_path / "protected", PROTECT, number)
    tell("PRV-11", f"killed by {signal.Signals(number).name}", cores=0, control=f"{int(is_here)} of 1")


READ = """
import sys
with open(f"/proc/{sys.argv[1]}/mem", "rb", buffering=0) as memory:
    place = int(open(f"/proc/{sys.argv[1]}/maps").readline().split("-")[0], 16)
    memory.seek(place)
    print(len(memory.read(16)))
"""


def read_as_the_same_user(code: str, reader: list[str]) -> bool:
    """Let a program without any rights of its own look into another of the same user; whether it could."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*POWERLESS, sys.executable, "-c", code + WAIT], stdout=subprocess.PIPE, env=env
    ) as process:
        assert process.stdout
        process.stdout.readline()
        look = [*POWERLESS, *(one.replace("PID", str(process.pid)) for one in reader)]
        done = subprocess.run(look, capture_output=True, env=env, check=False)
        process.kill()
    return done.returncode == 0


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may look into everything")
def test_the_same_user_cannot_look_in(tmp_path: Path) -> None:
    """Neither by hand nor with gcore; an unprotected program can be read, so the look works."""
    by_hand = [sys.executable, "-c", READ, "PID"]
    is_strict = YAMA.exists() and YAMA.read_text("ascii").strip() != "0"  # the system refuses everybody
    assert is_strict or read_as_the_same_user("", by_hand)
    assert not read_as_the_same_user(PROTECT, by_hand)
    if gcore := shutil.which("gcore"):
        command = [gcore, "-o", str(tmp_path / "core"), "PID"]
        assert is_strict or read_as_the_same_user("", command)
        assert not read_as_the_same_user(PROTECT, command)
    tell(
        "PRV-11", "a look by the same user", refused="by hand" + " and gcore" * bool(gcore), control="1 of 1"
    )
