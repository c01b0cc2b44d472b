"""What doctor says of the webhook. (The whole of doctor is asked in test_cli.py; it reads all knowledge each time.)"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import doctor
from bot.cli import main
from bot.config import Settings
from bot.config_telegram import Secret, Webhook
from bot.finding import Finding, right, wrong

TOKEN = "123456:a-token-that-is-planted-to-be-looked-for"
URL = "https://bot.example.org/"


def said(hook: Webhook | None) -> str:
    settings = Settings(Path(), country="GB", token=Secret(TOKEN), webhook=hook)
    return "\n".join(map(str, doctor._telegram(settings)))


@pytest.mark.parametrize(
    ("path", "host", "expected"),
    [
        (
            "hook-1",
            "127.0.0.1",
            f"ok    updates: Telegram calls {URL}hook-1, the bot listens on 127.0.0.1:8080",
        ),
        ("hook-1", "0.0.0.0", "note  webhook listen: 0.0.0.0 can be reached from other machines"),  # noqa: S104
        (TOKEN.partition(":")[2], "127.0.0.1", "FIX   webhook url: holds the token"),
    ],
)
def test_doctor_looks_at_the_webhook(path: str, host: str, expected: str) -> None:
    """Who can reach it, and whether the token stands in the address."""
    lines = said(Webhook(URL + path, host, 8080))
    assert expected in lines
    assert TOKEN.partition(":")[2] not in lines


def test_without_a_webhook_the_bot_asks() -> None:
    """And doctor says that no address is needed."""
    assert "ok    updates: the bot asks Telegram" in said(None)


def test_each_line_is_told_as_soon_as_it_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking at the knowledge takes a minute on a small machine: what was found before it stands there already."""
    lines: list[str] = []

    def slow(settings: Settings) -> Iterator[Finding]:
        assert lines[0].startswith("ok    Python")
        assert any("swap" in line for line in lines)
        yield wrong("knowledge: none")
        assert lines[-1] == "FIX   knowledge: none"
        yield right("the last")

    monkeypatch.setattr(doctor, "_knowledge", slow)
    monkeypatch.setattr("bot.cli.click.echo", lines.append)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["doctor", "--offline"])
    assert (result.exit_code, result.exception.__class__) == (1, SystemExit)
    assert lines[-1] == "ok    the last"
