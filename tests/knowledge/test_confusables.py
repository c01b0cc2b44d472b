"""What looks alike and is not: an answer to one is never the answer to the other.

The pairs were written by a hand that had seen neither the entries' phrasings nor the matcher
(data/confusables.jsonl). `both`: read side by side, one entry rightly answers the two.
"""

import json
from pathlib import Path

import pytest

from bot.app import Version
from bot.core.dialogue import respond
from bot.core.model import Kind, Question

LINES = (Path(__file__).parent / "data" / "confusables.jsonl").read_text("utf-8").splitlines()
PAIRS = [json.loads(line) for line in LINES]
SIDES = [
    (pair[side], pair[f"{other}_topic"])
    for pair in PAIRS
    for side, other in ("ab", "ba")
    if f"{other}_topic" in pair and not pair.get("both")
]


def answered(version: Version, text: str) -> str:
    """The entry a message is answered with, empty where it gets choices, a question or steps."""
    reply = respond(Question(text), version.view)
    return reply.topics[0] if reply.kind is Kind.ANSWER else ""


def test_there_are_many_pairs_and_answers_among_them(version: Version) -> None:
    """At least 200 pairs; and many sides are answered, so that a crossing could be seen."""
    assert len(PAIRS) >= 200
    own = [(pair[side], pair.get(f"{side}_topic")) for pair in PAIRS for side in "ab"]
    assert sum(answered(version, text) == topic for text, topic in own) > 80


@pytest.mark.parametrize(("text", "stranger"), SIDES)
def test_no_pair_crosses(version: Version, text: str, stranger: str) -> None:
    """A message is not answered with the entry of the one that looks like it."""
    assert answered(version, text) != stranger
