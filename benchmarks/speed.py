"""How fast and how small the matcher is beside RapidFuzz's WRatio over the same ways of asking, in one run.

    python -m benchmarks.speed [--phrases 100000]

Asked are the test phrases of our knowledge, as written and with two letters swapped, each by both in turn. All times
are of the processor, this thread alone: what else the machine does changes them little, but not nothing, so compare
within a run. --phrases makes up so many phrases of 1,000 topics from the knowledge's own, instead of asking the
knowledge.
"""

import argparse
import pickle
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from bot import app_index
from bot.app_index import IndexParts
from bot.content.loader import load
from bot.matching.index import Index

ROOT = Path(__file__).parent.parent
TOPICS, WORDS = 1_000, 6
SLOW = 10  # WRatio is asked one of so many texts
LONGEST = 4_096  # letters of one Telegram message
SERVING = """
import pickle
from bot.matching import rank
rank(pickle.load(open(sys.argv[1], "rb")), "how long does it last")
"""


def timed(ask: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Return the milliseconds that each text takes, sorted; the first is asked before and not counted."""
    ask(texts[0])
    taken = []
    for text in texts:
        began = time.thread_time()
        ask(text)
        taken.append(1_000 * (time.thread_time() - began))
    return sorted(taken)


def line(name: str, taken: Sequence[float]) -> str:
    return f"{name:34} p50 {statistics.median(taken):8.2f}   p99 {taken[int(len(taken) * 0.99)]:8.2f} ms"


def swapped(text: str, rolls: random.Random) -> str:
    at = rolls.randrange(max(len(text) - 1, 1))
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def hostile(words: Sequence[str], rolls: random.Random) -> list[str]:
    """Full messages that give a speller and an aligner the most to do."""
    letters = "".join(rolls.choices("abdeghinorstu", k=LONGEST))
    slips = [swapped(word, rolls) for word in rolls.choices(words, k=LONGEST)]
    odd = ["".join(rolls.choices("abdeghinorstu", k=rolls.randint(3, 22))) for _ in range(LONGEST)]
    runs = (letters, " ".join(slips), ". ".join(slips), " ".join(odd), "ab" * LONGEST, "what " * LONGEST)
    return [run[:LONGEST] for run in runs]


def many(base: Sequence[str], count: int, rolls: random.Random) -> Iterator[tuple[str, str]]:
    """Yield so many phrases: each topic has ways of asking and words of its own, mixed anew in every phrase."""
    words = sorted({word for phrase in base for word in phrase.split()})
    of = [(rolls.sample(base, 20), rolls.sample(words, WORDS)) for _ in range(TOPICS)]
    for number in range(count):
        phrases, own = of[number % TOPICS]
        phrase = rolls.choice(phrases).split()
        phrase[rolls.randrange(len(phrase))] = rolls.choice(own)
        phrase.insert(rolls.randrange(len(phrase) + 1), rolls.choice(own))
        yield " ".join([*phrase, rolls.choice(words)]), f"topic {number % TOPICS}"


def alone(program: str, *words: str) -> float:
    """Return what an interpreter that runs this alone takes in the end, in MiB."""
    whole = f"import sys\nfrom benchmarks.sitting import resident\n{program}\nprint(resident())"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", whole, *words], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return float(done.stdout)


def serving(index: Index) -> float:
    """Return what a process needs that has taken this index from where it is kept and answers, in MiB."""
    with tempfile.NamedTemporaryFile() as kept:
        kept.write(pickle.dumps(index))
        kept.flush()
        return alone(SERVING, kept.name)


def measure(parts: IndexParts, asked: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the table. Has a process of its own, so that reading the knowledge is not counted."""
    from rapidfuzz import fuzz, process, utils

    from bot.matching import rank
    from bot.matching.several import find

    began = time.process_time()
    index = app_index.build_from(parts)
    yield f"{'learning it all anew':34} {time.process_time() - began:12.1f} s"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rolls = random.Random(1)
    bare = alone("")
    yield f"{'memory while learning':34} {peak - bare:12.0f} MiB above a bare interpreter"
    yield f"{'memory to answer with it':34} {serving(index) - bare:12.0f} MiB above a bare interpreter"
    texts = [text for one in asked for text in (one, swapped(one, rolls))]
    phrases = [utils.default_process(phrase.asked) for phrase in index.phrases]

    def fuzzy(text: str) -> object:
        return process.extract(utils.default_process(text), phrases, scorer=fuzz.WRatio, limit=5)

    ours: list[float] = []
    theirs: list[float] = []
    for first in range(0, len(texts), SLOW):
        ours += timed(lambda text: rank(index, text), texts[first : first + SLOW])
        theirs += timed(fuzzy, texts[first : first + 1])
    yield line("rank", sorted(ours))
    yield line("RapidFuzz WRatio, the best five", sorted(theirs))
    yield f"{'so many times faster':34} {statistics.median(theirs) / statistics.median(ours):12.1f}"
    yield line("a whole message", timed(lambda text: find(index, text), texts))
    words = sorted({word for one in index.phrases for word in one.words.split()})
    worst = timed(lambda text: find(index, text), hostile(words, rolls))[-1]
    yield f"{'worst of six with 4,096 letters':34} {worst:12.1f} ms"


def table(parts: IndexParts, asked: Sequence[str]) -> list[str]:
    return list(measure(parts, asked))


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--phrases", type=int, default=0, help="so many made-up phrases instead")
    parser.add_argument("--asked", type=int, default=500, help="test phrases to ask, at most")
    args = parser.parse_args(words)
    loaded = load(ROOT / "knowledge", "en")
    topics = list(loaded.knowledge.topics.values())
    parts = app_index.index_parts(loaded)
    asked = [phrase for topic in topics for phrase in topic.must_match]
    rolls = random.Random(2)
    if args.phrases:
        base = [phrase for topic in topics for phrase in topic.questions]
        parts = (list(many(base, args.phrases, rolls)), *parts[1:5], [])
    asked = rolls.sample(asked, min(args.asked, len(asked)))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        found = pool.submit(table, parts, asked).result()
    print(f"{len(set(parts[0])):,} ways of asking, {len({topic for _, topic in parts[0]}):,} topics")
    print("\n".join(found))


if __name__ == "__main__":
    main()
