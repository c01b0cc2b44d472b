"""What may be published of the counts, in words: part of app, for `saferbot stats` and the editor's page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from bot.config import Settings
from bot.errors import SettingsError
from bot.privacy.publish import BUSY, WEEK_DAYS, Week, mondays, weeks
from bot.privacy.release import STEP, least_shown
from bot.store.reading import read_rows

COUNTS = "counts.sqlite3"
LABEL = 44  # letters of a name in the table
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


def published(settings: Settings, count: int, today: date) -> tuple[Week, ...]:
    """Return the last whole weeks, as many as `count`, the oldest first.

    Raises SettingsError where no folder for counts is set, StoreError where they cannot be read.
    """
    if settings.state is None:
        raise SettingsError(["state: is not set, so nothing is counted; set `state: state` in config.yaml"])
    wanted = mondays(today, count)
    until = wanted[-1] + timedelta(days=WEEK_DAYS)
    return weeks(read_rows(settings.state / COUNTS, wanted[0], until), wanted)


def namer(titles: Mapping[str, str]) -> Callable[[str], str]:
    """Return what says a cell in words: the title of the entry, where it is one (`titles` by entry)."""

    def named(cell: str) -> str:
        counter, _, name = cell.partition(":")
        called = _CALLED.get(counter, counter)
        title = titles.get(name, name)
        if counter == "answered":
            return title
        return f"{called}: {title}" if name else called

    return named


def notes(found: Sequence[Week]) -> Iterator[str]:
    """Yield what must be said beside the numbers: what a dash is, and how they were blurred."""
    hidden = max(sum(n is None for n in week.cells.values()) for week in found)
    last = found[-1]
    yield f"A dash is a number too small to show (up to {hidden} more counters a week), or a week without counts."
    yield f"Every number is blurred before it is written: {NOISE['what']}; {NOISE['probability']}."
    yield (
        f"Rounded to {STEP}; nothing under {last.least} a week is shown, no total under {last.least_total}, and no "
        f"total that would give a hidden number away. Days are shown from {BUSY} replies a day, all seven or none."
    )
    yield "Replies are counted, not people; one chat adds at most 1 to a counter within half an hour."


def cells_of(week: Week) -> Mapping[str, int | None]:
    """Return the counters that make up the total."""
    return week.cells


def beside_of(week: Week) -> Mapping[str, int | None]:
    """Return the counters that are in no total."""
    return week.beside


def shown_in_any(found: Sequence[Week], part: Callable[[Week], Mapping[str, int | None]]) -> list[str]:
    """Return the cells with a number in some week, the largest first."""
    most: dict[str, int] = {}
    for week in found:
        for cell, n in part(week).items():
            if n is not None:
                most[cell] = max(n, most.get(cell, 0))
    return sorted(most, key=lambda cell: (-most[cell], cell))


def cut(label: str) -> str:
    """Return a name that fits into its column."""
    return label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"
