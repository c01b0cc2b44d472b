"""The published counts as a picture: a row a counter, a column a week. Imports matplotlib, as content/chart.py does, so
import this one only where a picture is wanted.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

_PIXELS = 1280  # wide: what Telegram shows of a photo without making it smaller
_DPI = 160
_ROW = 0.26  # inches
_AROUND = 2.2  # inches above and below the rows
MOST_ROWS = 40
_BAR, _INK = "#1d4ed8", "#1f2937"


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what was counted, and its number in each week, None where that is too small to show."""

    label: str
    numbers: tuple[int | None, ...]


def draw(title: str, weeks: Sequence[str], lines: Sequence[Line], notes: str) -> bytes:
    """Return the chart as PNG. A number that is too small has no bar and a dash, never a bar of nothing."""
    rows = lines[:MOST_ROWS]
    tall = _AROUND + _ROW * max(1, len(rows))
    figure = Figure(figsize=(_PIXELS / _DPI, tall), dpi=_DPI)
    FigureCanvasAgg(figure)
    most = max((n for line in rows for n in line.numbers if n), default=1)
    left, right = 0.36, 0.98
    width = (right - left) / max(1, len(weeks))
    for column, week in enumerate(weeks):
        box = (left + width * column, 1.15 / tall, width * 0.94, _ROW * max(1, len(rows)) / tall)
        axes = figure.add_axes(box)
        numbers = [line.numbers[column] for line in rows]
        axes.barh(range(len(rows)), [n or 0 for n in numbers], color=_BAR, height=0.7)
        for row, n in enumerate(numbers):
            axes.text(
                (n or 0) + most * 0.03, row, "–" if n is None else str(n), color=_INK, fontsize=7, va="center"
            )
        axes.set(xlim=(0, most * 1.4), ylim=(max(1, len(rows)) - 0.4, -0.6), xticks=[])
        axes.set_title(week, fontsize=8, color=_INK)
        axes.set_yticks(
            range(len(rows)), [line.label for line in rows] if column == 0 else [""] * len(rows), fontsize=7
        )
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)
    figure.text(0.02, 1 - 0.15 / tall, title, fontsize=12, weight="bold", va="top", color=_INK)
    figure.text(0.02, 0.12 / tall, notes, fontsize=6.5, va="bottom", linespacing=1.4, color=_INK)
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()
