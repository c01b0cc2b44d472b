"""The commands, as people and scripts type them."""

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.config import country_of
from bot.config_telegram import Secret
from tests.conftest import ROOT

TOKEN = "123456:a-token-that-is-planted-to-be-looked-for"


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, learned: Path) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "SAFERBOT_CONFIG", "SAFERBOT_TELEGRAM_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)
    return CliRunner()


def test_a_pipe_is_answered_line_by_line(runner: CliRunner) -> None:
    """With nothing configured: where one is talking, then each line its answer, with the common numbers."""
    result = runner.invoke(main, ["chat"], input="my friend wont wake up\nwhat is naloxone\n")
    assert result.exit_code == 0
    assert "Call 112, 911 or 999 now" in result.output
    assert "Telegram" in result.output.splitlines()[0]
    assert "Drafted" in result.output


def test_the_country_comes_from_the_locale(runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """en_GB.UTF-8 is the United Kingdom; C says nothing."""
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert "Call 999" in runner.invoke(main, ["ask", "he is not breathing"]).output
    assert country_of({"LANG": "C.UTF-8"}) == ""
    assert country_of({"LC_ALL": "fr_FR", "LANG": "en_GB"}) == "FR"


def test_jsonl_writes_one_object_a_line(runner: CliRunner) -> None:
    """Plain text or an object in; the stable keys out; a bad line is a question like any other."""
    lines = [
        "he is blue and not breathing",
        '{"text": "what is fentanyl", "lang": "en"}',
        "{wibble",
        "",
        "my mate is really stoned",
    ]
    result = runner.invoke(main, ["ask", "--jsonl"], input="\n".join(lines) + "\n")
    found = [json.loads(line) for line in result.output.splitlines()]
    assert [one["kind"] for one in found] == ["emergency", "answer", "unknown", "unknown", "check"]
    assert all(set(one) == {"kind", "emergency", "topics", "score", "lang", "reply"} for one in found)
    assert found[0]["emergency"] == "overdose"
    assert found[1]["topics"] == ["fentanyl-what-is-it"]
    assert found[1]["emergency"] is None
    assert all(0 <= one["score"] <= 1 for one in found)


def test_ask_takes_a_pipe_line_by_line(runner: CliRunner) -> None:
    """Three questions are three, each repeated before its reply; empty lines are none."""
    asked = "what is fentanyl\n\n  what is naloxone\nhe is blue and not breathing"
    output = runner.invoke(main, ["ask", "--why"], input=asked).output
    lines = [line for line in output.splitlines() if line.startswith("> ")]
    assert lines == ["> what is fentanyl", "> what is naloxone", "> he is blue and not breathing"]
    for question in ("what is fentanyl", "what is naloxone"):
        alone = runner.invoke(main, ["ask", "--why", question]).output
        assert f"> {question}\n{alone}" in output
    assert "Call 112, 911 or 999 now" in output


def test_ask_takes_a_story_in_quotes_as_one(runner: CliRunner) -> None:
    """What is one message in Telegram, with its line breaks, is one here: a danger told over three lines is found."""
    story = "we took too much tonight\nmy friend\nwill not wake up"
    output = runner.invoke(main, ["ask", story]).output
    assert output.count("Call 112, 911 or 999 now") == 1
    (told,) = runner.invoke(main, ["ask", "--jsonl", story]).output.splitlines()
    assert json.loads(told)["kind"] == "emergency"


@pytest.mark.parametrize("given", ["", "\n \n"])
def test_ask_without_a_question_says_how(runner: CliRunner, given: str) -> None:
    """Nothing asked is a slip of whoever calls it, and not a question."""
    result = runner.invoke(main, ["ask"], input=given)
    assert result.exit_code == 2
    assert 'saferbot ask "' in result.output


def test_why_shows_phrases_and_scores(runner: CliRunner) -> None:
    """An editor sees what led to the answer."""
    output = runner.invoke(main, ["ask", "--why", "where can i get narcan"]).output
    assert "1. " in output
    assert "like 'where can i get narcan'" in output.lower()
    assert "sure:" in output


def test_all_mistakes_in_the_settings_at_once(runner: CliRunner) -> None:
    """Key, value and what to do, for each."""
    Path("config.yaml").write_text("country: XX\nlanguage: tlh\nspeed: 3\nlocal:\n  nonsense: 1\n", "utf-8")
    result = runner.invoke(main, ["check"])
    assert result.exit_code == 1
    for said in ("'XX'", "'tlh'", "`speed` is not a key", "`local.nonsense`", "config.yaml:1"):
        assert said in result.output


def test_telegram_needs_an_emergency_number(runner: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a token and no number it refuses, in words, and never shows the token."""
    Path("token").write_text(TOKEN, "utf-8")
    monkeypatch.setenv("SAFERBOT_TELEGRAM_TOKEN_FILE", "token")
    result = runner.invoke(main, ["run"])
    assert result.exit_code == 1
    assert "emergency_number" in result.output
    assert TOKEN not in result.output


@pytest.mark.parametrize("content", ["", "not a token " + TOKEN, TOKEN + "\nmore"])
def test_a_wrong_token_is_never_shown(runner: CliRunner, content: str) -> None:
    """What the file holds is not repeated: it may be the token with a slip in it."""
    Path("token").write_text(content, "utf-8")
    Path("config.yaml").write_text("telegram:\n  token_file: token\n", "utf-8")
    result = runner.invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "does not hold a bot token" in result.output
    assert TOKEN not in result.output
    assert str(Secret(TOKEN)) == repr(Secret(TOKEN)) == "***"


def test_the_example_settings_load_and_every_key_is_explained(runner: CliRunner) -> None:
    """config.example.yaml is right as it stands, with every line switched on, and has a comment above each key."""
    text = (ROOT / "config.example.yaml").read_text("utf-8")
    Path("config.yaml").write_text(text, "utf-8")
    assert runner.invoke(main, ["check"]).exit_code == 0
    local = text[text.index("\nlocal:") :].splitlines()[2:]
    keys = [line for line in local if ": " in line and not line.rstrip().endswith(".")]
    assert len(keys) > 40
    Path("config.yaml").write_text("local:\n" + "\n".join(key.replace("# ", "", 1) for key in keys), "utf-8")
    assert runner.invoke(main, ["check"]).output.startswith("All right")


def test_check_and_doctor_say_what_is_right(runner: CliRunner) -> None:
    """The shipped knowledge passes; doctor names what an operator should still set."""
    assert "All right: " in runner.invoke(main, ["check"]).output
    doctor = runner.invoke(main, ["doctor"])
    assert doctor.exit_code == 0
    assert "feedback_contact: not set" in doctor.output


def test_the_readme_names_every_command() -> None:
    """What is typed in README exists, and what exists is in README."""
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in main.commands:
        assert f"saferbot {name}" in readme, name


def test_scripts_are_executable() -> None:
    """.ci/run can be run."""
    assert (ROOT / ".ci/run").stat().st_mode & stat.S_IXUSR
