"""`saferbot alert`, as it is typed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import app, cli_alert
from bot.app import Version
from bot.cli import main
from bot.clock import RealClock
from bot.config import Settings
from bot.content.loader import Loaded
from bot.matching.index import Index
from tests.conftest import KNOWLEDGE, LEAN

FILE = Path("knowledge/en/alerts.yaml")
NEW = (
    "alert", "new", "oxy-riverside", "--what", "Pills sold as oxy held a nitazene.", "--where", "Riverside",
    "--do", "Carry naloxone. Not breathing: call {emergency_number}.", "--source", "City drug checking, 26 Nov 2026",
    "--substance", "nitazenes", "--role", "outreach worker",
)  # fmt: skip


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """In a folder with a copy of the knowledge."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAFERBOT_CONFIG", raising=False)
    shutil.copytree(KNOWLEDGE, "knowledge", ignore=LEAN)
    Path("config.yaml").write_text("knowledge: knowledge\ncountry: GB\n", "utf-8")
    return CliRunner()


@pytest.fixture
def runner(typed: CliRunner, version: Version, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """The same, with what an alert may name read once for all tests."""
    monkeypatch.setattr(cli_alert, "_view", lambda settings: version.view)
    return typed


def said(runner: CliRunner, *words: str, code: int = 0) -> str:
    result = runner.invoke(main, list(words))
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.slow
def test_an_alert_goes_from_the_command_line_to_the_answer(
    typed: CliRunner, own_cache: Path, prepared: Callable[[Loaded], Index]
) -> None:
    """And away again; the last one says what is wrong in the file."""
    copied = Settings(Path("knowledge"), "GB", cache=own_cache)
    app.build_version(copied, "GB", RealClock(), prepared).index()
    said(typed, *NEW)
    assert "Shown until" in said(typed, "ask", "/alerts")
    assert "Riverside: Pills sold as oxy held a nitazene." in said(typed, "ask", "what is a nitazene")
    said(typed, "undo")
    assert "Riverside" not in said(typed, "ask", "what is a nitazene")
    FILE.write_text("bad:\n  what: x\n", "utf-8")
    assert "alerts.yaml:1: `bad` has no `where`" in said(typed, "check", code=1)
    assert "alerts: " in said(typed, "ask", "thanks")


def test_an_alert_is_put_out_listed_and_taken_down(runner: CliRunner) -> None:
    """Each on the record."""
    assert "No alert is out.\nLast looked at: never" in said(runner, "alert", "list")
    assert "outreach worker: new alert (oxy-riverside)" in said(runner, *NEW)
    assert "oxy-riverside: out until " in said(runner, "alert", "list")
    assert "end alert (oxy-riverside)" in said(runner, "alert", "end", "oxy-riverside")
    assert "No alert is out." in said(runner, "alert", "list")
    assert "oxy-riverside: ended" in said(runner, "alert", "list", "--all")


def test_what_is_wrong_with_an_alert_is_said(runner: CliRunner) -> None:
    """Everything at once, and nothing is written."""
    words = [*NEW]
    words[words.index("--what") + 1] = "Junkie pills, one pill is enough, buy elsewhere"
    out = said(runner, *words, "--topic", "no-entry", code=1)
    assert all(one in out for one in ("'junkie'", "'one pill'", "'buy'", "'no-entry'"))
    assert "write it as 2026-12-04" in said(runner, *NEW, "--expires", "soon", code=2)
    assert not FILE.exists()


def test_looked_says_that_somebody_did(runner: CliRunner) -> None:
    """The day is in the file and on the record; a second time on one day changes nothing."""
    assert "looked at alerts" in said(runner, "alert", "looked")
    assert "looked" in FILE.read_text("utf-8")
    assert "nothing to change" in said(runner, "alert", "looked", code=1)
    assert "looked at alerts" in said(runner, "diff", "--log")


def test_a_broken_file_is_named_with_its_line(runner: CliRunner) -> None:
    """What is good in it is listed all the same."""
    said(runner, *NEW)
    FILE.write_text(FILE.read_text("utf-8") + "bad:\n  what: x\n", "utf-8")
    out = said(runner, "alert", "list", code=1)
    assert "oxy-riverside: out until" in out
    assert "`bad` has no `where`" in out


def test_two_admins_confirm(runner: CliRunner) -> None:
    """Proposed by one, seen in the list, put out by the other and by nobody else."""
    admins = "telegram:\n  admins:\n    - {role: nurse, id: 5}\n    - {role: outreach worker, id: 6}\n"
    Path("config.yaml").write_text(f"knowledge: knowledge\ncountry: GB\n{admins}", "utf-8")
    assert "It waits for another role: saferbot alert confirm 1" in said(runner, *NEW)
    out = said(runner, "alert", "list")
    assert "No alert is out.\n1 waits for another role than outreach worker\n  Riverside: Pills" in out
    assert "is your own" in said(runner, "alert", "confirm", "1", "--role", "outreach worker", code=1)
    assert "is no admin" in said(runner, "alert", "confirm", "1", "--role", "doctor", code=1)
    assert "no alert waits under 2" in said(runner, "alert", "confirm", "2", "--role", "nurse", code=1)
    assert "nurse: confirm 1" in said(runner, "alert", "confirm", "1", "--role", "nurse")
    assert "oxy-riverside: out until" in said(runner, "alert", "list")
    said(runner, *("other" if one == "oxy-riverside" else one for one in NEW))
    assert "nurse: refuse 3" in said(runner, "alert", "refuse", "3", "--role", "nurse")
    assert "waits" not in said(runner, "alert", "list")
