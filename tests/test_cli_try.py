"""`saferbot try`, as an editor types it, on a small part of the knowledge."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.content.told import ESTIMATE
from tests.conftest import KNOWLEDGE, LEAN

KEPT = ("naloxone.yaml", "bot.yaml")
NEW = "narcan past its sell by"


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """Two files of entries: learned in a moment."""
    folder = Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge", ignore=LEAN))
    for path in (folder / "en" / "topics").iterdir():
        if path.name not in KEPT:
            path.unlink()
    return folder


@pytest.fixture
def runner(knowledge: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(knowledge.parent)
    monkeypatch.setenv("XDG_CACHE_HOME", str(knowledge.parent / "cache"))
    monkeypatch.delenv("SAFERBOT_CONFIG", raising=False)
    Path("config.yaml").write_text("knowledge: knowledge\n", "utf-8")
    return CliRunner()


def change(knowledge: Path, old: str, new: str) -> None:
    path = knowledge / "en" / "topics" / "naloxone.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def all_of(runner: CliRunner, *more: str) -> tuple[int, dict[str, object]]:
    result = runner.invoke(main, ["try", "--all", "--json", *more])
    return result.exit_code, json.loads(result.stdout)


def test_a_question_is_tried(runner: CliRunner) -> None:
    """What it finds, what it is like, and where danger comes first."""
    output = runner.invoke(main, ["try", "how", "do", "i", "use", "narcan"]).output
    assert '"how do i use narcan" gets the answer' in output
    assert "1.00 like" in output
    assert "danger is looked at first" in runner.invoke(main, ["try", "he is not breathing"]).output
    found = json.loads(
        runner.invoke(main, ["try", "--json", "how do i use narcan", "who made this bot"]).output
    )
    assert found["tried"][0]["zone"] == "answer"
    assert len(found["tried"]) == 2


def test_the_second_time_shows_what_changed(runner: CliRunner, knowledge: Path) -> None:
    """Nothing to compare with; nothing changed; then an edit, with exit 1 where a test phrase breaks."""
    first = runner.invoke(main, ["try", "--all"])
    assert "nothing to compare with yet" in first.output
    _, before = all_of(runner)
    assert before["changes"] == []
    assert before["since"]
    asked = "how do i use the nasal narcan"
    change(knowledge, f"    - {asked}\n", f"    - {asked}\n    - zzyzx qwrtp\n")
    code, after = all_of(runner)
    assert (code, after["new"]) == (1, 1)
    broken = after["broken"]
    assert isinstance(broken, list)
    assert "zzyzx qwrtp" in [one["phrase"] for one in broken]
    assert 'must find "How do I use naloxone nasal spray?"' in runner.invoke(main, ["try", "--all"]).output


def test_against_another_folder(runner: CliRunner, knowledge: Path) -> None:
    """What the phrases find now beside what they found there."""
    shutil.copytree(knowledge, "older")
    change(knowledge, "questions:\n    - how do i use narcan\n", "questions:\n")
    change(knowledge, "how do you give narcan", "how do you open the box of it")
    _, found = all_of(runner, "--against", "older")
    assert found["since"] == "older"
    assert found["changes"]
    assert runner.invoke(main, ["try", "--all", "--against", "nowhere"]).exit_code == 1


def test_an_idea_is_looked_at_before_it_is_written(runner: CliRunner, knowledge: Path) -> None:
    """At once what it is most like, then what it does; the knowledge stays as it is."""
    before = {path: path.read_bytes() for path in knowledge.rglob("*") if path.is_file()}
    result = runner.invoke(main, ["try", "--add", NEW, "--to", "naloxone-expired"])
    assert "is most like:" in result.output
    for title in ("Breaks:", "Takes from other entries:", "Gains:", "Mends:"):
        assert title in result.output
    assert 'with it, it gets the answer "My naloxone is out of date' in result.output
    said = json.loads(runner.invoke(main, ["try", "--json", "--add", NEW, "--to", "naloxone-expired"]).output)
    assert said["after"] == {"zone": "answer", "topics": ["naloxone-expired"]}
    assert {path: path.read_bytes() for path in knowledge.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("phrase", "topic", "said"),
    [
        (NEW, "naloxone-expird", "there is no entry 'naloxone-expird'; naloxone-expired"),
        ("How do I use narcan?", "naloxone-expired", "is already a question of `naloxone-nasal-how-to`"),
        ("x" * 121, "naloxone-expired", "is empty or longer"),
        ("  ", "naloxone-expired", "is empty or longer"),
        ("nar\u200bcan", "naloxone-expired", "has a hidden character"),
    ],
)
def test_what_cannot_be_added_is_told(runner: CliRunner, phrase: str, topic: str, said: str) -> None:
    """Before anything is learned, in a sentence."""
    result = runner.invoke(main, ["try", "--add", phrase, "--to", topic])
    assert result.exit_code == 1
    assert said in result.output


@pytest.mark.parametrize(
    "words",
    [[], ["--all", "x"], ["--add", "x"], ["--to", "x"], ["x", "--against", "."], ["--all", "--add", "x"]],
)
def test_one_thing_at_a_time(runner: CliRunner, words: list[str]) -> None:
    """What cannot be meant is told."""
    assert runner.invoke(main, ["try", *words]).exit_code == 2


def test_an_idea_is_told_as_an_estimate(runner: CliRunner) -> None:
    """In a line for people and a field for programs."""
    add = ["try", "--add", NEW, "--to", "naloxone-expired"]
    assert ESTIMATE in runner.invoke(main, add).output
    assert json.loads(runner.invoke(main, [*add, "--json"]).output)["estimate"] is True
