"""`saferbot stats`: what may be published, as a table, a picture, JSON and CSV."""

import asyncio
import csv
import io
import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import cli_stats
from bot.cli import main
from bot.store.counters import BEGIN_ROW
from bot.store.database import Database
from tests.conftest import KNOWLEDGE

DAY = timedelta(1)
PNG = b"\x89PNG\r\n\x1a\n"


def last_monday() -> date:
    today = date.today()  # noqa: DTZ011 - as the command does, in UTC
    return today - timedelta(today.weekday() + 7)


async def counted(numbers: dict[str, Sequence[int]]) -> None:
    """The counts of last week, each counter from Monday on."""
    database = await Database.open(Path("state/counts.sqlite3"))
    rows = [
        ((last_monday() + at * DAY).isoformat(), cell, n)
        for cell, line in numbers.items()
        for at, n in enumerate(line)
    ]
    await database.write([(BEGIN_ROW, rows)])
    await database.close()


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAFERBOT_CONFIG", raising=False)
    monkeypatch.setattr(cli_stats, "_namer", lambda settings: str)
    Path("config.yaml").write_text(f"knowledge: {KNOWLEDGE}\nstate: state\n", "utf-8")
    return CliRunner()


def said(runner: CliRunner, *words: str, code: int = 0) -> str:
    result = runner.invoke(main, ["stats", *words])
    assert result.exit_code == code, result.output
    return result.output


QUIET: dict[str, Sequence[int]] = {
    "answered:naloxone": [6] * 7,
    "answered:alcohol": [1] * 7,
    "unknown": [3] * 7,
}


async def test_a_table_shows_what_is_large_enough(runner: CliRunner) -> None:
    """With dashes for the rest, and how the numbers were made."""
    await counted(QUIET)
    out = said(runner, "--weeks", "1")
    lines = {line.split()[0]: line.split()[-1] for line in out.splitlines() if line.strip()}
    assert (lines["answered:naloxone"], lines["unknown"]) == ("40", "20")
    assert "answered:alcohol" not in out
    assert lines["All"] == "-"
    assert "P(k) = 1/3 * 2^-|k|" in out
    assert "nothing under 16 a week is shown" in out


async def test_the_days_of_a_busy_week_are_shown(runner: CliRunner) -> None:
    """A total a day, by name."""
    await counted({"unknown": [100] * 7, "check": [40] * 7})
    out = said(runner, "--weeks", "1")
    assert [line.split() for line in out.splitlines() if line.startswith("  Mon")] == [["Monday", "140"]]
    assert "980" in out


async def test_json_and_csv_say_the_same(runner: CliRunner) -> None:
    """Nothing that is too small is in either."""
    await counted(QUIET)
    (week,) = json.loads(said(runner, "--weeks", "1", "--json"))["weeks"]
    assert week["counts"] == {"answered:naloxone": 40, "unknown": 20}
    assert (week["too_small"], week["total"], week["days"]) == (1, None, None)
    rows = list(csv.reader(io.StringIO(said(runner, "--weeks", "1", "--csv"))))
    monday = last_monday().isoformat()
    assert rows == [
        ["week", "counter", "name", "number"],
        [monday, "answered", "naloxone", "40"],
        [monday, "unknown", "", "20"],
        [monday, "total", "", ""],
    ]


def test_a_picture_is_drawn(runner: CliRunner) -> None:
    """A PNG, also of many weeks without counts."""
    asyncio.run(counted(QUIET))
    for weeks in ("1", "8"):
        said(runner, "--weeks", weeks, "--png", "stats.png")
        assert Path("stats.png").read_bytes().startswith(PNG)


async def test_it_works_while_the_bot_runs(runner: CliRunner) -> None:
    """The file is open and being written."""
    await counted(QUIET)
    database = await Database.open(Path("state/counts.sqlite3"))
    await database.write([(BEGIN_ROW, [(last_monday().isoformat(), "check", 30)])])
    assert json.loads(said(runner, "--json"))["weeks"][-1]["counts"]["check"] == 30
    await database.close()


def test_what_is_missing_is_said_in_a_sentence(runner: CliRunner) -> None:
    """No folder set, no file yet, a damaged one."""
    assert "There are no counts yet" in said(runner, code=1)
    Path("state").mkdir()
    Path("state/counts.sqlite3").write_bytes(b"x" * 5_000)
    assert "are damaged" in said(runner, code=1)
    Path("config.yaml").write_text(f"knowledge: {KNOWLEDGE}\n", "utf-8")
    assert "nothing is counted" in said(runner, code=1)


async def test_the_week_that_is_not_over_is_never_shown(runner: CliRunner) -> None:
    """Watching it grow would show single questions."""
    database = await Database.open(Path("state/counts.sqlite3"))
    await database.write([(BEGIN_ROW, [((last_monday() + 7 * DAY).isoformat(), "unknown", 900)])])
    await database.close()
    assert "No whole week has been counted yet" in said(runner)
    assert "900" not in said(runner, "--json") + said(runner, "--csv")
