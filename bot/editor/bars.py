"""Where the bars of a chart stand: pure arithmetic, and the template writes the SVG, so that every word is escaped.

All that places and colours is SVG's own attributes and classes: the policy of the pages forbids inline styles.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 360  # units; as many pixels on a narrow phone
_ROW, _BAR, _NUMBER = 40, 14, 44  # a row, the bar in it, and the room that a number at its end needs
_LETTERS = 48  # of a name that fit into the width


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name and number, in full and as drawn, where its name stands (`y`) and where the bar begins (`top`),
    and how long it is, in units. What is too small to show has no bar, never one of nothing."""

    label: str
    drawn: str
    number: int | None
    y: int
    top: int
    length: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars one below the other, and how much room they need, in units. `id` names it within the page."""

    id: str
    title: str
    bars: tuple[Bar, ...]
    height: int
    width: int = WIDTH
    thick: int = _BAR


def chart(name: str, title: str, rows: Sequence[tuple[str, int | None]]) -> Chart:
    """Return a chart of names and numbers; the longest bar is that of the largest number, and all begin at 0."""
    most = max((number or 0 for _, number in rows), default=0)
    bars = tuple(_bar(place, label, number, most) for place, (label, number) in enumerate(rows))
    return Chart(name, title, bars, _ROW * len(rows))


def _bar(place: int, label: str, number: int | None, most: int) -> Bar:
    length = round((WIDTH - _NUMBER) * number / most) if number and number > 0 and most else 0
    drawn = label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1]}…"
    return Bar(label, drawn, number, _ROW * place + 14, _ROW * place + 20, length)
