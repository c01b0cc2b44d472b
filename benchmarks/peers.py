"""Our matcher beside what anyone could use instead, in one run: a table and plots in benchmarks/results/.

    python -m benchmarks.peers                                   # our own knowledge; a plain clone is enough
    python -m benchmarks.peers --data FOLDER --sets clinc150     # public data, one JSON file a set (see exams.py)

Each matcher has processes of its own, one at a time, so that none pays for another's memory. One that is not installed
where this runs is looked for in each `--python`; where none has it, the table says so. Speed is only to be compared
within one run: the machine may be busy, or another.
"""

import argparse
import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks import metrics
from benchmarks.contenders import CONTENDERS
from benchmarks.exams import ROOT, SHOTS, Exam, Limits, Pair, grown, is_set, knowledge, public
from benchmarks.metrics import NOTHING, Answer
from benchmarks.noise import CONDITIONS, Noise, Typist, borrowed, typist
from benchmarks.pages import SHARES, Measured, cells, report

RESULTS = Path(__file__).parent / "results"
OWN = "knowledge"
_DRILLED = 1_000  # texts that are timed, half of them mistyped

Task = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """How matchers are run: the interpreters to try in turn, how long to wait for one, and the numbers of phrases."""

    pythons: tuple[str, ...]
    patience: float
    sizes: tuple[int, ...]
    noise: Noise


