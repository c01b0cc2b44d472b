"""The benchmark of peers runs anywhere, and its numbers are what they say."""

import json
import random
from pathlib import Path

import pytest

from benchmarks import metrics, peers, speed
from benchmarks.contenders import CONTENDERS, OURS
from benchmarks.metrics import Answer
from bot.matching.index import NO_NAMES
from bot.matching.lexicon import Lexicon

TOY = {
    "password": ["how do i reset my password", "i forgot my login", "my password is wrong"],
    "parcel": ["where is my parcel", "has my delivery been sent", "the courier never came"],
    "refund": ["can i get my money back", "i want a refund", "send it back", "you charged me twice"],
}
STRANGE = ["what is the weather like", "tell me a joke"]


def toy(folder: Path) -> Path:
    rows = [[phrase, [label]] for label, phrases in TOY.items() for phrase in phrases]
    data = {"train": rows, "dev": rows, "test": rows, "oos_dev": STRANGE, "oos_test": STRANGE}
    (folder / "toy.json").write_text(json.dumps(data), "utf-8")
    (folder / "slang.json").write_text(json.dumps({"my": ["ma"]}), "utf-8")
    return folder


def test_one_command_draws_table_and_plots(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On ten phrases: a row for each matcher in both tables, measured, or said to be missing; and two plots."""
    peers.main(["--data", str(toy(tmp_path)), "--sizes", "20", "--out", str(tmp_path / "out")])
    page = (tmp_path / "out" / "toy.md").read_text("utf-8")
    assert page.strip() in capsys.readouterr().out
    for name in CONTENDERS:
        rows = [line for line in page.splitlines() if line.startswith(f"| {name} |")]
        assert len(rows) == 2
        assert all("not installed" in row or row.count(" / ") == 6 for row in rows), rows
    assert f"| {OURS} | 100.0 / " in page
    plots = [tmp_path / "out" / f"toy-{name}.svg" for name in ("accuracy", "latency")]
    assert all(OURS in file.read_text("utf-8") for file in plots)


def test_a_threshold_keeps_wrong_answers_rare() -> None:
    """Of all messages, a quarter of them out of scope, at most the share allowed is answered wrongly."""
    right = [Answer(0.9, True, True)] * 90 + [Answer(0.3, True, True)] * 8
    wrong = [Answer(0.6, False, True)] * 2
    strange = [Answer(0.5, False, False)] + [Answer(0.1, False, False)] * 9
    answers = right + wrong + strange
    assert metrics.threshold(answers, 0.02) == 0.6
    assert metrics.threshold(answers, 0.04) == 0.3
    assert metrics.answered(answers, 0.6) == 0.92
    assert metrics.top(answers) == 0.98
    assert metrics.auroc(answers) == pytest.approx(1 - 8 / 1_000)
    assert metrics.threshold(strange, 0.02) == float("inf")


def test_speed_is_told_line_by_line() -> None:
    """On ten phrases: learning, memory, both matchers' times, how many times faster, and the worst message."""
    pairs = [(phrase, label) for label, phrases in TOY.items() for phrase in phrases]
    lines = list(speed.measure((pairs, NO_NAMES, Lexicon(), {}, {}, []), STRANGE))
    assert [one.split("  ")[0] for one in lines] == [
        "learning it all anew",
        "memory while learning",
        "memory to answer with it",
        "rank",
        "RapidFuzz WRatio, the best five",
        "so many times faster",
        "a whole message",
        "worst of six with 4,096 letters",
    ]
    assert all(any(map(str.isdigit, one[34:])) for one in lines)


def test_made_up_phrases_are_as_many_as_asked() -> None:
    """Each topic has its own in turn, the same in every run."""
    base = [f"{one} {number}" for number in range(20) for one in ("how do i open the door", "what is it")]
    made = [list(speed.many(base, 2_000, random.Random(1))) for _ in range(2)]  # noqa: S311
    assert made[0] == made[1]
    assert len(made[0]) == 2_000
    assert len({topic for _, topic in made[0]}) == 1_000
