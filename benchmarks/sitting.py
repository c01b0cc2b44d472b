"""One matcher in a process of its own: how long it takes, what memory it holds, and what it answers.

    python -m benchmarks.sitting < task.json > result.json

The task is {"name", "drill", "exams"}: the drill is {"phrases", "labels", "asked"} and is timed, one text at a time;
each exam has the same shape and is answered. Any interpreter with the matcher's libraries will do. The result has
"missing" alone where one is not installed.
"""

import gc
import json
import sys
import time
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.contenders import CONTENDERS, Matcher

_SECONDS = 15.0  # of asking, at most
_LEAST = 20  # texts, however slow

Task = dict[str, Any]


def resident() -> float:
    """Return the resident memory of this process in MiB, NaN where the system does not say."""
    status = Path("/proc/self/status")
    lines = status.read_text("ascii").splitlines() if status.exists() else ()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), float("nan"))


def drill(name: str, task: Task) -> tuple[Matcher, dict[str, float]]:
    """Return the matcher made, and seconds to import and build, ms to answer, MiB above the bare interpreter.

    Import is timed by the clock, since disks count. The rest is time of the processor, all threads together, which
    a busy machine changes little.
    """
    gc.collect()
    before, began = resident(), time.perf_counter()
    matcher = CONTENDERS[name]()
    imported = time.perf_counter() - began
    began = time.process_time()
    matcher.fit(task["phrases"], task["labels"])
    built = time.process_time() - began
    taken = _times(matcher, task["asked"])
    return matcher, {
        "import": imported,
        "build": built,
        "p50": taken[len(taken) // 2],
        "p99": taken[int(len(taken) * 0.99)],
        "memory": resident() - before,
    }


def _times(matcher: Matcher, texts: list[str]) -> list[float]:
    """Milliseconds for each text, sorted; the first is asked before and not counted."""
    matcher.query(texts[0], 1)
    taken: list[float] = []
    until = time.perf_counter() + _SECONDS
    for text in texts:
        began = time.process_time()
        matcher.query(text, 1)
        taken.append(1_000 * (time.process_time() - began))
        if len(taken) >= _LEAST and time.perf_counter() > until:
            break
    return sorted(taken)


def answers(matcher: Matcher, exam: Task) -> list[tuple[str, float] | None]:
    """Return the best label and its score for each text of an exam, None where the matcher says nothing."""
    matcher.fit(exam["phrases"], exam["labels"])
    return [next(iter(matcher.query(text, 1)), None) for text in exam["asked"]]


def sit(task: Task) -> dict[str, Any]:
    try:
        matcher, speed = drill(task["name"], task["drill"])
    except ModuleNotFoundError as error:
        return {"missing": error.name}
    foresee = getattr(matcher, "foresee", None)
    if foresee and task["exams"]:
        foresee(chain.from_iterable((*exam["phrases"], *exam["asked"]) for exam in task["exams"]))
    found = []
    for exam in task["exams"]:
        other = matcher if foresee else CONTENDERS[task["name"]]()
        found.append(answers(other, exam))
    return {"speed": speed, "answers": found}


if __name__ == "__main__":
    print(json.dumps(sit(json.load(sys.stdin))))
