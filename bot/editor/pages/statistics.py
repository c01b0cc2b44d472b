"""How often what was answered, week by week: what may be published of the counts and nothing else."""

from bot.editor.bars import Chart, chart
from bot.editor.desk import Counted, Desk
from bot.editor.exchange import Menu, Page, Request, Shown
from bot.errors import SaferbotError

_MOST_BARS = 15  # the table has the rest
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def show(desk: Desk, request: Request) -> Shown:
    """Show the table and the charts, or say in a sentence why there is none."""
    try:
        counted, trouble = desk.counts(), ""
    except SaferbotError as error:
        counted, trouble = None, str(error)
    has_numbers = counted is not None and bool(counted.lines or counted.beside)
    values = {
        "counted": counted,
        "trouble": trouble,
        "has_numbers": has_numbers,
        "charts": charts(counted) if counted and has_numbers else (),
    }
    return Shown("statistics.html", values)


def charts(counted: Counted) -> tuple[Chart, ...]:
    """Return the charts: replies by week, what the last week's were about, and on which day, where that is shown."""
    weeks = [
        (f"Week from {monday:%d %B %Y}", total)
        for monday, total in zip(counted.mondays, counted.totals, strict=True)
    ]
    last = [(line.label, line.numbers[-1]) for line in counted.lines if line.numbers[-1] is not None]
    last = sorted(last, key=lambda row: -(row[1] or 0))[:_MOST_BARS]
    named = f"{counted.mondays[-1]:%d %B %Y}"
    found = (
        chart("weeks", "All replies, week by week", weeks),
        chart("about", f"Most often in the week from {named}", last),
        chart(
            "days",
            f"By day in the week from {named}",
            list(zip(_DAYS, counted.days, strict=True)) if counted.days else [],
        ),
    )
    return tuple(one for one in found if any(bar.number is not None for bar in one.bars))


PAGE = Page("/statistics", "Statistics", show, menu=Menu.RECORD)
