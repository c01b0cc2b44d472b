"""Public holidays of a region, from rules that do not age ("Dec 25", "Mo[1] Sep", "easter -2").

The list inside the library of opening hours misses 1 January for England, 4 July for the United States and more, so
each region has its own rules in knowledge/holidays.yaml. A day in either list is told as "hours may differ".
"""

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEK = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_MONTH, _DAY = "|".join(_MONTHS), "|".join(_WEEK)
_FIXED = re.compile(rf"(?:(\d{{4}}) )?({_MONTH}) (\d{{1,2}})(?: or (Monday|Tuesday|nearest))?")
_NTH = re.compile(rf"({_DAY})\[(-?[1-5])\] ({_MONTH})")
_BEFORE = re.compile(rf"({_DAY}) before ({_MONTH}) (\d{{1,2}})")
_EASTER = re.compile(r"easter(?: ([+-]\d{1,2}))?")
# Where a holiday that falls on Saturday and on Sunday is kept, in days from it.
_KEPT = {"Monday": (2, 1), "Tuesday": (2, 2), "nearest": (-1, 1)}
_SATURDAY = 5


class RuleError(ValueError):
    """A rule that is in none of the forms known; its text says what may be written."""

    def __init__(self, rule: str) -> None:
        forms = "`Dec 25`, `Jan 01 or Monday`, `2026 Jul 10`, `Mo[-1] May`, `Mo before May 25`, `easter -2`"
        super().__init__(f"is {rule!r}; write one of {forms}")


@lru_cache(maxsize=512)
def days(rules: tuple[str, ...], year: int) -> frozenset[dt.date]:
    """Return the holidays of `year` by the rules. Raises RuleError."""
    return frozenset(day for rule in rules for day in _days(rule, year))


def texts(found: Iterable[dt.date]) -> tuple[str, ...]:
    """Return days as an opening_hours expression names them: "2026 Feb 16"."""
    return tuple(f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}" for day in sorted(found))


def easter(year: int) -> dt.date:
    """Return Easter Sunday of the Gregorian calendar (Butcher's rule, Nature 13, 1876, page 487)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def _days(rule: str, year: int) -> tuple[dt.date, ...]:
    if found := _FIXED.fullmatch(rule):
        return _fixed(rule, found, year)
    if found := _NTH.fullmatch(rule):
        return (_nth(year, _MONTHS.index(found[3]) + 1, _WEEK.index(found[1]), int(found[2])),)
    if found := _BEFORE.fullmatch(rule):
        last = dt.date(year, _MONTHS.index(found[2]) + 1, int(found[3])) - dt.timedelta(1)
        return (last - dt.timedelta((last.weekday() - _WEEK.index(found[1])) % 7),)
    if found := _EASTER.fullmatch(rule):
        return (easter(year) + dt.timedelta(int(found[1] or 0)),)
    raise RuleError(rule)


def _fixed(rule: str, found: re.Match[str], year: int) -> tuple[dt.date, ...]:
    """A date, and on a weekend also the weekday on which it is kept instead."""
    if found[1] and int(found[1]) != year:
        return ()
    try:
        day = dt.date(year, _MONTHS.index(found[2]) + 1, int(found[3]))
    except ValueError:
        raise RuleError(rule) from None
    if not found[4] or day.weekday() < _SATURDAY:
        return (day,)
    return (day, day + dt.timedelta(_KEPT[found[4]][day.weekday() - _SATURDAY]))


def _nth(year: int, month: int, weekday: int, nth: int) -> dt.date:
    if nth > 0:
        first = dt.date(year, month, 1)
        return first + dt.timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    last = following - dt.timedelta(1)
    return last - dt.timedelta((last.weekday() - weekday) % 7 + 7 * (-nth - 1))
