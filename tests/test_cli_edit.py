"""`saferbot new`, `add`, `diff` and `undo`, as they are typed."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from tests.conftest import KNOWLEDGE, LEAN

FILE = Path("knowledge/en/topics/naloxone.yaml")
NEW = (
    "new", "zzyzx-what-is-it", "--category", "naloxone", "--title", "What is zzyzx?", "--question", "what is zzyzx",
    "--question", "zzyzx: is it ok", "--source", "A publisher; A title: about; https://example.org/x; 2030",
)  # fmt: skip


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAFERBOT_CONFIG", raising=False)
    shutil.copytree(KNOWLEDGE, "knowledge", ignore=LEAN)
    admins = "telegram:\n  admins:\n    - {role: nurse, id: 11}\n"
    Path("config.yaml").write_text(f"knowledge: knowledge\n{admins}", "utf-8")
    return CliRunner()


def said(runner: CliRunner, *words: str, given: str = "", code: int = 0) -> str:
    result = runner.invoke(main, list(words), input=given)
    assert result.exit_code == code, result.output
    return result.output


def test_a_question_is_added_shown_and_taken_back(runner: CliRunner) -> None:
    """One line more in the file; `diff` says so; `undo` makes every letter what it was."""
    before = FILE.read_text("utf-8")
    assert "There is no change to show" in said(runner, "diff")
    assert "Nothing was changed yet" in said(runner, "diff", "--log")
    out = said(
        runner, "add", "is my zzyzx kit past it", "--to", "naloxone-expired", "--role", "nurse, overdose team"
    )
    assert "nurse, overdose team: add question (naloxone-expired)" in out
    lines = [line for line in FILE.read_text("utf-8").splitlines() if line not in before.splitlines()]
    assert lines == ["    - is my zzyzx kit past it"]
    assert "+ is my zzyzx kit past it" in said(runner, "diff")
    assert "- is my zzyzx kit past it" in said(runner, "undo")
    assert FILE.read_text("utf-8") == before
    assert "The last seal is " in said(runner, "diff", "--log")
    assert "no change to take back" in said(runner, "undo", code=1)


def test_a_new_entry_is_drafted_and_stands_at_the_end(runner: CliRunner) -> None:
    """It waits for a second person, who confirms it: nothing that was there changes; it loads; a second one of the name
    is refused."""
    before = FILE.read_text("utf-8")
    told = said(runner, *NEW, given="First line.\n\nSecond: line.\n")
    assert "a new entry\n  + What is zzyzx?" in told
    assert FILE.read_text("utf-8") == before
    said(runner, "waiting", "1", "--confirm", "--role", "nurse")
    after = FILE.read_text("utf-8")
    assert after.startswith(before)
    assert "\n  answer: |\n    First line.\n\n    Second: line.\n" in after
    assert "    status: drafted\n" in after
    assert "there is a `zzyzx-what-is-it` already" in said(runner, *NEW, given="x", code=1)
    shutil.copytree(KNOWLEDGE, "older", ignore=LEAN)
    assert "zzyzx-what-is-it: a new entry" in said(runner, "diff", "--against", "older")
    said(runner, "undo")
    assert "No entry differs" in said(runner, "diff", "--against", "older")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add", "how do i use narcan", "--to", "naloxone-expired"), "is already a question of"),
        (("add", "x y", "--to", "naloxone-expird"), "there is no entry 'naloxone-expird'; naloxone-expired"),
        (("add", "x y", "--to", "naloxone-expired", "--role", "@somebody"), "is no role"),
        ((*NEW, "--answer", "Ask {no_such_fact}."), "asks for {no_such_fact}"),
        ((*NEW, "--answer", "x", "--question", "how do i use narcan"), "is also a question of"),
        (("new", "../x", *NEW[2:], "--answer", "x"), "is not a good id"),
        ((*NEW[:3], "../topics", *NEW[4:], "--answer", "x"), "not a good name"),
        ((*NEW[:3], "no-such-file", *NEW[4:], "--answer", "x"), "No such file"),
    ],
)
def test_what_is_wrong_is_not_written(runner: CliRunner, words: tuple[str, ...], told: str) -> None:
    """Told in a sentence, and no file differs."""
    before = FILE.read_bytes()
    assert told in said(runner, *words, code=1)
    assert FILE.read_bytes() == before
    assert said(runner, "diff", "--log") == "Nothing was changed yet.\n"


def test_a_source_is_typed_in_parts(runner: CliRunner) -> None:
    """What is no source is told before anything is read."""
    words = (*NEW[:-1], "just words", "--answer", "x")
    assert "is no source" in said(runner, *words, code=2)


def test_a_record_that_was_changed_is_told(runner: CliRunner) -> None:
    """SEC-17 at the command line: nothing is shown, added or taken back on top of it."""
    said(runner, "add", "is my zzyzx kit past it", "--to", "naloxone-expired")
    log = Path("knowledge/.history/changes.jsonl")
    log.write_text(log.read_text("ascii").replace('"editor"', '"doctor"'), "ascii")
    for words in (("diff",), ("diff", "--log"), ("undo",), ("add", "zzyzx b", "--to", "naloxone-expired")):
        assert "changes.jsonl:1: is not what was written" in said(runner, *words, code=1)
