"""PRV-4 in small: `saferbot disclose` prints an empty list, and would print what it found. (The whole drill after ten
thousand conversations is in tests/promises/.)"""

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.app_disclose import disclose
from bot.cli import main
from bot.config import Settings
from bot.errors import SaferbotError
from tests.conftest import KNOWLEDGE

PERSON = 7_700_000_042
SENTENCE = "Everything that this bot holds about that account:"


def drill(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.delenv("SAFERBOT_CONFIG", raising=False)
    for name in ("state", "cache/saferbot"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    if not (folder / "config.yaml").exists():
        (folder / "config.yaml").write_text("country: GB\nstate: state\n", "utf-8")
    return CliRunner().invoke(main, ["disclose", str(PERSON)])


def test_nothing_is_a_sentence_and_an_empty_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence is fixed and names nobody; what was looked at is told apart from it."""
    result = drill(tmp_path, monkeypatch)
    assert result.exit_code == 0
    assert result.stdout == f"{SENTENCE}\n[]\n"
    assert result.stderr.startswith("searched: 1 files, ")


def in_a_database(path: Path) -> None:
    """Longer than a page, so that no form stands in one piece: the number goes over the end of one."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA page_size=512")
        connection.execute("CREATE TABLE t (words TEXT)")
        for before in range(440, 520):
            connection.execute("INSERT INTO t VALUES (?)", ("x" * before + f" {PERSON} " + "x" * 400,))
    connection.close()


def test_what_is_held_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file, the spelling and the place, another sentence, and exit code 1."""
    planted = tmp_path / "state" / "notes"
    planted.parent.mkdir()
    planted.write_bytes(b"xx" + PERSON.to_bytes(8, "little"))
    result = drill(tmp_path, monkeypatch)
    assert result.exit_code == 1
    assert SENTENCE not in result.stdout
    listed = json.loads(result.stdout[result.stdout.index("[\n") :])
    assert {
        "file": str(planted),
        "form": "8 bytes, little-endian",
        "offset": 2,
        "may_be_chance": False,
    } in listed


LARGE = 5_000_000  # bytes: a tenth of the index in the cache
OLDER = 3_000_000_042  # a number of four bytes


def test_bytes_that_may_be_chance_are_listed_and_called_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sorted tables of numbers in the cache hold some accounts' four bytes. They are never left out; the same bytes in
    a small file, or longer ones beside them, are told as what was found."""
    monkeypatch.setattr(f"{__name__}.PERSON", OLDER)
    large = tmp_path / "cache/saferbot/a.index"
    large.parent.mkdir(parents=True)
    large.write_bytes(bytes(LARGE) + OLDER.to_bytes(4, "little"))
    result = drill(tmp_path, monkeypatch)
    assert result.exit_code == 1
    assert "by chance" in result.stdout.split("\n")[0]
    assert json.loads(result.stdout[result.stdout.index("[\n") :])[0]["may_be_chance"]
    small = tmp_path / "state/counts"
    small.write_bytes(OLDER.to_bytes(4, "little"))
    assert "by chance" not in drill(tmp_path, monkeypatch).stdout
    small.unlink()
    large.write_bytes(bytes(LARGE) + str(OLDER).encode() + bytes(1) + OLDER.to_bytes(4, "little"))
    assert "by chance" not in drill(tmp_path, monkeypatch).stdout


@pytest.mark.parametrize(
    ("place", "plant"),
    [
        ("state/deep/er/log", lambda path: path.write_text(f"chat {PERSON}\n", "utf-8")),
        ("state/counts.sqlite3", in_a_database),
        ("cache/kept", lambda path: path.write_text(f"{PERSON:x}", "utf-8")),
        ("config.yaml", lambda path: path.write_text(f"country: GB\n# {PERSON}\n", "utf-8")),
        ("knowledge/.history/versions/a", lambda path: path.write_text(f"by {PERSON}", "utf-8")),
    ],
)
def test_every_place_is_searched(tmp_path: Path, place: str, plant: Callable[[Path], object]) -> None:
    """The totals with all that stands beside them, the cache, the settings, the record of changes."""
    planted = tmp_path / place
    planted.parent.mkdir(parents=True, exist_ok=True)
    plant(planted)
    settings = Settings(tmp_path / "knowledge", state=tmp_path / "state", cache=tmp_path / "cache")
    traces = disclose(settings, tmp_path / "config.yaml", PERSON).traces
    assert {Path(one.file) for one in traces} == {planted}


def test_a_number_cut_by_a_page_is_found_in_its_row(tmp_path: Path) -> None:
    """Rows are read as well as bytes."""
    in_a_database(tmp_path / "counts.sqlite3")
    found = disclose(Settings(KNOWLEDGE, state=tmp_path), None, PERSON)
    assert "decimal as text, in a row" in {trace.form for trace in found.traces}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_cannot_be_read_is_not_called_empty(tmp_path: Path) -> None:
    """An error that names the file and who should ask."""
    (tmp_path / "locked").write_text("x", "utf-8")
    (tmp_path / "locked").chmod(0)
    with pytest.raises(SaferbotError, match="run this as the user"):
        disclose(Settings(KNOWLEDGE, state=tmp_path), None, PERSON)


def test_a_read_that_fails_is_not_called_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for whoever may read everything, on a broken disk."""

    def broken(path: Path) -> bytes:
        raise OSError(5, "Input/output error")

    (tmp_path / "file").write_text("x", "utf-8")
    monkeypatch.setattr(Path, "read_bytes", broken)
    with pytest.raises(SaferbotError, match=r"cannot be read \(Input/output error\)"):
        disclose(Settings(KNOWLEDGE, state=tmp_path), None, PERSON)


def test_a_damaged_database_is_searched_as_bytes(tmp_path: Path) -> None:
    """It was set aside and is still a file."""
    path = tmp_path / "counts.sqlite3.set-aside-1"
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 100 + str(PERSON).encode())
    assert len(disclose(Settings(KNOWLEDGE, state=tmp_path), None, PERSON).traces) == 1


@pytest.mark.parametrize("written", ["0", "-100123", str(2**63)])
def test_what_is_no_account_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    """A sentence, not a traceback and not an empty list."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["disclose", "--", written])
    assert result.exit_code == 1
    assert "write the account's number" in result.output
    assert "[]" not in result.output
