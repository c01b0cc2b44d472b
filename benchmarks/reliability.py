"""Whether 70 % sure is right seven times in ten: what bot.matching.confidence says beside what then was right.

    python -m benchmarks.reliability

Asks the question sets of tests/knowledge/data of the whole knowledge. The weights were learned on the development
questions, so the test questions are the ones to believe. Prints the bins, the Brier score (mean square of how far off,
0 is best) and the expected calibration error (mean distance from the diagonal); draws them in benchmarks/results/.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from benchmarks.exams import QUESTIONS, ROOT
from benchmarks.plots import reliability
from bot.app_index import build_index
from bot.content.loader import load
from bot.matching.confidence import probability
from bot.matching.index import Index
from bot.matching.rank import ranking

RESULTS = Path(__file__).parent / "results"
BINS = 10

Said = tuple[float, bool]  # the probability said, and whether the best topic was right
Bin = tuple[float, float, int]  # the mean probability said, the share that was right, how many


def bins(said: Sequence[Said]) -> list[Bin]:
    """Return ten bins of equal width, without those that are empty."""
    found: list[list[Said]] = [[] for _ in range(BINS)]
    for one in said:
        found[min(int(one[0] * BINS), BINS - 1)].append(one)
    return [(fmean(p for p, _ in one), fmean(right for _, right in one), len(one)) for one in found if one]


def brier(said: Sequence[Said]) -> float:
    return fmean((p - right) ** 2 for p, right in said)


def calibration_error(said: Sequence[Said]) -> float:
    return sum(abs(p - share) * count for p, share, count in bins(said)) / len(said)


def ask(index: Index, name: str) -> list[Said]:
    """Return what is said of each line of a question set. Out of scope no topic is right."""
    said = []
    for line in (QUESTIONS / name).read_text("utf-8").splitlines():
        row = json.loads(line)
        right = {row["topic"], *row.get("also", ())} - {""}
        found = ranking(index, row["text"])
        said.append((probability(found), bool(found.topics) and found.topics[0].topic in right))
    return said


def table(said: dict[str, list[Said]]) -> str:
    lines = ["| questions | asked | Brier score | calibration error | said % / was right % (how many) |"]
    lines.append("|---|---|---|---|---|")
    for name, one in said.items():
        told = ", ".join(f"{p:.0%} / {share:.0%} ({count})".replace("%", "") for p, share, count in bins(one))
        lines.append(f"| {name} | {len(one)} | {brier(one):.3f} | {calibration_error(one):.3f} | {told} |")
    return "\n".join(lines)


def measure(results: Path) -> str:
    """Draw the plot into a folder and return the table."""
    index = build_index(load(ROOT / "knowledge"))
    names = {"development": "questions_dev.jsonl", "test": "questions_test.jsonl"}
    said = {name: ask(index, file) for name, file in names.items()}
    drawn = {name: bins(one) for name, one in said.items()}
    reliability(results / "reliability.svg", "How sure, and how often right (beside each: how many)", drawn)
    return table(said)


if __name__ == "__main__":
    RESULTS.mkdir(exist_ok=True)
    print(measure(RESULTS))
