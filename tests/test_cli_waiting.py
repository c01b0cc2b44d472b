"""What could hurt somebody waits for a second person on the command line too, and is read in full before it is done."""

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from bot import cli_waiting
from bot.cli import main
from bot.clock import RealClock
from tests.auxil.clock import FakeClock
from tests.auxil.few_entries import lay_out

FILE = Path("knowledge/en/topics/naloxone.yaml")
ABOUT = Path("knowledge/en/topics/bot.yaml")
PAIR = (
    "knowledge: knowledge\ntelegram:\n  admins:\n    - {role: nurse, id: 11}\n    - {role: doctor, id: 12}\n"
)
NEW = (
    "new", "zzyzx-what-is-it", "--category", "naloxone", "--title", "What is zzyzx?", "--question", "what is zzyzx",
    "--source", "A publisher; A title; https://example.org/x; 2030", "--answer", "Take 2 of it.\nNever 3.",
)  # fmt: skip


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Two files of entries, which load and are learned in a moment, and two admins."""
    lay_out(tmp_path, PAIR, monkeypatch)
    return CliRunner()


def said(runner: CliRunner, *words: str, given: str = "", code: int = 0) -> str:
    result = runner.invoke(main, list(words), input=given)
    assert result.exit_code == code, result.output
    return result.output


def edit(changes: dict[tuple[str, str], str]) -> None:
    """Write something else into cells of a sheet, and save it."""
    book = openpyxl.load_workbook("sheet.xlsx")
    sheet = book["entries"]
    header = [cell.value for cell in sheet[1]]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    for (topic, column), value in changes.items():
        rows[topic][header.index(column)].value = value
    book.save("sheet.xlsx")


def about() -> str:
    return next(line[:-1] for line in ABOUT.read_text("utf-8").split("\n") if line[:1].isalpha())


def test_a_new_entry_waits_and_says_for_whom(runner: CliRunner) -> None:
    """It has a link and numbers: no file differs, and one line tells who confirms it and what they type."""
    before = FILE.read_bytes()
    told = said(runner, *NEW, "--role", "nurse")
    assert "Nothing has changed yet" in told
    assert "- changes a number or a dose" in told
    assert "- changes a link" in told
    assert "Number 1 waits for `doctor`: in the chat (/admin), or here: saferbot waiting 1 --confirm" in told
    assert '--role "doctor"' in told
    assert FILE.read_bytes() == before
    assert "nurse: new entry (zzyzx-what-is-it)" in said(runner, "waiting")


def test_the_second_person_reads_all_of_it(runner: CliRunner) -> None:
    """Every line of the entry stands there, with why it waits; also a letter that cannot be seen."""
    said(runner, *NEW[:-1], "Take 2 of it.\nNever\u00a03.", "--role", "nurse")
    told = said(runner, "waiting", "1", "--quick")
    for part in (
        "What is zzyzx?",
        "way of asking: what is zzyzx",
        "Take 2 of it.",
        "Never[U+00A0]3.",
        "example.org/x",
    ):
        assert part in told
    assert "a number or a dose" in told


def test_another_admin_confirms_and_nobody_else(runner: CliRunner) -> None:
    """Not whoever proposed it, not a role that the settings do not name; once; then it is there."""
    before = FILE.read_text("utf-8")
    said(runner, *NEW, "--role", "nurse")
    confirm = ("waiting", "1", "--confirm", "--role")
    assert "is your own" in said(runner, *confirm, "nurse", code=1)
    assert "'editor' is no admin of the settings; they are: doctor, nurse" in said(
        runner, *confirm, "editor", code=1
    )
    assert FILE.read_text("utf-8") == before
    assert "doctor: confirm 1 (zzyzx-what-is-it)" in said(runner, *confirm, "doctor")
    assert "Take 2 of it." in FILE.read_text("utf-8")
    assert "nothing waits under this number" in said(runner, *confirm, "doctor", code=1)
    assert said(runner, "waiting") == "Nothing waits.\n"


@pytest.mark.parametrize(("role", "verb"), [("nurse", "withdraw"), ("doctor", "refuse")])
def test_it_is_withdrawn_or_refused(runner: CliRunner, role: str, verb: str) -> None:
    """By whoever proposed it, or another admin; not by a role that is neither."""
    before = FILE.read_bytes()
    said(runner, *NEW, "--role", "nurse")
    assert "is no admin" in said(runner, "waiting", "1", "--refuse", code=1)
    assert f"{role}: {verb} 1" in said(runner, "waiting", "1", "--refuse", "--role", role)
    assert FILE.read_bytes() == before


def test_a_sheet_waits_as_a_whole(runner: CliRunner) -> None:
    """A number in one file, harmless words in another: neither is written, each waits and is decided by itself."""
    before = FILE.read_bytes(), ABOUT.read_bytes()
    said(runner, "export", "sheet.xlsx")
    edit({("naloxone-expired", "title"): "Is it zzyzx after 7 years?", (about(), "title"): "Zzyzx"})
    told = said(runner, "import", "sheet.xlsx", "--quick", "--yes", "--role", "nurse")
    assert "Written" not in told
    assert "Number 1 waits for `doctor`" in told
    assert "Number 2 waits for `doctor`" in told
    assert (FILE.read_bytes(), ABOUT.read_bytes()) == before
    assert "waits for a second person already" in said(
        runner, "import", "sheet.xlsx", "--quick", "--yes", code=1
    )
    assert "zzyzx after 7 years?" in said(runner, "waiting", "2", "--quick") + said(
        runner, "waiting", "1", "--quick"
    )
    for number in ("1", "2"):
        said(runner, "waiting", number, "--confirm", "--role", "doctor")
    assert "title: Is it zzyzx after 7 years?" in FILE.read_text("utf-8")
    assert "title: Zzyzx" in ABOUT.read_text("utf-8")


def test_taking_back_a_number_waits_too(runner: CliRunner) -> None:
    """An undo changes what people read as much as the change did."""
    said(runner, *NEW, "--role", "nurse")
    said(runner, "waiting", "1", "--confirm", "--role", "doctor")
    there = FILE.read_bytes()
    assert "Nothing has changed yet" in said(runner, "undo", "--role", "nurse")
    assert FILE.read_bytes() == there
    assert "undo 2" in said(runner, "waiting")


def test_what_hurts_nobody_is_done_at_once(runner: CliRunner) -> None:
    """A way of asking needs nobody else, nor does taking it back; one in other letters does."""
    before = FILE.read_bytes()
    assert "Nothing has changed yet" not in said(
        runner, "add", "is my zzyzx past it", "--to", "naloxone-expired"
    )
    assert FILE.read_bytes() != before
    said(runner, "undo")
    assert FILE.read_bytes() == before
    hidden = said(runner, "add", "is my кит past it", "--to", "naloxone-expired")
    assert "letters that cannot be seen" in hidden
    assert FILE.read_bytes() == before


def test_where_nobody_else_is_named_it_waits_for_a_day(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day and hour is told; before it nothing is done, after it whoever proposed it does it."""
    Path("config.yaml").write_text("knowledge: knowledge\n", "utf-8")
    said(runner, *NEW)
    own = ("waiting", "1", "--confirm")
    assert "as no other admin is named" in said(runner, *own, code=1)
    assert "is no admin of the settings; they are: none" in said(runner, *own, "--role", "nurse", code=1)
    clock = FakeClock(RealClock().now())
    monkeypatch.setattr(cli_waiting, "RealClock", lambda: clock)
    clock.advance(23 * 3600)
    assert "is your own. Number 1 waits until" in said(runner, *own, code=1)
    clock.advance(2 * 3600)
    assert "apply 1" in said(runner, *own)
    assert "Take 2 of it." in FILE.read_text("utf-8")


@pytest.mark.parametrize("words", [("--confirm",), ("1", "--confirm", "--refuse"), ("0",), ("x",)])
def test_what_is_typed_wrongly_is_told(runner: CliRunner, words: tuple[str, ...]) -> None:
    """Nothing is decided by a slip."""
    said(runner, "waiting", *words, code=2)
