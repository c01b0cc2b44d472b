"""Regular hours evaluated at a moment; the only file that imports opening_hours.

The library is never called bare: the zone and country are always given (guessing them costs 112 MB), the look-ahead is
a year (without it one call can take two seconds), times go in as UTC (others raise), and expressions.py has made
harmless all that it takes for open. Where the library is missing, every state is unknown and the bot still starts.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from bot.services import expressions, holidays
from bot.services.expressions import Expression
from bot.services.importers.hours_text import understood
from bot.services.importers.week import is_plain

library: Any  # its own description of its types lacks its errors
try:
    import opening_hours as library
except ImportError:  # no wheel for this machine: hours are shown as text and their state is not known
    library = None

UTC = ZoneInfo("UTC")  # the library knows no other UTC
LOOK_AHEAD_DAYS = 366
WEEK_DAYS = 8  # looked through span by span; what comes later is looked up once
MOST_SPANS = 600  # of a week: 75 a day, more than the longest expression can write
KEPT = 8_192  # expressions; 1.4 kB each, and 14,034 real sites have under 3,000


@dataclass(frozen=True, slots=True)
class Span:
    """A time of one state, both ends aware: open (True), closed (False) or not known (None)."""

    start: dt.datetime
    end: dt.datetime
    is_open: bool | None


class Hours:
    """One expression in one zone and country, ready to be asked. Made by `hours_of`."""

    def __init__(self, found: Any, has_fallback: bool) -> None:
        self._found = found
        self._outside = None if has_fallback else False

    def state(self, moment: dt.datetime) -> bool | None:
        """Whether it is open at an aware `moment`; None where that is not known."""
        return self._is_open(self._found.state(moment.astimezone(UTC))[0])

    def spans(self, start: dt.datetime, end: dt.datetime) -> Iterator[Span]:
        """The times of one state from `start` to `end`, in order and without a gap."""
        found = self._found.intervals(start.astimezone(UTC), end.astimezone(UTC))
        for begin, finish, state, _ in islice(found, MOST_SPANS):
            yield Span(begin.astimezone(UTC), finish.astimezone(UTC), self._is_open(state))

    def next_change(self, moment: dt.datetime) -> dt.datetime | None:
        """When its state or comment changes after `moment`; None where that is over a year away."""
        found: dt.datetime | None = self._found.next_change(moment.astimezone(UTC))
        return found

    def _is_open(self, state: Any) -> bool | None:
        if state == library.State.CLOSED:
            return self._outside
        return True if state == library.State.OPEN else None


def hours_of(said: Expression, zone: str, country: str, dates: tuple[str, ...] = ()) -> Hours | None:
    """Return the hours of an expression, or None where they cannot be known. `zone` is an IANA name, `country` an ISO
    code; `dates` are public holidays ("2026 Feb 16") that the country's own list lacks."""
    return _parsed(said, zone, country.upper(), dates) if said.is_usable and said.rules else None


def mistakes_in(text: str) -> tuple[str, ...]:
    """Return what is wrong with an expression, in words that follow "`hours` ...", with a suggestion if there is."""
    said = expressions.read(text)
    if said.is_usable and library is not None and _parsed(said, UTC.key, "", ()) is None:
        better = suggestion(text)
        instead = (
            f"did you mean {better!r}?" if better else "write such as 'Mo-Fr 09:00-17:00; Sa 10:00-14:00'"
        )
        return (f"is {text!r}, which is not the form of OpenStreetMap's opening_hours; {instead}",)
    return said.problems


def is_understood(text: str) -> bool:
    """Whether an expression can be evaluated; where the library is missing, only a plain one is known to be sound."""
    said = expressions.read(text)
    return said.is_usable and (
        is_plain(text) if library is None else _parsed(said, UTC.key, "", ()) is not None
    )


def is_sound(text: str) -> bool:
    """Whether an expression can be evaluated and holds nothing that is likely meant otherwise, as a night."""
    return is_understood(text) and not mistakes_in(text)


def suggestion(text: str) -> str:
    """Return what was likely meant by an expression that cannot be read, or nothing. For a person to confirm."""
    better = understood(text, is_valid=lambda _: False).osm
    said = expressions.read(better)
    usable = library is not None and said.is_usable and not said.problems
    return better if usable and _parsed(said, UTC.key, "", ()) else ""


@lru_cache(maxsize=64)
def listed_holidays(country: str, year: int) -> frozenset[dt.date]:
    """Return the public holidays of `year` in the library's own list, which lacks some of most countries."""
    hours = _parsed(expressions.read("PH open"), UTC.key, country.upper(), ())
    if hours is None:
        return frozenset()
    start = dt.datetime(year, 1, 1, tzinfo=UTC)
    spans = hours.spans(start, start.replace(year=year + 1))
    return frozenset(day for span in spans if span.is_open for day in _dates(span))


def public_holidays(country: str, rules: tuple[str, ...], year: int) -> frozenset[dt.date]:
    """Return the holidays of `year` that either list names."""
    return listed_holidays(country, year) | holidays.days(rules, year)


def missing_holidays(country: str, rules: tuple[str, ...], year: int) -> tuple[str, ...]:
    """Return the holidays by `rules` that the library's list lacks, in this `year` and the next, for an expression."""
    known = listed_holidays(country, year) | listed_holidays(country, year + 1)
    return holidays.texts((holidays.days(rules, year) | holidays.days(rules, year + 1)) - known)


def _dates(span: Span) -> Iterator[dt.date]:
    day = span.start.date()
    while day < span.end.date():
        yield day
        day += dt.timedelta(1)


def _parsed(said: Expression, zone: str, country: str, dates: tuple[str, ...]) -> Hours | None:
    if library is None:
        return None
    try:
        found = library.OpeningHours(
            said.text(dates),
            timezone=ZoneInfo(zone),
            country=country or None,
            auto_country=False,
            auto_timezone=False,
            max_interval_days=LOOK_AHEAD_DAYS,
        )
    except library.UnknownCountryError:
        return _parsed(said, zone, "", dates)
    except (library.ParserError, KeyError, ValueError, OSError):  # KeyError: there is no such zone
        return None
    return Hours(found, said.has_fallback)
