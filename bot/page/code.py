"""A code to scan, drawn as SVG inside the page: black on white whatever the page's colours are, as cameras need."""

from collections.abc import Sequence

from bot.page.html import Html, el

QUIET = 4  # white squares around it, which the standard asks for (ISO/IEC 18004, 6.3.8)


def drawn(rows: Sequence[Sequence[bool]], label: str) -> Html:
    """Return the picture of a code, given its rows (True is dark); `label` says it to those who cannot see."""
    side = len(rows) + 2 * QUIET
    runs = (
        f"M{at + QUIET} {down + QUIET}h{wide}v1h-{wide}z"
        for down, row in enumerate(rows)
        for at, wide in _runs(row)
    )
    white = el("path", d=f"M0 0h{side}v{side}h-{side}z", fill="#fff")
    dark = el("path", d="".join(runs), fill="#000")
    return el("svg", white, dark, viewBox=f"0 0 {side} {side}", role="img", aria_label=label)


def _runs(row: Sequence[bool]) -> list[tuple[int, int]]:
    """Where dark squares begin and how many stand side by side."""
    found: list[tuple[int, int]] = []
    for at, is_dark in enumerate(row):
        if is_dark and found and sum(found[-1]) == at:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif is_dark:
            found.append((at, 1))
    return found
