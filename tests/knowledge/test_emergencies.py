"""The detector with its second opinion, on the brief's phrases and on messages its writers have not seen."""

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.app import Version
from bot.content.loader import load
from bot.content.opinion import WEIGHTS, learned
from bot.core.model import Level
from tests.conftest import KNOWLEDGE

PHRASES = Path(__file__).parent.parent / "core" / "data"
HELDOUT = Path(__file__).parent / "data" / "emergency_heldout.jsonl"
BLIND = Path(__file__).parent / "data" / "danger_blind.jsonl"


def phrases(name: str) -> list[str]:
    lines = (PHRASES / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def level(version: Version, text: str) -> Level:
    return version.view.assess(text, frozenset()).level


@pytest.mark.parametrize("text", phrases("brief-red.txt"))
def test_what_the_brief_calls_red_is_red(version: Version, text: str) -> None:
    """Every phrase of its sections 1 and 2."""
    assert level(version, text) is Level.RED


@pytest.mark.parametrize("text", phrases("brief-amber.txt"))
def test_what_the_brief_calls_amber_is_no_less(version: Version, text: str) -> None:
    """Every phrase of its sections 3 and 4."""
    assert level(version, text) in (Level.AMBER, Level.RED)


@pytest.mark.parametrize("text", phrases("brief-not-red.txt"))
def test_what_the_brief_calls_a_look_alike_is_not_red(version: Version, text: str) -> None:
    """Every message of its section 6."""
    assert level(version, text) is not Level.RED


def test_unseen_messages(version: Version) -> None:
    """Of messages written by someone who had not seen the detector, few reds get less than a question."""
    counts: Counter[tuple[str, str]] = Counter()
    for line in HELDOUT.read_text("utf-8").splitlines():
        row = json.loads(line)
        recent: frozenset[str] = frozenset()
        for earlier in row.get("split", []):
            recent |= version.view.assess(earlier, recent).signs
        counts[row["level"], version.view.assess(row["text"], recent).level.name] += 1
    red = sum(n for (said, _), n in counts.items() if said == "red")
    helped = counts["red", "RED"] + counts["red", "AMBER"]
    assert red > 320
    assert counts["red", "RED"] / red >= 0.91
    assert helped == red


def test_unseen_messages_of_another_hand(version: Version) -> None:
    """The same of messages written last; and of its calm ones, few are kept from their answer by the steps."""
    counts: Counter[tuple[str, str]] = Counter()
    for line in BLIND.read_text("utf-8").splitlines():
        row = json.loads(line)
        counts[row["level"], level(version, row["text"]).name] += 1
    red = sum(n for (said, _), n in counts.items() if said == "red")
    assert red == 220
    assert counts["red", "RED"] / red >= 0.91
    assert (counts["red", "RED"] + counts["red", "AMBER"]) / red >= 0.99
    assert counts["calm", "RED"] / 300 <= 0.04
    assert counts["calm", "AMBER"] / 300 <= 0.12


@pytest.mark.slow
def test_the_weights_are_those_the_examples_teach() -> None:
    """danger_weights.json was made from the examples as they stand: `saferbot learn` was not forgotten."""
    loaded = load(KNOWLEDGE)
    topics = loaded.knowledge.topics.values()
    again = learned(KNOWLEDGE / "en", loaded.detector, topics, loaded.strangers, loaded.asked)
    assert isinstance(again.weights, dict)
    assert len(again.weights) > 1_000
    kept = json.loads((KNOWLEDGE / "en" / WEIGHTS).read_text("utf-8"))["weights"]
    differing = [
        name
        for name in again.weights.keys() | kept.keys()
        if abs(again.weights.get(name, 0.0) - kept.get(name, 0.0)) > 0.03
    ]
    assert differing == []
