"""Writing the static page: with the settings of the bot, whole or not at all, never over files that are not ours."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.app_page import PageError, write_page
from bot.cli import main
from bot.config import Settings
from bot.core.human import HumanLine
from bot.page.book import GENERATOR
from tests.auxil.clock import FakeClock
from tests.conftest import KNOWLEDGE

GB = Settings(KNOWLEDGE, country="GB")
OURS = f'<meta name="generator" content="{GENERATOR}">'.encode()


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_command_writes_the_page_and_again(tmp_path: Path) -> None:
    """A new folder, then over the old page; files that belong to it no more are gone, and others may read it."""
    (tmp_path / "config.yaml").write_text("country: GB\n", "utf-8")
    command = [
        "--config",
        str(tmp_path / "config.yaml"),
        "page",
        str(tmp_path / "out"),
        "--bot",
        "@riverside_bot",
    ]
    first = CliRunner().invoke(main, command)
    assert first.exit_code == 0, first.output
    assert "Written: " in first.output
    (tmp_path / "out/left-over.html").write_bytes(b"old")
    assert CliRunner().invoke(main, command).exit_code == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"index.html", "steps.html", "cards.html", "topic-overdose.html"} <= names
    assert "left-over.html" not in names
    assert {path.name for path in tmp_path.iterdir()} == {"config.yaml", "out"}
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "out/index.html").stat().st_mode & 0o777 == 0o644


def test_the_people_one_can_talk_to_are_named_and_nothing_is_said_of_now(tmp_path: Path) -> None:
    """Whether somebody is there is true for an hour only; name and number stay true on paper."""
    human = HumanLine("Riverside drop-in", "call 01632 960123", "24/7", "Europe/London")
    files, _ = write_page(replace(GB, human_line=human), FakeClock(), tmp_path / "page")
    index = files["index.html"].decode()
    assert "Riverside drop-in: call" in index
    assert 'href="tel:01632960123"' in index
    assert "until" not in index[index.index("Riverside drop-in: call") :][:200]


def test_a_page_needs_an_emergency_number(tmp_path: Path) -> None:
    """On paper nobody may be given a guess."""
    with pytest.raises(PageError, match="emergency_number"):
        write_page(Settings(KNOWLEDGE), FakeClock(), tmp_path / "page")
    assert not (tmp_path / "page").exists()


@pytest.mark.parametrize("name", ["https://t.me/x", "a b", "x", "1bot12"])
def test_a_wrong_name_of_a_bot_is_said(name: str, tmp_path: Path) -> None:
    """It would be printed on every poster."""
    result = CliRunner().invoke(main, ["page", str(tmp_path / "out"), "--bot", name])
    assert result.exit_code == 2
    assert "no bot's name" in result.output


def test_files_of_others_are_never_replaced(tmp_path: Path) -> None:
    """A folder with anything else in it, a link and a file are refused, and stay as they are."""
    other, link, file = tmp_path / "other", tmp_path / "link", tmp_path / "file"
    other.mkdir()
    (other / "index.html").write_bytes(b"<html>somebody's own</html>")
    link.symlink_to(other)
    file.write_bytes(b"x")
    for folder in (other, link, file):
        with pytest.raises(PageError):
            write_page(GB, FakeClock(), folder)
    assert contents(other) == {"index.html": b"<html>somebody's own</html>"}


def test_an_old_page_stays_where_the_new_one_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: told in words, the old page whole, nothing left beside it."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "index.html").write_bytes(OURS)

    def full(handle: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PageError, match="No space left"):
        write_page(GB, FakeClock(), out)
    assert contents(out) == {"index.html": OURS}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
