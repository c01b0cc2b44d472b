"""How alike two texts are letter by letter. The only file that imports RapidFuzz."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA


def alike(one: str, others: Sequence[str]) -> list[float]:
    """Return how alike a text is to each of others word by word, 0 to 1: in any order, half of it without what only one
    has."""
    in_order = process.cdist((one,), others, scorer=fuzz.token_sort_ratio)[0]
    in_common = process.cdist((one,), others, scorer=fuzz.token_set_ratio)[0]
    return [float(how) for how in (in_order + in_common) / 200]


def nearest_words(word: str, words: Sequence[str], errors: int) -> list[tuple[str, int]]:
    """Return the words at most `errors` slips away (optimal string alignment), nearest first, with their slips."""
    found = process.extract(word, words, scorer=OSA.distance, processor=None, limit=8, score_cutoff=errors)
    return [(name, int(slips)) for name, slips, _ in sorted(found, key=lambda one: (one[1], one[0]))]
