"""Every promise tried in full, and what came of it written down.

    python -m benchmarks.promises [--people 10000]

Runs tests/promises/, slow ones included (ten minutes and more on two cores), and writes the figures they tell into
benchmarks/results/promises.md; README's table quotes them. Fewer people make the long run shorter.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.auxil.figures import FILE

ROOT = Path(__file__).parent.parent
PEOPLE = 10_000  # conversations of the long run; make test-slow has fewer
RESULTS = Path(__file__).parent / "results"


def table(lines: list[str]) -> str:
    """The figures as a table, in the order in which they were told."""
    rows = ["| promise | what was tried | figures |", "|---|---|---|"]
    for one in map(json.loads, lines):
        figures = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in one["figures"].items())
        rows.append(f"| {one['promise']} | {one['what']} | {figures} |")
    return "\n".join(rows)


def main() -> int:
    """Run them; the exit code is that of the tests."""
    options = argparse.ArgumentParser(description="Try every promise in full and write down the figures.")
    options.add_argument("--people", type=int, default=PEOPLE)
    people = str(options.parse_args().people)
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "figures"
        told.touch()
        command = [sys.executable, "-m", "pytest", "tests/promises", "-q"]
        done = subprocess.run(  # noqa: S603
            command, cwd=ROOT, env={**os.environ, FILE: str(told), "SAFERBOT_PEOPLE": people}, check=False
        )
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "promises.md").write_text(table(told.read_text("utf-8").splitlines()) + "\n", "utf-8")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
