"""Fit the weights of bot/matching/public.py on the development halves of public data sets.

    python -m benchmarks.fit_public --data DIR [--harness DIR]

DIR holds data sets as benchmarks/exams.py reads them. Logistic regression as in benchmarks/fit_confidence.py; what is
out of scope is asked too, is never right, and counts for more than a mistake within it. Prints the lines to paste.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.exams import Limits, public, typed
from benchmarks.fit_confidence import Case, fit
from benchmarks.noise import Noise, borrowed, typist
from bot.matching import Index, build
from bot.matching.public import reasons
from bot.matching.rank import Ranking

SETS, SEEDS = ("clinc150", "banking77"), (0, 1)
MISTAKEN = 0.35  # out of scope is to be told from in scope too, not only right from wrong


def asked(folder: Path, noise: Noise) -> Iterator[tuple[Index, list[Case]]]:
    for name in SETS:
        for seed in SEEDS:
            exam = public(folder, name, seed, noise, Limits(dev_inside=600))
            ways = typed(exam.dev, noise, seed)
            yield build(exam.pairs), [(one.text, one.right) for way in ways.values() for one in way]


def probable(fitted: dict[str, float], cases: Sequence[tuple[Index, list[Case]]]) -> dict[str, float]:
    """The same order of answers, stretched so that what comes out is how often the best topic is right (Platt 1999)."""

    def total(found: Ranking) -> dict[str, float]:
        return {"total": sum(fitted[name] * value for name, value in reasons(found).items())}

    stretch = fit(cases, total)
    return {name: stretch["total"] * value for name, value in fitted.items()} | {"bias": stretch["bias"]}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--harness", type=Path, help="folder whose typos.py makes the noise instead of ours")
    options = parser.parse_args()
    noise = borrowed(options.harness) if options.harness else typist(options.data)
    cases = list(asked(options.data, noise))
    fitted = probable(fit(cases, reasons, MISTAKEN), cases)
    print(f"_BIAS = {fitted.pop('bias'):.2f}")
    print("_WEIGHTS = {" + ", ".join(f'"{name}": {weight:.2f}' for name, weight in fitted.items()) + "}")


if __name__ == "__main__":
    main()
