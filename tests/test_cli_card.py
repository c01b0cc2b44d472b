"""`saferbot qr` as somebody types it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.app import Version
from bot.cli import main
from bot.core.dialogue import respond
from bot.core.model import Question


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    for name in ("SAFERBOT_CONFIG", "SAFERBOT_TELEGRAM_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    return CliRunner()


def test_a_card_of_a_topic_leads_to_its_answer(runner: CliRunner, tmp_path: Path, version: Version) -> None:
    """The file is there, and the link it says opens that topic."""
    result = runner.invoke(main, ["qr", "naloxone-what-is-it", "--bot", "@a_bot", "--out", "one.png"])
    assert result.exit_code == 0, result.output
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
    payload = result.output.strip().partition("?start=")[2]
    assert respond(Question(f"/start {payload}"), version.view).topics == ("naloxone-what-is-it",)


def test_without_a_topic_it_opens_the_first_screen(runner: CliRunner, tmp_path: Path) -> None:
    """As SVG, under a name of its own."""
    result = runner.invoke(main, ["qr", "--bot", "a_bot"])
    assert result.output == "card.svg: https://t.me/a_bot\n"
    assert "Private questions" in (tmp_path / "card.svg").read_text("utf-8")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["naloxon", "--bot", "a_bot"], "there is no entry 'naloxon'; "),
        ([], "--bot NAME"),
        (["--bot", "a bot"], "no bot's name"),
        (["--bot", "a_bot", "--out", "card.jpg"], ".svg or .png"),
        (["--bot", "a_bot", "--title", "x" * 99], "does not fit"),
    ],
)
def test_what_cannot_be_drawn_is_told(runner: CliRunner, tmp_path: Path, args: list[str], says: str) -> None:
    """What, and what to do; nothing is written."""
    result = runner.invoke(main, ["qr", *args])
    assert result.exit_code != 0
    assert says in " ".join(result.output.split())
    assert list(tmp_path.iterdir()) == []
