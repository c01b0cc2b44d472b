"""What may be published of the counts: whole weeks, side by side, and nothing that gives a small number away.

Weeks run from Monday to Sunday and never overlap: of two windows that do, the difference tells what each hides. Within
a week there is one table with one total, and the days of the week only as totals, all seven or none. Pure arithmetic on
numbers that were blurred before they were written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.privacy.release import LEAST, STEP, least_shown, release, rounded

WEEK_DAYS = 7
BUSY = 100  # questions a day; a quieter service shows weeks only
_BESIDE = ("doubted", "helpful", "unhelpful")  # counters that count no question of their own: in no total

Row = tuple[date, str, int]


@dataclass(frozen=True, slots=True)
class Week:
    """One week as people may see it. `cells` go by counter ("unknown", "answered:naloxone-how"), None is "too few to
    show"; `beside` are those that are in no total. `days` are the totals of its days, empty where they are not shown.
    `least` is the smallest number shown for a cell, `least_total` for the total."""

    monday: date
    cells: Mapping[str, int | None]
    beside: Mapping[str, int | None]
    total: int | None
    days: tuple[int, ...]
    least: int
    least_total: int


def mondays(today: date, weeks: int) -> tuple[date, ...]:
    """Return the first days of the last whole weeks, the oldest first. The week that is not over is never among them:
    watching it grow would show single questions."""
    this = today - timedelta(days=today.weekday())
    return tuple(this - timedelta(days=WEEK_DAYS * back) for back in range(weeks, 0, -1))


def weeks(rows: Iterable[Row], wanted: Sequence[date], busy: int = BUSY) -> tuple[Week, ...]:
    """Return these weeks of all rows (day, cell, number). A week without rows has none of its own."""
    held: dict[date, list[Row]] = {monday: [] for monday in wanted}
    for row in rows:
        monday = row[0] - timedelta(days=row[0].weekday())
        if monday in held:
            held[monday].append(row)
    return tuple(_week(monday, tuple(held[monday]), busy) for monday in wanted)


def _week(monday: date, rows: tuple[Row, ...], busy: int) -> Week:
    sums: dict[str, int] = {}
    for _, cell, n in rows:
        sums[cell] = sums.get(cell, 0) + n
    counted = {cell: n for cell, n in sums.items() if not _is_beside(cell)}
    table = release(counted, WEEK_DAYS)
    days = _days(monday, rows, len(counted), busy)
    if days and (table.total is None or _days_reveal(table.cells, days)):
        days = ()
    return Week(
        monday,
        table.cells,
        release({cell: n for cell, n in sums.items() if _is_beside(cell)}, WEEK_DAYS).cells,
        table.total,
        days,
        least_shown(WEEK_DAYS),
        least_shown(WEEK_DAYS * max(1, len(counted))),
    )


def _days(monday: date, rows: Iterable[Row], cells: int, busy: int) -> tuple[int, ...]:
    """The totals of the days, as shown; none where any of them is too small, or the service is not busy."""
    totals = [0] * WEEK_DAYS
    for day, cell, n in rows:
        if not _is_beside(cell):
            totals[(day - monday).days] += n
    shown = tuple(map(rounded, totals))
    is_loud = min(shown) >= max(LEAST, least_shown(max(1, cells))) and sum(shown) >= busy * WEEK_DAYS
    return shown if is_loud else ()


def _days_reveal(cells: Mapping[str, int | None], days: tuple[int, ...]) -> bool:
    """Could anyone narrow a hidden cell with the sum of the days? As in release.py: not while 0 and the most that a
    cell can hide both fit. Two bounds that both leave them leave them together."""
    seen = [cell for cell in cells.values() if cell is not None]
    hidden = len(cells) - len(seen)
    most = (least_shown(WEEK_DAYS) - 1) // STEP * STEP + STEP // 2
    left, blur = sum(days) - sum(seen), STEP // 2 * (len(days) + len(seen))
    return hidden > 0 and not (left + blur >= most and left - blur <= most * (hidden - 1))


def _is_beside(cell: str) -> bool:
    return cell.partition(":")[0] in _BESIDE
