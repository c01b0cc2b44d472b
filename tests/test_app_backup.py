"""All of a deployment but the token, in one file and back as one folder that works."""

import os
import sqlite3
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import app
from bot.app_backup import backup, restore
from bot.backup.archive import BackupError
from bot.cli import main
from bot.config import Settings
from bot.content.loader import load
from bot.content.sites import load_sites
from bot.store.database import Database
from tests.conftest import KNOWLEDGE

TOKEN = "123456:a-token-that-is-planted-to-be-looked-for"
SITE = """version: 1
defaults: {timezone: Europe/London, country: GB}
sites:
  - id: open-door
    name: Open Door
    services: [naloxone]
    lat: 53.8
    lon: -1.5
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A deployment: settings that name their folders in several ways, a token, a list of sites."""
    made = tmp_path / "home"
    (made / "my-sites").mkdir(parents=True)
    (made / "my-sites/leeds.yaml").write_text(SITE, "utf-8")
    (made / "token").write_text(TOKEN, "utf-8")
    (made / "token").chmod(0o600)
    lines = (
        "# ours",
        "country: GB",
        f"knowledge: {KNOWLEDGE}",
        f"state: {made / 'state'}",
        "sites: my-sites",
        "telegram:",
        "  token_file: token",
    )
    (made / "config.yaml").write_text("\n".join((*lines, "")), "utf-8")
    return made


def settings_of(folder: Path) -> Settings:
    return app.read_settings(str(folder / "config.yaml"), {}, folder)


async def counted(home: Path) -> Database:
    """The totals, open and being written as by a running bot."""
    database = await Database.open(home / "state/counts.sqlite3")
    await database.write(
        [("INSERT INTO counts (day, counter, n) VALUES (?, ?, ?)", [("2026-11-27", "unknown", 41)])]
    )
    return database


async def test_a_deployment_comes_back_as_it_was(home: Path, tmp_path: Path) -> None:
    """While the bot runs: knowledge, sites, totals and settings, by paths that work in the new folder; no token."""
    database = await counted(home)
    names = backup(settings_of(home), tmp_path / "b.zip")
    await database.close()
    assert {"config.yaml", "sites/leeds.yaml", "state/counts.sqlite3", "knowledge/en/emergency.yaml"} <= set(
        names
    )
    back = tmp_path / "back"
    restore(tmp_path / "b.zip", back)
    (back / "token").write_text(TOKEN, "utf-8")
    settings = settings_of(back)
    assert settings.country == "GB"
    assert (settings.knowledge, settings.sites, settings.state) == (
        back / "knowledge",
        back / "sites",
        back / "state",
    )
    assert load(settings.knowledge).knowledge == load(KNOWLEDGE).knowledge
    assert [site.id for site in load_sites(back / "sites", back / "knowledge").sites.sites] == ["open-door"]
    again = await Database.open(back / "state/counts.sqlite3")
    assert await again.read("SELECT counter, n FROM counts") == [("unknown", 41)]
    assert again.set_aside is None
    await again.close()


def test_the_token_is_in_no_backup(home: Path, tmp_path: Path) -> None:
    """It is no part of one; and one that would carry it, because somebody put it among the answers, is not made."""
    backup(settings_of(home), tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as made:
        assert not [name for name in made.namelist() if TOKEN.encode() in made.read(name)]
    (home / "my-sites/note.txt").write_text(f"our token: {TOKEN}", "utf-8")
    with pytest.raises(BackupError, match="holds the bot's token") as caught:
        backup(settings_of(home), tmp_path / "c.zip")
    assert TOKEN not in str(caught.value)
    assert not (tmp_path / "c.zip").exists()


def test_only_its_owner_can_read_it(home: Path, tmp_path: Path) -> None:
    """The file, and every file and folder that comes back."""
    backup(settings_of(home), tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "back")
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0
    assert not [path for path in (tmp_path / "back").rglob("*") if path.stat().st_mode & 0o077]
    assert (tmp_path / "back").stat().st_mode & 0o077 == 0


def test_links_in_the_folders_are_not_followed(home: Path, tmp_path: Path) -> None:
    """One could show any file of the machine."""
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    (home / "my-sites/link.txt").symlink_to(tmp_path / "secret.txt")
    assert "sites/link.txt" not in backup(settings_of(home), tmp_path / "b.zip")


def test_a_folder_in_use_is_never_restored_over(home: Path, tmp_path: Path) -> None:
    backup(settings_of(home), tmp_path / "b.zip")
    before = sorted(home.rglob("*"))
    with pytest.raises(BackupError, match="not empty"):
        restore(tmp_path / "b.zip", home)
    assert sorted(home.rglob("*")) == before


def test_a_full_disk_restores_nothing(home: Path, tmp_path: Path, small_disk: Path) -> None:
    """1 MB is too small for it: told in words, and no half of it stays. Nor does half a backup replace an old one."""
    backup(settings_of(home), tmp_path / "b.zip")
    with pytest.raises(BackupError, match="No space left"):
        restore(tmp_path / "b.zip", small_disk / "back")
    assert list(small_disk.iterdir()) == []
    (small_disk / "b.zip").write_bytes(b"old")
    (small_disk / "filler").write_bytes(os.urandom(900_000))
    with pytest.raises(BackupError, match="No space left"):
        backup(settings_of(home), small_disk / "b.zip")
    assert (small_disk / "b.zip").read_bytes() == b"old"


def test_a_damaged_backup_is_refused_by_the_command(tmp_path: Path) -> None:
    """In a sentence, and without a folder."""
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 nothing")
    result = CliRunner().invoke(main, ["restore", str(tmp_path / "b.zip"), str(tmp_path / "back")])
    assert result.exit_code == 1
    assert "damaged, or no backup" in result.output
    assert not (tmp_path / "back").exists()


def test_without_a_settings_file_it_comes_back_too(tmp_path: Path) -> None:
    """Everything as it comes: the settings then name what is there."""
    backup(Settings(KNOWLEDGE, places=tmp_path / "none"), tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "back")
    assert (tmp_path / "back/config.yaml").read_text("utf-8") == "knowledge: knowledge\n"
    assert settings_of(tmp_path / "back").knowledge == tmp_path / "back/knowledge"


def test_places_come_back(tmp_path: Path) -> None:
    """The file of imported places is copied as of one moment."""
    places = tmp_path / "places.sqlite"
    with sqlite3.connect(places) as made:
        made.execute("CREATE TABLE t (x)")
    made.close()
    backup(Settings(KNOWLEDGE, places=places), tmp_path / "b.zip")
    restore(tmp_path / "b.zip", tmp_path / "back")
    assert (tmp_path / "back/places.sqlite").stat().st_size > 0
    assert "places: places.sqlite" in (tmp_path / "back/config.yaml").read_text("utf-8")
