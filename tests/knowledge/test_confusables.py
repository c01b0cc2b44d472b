"""Messages that look almost the same and are not: none is answered with what answers the other (data/README.md)."""

import json

import pytest

from bot.app import Version
from bot.core.model import Found, Zone
from tests.conftest import ROOT

Pair = dict[str, str]
PAIRS: list[Pair] = [
    json.loads(line)
    for line in (ROOT / "tests/knowledge/data/confusables.jsonl").read_text("utf-8").splitlines()
]
NEGATED = [pair for pair in PAIRS if pair["kind"] == "negation"]


def answer(found: Found) -> str:
    """The topic that a message is answered with at once; empty where it is not."""
    return found.candidates[0].topic if found.zone is Zone.ANSWER else ""


def crosses(pair: Pair, mine: str, other: str, version: Version) -> bool:
    """Whether one message of a pair is answered with what answers the other and not it."""
    given = answer(version.view.find(pair[mine]))
    right = {pair.get(f"{mine}_topic"), pair.get(f"{mine}_also")}
    return bool(given) and given == pair.get(f"{other}_topic") and given not in right


def test_there_are_pairs_enough() -> None:
    """At least two hundred, and of each sort that has taken a life some."""
    assert len(PAIRS) >= 200
    assert len(NEGATED) >= 10
    assert sum(pair["kind"] == "drug name" for pair in PAIRS) >= 50


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['a']} | {pair['b']}")
def test_no_pair_crosses(version: Version, pair: Pair) -> None:
    """Neither message is answered with the entry of the other."""
    assert not crosses(pair, "a", "b", version)
    assert not crosses(pair, "b", "a", version)


@pytest.mark.parametrize("pair", NEGATED, ids=lambda pair: f"{pair['a']} | {pair['b']}")
def test_a_denied_message_is_told_from_what_it_denies(version: Version, pair: Pair) -> None:
    """The two differ in how urgent they are, in the signs seen, or in what is found and how surely."""
    seen = [(version.view.assess(pair[side], frozenset()), version.view.find(pair[side])) for side in "ab"]
    assert seen[0] != seen[1]


def test_a_crossing_would_be_seen(version: Version) -> None:
    """The check can fail: a pair with its labels changed over crosses."""
    pair = {"a": "what is naloxone", "b": "what is naltrexone", "b_topic": "naloxone-what-is-it"}
    assert crosses(pair, "a", "b", version)
