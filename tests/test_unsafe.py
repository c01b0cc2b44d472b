"""The bot refuses to serve Telegram where its first answer would already be a danger, and says how to mend it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import SettingsError
from bot.unsafe import refuse_unsafe, why_unsafe
from tests.conftest import ROOT

TOKEN = "123456:a-token-that-is-planted-to-be-looked-for"
POSIX = pytest.mark.skipif(os.name != "posix", reason="files have no such rights here")


def settings(folder: Path, token: int = 0o600, config: int = 0o644, country: str = "GB") -> Settings:
    for name, mode in (("token", token), ("config.yaml", config)):
        (folder / name).write_text(TOKEN if name == "token" else f"country: {country}\n", "ascii")
        (folder / name).chmod(mode)
    return Settings(Path(), country=country, file=folder / "config.yaml", token_file=folder / "token")


def test_the_usual_rights_are_no_reason(tmp_path: Path) -> None:
    """600 or a service's 400 and 440 for the token, 644 and less for the settings; no file at all."""
    for token, config in ((0o600, 0o644), (0o400, 0o600), (0o440, 0o640)):
        assert list(why_unsafe(settings(tmp_path, token, config))) == []
    assert list(why_unsafe(Settings(Path(), country="GB"))) == []


@POSIX
@pytest.mark.parametrize(
    ("token", "config", "said"),
    [
        (0o644, 0o644, "everybody on this machine may read the token (mode 644)"),
        (0o602, 0o644, "everybody on this machine may read the token (mode 602)"),
        (0o620, 0o644, "a group may change the token (mode 620)"),
        (0o600, 0o664, "a group may change the settings (mode 664)"),
        (0o600, 0o646, "everybody on this machine may change the settings (mode 646)"),
    ],
)
def test_each_danger_is_told_with_the_file_and_what_to_do(
    tmp_path: Path, token: int, config: int, said: str
) -> None:
    """One reason, with the path, the mode and a command; what the file holds is not repeated."""
    (reason,) = why_unsafe(settings(tmp_path, token, config))
    assert said in reason
    assert reason.startswith(str(tmp_path))
    assert "chmod" in reason
    assert TOKEN.partition(":")[2] not in reason


@POSIX
def test_all_are_told_at_once(tmp_path: Path) -> None:
    """The missing number first."""
    with pytest.raises(SettingsError) as refused:
        refuse_unsafe(settings(tmp_path, 0o666, 0o666, country=""))
    assert len(refused.value.problems) == 3
    assert refused.value.problems[0].startswith("emergency_number: is not set")


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_files_of_somebody_else_are_told(tmp_path: Path) -> None:
    """Their owner could change them at any time."""
    made = settings(tmp_path)
    os.chown(tmp_path / "token", 12_345, -1)
    os.chown(tmp_path / "config.yaml", 12_345, -1)
    assert ["another user (number 12345)" in reason for reason in why_unsafe(made)] == [True, True]


def test_a_file_that_is_gone_is_no_crash(tmp_path: Path) -> None:
    """The token was read before; what happens to its file afterwards is nobody's danger."""
    assert list(why_unsafe(Settings(Path(), country="GB", token_file=tmp_path / "gone"))) == []


@POSIX
def test_saferbot_run_refuses(tmp_path: Path) -> None:
    """The real program, before it asks Telegram anything: exit code 1 and the sentence, without a traceback."""
    settings(tmp_path, 0o644)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "SAFERBOT_TELEGRAM_TOKEN_FILE": str(tmp_path / "token")}
    env["SAFERBOT_TELEGRAM_API_URL"] = "http://127.0.0.1:9"
    done = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "everybody on this machine may read the token (mode 644)" in done.stderr
    assert "Traceback" not in done.stderr
