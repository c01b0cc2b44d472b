"""The same card as a picture (PNG), for those who cannot print SVG. Imports matplotlib: import it only to draw."""

import io

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.content.card import CODE, CODE_TOP, LINK_LINE, TALL, TITLE_SIZE, WIDE, Card, link_size, title_lines
from bot.content.qr import QUIET, squares

_DPI = 300  # what a copy shop asks for
_MM = 25.4
_POINT = 72 / _MM


def draw_card(card: Card) -> bytes:
    """Return the card as PNG, 60 by 80 mm at 300 dots an inch."""
    figure = Figure(figsize=(WIDE / _MM, TALL / _MM), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(figure)
    box = ((WIDE - CODE) / 2 / WIDE, 1 - (CODE_TOP + CODE) / TALL, CODE / WIDE, CODE / TALL)
    axes = figure.add_axes(box)
    axes.set_axis_off()
    axes.imshow(_with_quiet(squares(card.link)), cmap="binary", vmin=0, vmax=1, interpolation="nearest")
    for y, line in title_lines(card):
        figure.text(0.5, 1 - y / TALL, line, fontsize=TITLE_SIZE * _POINT, weight="bold", ha="center")
    figure.text(0.5, 1 - LINK_LINE / TALL, card.typed, fontsize=link_size(card) * _POINT, ha="center")
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _with_quiet(rows: tuple[tuple[bool, ...], ...]) -> list[list[bool]]:
    side = len(rows) + 2 * QUIET
    white = [[False] * side for _ in range(QUIET)]
    beside = [False] * QUIET
    return [*white, *([*beside, *row, *beside] for row in rows), *white]
