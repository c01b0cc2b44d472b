"""What matchers are asked: phrases to learn from, then unseen ones, as they are and as people mistype them.

Two sources. Our own knowledge, its ways of asking dealt into ten: each tenth is asked of a matcher that learned from
the others. Or a folder of public data sets, one JSON file each: {"train", "dev", "test"} hold [text, [labels]],
{"oos_dev", "oos_test"} hold texts that no label answers. All chance is seeded by name: two runs ask the same.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from benchmarks.noise import CONDITIONS, Noise

ROOT = Path(__file__).parent.parent
QUESTIONS = ROOT / "tests" / "knowledge" / "data"
FOLDS = 10
SHOTS = 10  # phrases an intent that are learned from, of public data

Pair = tuple[str, str]  # a phrase and its label
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Asked:
    """A text and the labels that are right for it, none where it is out of scope."""

    text: str
    right: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Exam:
    """What is learned, and what is asked then. Where `dev` has no text in scope, a threshold is chosen on what the
    other exams of the same set asked clean."""

    pairs: tuple[Pair, ...]
    dev: tuple[Asked, ...]
    tests: Mapping[str, tuple[Asked, ...]]

    def asked(self) -> list[Asked]:
        return [*self.dev, *(one for name in CONDITIONS for one in self.tests[name])]


@dataclass(frozen=True, slots=True)
class Limits:
    """At most how many texts are asked of a set: in scope and out of it, to judge and to choose a threshold on."""

    inside: int = 1_500
    outside: int = 500
    dev_inside: int = 750
    dev_outside: int = 250


def typed(asked: Sequence[Asked], noise: Noise, seed: int) -> dict[str, tuple[Asked, ...]]:
    return {
        name: tuple(Asked(noise(one.text, name, seed), one.right) for one in asked) for name in CONDITIONS
    }


def folds(
    pairs: Iterable[Pair], outside: Sequence[str], dev: Sequence[str], noise: Noise, limits: Limits
) -> list[Exam]:
    """Return ten exams that leave out a tenth of the pairs each. A phrase of two labels is left out with both."""
    right: defaultdict[str, set[str]] = defaultdict(set)
    for phrase, label in pairs:
        right[phrase].add(label)
    phrases = _dealt(sorted(right), "folds")
    made = []
    for fold in range(min(FOLDS, len(phrases))):
        left_out = phrases[fold::FOLDS]
        learned = set(phrases) - set(left_out)
        inside = [Asked(one, frozenset(right[one])) for one in left_out[: max(limits.inside // FOLDS, 1)]]
        strange = [Asked(one) for one in outside[fold::FOLDS]]
        taught = _dealt([(one, label) for one in sorted(learned) for label in sorted(right[one])], f"{fold}")
        tuned = tuple(Asked(one) for one in dev[fold::FOLDS])
        made.append(Exam(tuple(taught), tuned, typed([*inside, *strange], noise, fold)))
    return made


def knowledge(noise: Noise, limits: Limits) -> list[Exam]:
    """Return the exams of our own knowledge. Out of scope: the lines of the question sets that no topic answers."""
    from bot.app_index import index_parts
    from bot.content.loader import load

    loaded = load(ROOT / "knowledge")
    dev = [*loaded.strangers, *_strange("questions_dev.jsonl")]
    return folds(index_parts(loaded)[0], _strange("questions_test.jsonl"), dev, noise, limits)


def _strange(name: str) -> list[str]:
    rows = (json.loads(line) for line in (QUESTIONS / name).read_text("utf-8").splitlines())
    return [str(row["text"]) for row in rows if not row["topic"]]


def is_set(file: Path) -> bool:
    """Whether a file is a data set; lists for the noise may lie beside them."""
    return {"train", "dev", "test", "oos_dev", "oos_test"} <= set(json.loads(file.read_text("utf-8")))


def public(folder: Path, name: str, seed: int, noise: Noise, limits: Limits) -> Exam:
    """Return one exam of a public data set: ten phrases of each label are learned."""
    data = json.loads((folder / f"{name}.json").read_text("utf-8"))
    pairs = _few(data["train"], f"kshot-{name}-{SHOTS}-{seed}")
    key = f"sub-{name}-{seed}"
    dev = _capped(_scoped(data["dev"]), limits.dev_inside, f"{key}d")
    dev += _capped([Asked(text) for text in data["oos_dev"]], limits.dev_outside, f"{key}do")
    test = _capped(_scoped(data["test"]), limits.inside, f"{key}t")
    test += _capped([Asked(text) for text in data["oos_test"]], limits.outside, f"{key}to")
    return Exam(tuple(pairs), tuple(dev), typed(test, noise, seed))


def grown(pairs: Sequence[Pair], size: int, noise: Noise) -> list[Pair]:
    """Return `size` pairs: as many of these as that, then mistyped copies of them."""
    dealt = _dealt(pairs, "grown")
    return [
        (
            noise(dealt[at % len(dealt)][0], "typos" if at >= len(dealt) else "clean", at),
            dealt[at % len(dealt)][1],
        )
        for at in range(size)
    ]


def _scoped(rows: Iterable[tuple[str, list[str]]]) -> list[Asked]:
    return [Asked(text, frozenset(labels)) for text, labels in rows]


def _few(rows: Iterable[tuple[str, list[str]]], key: str) -> list[Pair]:
    chance = random.Random(key)
    by_label: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for text, labels in rows:
        for label in labels:
            by_label[label][text] = None
    found = [
        (text, label)
        for label, texts in sorted(by_label.items())
        for text in chance.sample(list(texts), min(SHOTS, len(texts)))
    ]
    chance.shuffle(found)  # ties must not be settled by the order of the labels
    return found


def _dealt(items: Iterable[_Item], key: str) -> list[_Item]:
    found = list(items)
    random.Random(key).shuffle(found)
    return found


def _capped(items: list[_Item], most: int, key: str) -> list[_Item]:
    return items if len(items) <= most else _dealt(items, key)[:most]
