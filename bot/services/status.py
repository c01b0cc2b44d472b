"""Whether a site is open at a moment, until when, and when it opens next: status, closures, hours and holidays at once.

What a person wrote last wins: a status beats a closure, a closure beats the hours. Where nobody can know, nothing is
said.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.core.site import Site, Status, Stop
from bot.services import closures, expressions, hours
from bot.services.closures import Closure, ClosureError
from bot.services.hours import UTC, Hours, Span

_NIGHT = dt.timedelta(hours=12)  # how far into the next day an evening that began on a closed day may reach
_WEEK = dt.timedelta(days=hours.WEEK_DAYS)
_MOST_JUMPS = 3  # changes looked up beyond the week: closed, perhaps a comment, open


@dataclass(frozen=True, slots=True)
class Now:
    """The state at a moment. `is_open` is None where nobody can know. `until` ends the open time (None: not within a
    year, or not open), `opens` begins the next one; both in the site's zone. `status` is the one in force."""

    is_open: bool | None = None
    until: dt.datetime | None = None
    opens: dt.datetime | None = None
    is_holiday: bool = False
    status: Status = Status.OPEN


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a table: the open times, clipped to the day (`end` may be midnight); `is_known` is False where some of
    it is not known."""

    date: dt.date
    times: tuple[tuple[dt.datetime, dt.datetime], ...] = ()
    is_known: bool = True
    is_holiday: bool = False


def now(site: Site, at: dt.datetime, rules: tuple[str, ...] = (), stop: Stop | None = None) -> Now:
    """Return the state of a site, or of one stop of it, at an aware moment. `rules` are its region's holidays."""
    zone = ZoneInfo(site.timezone)
    here = at.astimezone(zone)
    is_holiday = _is_holiday(site, here.date(), rules)
    status = status_on(site, here.date())
    if status is not Status.OPEN:
        opens = None
        if site.until is not None:
            reopened = closures.moment(site.until, 1440, zone)
            after = _Times(site, reopened, rules, stop)
            opens = reopened if after.state(reopened) else after.opens(reopened)
        return Now(False, None, opens, is_holiday, status)
    times = _Times(site, here, rules, stop)
    state = times.state(here)
    until = times.until(here) if state else None
    return Now(state, until, None if state else times.opens(here), is_holiday)


def is_open(
    site: Site, at: dt.datetime, rules: tuple[str, ...] = (), stop: Stop | None = None
) -> bool | None:
    """Return only whether it is open, which costs a tenth."""
    here = at.astimezone(ZoneInfo(site.timezone))
    if status_on(site, here.date()) is not Status.OPEN:
        return False
    return _Times(site, here, rules, stop).state(here)


def status_on(site: Site, day: dt.date) -> Status:
    """Return the status in force on the site's own `day`: one with `until` lasts through that day."""
    return site.status if site.until is None or day <= site.until else Status.OPEN


def week(
    site: Site, at: dt.datetime, rules: tuple[str, ...] = (), stop: Stop | None = None
) -> tuple[Day, ...]:
    """Return seven days from today, for a table."""
    zone = ZoneInfo(site.timezone)
    today = at.astimezone(zone).date()
    times = _Times(site, closures.moment(today, 0, zone), rules, stop)
    return tuple(_day(site, today + dt.timedelta(step), times, rules, zone) for step in range(7))


def _day(site: Site, day: dt.date, times: "_Times", rules: tuple[str, ...], zone: ZoneInfo) -> Day:
    is_holiday = _is_holiday(site, day, rules)
    if status_on(site, day) is not Status.OPEN:
        return Day(day, is_holiday=is_holiday)
    spans = times.spans(closures.moment(day, 0, zone), closures.moment(day, 1440, zone))
    shown = tuple((span.start, span.end) for span in spans if span.is_open)
    return Day(day, shown, all(span.is_open is not None for span in spans), is_holiday)


def _is_holiday(site: Site, day: dt.date, rules: tuple[str, ...]) -> bool:
    return day in hours.public_holidays(site.country, rules, day.year)


@lru_cache(maxsize=hours.KEPT)
def _closures(written: tuple[str, ...]) -> tuple[Closure, ...]:
    """The closures that can be read; the others were reported when the file was."""
    found = []
    for text in written:
        try:
            found.append(closures.read(text))
        except ClosureError:
            continue
    return tuple(found)


@lru_cache(maxsize=hours.KEPT)
def _prepared(
    written: str, zone: str, country: str, rules: tuple[str, ...], year: int
) -> tuple[Hours | None, bool]:
    """Return hours that can be asked in and after `year`, and whether holidays are to be cut out of them."""
    if not written:
        return None, False
    said = expressions.read(written)
    if said.closes_on_holidays:
        return hours.hours_of(said.without_holidays(), zone, country), True
    dates = hours.missing_holidays(country, rules, year) if said.names_holidays else ()
    return hours.hours_of(said, zone, country, dates), False


