"""`saferbot stats`: what may be published of the counts, as a table, a picture, JSON or CSV."""

import csv
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from textwrap import fill

import click

from bot import app
from bot.clock import RealClock
from bot.config import Settings
from bot.content.loader import load
from bot.errors import SettingsError
from bot.privacy.publish import BUSY, WEEK_DAYS, Week, mondays, weeks
from bot.privacy.release import STEP, least_shown
from bot.store.reading import read_rows

COUNTS = "counts.sqlite3"
MOST_WEEKS = 53
_MOST_DRAWN = 8  # weeks side by side that can still be read
_NOTE_WIDTH = 140  # letters of a line under the picture
_LABEL = 44  # letters of a name in the table
_CALLED = {
    "answered": "answered", "choices": "offered choices", "unknown": "no answer known", "emergency": "emergency",
    "check": "asked whether someone is in danger", "services": "where help is", "doubted": "site doubted",
    "helpful": "found helpful", "unhelpful": "found not helpful",
}  # fmt: skip
NOISE = {
    "what": "each counter of each day starts at the heads before one tail less the heads before another",
    "probability": "P(k) = 1/3 * 2^-|k|",
    "epsilon": "ln 2 (0.69) for one question, not for a person",
    "drawn": "once for each counter and day, before anything is written, and never again",
    "rounded_to": STEP,
    "least_shown_of_a_week": least_shown(WEEK_DAYS),
    "one_person_adds": "at most 1 to a counter within half an hour",
}


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
    found = _weeks(settings, count, RealClock().now().date())
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


def _weeks(settings: Settings, count: int, today: date) -> tuple[Week, ...]:
    """Raises SettingsError where no folder for counts is set, StoreError where they cannot be read."""
    if settings.state is None:
        raise SettingsError(["state: is not set, so nothing is counted; set `state: state` in config.yaml"])
    wanted = mondays(today, count)
    until = wanted[-1] + timedelta(days=WEEK_DAYS)
    return weeks(read_rows(settings.state / COUNTS, wanted[0], until), wanted)


def _namer(settings: Settings) -> Callable[[str], str]:
    """Return what says a cell in words: the title of the entry, where it is one."""
    titles = {
        topic.id: topic.title
        for topic in load(settings.knowledge, settings.language).knowledge.topics.values()
    }

    def named(cell: str) -> str:
        counter, _, name = cell.partition(":")
        called = _CALLED.get(counter, counter)
        title = titles.get(name, name)
        if counter == "answered":
            return title
        return f"{called}: {title}" if name else called

    return named


def _table(found: Sequence[Week], named: Callable[[str], str]) -> Iterator[str]:
    heads = " ".join(f"{week.monday:%d %b %y}".rjust(10) for week in found)
    yield f"{'Week from Monday':{_LABEL}} {heads}"
    for title, part in (("Replies", _cells), ("Beside them", _beside)):
        cells = _shown_in_any(found, part)
        if cells:
            yield f"\n{title}"
        for cell in cells:
            yield _line(_cut(named(cell)), [part(week).get(cell) for week in found])
    yield "\n" + _line("All replies", [week.total for week in found])
    for day in range(WEEK_DAYS) if any(week.days for week in found) else ():
        numbers = [week.days[day] if week.days else None for week in found]
        yield _line(f"  {(found[0].monday + timedelta(days=day)):%A}", numbers)
    yield ""
    yield from _notes(found)


def _notes(found: Sequence[Week]) -> Iterator[str]:
    hidden = max(sum(n is None for n in week.cells.values()) for week in found)
    last = found[-1]
    yield f"A dash is a number too small to show (up to {hidden} more counters a week), or a week without counts."
    yield f"Every number is blurred before it is written: {NOISE['what']}; {NOISE['probability']}."
    yield (
        f"Rounded to {STEP}; nothing under {last.least} a week is shown, no total under {last.least_total}, and no "
        f"total that would give a hidden number away. Days are shown from {BUSY} replies a day, all seven or none."
    )
    yield "Replies are counted, not people; one chat adds at most 1 to a counter within half an hour."


def _cells(week: Week) -> Mapping[str, int | None]:
    return week.cells


def _beside(week: Week) -> Mapping[str, int | None]:
    return week.beside


def _shown_in_any(found: Sequence[Week], part: Callable[[Week], Mapping[str, int | None]]) -> list[str]:
    """The cells with a number in some week, the largest first."""
    most: dict[str, int] = {}
    for week in found:
        for cell, n in part(week).items():
            if n is not None:
                most[cell] = max(n, most.get(cell, 0))
    return sorted(most, key=lambda cell: (-most[cell], cell))


def _line(label: str, numbers: Sequence[int | None]) -> str:
    return f"{label:{_LABEL}} " + " ".join(("-" if n is None else str(n)).rjust(10) for n in numbers)


def _cut(label: str) -> str:
    return label if len(label) <= _LABEL else f"{label[: _LABEL - 1]}…"


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
        Line(_cut(named(cell)), tuple(part(week).get(cell) for week in found))
        for part in (_cells, _beside)
        for cell in _shown_in_any(found, part)
    ]
    heads = [f"{week.monday:%d %b %Y}\n{'-' if week.total is None else week.total} in all" for week in found]
    notes = "\n".join(fill(line, _NOTE_WIDTH) for line in _notes(found))
    return draw("Replies a week, from Monday", heads, lines, notes)
