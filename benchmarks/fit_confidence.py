"""Fit the weights of bot/matching/confidence.py on the development questions, and report on the test questions.

    python benchmarks/fit_confidence.py

Logistic regression by Newton's method on what `evidence` returns; the label is whether the best topic is right. Beside
the development questions it learns from the test phrases that stand with the entries: asked of the whole index, and
asked of an index that lacks a quarter of the topics, theirs among them, where every answer is wrong. That is how it
learns what a question looks like that nobody wrote an entry for. It also learns from ways of asking and strangers that
an index was built without. Prints the lines to paste, then the share answered, offered and left, and how many answers
were wrong.
"""

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from bot.app_index import build_index
from bot.content.loader import Loaded, load
from bot.core.checks import check
from bot.core.model import Topic, Zone
from bot.matching import confidence
from bot.matching.index import Index
from bot.matching.rank import Ranking, ranking
from bot.matching.several import find

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "knowledge" / "data"
FOLDS = 4
LEARN_FOLDS = (1, 2)  # fold 0 is reported on
HELD_WAYS, HELD_STRANGERS = 20, 5  # one in so many is kept from an index, to be asked of it
PENALTY = 1.0
STEPS = 50

Case = tuple[str, frozenset[str]]


def cases(name: str) -> list[Case]:
    rows = [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]
    asked = (row for row in rows if not row.get("danger"))
    return [(row["text"], frozenset([row.get("topic", ""), *row.get("also", [])]) - {""}) for row in asked]


def fit(
    asked: Iterable[tuple[Index, list[Case]]],
    reasons_of: Callable[[Ranking], dict[str, float]] = confidence.evidence,
    mistaken: float = 1.0,
) -> dict[str, float]:
    """`mistaken` is how much a wrong topic counts for a text that has a right one, beside the others."""
    rows, labels, counts, names = [], [], [], []
    for index, data in asked:
        for text, right in data:
            found = ranking(index, text)
            if found.topics:
                reasons = reasons_of(found)
                names = list(reasons)
                rows.append([1.0, *reasons.values()])
                is_right = found.topics[0].topic in right
                labels.append(float(is_right))
                counts.append(mistaken if right and not is_right else 1.0)
    x, y, n = np.array(rows), np.array(labels), np.array(counts)
    weights = np.zeros(x.shape[1])
    penalty = PENALTY * np.eye(x.shape[1])
    penalty[0, 0] = 0.0
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (n * (p - y)) + penalty @ weights
        curve = x.T @ (x * (n * p * (1 - p))[:, None]) + penalty
        weights -= np.linalg.solve(curve, slope)
    return dict(zip(["bias", *names], map(float, weights), strict=True))


def beside(topics: Iterable[Topic]) -> list[Case]:
    """The test phrases that stand with entries, each with the one it must find."""
    return [(phrase, frozenset([topic.id])) for topic in topics for phrase in topic.must_match]


def without(loaded: Loaded, fold: int) -> tuple[Index, list[Case]]:
    """An index that lacks each FOLDS-th topic, and the phrases of those: whatever it answers is wrong."""
    topics = loaded.knowledge.topics
    gone = {name for number, name in enumerate(sorted(topics)) if number % FOLDS == fold}
    left = {name: topic for name, topic in topics.items() if name not in gone}
    index = build_index(replace(loaded, knowledge=replace(loaded.knowledge, topics=left)))
    return index, [(text, frozenset()) for text, _ in beside(topics[name] for name in gone)]


def apart(loaded: Loaded) -> tuple[Index, list[Case]]:
    """An index that lacks some ways of asking and some strangers, and those."""
    ways = {topic: tuple(held_out(ways, HELD_WAYS)) for topic, ways in loaded.asked.items()}
    strange = tuple(held_out(loaded.strangers, HELD_STRANGERS))
    left = {topic: tuple(way for way in of if way not in ways[topic]) for topic, of in loaded.asked.items()}
    known = tuple(text for text in loaded.strangers if text not in strange)
    data = [(way, frozenset([topic])) for topic, of in ways.items() for way in of]
    index = build_index(replace(loaded, asked=left, strangers=known))
    return index, [*data, *((text, frozenset()) for text in strange)]


def held_out(texts: Iterable[str], each: int) -> Iterable[str]:
    """One text in so many, the same ones at every run wherever they stand."""
    return (text for text in texts if check(text) % each == 0)


def report(index: Index, data: list[Case], title: str) -> None:
    inside = [case for case in data if case[1]]
    outside = [case for case in data if not case[1]]
    zones = [(find(index, text), right) for text, right in inside]
    answered = [(f, right) for f, right in zones if f.zone is Zone.ANSWER]
    wrong = sum(f.candidates[0].topic not in right for f, right in answered)
    offered = [(f, right) for f, right in zones if f.zone is Zone.CHOICES]
    held = sum(bool({c.topic for c in f.candidates} & right) for f, right in offered)
    strangers = [find(index, text).zone for text, _ in outside]
    n, m = max(len(inside), 1), max(len(outside), 1)
    print(
        f"{title}: {n} in scope: answered right {(len(answered) - wrong) / n:.1%}, wrong {wrong / n:.1%}, ",
        end="",
    )
    print(f"offered {len(offered) / n:.1%} (with the right one {held / n:.1%}); ", end="")
    print(f"{m} out of scope: answered {strangers.count(Zone.ANSWER) / m:.1%}, ", end="")
    print(f"offered {strangers.count(Zone.CHOICES) / m:.1%}")


def main() -> None:
    loaded = load(ROOT / "knowledge")
    index = build_index(loaded)
    dev, test = cases("questions_dev.jsonl"), cases("questions_test.jsonl")
    phrases = beside(loaded.knowledge.topics.values())
    held = apart(loaded)
    fitted = fit([(index, dev), (index, phrases), held, *(without(loaded, fold) for fold in LEARN_FOLDS)])
    print(f"_BIAS = {fitted.pop('bias'):.2f}")
    print("_WEIGHTS = {" + ", ".join(f'"{name}": {weight:.2f}' for name, weight in fitted.items()) + "}")
    report(index, dev, "dev")
    report(index, phrases + [(text, frozenset()) for text in loaded.strangers], "phrases, strangers")
    report(*held, "ways and strangers held out")
    report(*without(loaded, 0), "topics that are not there")
    report(index, test, "test")
    blind = [*cases("questions_blind.jsonl"), *cases("outside_blind.jsonl")]
    report(index, blind, "by hands that knew only the titles")
    assert math.isfinite(sum(fitted.values()))


if __name__ == "__main__":
    main()
