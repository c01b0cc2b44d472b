"""The service of systemd is shut in as TRUST promises (SEC-15): by its lines, and by systemd's own judgement of it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config_telegram import CREDENTIAL
from bot.privacy.hardening import SCRUB_HOW
from tests.conftest import ROOT

UNIT = ROOT / "deploy/saferbot.service"
MOST_EXPOSED = 1.5
ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(
    ANALYZE is None, reason="systemd-analyze is not here (Debian package systemd)"
)


def lines() -> set[str]:
    found = (line.strip() for line in UNIT.read_text("utf-8").splitlines())
    return {line for line in found if line and not line.startswith("#")}


def analyzed(*words: str) -> "subprocess.CompletedProcess[str]":
    assert ANALYZE is not None
    return subprocess.run([ANALYZE, *words], capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(
    "line",
    [
        "DynamicUser=yes", "StateDirectory=saferbot", "StateDirectoryMode=0700", "UMask=0077", "LimitCORE=0",
        "MemoryMax=768M", "OOMPolicy=continue", "MemorySwapMax=0", "TasksMax=64", "RuntimeMaxSec=1d",
        "Restart=on-failure",
        "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
        "PrivateDevices=yes", "PrivateUsers=yes", "ProtectClock=yes", "ProtectHostname=yes",
        "ProtectKernelTunables=yes", "ProtectKernelModules=yes", "ProtectKernelLogs=yes", "ProtectControlGroups=yes",
        "ProtectProc=invisible", "ProcSubset=pid", "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "RestrictNamespaces=yes", "RestrictRealtime=yes", "RestrictSUIDSGID=yes", "LockPersonality=yes",
        "MemoryDenyWriteExecute=yes", "SystemCallArchitectures=native", "SystemCallFilter=@system-service",
        "SystemCallFilter=~@privileged @resources", "KeyringMode=private", "KillSignal=SIGTERM",
    ],
)  # fmt: skip
def test_each_wall_stands(line: str) -> None:
    """Every setting that TRUST 7.5 names is there, exactly."""
    assert line in lines()


def test_nothing_opens_a_door() -> None:
    """No root, no token in the environment or the command, no socket handed in, no folder opened for writing."""
    text = "\n".join(lines())
    for word in ("User=root", "TOKEN=", "PassEnvironment", "ListenStream", "ReadWritePaths", "AmbientCapabilities=CAP",
                 "EnvironmentFile", "ExecStartPre=+", "PermissionsStartOnly", "SupplementaryGroups"):  # fmt: skip
        assert word not in text
    assert re.search(rf"^LoadCredential={CREDENTIAL}:/etc/", text, re.MULTILINE)


def test_the_memory_settings_are_the_ones_that_hardening_looks_for() -> None:
    """Freed memory is overwritten: the same words in the unit, in the image and in what the bot says at start."""
    image = (ROOT / "deploy/Dockerfile").read_text("utf-8")
    for setting in SCRUB_HOW.split():
        assert setting in UNIT.read_text("utf-8")
        assert setting in image


@needs_systemd
def test_systemd_reads_it_without_a_word(tmp_path: Path) -> None:
    """`systemd-analyze verify` is silent, and is not where a line is wrong."""
    there = UNIT.read_text("utf-8").replace("/opt/saferbot/.venv/bin/saferbot", sys.executable)
    good, bad = tmp_path / "good.service", tmp_path / "bad.service"
    good.write_text(there, "utf-8")
    bad.write_text(there.replace("RestrictRealtime=yes", "RestrictRealtime=perhaps"), "utf-8")
    verified = analyzed("verify", "--man=no", str(good))
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    assert "perhaps" in analyzed("verify", "--man=no", str(bad)).stderr


@needs_systemd
def test_systemd_calls_it_shut_in(tmp_path: Path) -> None:
    """Exposure at most 1.5 of 10, offline; a unit without walls gets far more."""
    assert exposure(UNIT) <= MOST_EXPOSED
    bare = tmp_path / "bare.service"
    bare.write_text("[Service]\nExecStart=/bin/true\n", "utf-8")
    assert exposure(bare) > 5


def exposure(unit: Path) -> float:
    told = analyzed("security", "--no-pager", "--offline=true", str(unit)).stdout
    found = re.search(r"Overall exposure level for \S+: (\d+\.\d)", told)
    assert found is not None
    return float(found[1])
