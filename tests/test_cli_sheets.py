"""`saferbot export` and `import`, as somebody who lives in spreadsheets uses them."""

import subprocess
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from bot.cli import main
from tests.auxil.few_entries import KEPT, lay_out

FILE = Path("knowledge/en/topics/naloxone.yaml")
ABOUT = Path("knowledge/en/topics/bot.yaml")


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Two files of entries, which load and are learned in a moment."""
    lay_out(tmp_path, "knowledge: knowledge\n", monkeypatch)
    return CliRunner()


def said(runner: CliRunner, *words: str, given: str = "", code: int = 0) -> str:
    result = runner.invoke(main, list(words), input=given)
    assert result.exit_code == code, result.output
    return result.output


def edit(name: str, changes: dict[tuple[str, str], str]) -> None:
    """Open a workbook, write something else into cells, and save it, as a spreadsheet does."""
    book = openpyxl.load_workbook(name)
    sheet = book["entries"]
    header = [cell.value for cell in sheet[1]]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    for (topic, column), value in changes.items():
        rows[topic][header.index(column)].value = value
    book.save(name)


def git(*what: str) -> str:
    command = ("git", "-c", "user.name=Ann Other", "-c", "user.email=ann@example.org", *what)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_an_edit_in_two_files_is_shown_written_committed_and_taken_back(runner: CliRunner) -> None:
    """The whole way: export, edit, look, yes; one commit by a role; undo, and every byte is what it was."""
    git("init", "-q", ".")
    git("add", "knowledge")
    git("commit", "-q", "-m", "start")
    before = FILE.read_bytes(), ABOUT.read_bytes()
    assert "Written: sheet.xlsx" in said(runner, "export", "sheet.xlsx")
    about = next(line[:-1] for line in ABOUT.read_text("utf-8").split("\n") if line[:1].isalpha())
    edit("sheet.xlsx", {("naloxone-expired", "title"): "Is it zzyzx?", (about, "title"): "Zzyzx"})
    done = said(runner, "import", "sheet.xlsx", "--quick", "--role", "nurse", given="y\n")
    assert "naloxone-expired: title" in done
    assert "  + Is it zzyzx?" in done
    assert "Written: 2 entries in 2 files" in done
    old = b"My naloxone is out of date. Can I still use it?"
    assert FILE.read_bytes() == before[0].replace(b"title: " + old, b"title: Is it zzyzx?")
    assert git("log", "-1", "--format=%an|%s").strip() == "nurse|import (2 entries)"
    assert len(git("show", "--name-only", "--format=").split()) == len(KEPT)
    said(runner, "undo", "--role", "editor")
    assert (FILE.read_bytes(), ABOUT.read_bytes()) == before
    assert git("log", "-1", "--format=%an|%s").strip() == "editor|undo 1, 2 (2 entries)"
    assert git("status", "--porcelain", "knowledge/en") == ""


@pytest.mark.slow
def test_what_questions_find_with_it_is_shown(runner: CliRunner) -> None:
    """A way of asking that belongs elsewhere is seen to take its questions along, before anything is written."""
    said(runner, "export", "sheet.xlsx")
    edit("sheet.xlsx", {("naloxone-expired", "answer"): "**Yes.**\n\nUse it."})
    assert "No way of asking was edited" in said(runner, "import", "sheet.xlsx")
    edit(
        "sheet.xlsx", {("naloxone-expired", "questions"): "how do you use narcan\nuse narcan how\nuse narcan"}
    )
    shown = said(runner, "import", "sheet.xlsx", given="n\n")
    assert "Breaks: nothing" not in shown
    assert "Takes from other entries: " in shown
    assert shown.endswith("Nothing was written.\n")


def test_all_or_nothing(runner: CliRunner) -> None:
    """One bad row, and the good ones are not written either; without a yes nothing is."""
    before = FILE.read_bytes()
    said(runner, "export", "sheet.xlsx")
    edit("sheet.xlsx", {("naloxone-expired", "title"): "New", ("naloxone-expired", "sources"): "words"})
    told = said(runner, "import", "sheet.xlsx", "--yes", code=1)
    assert "sheet.xlsx, row " in told
    assert "`sources` has 'words'; write a source as" in told
    edit("sheet.xlsx", {("naloxone-expired", "sources"): "A; B; https://example.org"})
    assert "Nothing was written." in said(runner, "import", "sheet.xlsx", "--quick")
    assert FILE.read_bytes() == before
    assert not Path("knowledge/.history/changes.jsonl").exists()


def test_what_cannot_be_exported_is_told(runner: CliRunner) -> None:
    """Another ending, a file that is there, a folder that is not."""
    assert "must end in .csv or .xlsx" in said(runner, "export", "sheet.ods", code=2)
    said(runner, "export", "sheet.csv")
    assert "is there already" in said(runner, "export", "sheet.csv", code=2)
    said(runner, "export", "sheet.csv", "--force")
    assert "cannot be written" in said(runner, "export", "none/sheet.csv", code=1)
    assert "is not there" in said(runner, "import", "none.csv", code=1)
    assert "is no role" in _edited_by(runner, "@somebody")


def _edited_by(runner: CliRunner, role: str) -> str:
    text = Path("sheet.csv").read_text("utf-8-sig")
    Path("sheet.csv").write_text(
        text.replace("naloxone-expired,naloxone,", "naloxone-expired,naloxone,X "), "utf-8"
    )
    return said(runner, "import", "sheet.csv", "--quick", "--yes", "--role", role, code=1)