class _Times:
    """The hours of one site around a moment, with everything that closes it."""

    def __init__(self, site: Site, around: dt.datetime, rules: tuple[str, ...], stop: Stop | None) -> None:
        self._site, self._rules, self._zone = site, rules, ZoneInfo(site.timezone)
        written, year = stop.hours if stop else site.hours, around.astimezone(self._zone).year
        self._hours, self._skips_holidays = _prepared(written, site.timezone, site.country, rules, year)

    def state(self, at: dt.datetime) -> bool | None:
        day = at.astimezone(self._zone).date()
        if any(start <= at < end for start, end in self._closed(day, day)):
            return False
        return self._hours.state(at) if self._hours else None

    def until(self, at: dt.datetime) -> dt.datetime | None:
        """When the open time at `at` ends; a later change of comment ends nothing."""
        change = self._next(at)
        if change and self.state(change) is not True:
            return change.astimezone(self._zone)
        horizon = at + _WEEK
        for span in self.spans(at, horizon):
            if not span.is_open:
                return span.start
        return self._jump(horizon, is_wanted_open=False)

    def opens(self, at: dt.datetime) -> dt.datetime | None:
        """When it next opens; what is unknown is passed over."""
        change = self._next(at)
        if change and self.state(change):
            return change.astimezone(self._zone)
        horizon = at + _WEEK
        for span in self.spans(at, horizon):
            if span.is_open:
                return span.start
        reopened = self._end_of_closure(horizon)
        return self.opens(reopened) if reopened else self._jump(horizon, is_wanted_open=True)

    def _next(self, at: dt.datetime) -> dt.datetime | None:
        """The next change where nothing is closed once, which is looked up in a tenth of the time."""
        if self._hours is None or self._site.closures or self._skips_holidays:
            return None
        return self._hours.next_change(at)

    def spans(self, start: dt.datetime, end: dt.datetime) -> list[Span]:
        """The times from `start` to `end`, each differing from the one before."""
        first, last = start.astimezone(self._zone).date(), end.astimezone(self._zone).date()
        regular = self._hours.spans(start, end) if self._hours else iter((Span(start, end, None),))
        merged: list[Span] = []
        for span in _without(regular, self._closed(first, last)):
            if merged and merged[-1].is_open is span.is_open:
                merged[-1] = Span(merged[-1].start, span.end, span.is_open)
            else:
                merged.append(span)
        local = self._zone
        return [Span(one.start.astimezone(local), one.end.astimezone(local), one.is_open) for one in merged]

    def _end_of_closure(self, at: dt.datetime) -> dt.datetime | None:
        """When the days are over on which it is closed at `at`; None where it is not closed for days."""
        day = at.astimezone(self._zone).date()
        ends = [
            one.last
            for one in _closures(self._site.closures)
            if one.is_whole_day and one.first <= day <= one.last
        ]
        return closures.moment(max(ends), 1440, self._zone) if ends else None

    def _jump(self, at: dt.datetime, is_wanted_open: bool) -> dt.datetime | None:
        """The first change after the week that leads to the wanted state."""
        for _ in range(_MOST_JUMPS if self._hours else 0):
            change = self._hours.next_change(at) if self._hours else None
            if change is None:
                return None
            if bool(self.state(change)) is is_wanted_open:
                return change
            at = change
        return None

    def _closed(self, first: dt.date, last: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
        """The times closed once, from the day before `first` (its evening may reach into it) to `last`."""
        if not self._site.closures and not self._skips_holidays:
            return []
        found = []
        before = first - dt.timedelta(1)
        for closure in self._all_closures(before, last):
            for start, end in closure.between(before, last, self._zone):
                found.append((start, self._end_of_evening(start, end) if closure.is_whole_day else end))
        return sorted((start.astimezone(UTC), end.astimezone(UTC)) for start, end in found)

    def _all_closures(self, first: dt.date, last: dt.date) -> Iterator[Closure]:
        yield from _closures(self._site.closures)
        if self._skips_holidays:
            years = range(first.year, last.year + 1)
            for year in years:
                for day in hours.public_holidays(self._site.country, self._rules, year):
                    yield Closure(day, day)

    def _end_of_evening(self, start: dt.datetime, end: dt.datetime) -> dt.datetime:
        """Where an evening of the closed day would have reached into the next one, that part is closed too."""
        for span in self._hours.spans(start, end + _NIGHT) if self._hours else ():
            if start < span.start < end < span.end < end + _NIGHT and span.is_open is not False:
                return span.end
        return end


def _without(spans: Iterator[Span], closed: Sequence[tuple[dt.datetime, dt.datetime]]) -> Iterator[Span]:
    """The spans with the closed times cut out of them, as closed spans."""
    for span in spans:
        at = span.start
        for start, end in closed:
            if end <= at or start >= span.end:
                continue
            if at < start:
                yield Span(at, start, span.is_open)
            yield Span(max(at, start), min(end, span.end), False)
            at = min(end, span.end)
        if at < span.end:
            yield Span(at, span.end, span.is_open)
