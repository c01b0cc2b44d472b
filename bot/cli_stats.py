"""`saferbot stats`: what may be published of the counts, as a table, a picture, JSON or CSV."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from textwrap import fill

import click

from bot import app
from bot.app_stats import LABEL, NOISE, beside_of, cells_of, cut, namer, notes, published, shown_in_any
from bot.clock import RealClock
from bot.config import Settings
from bot.content.loader import load
from bot.privacy.publish import WEEK_DAYS, Week

MOST_WEEKS = 53
_MOST_DRAWN = 8  # weeks side by side that can still be read
_NOTE_WIDTH = 140  # letters of a line under the picture


@click.command()
@click.option(
    "--weeks",
    "count",
    type=click.IntRange(1, MOST_WEEKS),
    default=4,
    show_default=True,
    help="How many whole weeks.",
)
@click.option("--json", "form", flag_value="json", help="For programs.")
@click.option("--csv", "form", flag_value="csv", help="For a spreadsheet.")
@click.option(
    "--png",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Draw a picture into a file.",
)
@click.pass_obj
def stats(file: str | None, count: int, form: str | None, png: Path | None) -> None:
    """Show how often what was answered, week by week: blurred, and nothing small enough to tell of anybody."""
    settings = app.read_settings(file, os.environ, Path.cwd())
    found = published(settings, count, RealClock().now().date())
    if form == "json":
        click.echo(json.dumps(_object(found), ensure_ascii=False))
    elif form is None and not any(week.cells for week in found):
        click.echo(
            "No whole week has been counted yet: a week runs from Monday, and is shown when it is over."
        )
    elif form == "csv":
        csv.writer(sys.stdout, lineterminator="\n").writerows(_rows(found))
    else:
        click.echo("\n".join(_table(found, _namer(settings))))
    if png:
        png.write_bytes(_picture(found, _namer(settings)))


def _namer(settings: Settings) -> Callable[[str], str]:
    topics = load(settings.knowledge, settings.language).knowledge.topics
    return namer({topic.id: topic.title for topic in topics.values()})


def _table(found: Sequence[Week], named: Callable[[str], str]) -> Iterator[str]:
    heads = " ".join(f"{week.monday:%d %b %y}".rjust(10) for week in found)
    yield f"{'Week from Monday':{LABEL}} {heads}"
    for title, part in (("Replies", cells_of), ("Beside them", beside_of)):
        cells = shown_in_any(found, part)
        if cells:
            yield f"\n{title}"
        for cell in cells:
            yield _line(cut(named(cell)), [part(week).get(cell) for week in found])
    yield "\n" + _line("All replies", [week.total for week in found])
    for day in range(WEEK_DAYS) if any(week.days for week in found) else ():
        numbers = [week.days[day] if week.days else None for week in found]
        yield _line(f"  {(found[0].monday + timedelta(days=day)):%A}", numbers)
    yield ""
    yield from notes(found)


def _line(label: str, numbers: Sequence[int | None]) -> str:
    return f"{label:{LABEL}} " + " ".join(("-" if n is None else str(n)).rjust(10) for n in numbers)


def _object(found: Sequence[Week]) -> dict[str, object]:
    return {"noise": NOISE, "weeks": [_week(week) for week in found]}


def _week(week: Week) -> dict[str, object]:
    shown = {cell: n for cell, n in {**week.cells, **week.beside}.items() if n is not None}
    return {
        "monday": week.monday.isoformat(),
        "counts": dict(sorted(shown.items())),
        "too_small": len(week.cells) + len(week.beside) - len(shown),
        "total": week.total,
        "days": list(week.days) or None,
        "least_shown": week.least,
        "least_total": week.least_total,
    }


def _rows(found: Sequence[Week]) -> Iterator[tuple[str, str, str, int | str]]:
    yield "week", "counter", "name", "number"
    for week in found:
        monday = week.monday.isoformat()
        for cell, n in sorted({**week.cells, **week.beside}.items()):
            counter, _, name = cell.partition(":")
            if n is not None:
                yield monday, counter, name, n
        yield monday, "total", "", "" if week.total is None else week.total


def _picture(found: Sequence[Week], named: Callable[[str], str]) -> bytes:
    from bot.content.stats_chart import Line, draw  # only whoever draws needs the library behind it

    found = found[-_MOST_DRAWN:]
    lines = [
        Line(cut(named(cell)), tuple(part(week).get(cell) for week in found))
        for part in (cells_of, beside_of)
        for cell in shown_in_any(found, part)
    ]
    heads = [f"{week.monday:%d %b %Y}\n{'-' if week.total is None else week.total} in all" for week in found]
    beneath = "\n".join(fill(line, _NOTE_WIDTH) for line in notes(found))
    return draw("Replies a week, from Monday", heads, lines, beneath)
