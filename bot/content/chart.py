"""A picture of all pairs at once, drawn from the data. Imports matplotlib, which is large: import
this one where a picture is wanted, in a process of its own where memory matters.

Colour is never the only sign: each square has a letter too, for those who cannot tell the colours apart.
"""

import io
from collections.abc import Mapping

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from bot.core.mixing import RISKS, Mixing, Risk, combination

_PIXELS = 1280  # wide: what Telegram shows of a photo without making it smaller
_DPI = 160
_TALL = 1.2  # height for each width
_SHARE = 0.7  # of the width for the squares; the last names lean out to the right
# Dark enough for white letters, or light enough for black ones (contrast of 4.5 to 1 and more).
_COLOURS: Mapping[Risk, tuple[str, str]] = {
    Risk.DANGEROUS: ("#8b0000", "white"),
    Risk.UNSAFE: ("#d94801", "black"),
    Risk.UNKNOWN: ("#3f3f46", "white"),
    Risk.CAUTION: ("#fde047", "black"),
    Risk.LOW: ("#bfdbfe", "black"),
}
_LETTERS = {Risk.DANGEROUS: "D", Risk.UNSAFE: "R", Risk.UNKNOWN: "?", Risk.CAUTION: "C", Risk.LOW: "L"}


def draw(mixing: Mixing, title: str, warning: str) -> bytes:
    """Return the chart as PNG: one row and column a family, half of the square, since pairs have no order."""
    families = list(mixing.families.values())
    size = len(families)
    figure = Figure(figsize=(_PIXELS / _DPI, _PIXELS / _DPI * _TALL), dpi=_DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.225, 0.02, _SHARE, _SHARE / _TALL))
    for row in range(size):
        for column in range(row):
            risk = combination(mixing, families[row].id, families[column].id).risk
            colour, ink = _COLOURS[risk]
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor="white", linewidth=0.6))
            middle = (column + 0.5, row + 0.53)
            axes.text(*middle, _LETTERS[risk], color=ink, fontsize=6.5, ha="center", va="center")
        axes.text(row + 0.3, row + 0.4, families[row].name, fontsize=6.5, rotation=52, ha="left", va="bottom")
    axes.set(xlim=(0, size), ylim=(size, 0), xticks=[])
    axes.set_yticks([row + 0.5 for row in range(size)], [one.name for one in families], fontsize=7)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    marks = [
        Patch(facecolor=_COLOURS[risk][0], edgecolor="grey", label=f"{_LETTERS[risk]}  {mixing.words[risk]}")
        for risk in RISKS
    ]
    figure.text(0.02, 0.975, title, fontsize=13, weight="bold", va="top")
    figure.text(0.02, 0.94, warning, fontsize=8.5, va="top", linespacing=1.5)
    figure.legend(handles=marks, loc="upper right", fontsize=8, frameon=False, bbox_to_anchor=(0.97, 0.86))
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()
