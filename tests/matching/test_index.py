"""An index holds what it was built from, each topic's phrases where it says they are, and never changes its mind."""

import numpy as np
import pytest

from bot.matching import model
from bot.matching.align import nearest_words
from bot.matching.index import build
from bot.matching.model import kernel, likeness, meant, topic_scores
from bot.matching.public import rank
from bot.matching.rank import ranking

PAIRS = [
    ("how do i use the nasal spray", "spray"),
    ("which nostril does the spray go in", "spray"),
    ("how long does it last", "lasting"),
    ("when does it wear off", "lasting"),
    ("is my dealer lying about it", "supply"),
]
STRANGERS = [("how do i use hair spray", "spray"), ("what is the weather like", "")]


def test_the_rows_of_a_topic_are_its_phrases() -> None:
    """Every phrase stands in exactly one span, its own topic's; strangers stand in the span of what they sound like."""
    index = build(PAIRS, strangers=STRANGERS)
    for topic in index.topics:
        first, last = index.spans[topic][0]
        assert {phrase.topic for phrase in index.phrases[first:last]} == {topic}
    rows = sorted(
        row for spans in index.spans.values() for first, last in spans for row in range(first, last)
    )
    assert rows == list(range(len(PAIRS) + len(STRANGERS)))
    (_, (first, last)) = index.spans["spray"]
    found = index.strangers[first - len(PAIRS) : last - len(PAIRS)]
    assert [topic for _, topic in found] == ["spray"]


def test_a_phrase_is_nearest_to_itself() -> None:
    """A phrase is as like itself as can be, in what it shares (1) and in what it means, and less like others."""
    index = build(PAIRS)
    for row, phrase in enumerate(index.phrases):
        like = likeness(index.model, index.query(index.read(phrase.asked)))
        assert abs(like.shared[row] - 1) < 1e-5
        right = kernel(1 + meant(np.ones(1, np.float32)))
        assert like.near[row] == pytest.approx(right[0], abs=1e-4)
        assert int(like.shared.argmax()) == row
        assert sorted(like.shared)[-2] < 0.9


def test_only_likely_topics_are_weighed_and_the_best_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where topics are many, the ones that the nearest phrases belong to are weighed, and give the same best one."""
    pairs = [
        (f"spray number {name} common words here {n}", name) for name in "abcdefghij" for n in ("x", "y", "z")
    ]
    index = build(pairs)
    like = likeness(index.model, index.query(index.read("common spray number c here")))
    whole = topic_scores(index.model, like)
    monkeypatch.setattr(model, "_LOOKED_AT", 3)
    monkeypatch.setattr(model, "_VOTERS", 9)
    few = topic_scores(index.model, like)
    assert index.topics[int(whole.argmax())] == "c"
    assert (few != 0).sum() == 3
    assert few.max() == pytest.approx(whole.max(), abs=1e-6)


def test_the_right_topic_comes_first() -> None:
    """Asked in other words, the topic with the nearest phrases is first; with no shared word there is none."""
    index = build(PAIRS, strangers=STRANGERS)
    assert rank(index, "which nostril for the spray", 2)[0][0] == "spray"
    assert rank(index, "when will it wear off", 2)[0][0] == "lasting"
    assert rank(index, "zzz qqq", 3) == []


def test_a_stranger_costs_its_topic() -> None:
    """What a topic must not match counts against it, and against no other."""
    plain, warned = build(PAIRS), build(PAIRS, strangers=STRANGERS)
    asked = "how do i use hair spray"
    assert ranking(warned, asked).topics[0].score < ranking(plain, asked).topics[0].score / 2


def test_building_twice_gives_the_same() -> None:
    """No chance: the order of the pairs does not matter either."""
    one, other = build(PAIRS, strangers=STRANGERS), build(PAIRS[::-1], strangers=STRANGERS[::-1])
    assert [rank(one, text, 3) for text, _ in PAIRS] == [rank(other, text, 3) for text, _ in PAIRS]


def test_near_words_are_found_with_their_slips() -> None:
    """Nearest first; farther ones are left out."""
    assert nearest_words("methdone", ["methadone", "mephedrone", "caffeine"], 2) == [("methadone", 1)]
    assert nearest_words("ketmaine", ["ketamine"], 1) == [("ketamine", 1)]
