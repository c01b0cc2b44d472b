"""An edit looked up at once (bot/matching/edited.py) beside the same edit learned whole (learn.py).

    python -m benchmarks.learning [--phrases 20]

So many ways of asking, each of another entry, are held out. Each is then added to an index learned without them, both
ways, and the test phrases of all entries and every tenth way of asking are asked. Prints for each the time of one as a
part of the other, in seconds of the processor, and how many of them get another zone or another entry first: learned
whole as against before (what the edit does), and at once as against learned whole (what the estimate misses or adds).
With --wrong the phrases are test phrases of one entry added to the entry that is next likely: mistakes that a preview
is there to show, and beside the counts how many test phrases break, and are told to break. Takes a minute a phrase.
"""

import argparse
import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from bot import app_index
from bot.app_index import IndexParts
from bot.content.loader import Loaded, load
from bot.matching import whatif
from bot.matching.again import remembering
from bot.matching.edited import edited
from bot.matching.index import Index
from bot.matching.rank import ranking
from bot.matching.whatif import Answer, Case, Role

T = TypeVar("T")
Found = Mapping[Case, Answer]
EVERY = 10


class Compared(NamedTuple):
    """The times of both ways, how many phrases differ, and how many test phrases break learned whole, at once, both."""

    at_once: float
    whole: float
    by_edit: int
    by_estimate: int
    breaks: tuple[int, int, int]


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return what work returns, and the seconds of the processor that it took."""
    began = time.process_time()
    return work(), time.process_time() - began


def with_pairs(parts: IndexParts, pairs: list[tuple[str, str]]) -> IndexParts:
    """Return the parts of an index with other ways of asking."""
    return pairs, *parts[1:]


def at_once(index: Index, parts: IndexParts) -> Index:
    """Return the provisional index of parts."""
    pairs, _, lexicon, _, spellings, strangers = parts
    made = edited(index, pairs, lexicon, spellings, strangers)
    assert made
    return made


def differing(one: Found, other: Found) -> int:
    """How many phrases get another zone, or another entry first."""
    return sum(one[case].zone is not other[case].zone or one[case].best != other[case].best for case in one)


def broken(then: Found, now: Found) -> set[Case]:
    """The phrases that found what they should, and no longer do."""
    return {case for case in then if whatif.holds(case, then[case]) and not whatif.holds(case, now[case])}


def compared(before: Index, parts: IndexParts, then: Found) -> Compared:
    """Return how the two ways compare for an edit after which an index is made from `parts`."""
    quick, quick_took = timed(lambda: at_once(before, parts))
    whole, whole_took = timed(lambda: app_index.build_from(parts))
    now, exact = (whatif.ask_all(remembering(one, before), then) for one in (quick, whole))
    told, right = broken(then, now), broken(then, exact)
    return Compared(
        quick_took,
        whole_took,
        differing(then, exact),
        differing(now, exact),
        (len(right), len(told), len(right & told)),
    )


def held_out(loaded: Loaded, count: int) -> list[tuple[str, str]]:
    """Ways of asking, each of another entry; the same in every run."""
    rng = random.Random(20)
    some = rng.sample([one for one in loaded.knowledge.topics.values() if len(one.questions) > 1], count)
    return [(rng.choice(one.questions), one.id) for one in some]


def wrong(loaded: Loaded, before: Index, count: int) -> list[tuple[str, str]]:
    """Test phrases, said a little otherwise, each with an entry that it does not belong to and that is next likely."""
    rng = random.Random(21)
    some = rng.sample([one for one in loaded.knowledge.topics.values() if one.must_match], count)
    phrases = [(f"{rng.choice(one.must_match)} mate", one.id) for one in some]
    found = ((text, own, ranking(before, text).topics) for text, own in phrases)
    return [(text, next(one.topic for one in topics if one.topic != own)) for text, own, topics in found]


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--phrases", type=int, default=20)
    parser.add_argument("--wrong", action="store_true")
    chosen = parser.parse_args()
    root = Path(__file__).parent.parent / "knowledge"
    loaded = load(root)
    parts, held = app_index.index_parts(loaded), held_out(loaded, chosen.phrases)
    kept = [pair for pair in parts[0] if pair not in set(held)]
    before = remembering(app_index.build_from(with_pairs(parts, kept)))
    asked = whatif.all_phrases(loaded.knowledge.topics.values())
    ways = [case for case in asked if case.role is Role.QUESTION][::EVERY]
    tests = [case for case in asked if case.role is not Role.QUESTION]
    then = whatif.ask_all(before, (*tests, *ways))
    print(f"{len(tests)} test phrases and {len(ways)} ways of asking asked", flush=True)
    found = []
    for text, topic in wrong(loaded, before, chosen.phrases) if chosen.wrong else held:
        one = compared(before, with_pairs(parts, [*kept, (text, topic)]), then)
        found.append(one)
        breaks = f", break {one.breaks[0]}, told {one.breaks[1]}, of these right {one.breaks[2]}"
        print(
            f"{one.at_once:.2f} s for {one.whole:.1f}: 1 to {one.whole / one.at_once:.0f}; changes {one.by_edit}, "
            f"estimate differs {one.by_estimate}{breaks if chosen.wrong else ''}  {topic}: {text!r}",
            flush=True,
        )
    print(
        f"in all {len(found)}: 1 to {sum(one.whole for one in found) / sum(one.at_once for one in found):.0f}; changes "
        f"{sum(one.by_edit for one in found)}, estimate differs {sum(one.by_estimate for one in found)}, break "
        f"{[sum(one.breaks[place] for one in found) for place in range(3)]} (learned whole, at once, both)"
    )


if __name__ == "__main__":
    main()