def sit(run: Run, task: Task) -> dict[str, Any]:
    """Return what one matcher's process found, from the first interpreter that has its libraries."""
    missing = set()
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    env = {**os.environ, **threads, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    for python in run.pythons:
        command = [python, "-m", "benchmarks.sitting"]
        try:
            done = subprocess.run(  # noqa: S603
                command,
                input=json.dumps(task),
                capture_output=True,
                text=True,
                timeout=run.patience,
                cwd=ROOT,
                env=env,
            )
        except subprocess.TimeoutExpired:
            return {"why": f"not finished in {run.patience:g} s"}
        if done.returncode:
            return {"why": f"failed: {(done.stderr.splitlines() or ['without a word'])[-1]}"}
        result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        if "missing" not in result:
            return result
        missing.add(result["missing"])
    return {"why": f"not installed ({', '.join(sorted(missing))})"}


def measure(run: Run, name: str, exams: Sequence[Exam], pairs: Sequence[Pair]) -> Measured:
    """Return everything that is measured of one matcher. `pairs` are what its speed is measured with."""
    texts = _drilled(exams)
    tasks = [_task(exam.pairs, [one.text for one in exam.asked()]) for exam in exams]
    result = sit(run, {"name": name, "drill": _task(pairs, texts), "exams": tasks})
    if "why" in result:
        return Measured(result["why"])
    sizes = {}
    for size in run.sizes:
        drill = _task(grown(pairs, size, run.noise), texts)
        found = sit(run, {"name": name, "drill": drill, "exams": []})
        if "speed" not in found:
            break
        sizes[size] = found["speed"]["p50"]
    return Measured("", _shares(exams, result["answers"]), result["speed"], sizes)


def _task(pairs: Sequence[Pair], asked: Sequence[str]) -> Task:
    return {"phrases": [one for one, _ in pairs], "labels": [one for _, one in pairs], "asked": asked}


def _drilled(exams: Sequence[Exam]) -> list[str]:
    """Texts to time: as written and mistyped in turn, in scope and out of it."""
    written = [
        (one.text, other.text)
        for exam in exams
        for one, other in zip(exam.tests["clean"], exam.tests["typos"], strict=True)
    ]
    step = max(2 * len(written) // _DRILLED, 1)
    return list(chain.from_iterable(written[::step]))[:_DRILLED]


def _shares(exams: Sequence[Exam], found: Sequence[Sequence[Any]]) -> dict[str, list[float]]:
    marked = [list(_marked(exam, answers)) for exam, answers in zip(exams, found, strict=True)]
    parts = [_parts(exam, answers) for exam, answers in zip(exams, marked, strict=True)]
    least = [metrics.threshold(_tuning(parts, at)) for at in range(len(parts))]
    shares: dict[str, list[float]] = {name: [] for name in SHARES}
    for condition in CONDITIONS:
        pooled = [one for part in parts for one in part[condition]]
        counts = [sum(one.is_inside for one in part[condition]) for part in parts]
        given = [metrics.answered(part[condition], low) for part, low in zip(parts, least, strict=True)]
        answered = sum(map(math.prod, zip(counts, given, strict=True))) / max(sum(counts), 1)
        values = (metrics.top(pooled), metrics.auroc(pooled), answered)
        for name, value in zip(SHARES, values, strict=True):
            shares[name].append(value)
    return shares


def _marked(exam: Exam, answers: Sequence[Any]) -> Iterator[Answer]:
    for asked, answer in zip(exam.asked(), answers, strict=True):
        label, score = answer or ("", NOTHING)
        yield Answer(score, label in asked.right, bool(asked.right))


def _parts(exam: Exam, answers: list[Answer]) -> dict[str, list[Answer]]:
    """The answers of an exam by what they are for: "dev", then each condition."""
    parts, at = {}, 0
    for name, asked in (("dev", exam.dev), *((name, exam.tests[name]) for name in CONDITIONS)):
        parts[name] = answers[at : at + len(asked)]
        at += len(asked)
    return parts


def _tuning(parts: Sequence[Mapping[str, list[Answer]]], at: int) -> list[Answer]:
    """What the threshold of one exam is chosen on: never what it is judged by."""
    if any(one.is_inside for one in parts[at]["dev"]):
        return parts[at]["dev"]
    others = [part for number, part in enumerate(parts) if number != at]
    inside = [one for part in others for one in part["clean"] if one.is_inside]
    return inside + [one for part in parts for one in part["dev"]]


def sets(args: argparse.Namespace, noise: Noise, limits: Limits) -> Iterator[tuple[str, list[Exam]]]:
    if args.data is None:
        yield OWN, knowledge(noise, limits)
        return
    folder = _folder(args.data)
    there = [file.stem for file in sorted(folder.glob("*.json")) if is_set(file)]
    names = args.sets.split(",") if args.sets else there
    if not names or set(names) - set(there):
        sys.exit(
            f"--data {args.data}: there is no set {args.sets!r} in this folder; there are: {', '.join(there)}"
        )
    for name in names:
        yield name, [public(folder, name, int(seed), noise, limits) for seed in args.seeds.split(",")]


def _folder(data: Path) -> Path:
    return data / "processed" if (data / "processed").is_dir() else data


def _noise(args: argparse.Namespace) -> Noise:
    if args.harness:
        return borrowed(args.harness)
    return typist(_folder(args.data)) if args.data else Typist()


def _about(exams: Sequence[Exam], args: argparse.Namespace, pairs: Sequence[Pair]) -> str:
    inside = sum(bool(one.right) for exam in exams for one in exam.tests["clean"])
    outside = sum(not one.right for exam in exams for one in exam.tests["clean"])
    how = f"{SHOTS} phrasings a label, seeds {args.seeds}" if args.data else "each tenth asked of the others"
    labels = len({label for _, label in pairs})
    return (
        f"{len(pairs)} phrases of {labels} labels ({how}); {inside} unseen texts in scope, {outside} out of it. "
        "Every matcher learns from these phrases alone; ours has plain English words and what they mean as numbers "
        "(taught by MiniLM) beside them. "
        f"Python {sys.version.split()[0]}; build, p50 and p99 are time of the processor."
    )


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder of public data sets instead of our own knowledge")
    parser.add_argument("--sets", default="", help="which files of it, comma between (all)")
    parser.add_argument("--seeds", default="0", help="which draws of phrasings, comma between (0)")
    parser.add_argument("--harness", type=Path, help="folder whose typos.py makes the noise instead of ours")
    parser.add_argument(
        "--python", action="append", default=[], help="another interpreter to look for peers in"
    )
    parser.add_argument("--only", default=",".join(CONTENDERS), help="matchers to run, comma between (all)")
    parser.add_argument("--sizes", default="1000,3000,10000", help="numbers of phrases to time, or nothing")
    parser.add_argument("--patience", type=float, default=1_800, help="seconds to wait for one process")
    parser.add_argument("--cap", type=int, default=1_500, help="texts in scope to ask of a set, at most")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder for the page and the plots")
    args = parser.parse_args(words)
    unknown = set(args.only.split(",")) - set(CONTENDERS)
    if unknown:
        parser.error(f"--only: there is no matcher {sorted(unknown)}; there are {', '.join(CONTENDERS)}")
    return args


def main(words: Sequence[str] | None = None) -> None:
    args = arguments(words)
    noise = _noise(args)
    pythons = (sys.executable, *args.python)
    run = Run(pythons, args.patience, tuple(int(size) for size in args.sizes.split(",") if size), noise)
    args.out.mkdir(parents=True, exist_ok=True)
    for name, exams in sets(args, noise, Limits(inside=args.cap)):
        pairs = exams[0].pairs if args.data else tuple({pair: None for exam in exams for pair in exam.pairs})
        measured = {}
        for contender in args.only.split(","):
            measured[contender] = measure(run, contender, exams, pairs)
            print(f"{name}: {contender}: {', '.join(cells(measured[contender]))}", file=sys.stderr)
        page = report(name, _about(exams, args, pairs), measured, args.out)
        if not args.data:
            from benchmarks import reliability

            page += (
                f"\n\n## reliability\n\n{reliability.measure(args.out)}\n\n![reliability](reliability.svg)"
            )
        (args.out / f"{name}.md").write_text(f"{page}\n", "utf-8")
        print(page)


if __name__ == "__main__":
    main()
