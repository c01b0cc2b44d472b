"""`saferbot questions`: what people agreed to have kept, to read and to delete."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import app
from bot.app_questions import FILE, opened
from bot.cli import main
from bot.clock import RealClock
from tests.conftest import KNOWLEDGE


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAFERBOT_CONFIG", raising=False)
    text = f"knowledge: {KNOWLEDGE}\nstate: state\nkeep_questions: true\n"
    Path("config.yaml").write_text(text, "utf-8")
    return CliRunner()


def said(runner: CliRunner, *words: str, code: int = 0) -> str:
    result = runner.invoke(main, ["questions", *words])
    assert result.exit_code == code, result.output
    return result.output


async def _keep(*texts: str) -> None:
    async with opened(app.read_settings(None, {}, Path.cwd()), RealClock()) as suggestions:
        assert suggestions
        for text in texts:
            assert suggestions.keep(text)


def test_they_are_listed_and_deleted(runner: CliRunner) -> None:
    """By number, for good."""
    assert said(runner) == "Kept: 0\n"
    asyncio.run(_keep("what is zzyzx", "another one"))
    shown = said(runner)
    assert "1. week of " in shown
    assert shown.endswith("what is zzyzx\nKept: 2\n")
    assert said(runner, "--drop", "2") == "Deleted: what is zzyzx\n"
    assert "there is no question 2" in said(runner, "--drop", "2", code=2)
    assert said(runner).endswith("Kept: 1\n")
    files = b"".join(path.read_bytes() for path in Path("state").iterdir())
    assert b"another one" in files
    assert b"zzyzx" not in files


def test_where_it_is_off_there_is_nothing(runner: CliRunner) -> None:
    """Not even a file; and it cannot be on without a place to keep them."""
    Path("config.yaml").write_text(f"knowledge: {KNOWLEDGE}\nstate: state\n", "utf-8")
    assert "No questions are kept: `keep_questions` is not set" in said(runner)
    assert not (Path("state") / FILE).exists()
    Path("config.yaml").write_text(f"knowledge: {KNOWLEDGE}\nkeep_questions: true\n", "utf-8")
    assert "needs a place to keep them" in said(runner, code=1)
    Path("config.yaml").write_text(f"knowledge: {KNOWLEDGE}\nkeep_questions: perhaps\n", "utf-8")
    assert "must be one of: true, false" in said(runner, code=1)
