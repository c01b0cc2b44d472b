"""What the program is made of is written down to the byte: every file of every library by its fingerprint, a short list
of libraries that we import ourselves, and none that calls home when it is loaded.

Not tried here: waiting seven days before a new version is taken, and the nightly look for known weaknesses.
"""

import re
import subprocess
import sys
import tomllib

import pytest

from tests.auxil.figures import tell
from tests.conftest import ROOT
from tests.test_architecture import OUTSIDE

LOCKS = ("requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def entries(text: str) -> list[str]:
    """Each requirement of a locked list with its fingerprints."""
    return re.findall(r"^[A-Za-z0-9].*?(?=^[A-Za-z0-9#]|\Z)", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", LOCKS)
def test_every_library_has_its_version_and_fingerprints(name: str) -> None:
    """No range, no address, no entry without one; an entry without would be found."""
    found = entries((ROOT / name).read_text("utf-8"))
    assert len(found) > 10
    for one in found:
        assert re.match(r"[A-Za-z0-9_.-]+(\[[a-z,-]+\])?==[^\s;]+", one), one[:60]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", one), one[:60]
    assert "--hash" not in entries("a==1 \\\n    --hash=sha256:x\nb==2\n")[1]
    tell("SEC-14", name, libraries=len(found), without_fingerprint=0)


def test_only_checked_files_are_installed() -> None:
    """By make and by hand as README says: fingerprints required, nothing built from source."""
    for name in ("Makefile", "README.md"):
        text = (ROOT / name).read_text("utf-8")
        assert "--require-hashes --only-binary :all:" in text


def test_everything_we_name_is_in_the_locked_list() -> None:
    """A new library cannot come in unseen."""
    locked = {re.split(r"[=\[]", one)[0].lower() for one in entries((ROOT / LOCKS[0]).read_text("utf-8"))}
    named = {re.split(r"[>=<\[;]", one)[0].lower() for one in PROJECT["dependencies"]}
    assert named <= locked, named - locked


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(OUTSIDE))
def test_loading_a_library_reaches_nobody(name: str) -> None:
    """Imported under the watch that stands over every test; the watch itself works."""
    code = f"from tests.auxil.egress import guard; guard(); import {name}; import socket\n"
    code += (
        "try: socket.getaddrinfo('example.org', 1)\nexcept Exception as error: print(type(error).__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    if "ModuleNotFoundError" in done.stderr:
        pytest.skip(f"{name} is an extra that is not installed here")
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "OutsideError"
