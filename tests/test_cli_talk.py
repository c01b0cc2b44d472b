"""In a terminal too nobody in danger waits for learning, and a question has its answer as soon as there is one."""

import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Timer

import pytest
from click.testing import CliRunner

from bot.app import Version
from bot.app_index import Learned, Lesson
from bot.cli import main
from bot.cli_talk import Beginning, answered
from bot.core.model import Kind
from bot.matching.index import Index
from bot.transports.terminal import Terminal
from tests.auxil import few_entries
from tests.auxil.clock import FakeClock
from tests.conftest import ROOT

GRINDS = "she grinds her teeth so hard on pills shes cracked one, what can she do"
GETTING_READY = "I am getting ready to look up questions."


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], object]]:
    """Lines wait in a terminal's place once they are typed here."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as stream, os.fdopen(writing, "w", buffering=1) as keys:
        monkeypatch.setattr(sys, "stdin", stream)
        yield keys.write


class Slow:
    """A version that learns when it is let."""

    def __init__(self, version: Version) -> None:
        self.go, inner = Event(), version

        def index() -> Index:
            assert self.go.wait(60)
            return inner.index()

        self.version = replace(version, index=index).whole()


@pytest.fixture
def slow(version: Version) -> Iterator[Slow]:
    held = Slow(version)
    yield held
    held.go.set()


def test_danger_at_once_and_a_question_when_it_can_be(slow: Slow, typed: Callable[[str], object]) -> None:
    """What is written while a question waits comes before it; whoever waits has the answer without asking again."""
    said: list[str] = []
    beginning = Beginning(slow.version)
    terminal = Terminal(lambda: beginning.version().view, FakeClock(), said.append, beginning.is_ready)
    terminal.greet()
    typed("my friend wont wake up\nwhat is naloxone\n")
    terminal.hear("what is fentanyl")
    terminal.hear(sys.stdin.readline().strip())
    assert said[2].strip().startswith(GETTING_READY)
    assert said[3].strip().startswith("Call 999")
    Timer(0.1, slow.go.set).start()
    terminal.hear(sys.stdin.readline().strip())
    assert said[4].strip().startswith(GETTING_READY)
    assert "reverses an opioid overdose" in said[5]
    assert not beginning.version().is_early


def test_a_terminal_that_cannot_be_looked_at_waits(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not every system can tell whether a line is typed; then the answer comes first."""

    def refused(*asked: object) -> None:
        slow.go.set()
        raise OSError

    monkeypatch.setattr("bot.cli_talk.select.select", refused)
    assert Beginning(slow.version).is_ready()


@pytest.mark.parametrize(
    ("text", "kinds", "waits"),
    [
        ("my friend wont wake up", [Kind.EMERGENCY], 0),
        ("my mate is really stoned", [Kind.CHECK, Kind.CHECK], 1),
        (GRINDS, [Kind.CHECK, Kind.ANSWER], 1),
        ("hello", [Kind.ANSWER], 0),
        ("what is naloxone", [Kind.ANSWER], 1),
    ],
)
def test_a_single_question_waits_for_learning_only_out_of_danger(
    version: Version, text: str, kinds: list[Kind], waits: int
) -> None:
    """It says that it learns; with what was learned before it says nothing, and asks nothing in between."""
    said: list[str] = []
    learned = Learned("", version.index())
    lost = replace(version, learned=Lesson(lambda _: None, lambda: learned))
    kept = replace(version, learned=Lesson(lambda _: learned, lambda: learned))
    assert [reply.kind for reply in answered(text, lost, lost.view, said.append)] == kinds
    assert len(said) == waits
    assert [reply.kind for reply in answered(text, kept, kept.view, said.append)] == kinds[-1:]
    assert len(said) == waits


def test_ask_learns_for_a_question_and_not_for_danger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen in the cache folder, where what was learned is kept."""
    few_entries.lay_out(tmp_path, "country: GB\nknowledge: knowledge\n", monkeypatch)

    def kept() -> list[Path]:
        return list((tmp_path / "cache").rglob("*.index"))

    assert "999" in CliRunner().invoke(main, ["ask", "my friend wont wake up"]).output
    assert not kept()
    assert "reverses an opioid overdose" in CliRunner().invoke(main, ["ask", "what is naloxone"]).output
    assert kept()


def read_until(terminal: int, words: str) -> str:
    """What is shown until these words are."""
    shown = ""
    while words not in shown:
        assert select.select([terminal], [], [], 120)[0], shown
        shown += os.read(terminal, 65_536).decode("utf-8", "replace")
    return shown


@pytest.mark.skipif(sys.platform != "linux", reason="needs a terminal of its own")
def test_a_conversation_in_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program itself, at its first start: danger, a question that waits, and its answer."""
    few_entries.lay_out(tmp_path, "country: GB\nknowledge: knowledge\n", monkeypatch)
    ours, theirs = os.openpty()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"], stdin=theirs, stdout=theirs, stderr=theirs, env=env
    ) as program:
        os.close(theirs)
        read_until(ours, "> ")
        os.write(ours, b"my friend wont wake up\n")
        read_until(ours, "Call 999")
        os.write(ours, b"what is naloxone\n")
        assert GETTING_READY in read_until(ours, "reverses an opioid overdose")
        os.write(ours, b"\x04")  # Ctrl-D
        assert program.wait(60) == 0
    os.close(ours)
