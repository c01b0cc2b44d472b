"""Sentences to learn meaning from: public data under open licences, our own ways of asking, and both varied.

`folder` holds checkouts by the names in `PUBLIC`. knowledge/words/README.md says what each is and its licence.
"""

import csv
import json
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from bot.content.loader import load
from bot.matching.model import Floats

ROOT = Path(__file__).parents[2]
_END = re.compile(r"(?<=[.?!])\s+")
_SMALL = frozenset(
    word
    for line in (
        "i a the to of is it my me you do can and in for on what how",
        "that this be are not have with if or at was when will",
    )
    for word in line.split()
)
_NEIGHBOURS = 12
_VARIED_FROM = 12_000  # the most common plain words


def parts(text: str, shortest: int = 2, longest: int = 22) -> Iterator[str]:
    """The sentences of a text that have so many words."""
    yield from (one for one in _END.split(" ".join(text.split())) if shortest <= len(one.split()) <= longest)


def _taskmaster(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("TM-*/data/**/*.json")):
        for talk in json.loads(path.read_text("utf-8")):
            for said in talk.get("utterances", []):
                yield from parts(said.get("text", ""))
    for path in sorted(folder.glob("TM-3-2020/splits/**/*-bc.tsv")):
        for said in re.findall(r"(?:<[UA]>|\[A\])([^<\t\n]+)", path.read_text("utf-8")):
            yield from parts(said)


def _guided(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("dialogues_*.json")):
        for talk in json.loads(path.read_text("utf-8")):
            for turn in talk["turns"]:
                yield from parts(turn["utterance"])


def _topical(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("conversations/*.json")):
        for talk in json.loads(path.read_text("utf-8")).values():
            for turn in talk["content"]:
                yield from parts(turn["message"])


def _medquad(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.xml")):
        text = path.read_text("utf-8")
        yield from (
            " ".join(one.split()) for one in re.findall(r"<Question[^>]*>(.*?)</Question>", text, re.DOTALL)
        )
        for answer in re.findall(r"<Answer>(.*?)</Answer>", text, re.DOTALL):
            yield from list(parts(answer, 4, 30))[:12]


def _wordnet(folder: Path) -> Iterator[str]:
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text("latin-1").splitlines():
            head, bar, gloss = line.partition("|")
            if not bar:
                continue
            yield from (one for one in re.findall(r'"([^"]+)"', gloss) if len(one.split()) >= 3)
            meaning = re.sub(r'"[^"]*"', "", gloss).strip(" ;")
            name = head.split()[4].replace("_", " ") if len(head.split()) > 4 else ""
            if name.islower() and 3 <= len(meaning.split()) <= 25:
                yield f"{name}: {meaning}"


def _wellformed(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.tsv")):
        yield from (line.split("\t")[0] for line in path.read_text("utf-8").splitlines())


def _disfluent(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.json")):
        for one in json.loads(path.read_text("utf-8")).values():
            yield from (one["original"], one["disfluent"])


def _open_questions(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("nq_open/*.jsonl")):
        yield from (json.loads(line)["question"] for line in path.read_text("utf-8").splitlines())


def _web_questions(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("main/*.json")):
        yield from (one["qText"] for one in json.loads(path.read_text("utf-8")))


def _support(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("data/train/*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            yield from (row[0] for row in csv.reader(stream) if row)


PUBLIC: dict[str, Callable[[Path], Iterator[str]]] = {
    "Taskmaster": _taskmaster,
    "dstc8-schema-guided-dialogue": _guided,
    "Topical-Chat": _topical,
    "MedQuAD": _medquad,
    "WordNet-3.0": _wordnet,
    "query-wellformedness": _wellformed,
    "Disfl-QA": _disfluent,
    "natural-questions": _open_questions,
    "dataset-factoid-webquestions": _web_questions,
    "customer-support-intent-detection-training-dataset": _support,
}


def own() -> list[str]:
    """Our own ways of asking, titles and answers."""
    found: set[str] = set()
    for topic in load(ROOT / "knowledge").knowledge.topics.values():
        found.update((topic.title, *topic.questions))
        found.update(one for text in _texts(topic) for one in parts(text, 3, 20))
    return sorted(found)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Iterable):
        for one in value:
            yield from _texts(one)
    elif hasattr(value, "__slots__"):
        for name in value.__slots__:
            yield from _texts(getattr(value, name))


def public(folder: Path) -> list[str]:
    """The sentences of all public data in `folder`, each once, in an order of chance that is always the same."""
    there = {name: read for name, read in PUBLIC.items() if (folder / name).is_dir()}
    print("without", *(PUBLIC.keys() - there.keys()) or ["nothing left out"])
    found = sorted({one for name, read in there.items() for one in read(folder / name) if one.strip()})
    random.Random(5).shuffle(found)
    return found


def neighbours(words: Sequence[str], vectors: Floats) -> dict[str, list[str]]:
    """For each of the most common words those nearest to it."""
    words, vectors = words[:_VARIED_FROM], vectors[:_VARIED_FROM].astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-6))
    found: dict[str, list[str]] = {}
    for first in range(0, len(words), 1000):
        nearest = np.argpartition(-(vectors[first : first + 1000] @ vectors.T), _NEIGHBOURS, axis=1)
        for word, places in zip(words[first : first + 1000], nearest[:, :_NEIGHBOURS], strict=True):
            found[word] = [words[at] for at in places if words[at] != word]
    return found


def varied(texts: Sequence[str], count: int, near: dict[str, list[str]], chance: random.Random) -> list[str]:
    """Up to `count` new sentences: a word or two put for others, mostly near ones, left out, or two texts joined. They
    need not make sense: what the large encoder makes of them teaches how words work together."""
    found: set[str] = set()
    common = list(near)
    for _ in range(count * 2):
        if len(found) >= count:
            break
        words = chance.choice(texts).lower().split()
        if chance.random() < 0.1:
            other = chance.choice(texts).lower().split()
            words = words[: chance.randint(1, len(words))] + other[chance.randint(0, len(other) - 1) :]
        telling = [at for at, word in enumerate(words) if word.strip("?.,!") not in _SMALL]
        for at in chance.sample(telling, min(len(telling), chance.choice((1, 1, 2)))):
            words[at] = _instead(words[at].strip("?.,!"), near, common, chance)
        text = " ".join(word for word in words if word)
        if 2 <= len(text.split()) <= 16:
            found.add(text)
    return sorted(found)


def _instead(word: str, near: dict[str, list[str]], common: Sequence[str], chance: random.Random) -> str:
    drawn = chance.random()
    if drawn < 0.62 and word in near:
        return chance.choice(near[word])
    return chance.choice(common[:4000]) if drawn < 0.8 else ""
