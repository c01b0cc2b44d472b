"""In a terminal too nobody in danger waits for learning, and a question has its answer as soon as there is one."""

import os
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
from bot.cli_talk import Beginning, in_danger
from bot.core.model import Kind
from bot.matching.index import Index
from bot.transports.terminal import Terminal
from tests.auxil import few_entries
from tests.auxil.clock import FakeClock

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
    monkeypatch.setattr(
        "bot.cli_talk.select.select", lambda *_: slow.go.set() or (_ for _ in ()).throw(OSError())
    )
    assert Beginning(slow.version).is_ready()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my friend wont wake up", Kind.EMERGENCY),
        ("my mate is really stoned", Kind.CHECK),
        ("what is naloxone", None),
    ],
)
def test_a_single_question_waits_for_learning_only_out_of_danger(
    version: Version, text: str, kind: Kind | None
) -> None:
    """With what was learned nothing is answered otherwise than ever."""
    learned = Learned("", version.index())
    unlearned = replace(version, learned=Lesson(lambda: None, lambda: learned))
    reply = in_danger(text, unlearned, version.view)
    assert (reply and reply.kind) == kind
    assert (
        in_danger(text, replace(version, learned=Lesson(lambda: learned, lambda: learned)), version.view)
        is None
    )


def test_ask_learns_for_a_question_and_not_for_danger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen in the cache folder, where what was learned is kept."""
    few_entries.lay_out(tmp_path, "country: GB\nknowledge: knowledge\n", monkeypatch)
    kept = lambda: list((tmp_path / "cache").rglob("*.index"))  # noqa: E731
    for text in ("my friend wont wake up", "my mate is really stoned"):
        assert "999" in CliRunner().invoke(main, ["ask", text]).output
        assert not kept()
    assert "reverses an opioid overdose" in CliRunner().invoke(main, ["ask", "what is naloxone"]).output
    assert kept()
