"""Our matcher as a class with `fit` and `query`, the shape that a benchmark harness asks of each matcher it compares.

    from benchmarks.adapter import Matcher

It learns from the phrases it is given, and knows of English what comes with the program (knowledge/words/).
"""

from collections.abc import Sequence

from bot.matching import Index, build, rank


class Matcher:
    """Learns once from phrases and their labels, then ranks the labels for one text at a time."""

    def __init__(self) -> None:
        self.index: Index | None = None

    def fit(self, phrases: Sequence[str], labels: Sequence[str]) -> None:
        self.index = build(zip(phrases, labels, strict=True))

    def query(self, text: str, count: int) -> list[tuple[str, float]]:
        assert self.index is not None, "fit comes first"
        return rank(self.index, text, count)
