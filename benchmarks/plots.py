"""The pictures of the benchmarks, as SVG that is the same for the same numbers."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from benchmarks.contenders import CONTENDERS, OURS
from benchmarks.noise import CONDITIONS

_MARKS = dict(zip(CONDITIONS, "osv", strict=True))
_COLOURS = ("#b91c1c", "#1d4ed8", "#60a5fa", "#15803d", "#84cc16", "#a16207", "#7e22ce", "#c084fc")
_DASHES = ("-", "--", ":", "--", ":", "-.", "--", ":")  # colour is never the only sign
_LABEL: Mapping[str, Any] = {
    "xytext": (0, 6),
    "textcoords": "offset points",
    "ha": "center",
    "fontsize": 8,
    "bbox": {"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 0.5},
}
_LOOK = {name: look for name, *look in zip(CONTENDERS, _COLOURS, _DASHES, strict=True)}


def accuracy_against_speed(
    file: Path, title: str, found: Mapping[str, tuple[float, Sequence[float]]]
) -> None:
    """Draw matcher -> (median ms, top-1 share of each condition): up is better, left is quicker."""
    figure, axes = _sheet(title, "milliseconds for one text, median (logarithmic)", "best label right, %")
    for name, (speed, shares) in found.items():
        colour = _LOOK[name][0]
        axes.plot([speed] * len(shares), [100 * one for one in shares], color=colour, linewidth=1)
        for condition, share in zip(CONDITIONS, shares, strict=True):
            axes.plot(
                speed, 100 * share, _MARKS[condition], color=colour, markersize=7 if name == OURS else 5
            )
        weight = "bold" if name == OURS else "normal"
        axes.annotate(name, (speed, 100 * max(shares)), color=colour, weight=weight, **_LABEL)
    for condition, mark in _MARKS.items():
        axes.plot([], [], mark, color="grey", label=condition)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.margins(0.12)
    axes.legend(fontsize=8, frameon=False, loc="lower right")
    _save(figure, file)


def latency_against_size(file: Path, title: str, found: Mapping[str, Mapping[int, float]]) -> None:
    """Draw matcher -> number of phrases -> median ms; a size that was not finished in time is not there."""
    figure, axes = _sheet(title, "phrases (logarithmic)", "milliseconds for one text, median (logarithmic)")
    for name, times in found.items():
        colour, dash = _LOOK[name]
        width = 2.5 if name == OURS else 1.5
        axes.plot(list(times), list(times.values()), dash, marker="o", markersize=4, color=colour, label=name,
                  linewidth=width)  # fmt: skip
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.legend(fontsize=8, frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
    _save(figure, file)


def reliability(file: Path, title: str, found: Mapping[str, Sequence[tuple[float, float, int]]]) -> None:
    """Draw name -> (mean probability, share right, how many) of each bin; on the diagonal, 70 % sure is 70 % right."""
    figure, axes = _sheet(title, "said to be right, %", "was right, %")
    axes.plot([0, 100], [0, 100], color="grey", linewidth=1, linestyle=":")
    for (name, bins), colour, mark in zip(found.items(), _COLOURS, "osv^", strict=False):
        xs, ys = [100 * one for one, _, _ in bins], [100 * one for _, one, _ in bins]
        axes.plot(xs, ys, color=colour, marker=mark, linewidth=1.5, label=name)
        for x, y, (_, _, count) in zip(xs, ys, bins, strict=True):
            axes.annotate(str(count), (x, y), (5, -9), textcoords="offset points", fontsize=7, color=colour)
    axes.set(xlim=(0, 100), ylim=(0, 100))
    axes.legend(fontsize=8, frameon=False, loc="upper left")
    _save(figure, file)


def _sheet(title: str, below: str, beside: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(8, 4.8), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, fontsize=10)
    axes.set_xlabel(below, fontsize=9)
    axes.set_ylabel(beside, fontsize=9)
    axes.grid(visible=True, alpha=0.25)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _save(figure: Figure, file: Path) -> None:
    with mpl.rc_context({"svg.hashsalt": file.name, "svg.fonttype": "none"}):
        FigureCanvasSVG(figure)
        figure.savefig(file, metadata={"Date": None})
