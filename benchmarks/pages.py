"""What the peers' benchmark found, as Markdown tables and plots. Names and units stand here once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from benchmarks import plots
from benchmarks.contenders import OURS
from benchmarks.noise import CONDITIONS

SPEEDS = {
    "import": "import s",
    "build": "build s",
    "p50": "p50 ms",
    "p99": "p99 ms",
    "memory": "memory MiB",
}
SHARES = ("top-1 %", "AUROC", "% answered at 2 % wrong")


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found of one matcher: each share by condition, each speed, and the median ms by number of phrases. Where
    it could not be measured, `why` says so and there is nothing else."""

    why: str = ""
    shares: Mapping[str, Sequence[float]] = field(default_factory=dict)
    speed: Mapping[str, float] = field(default_factory=dict)
    sizes: Mapping[int, float] = field(default_factory=dict)


def table(measured: Mapping[str, Measured]) -> str:
    """Return what was measured, then the same as a ratio to ours, as two Markdown tables."""
    head = ["matcher", *(f"{name} ({' / '.join(CONDITIONS)})" for name in SHARES), *SPEEDS.values()]
    lines = _rows(head, {name: cells(one) for name, one in measured.items()})
    ours = measured.get(OURS, Measured("not measured"))
    if not ours.why:
        ratios = {name: _ratios(one, ours) for name, one in measured.items()}
        lines += ["", "The same, each as a ratio to ours:", "", *_rows(head, ratios)]
    return "\n".join(lines)


def _rows(head: Sequence[str], cells: Mapping[str, Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for name, row in cells.items():
        full = [cell for cell, _ in zip_longest(row, head[1:], fillvalue="")]
        lines.append(f"| {name} | {' | '.join(full)} |")
    return lines


def cells(one: Measured) -> list[str]:
    if one.why:
        return [one.why]
    formats = dict(zip(SHARES, ("{:.1%}", "{:.3f}", "{:.0%}"), strict=True))
    shares = [" / ".join(formats[name].format(value) for value in one.shares[name]) for name in SHARES]
    return [cell.replace("%", "") for cell in shares] + [f"{one.speed[name]:.3g}" for name in SPEEDS]


def _ratios(one: Measured, ours: Measured) -> list[str]:
    if one.why:
        return [one.why]
    shares = [
        " / ".join(f"{_ratio(*both):.2f}" for both in zip(one.shares[name], ours.shares[name], strict=True))
        for name in SHARES
    ]
    return shares + [f"{_ratio(one.speed[name], ours.speed[name]):.3g}" for name in SPEEDS]


def _ratio(value: float, ours: float) -> float:
    return value / ours if ours else float("nan")


def report(name: str, about: str, measured: Mapping[str, Measured], out: Path) -> str:
    """Draw the plots of one set into a folder and return its part of the page."""
    done = {key: one for key, one in measured.items() if not one.why}
    points = {key: (one.speed["p50"], one.shares["top-1 %"]) for key, one in done.items()}
    plots.accuracy_against_speed(out / f"{name}-accuracy.svg", f"Accuracy against speed: {name}", points)
    page = [f"## {name}", "", about, "", table(measured), "", f"![accuracy]({name}-accuracy.svg)"]
    sizes = {key: one.sizes for key, one in done.items() if one.sizes}
    if sizes:
        plots.latency_against_size(out / f"{name}-latency.svg", "Latency against number of phrases", sizes)
        page.append(f"![latency]({name}-latency.svg)")
    return "\n".join(page)
