"""A command that an operator runs as the service is run as the service is: else doctor would tell of another."""

import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

from bot.privacy.hardening import SCRUB_HOW
from tests.conftest import ROOT

SCRIPT = ROOT / "deploy/as-service"
UNIT = (ROOT / "deploy/saferbot.service").read_text("utf-8").splitlines()


def handed_on(tmp_path: Path, *words: str) -> list[str]:
    """What systemd-run is asked to do, by a stand-in that writes it down."""
    (tmp_path / "systemd-run").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', "utf-8")
    (tmp_path / "systemd-run").chmod(0o755)
    shell = shutil.which("sh")
    assert shell is not None
    command = [shell, str(SCRIPT), *words]
    env = {"PATH": str(tmp_path)}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=env).stdout.splitlines()


def test_it_is_the_service(tmp_path: Path) -> None:
    """The same user, folders, token, memory settings, program and settings file; `saferbot` is the user's name, as the
    unit's own name makes it."""
    asked = handed_on(tmp_path, "doctor", "--offline")
    options = [value for flag, value in pairwise(asked) if flag == "-p"]
    for option in (one for one in options if one != "User=saferbot"):
        assert option in UNIT
    assert {"DynamicUser=yes", "User=saferbot", "StateDirectory=saferbot", "CacheDirectory=saferbot"} <= set(
        options
    )
    assert set(SCRUB_HOW.split()) <= set(asked)
    (start,) = (line.partition("=")[2] for line in UNIT if line.startswith("ExecStart="))
    assert " ".join(asked).endswith(start.removesuffix("run") + "doctor --offline")


def test_what_is_typed_stays_as_typed(tmp_path: Path) -> None:
    """Words with spaces or signs of the shell are handed on as one word, and run nothing."""
    assert handed_on(tmp_path, "try", "it's $(id) a; b")[-2:] == ["try", "it's $(id) a; b"]
    assert SCRIPT.stat().st_mode & 0o111
