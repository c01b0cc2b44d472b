"""How alike two texts are letter by letter. The only file that imports RapidFuzz."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA


def alike(one: str, other: str) -> float:
    """Return how alike two texts are word by word, 0 to 1: in any order, half of it without what only one has."""
    return (fuzz.token_sort_ratio(one, other) + fuzz.token_set_ratio(one, other)) / 200


def nearest_words(word: str, words: Sequence[str], errors: int) -> list[tuple[str, int]]:
    """Return the words at most `errors` slips away (optimal string alignment), nearest first, with their slips."""
    found = process.extract(word, words, scorer=OSA.distance, processor=None, limit=8, score_cutoff=errors)
    return [(name, int(slips)) for name, slips, _ in sorted(found, key=lambda one: (one[1], one[0]))]
