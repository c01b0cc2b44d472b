"""Our matcher as a class with `fit` and `query`, the shape that a benchmark harness asks of each matcher it compares.

    from benchmarks.adapter import Matcher

It learns from the phrases it is given and from nothing of knowledge/ but the list of plain English words.
"""

from collections.abc import Sequence
from pathlib import Path

from bot.core.wordlist import word_list
from bot.matching import Index, build, rank

WORDS = Path(__file__).parent.parent / "knowledge" / "words" / "en.txt"


class Matcher:
    """Learns once from phrases and their labels, then ranks the labels for one text at a time."""

    def __init__(self) -> None:
        self.words = word_list(WORDS.read_text("utf-8").split())
        self.index: Index | None = None

    def fit(self, phrases: Sequence[str], labels: Sequence[str]) -> None:
        self.index = build(zip(phrases, labels, strict=True), english=self.words)

    def query(self, text: str, count: int) -> list[tuple[str, float]]:
        assert self.index is not None, "fit comes first"
        return rank(self.index, text, count)
