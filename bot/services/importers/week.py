"""A week of opening hours, and how OpenStreetMap writes it. Minutes count from 00:00; past 1440 is the next day."""

import re
from collections.abc import Iterable, Mapping

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
ALL = tuple(range(7))
MIDNIGHT = 24 * 60

Span = tuple[int, int]

_TIME = r"(?:[01]\d|2[0-4]):[0-5]\d"
_SPANS = rf"{_TIME}-{_TIME}(?:,\s?{_TIME}-{_TIME})*"
_DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)(?:\[-?[1-5]\])?"
_ONE = rf"(?:{_DAY}(?:-{_DAY})?|PH)"
_RULE = re.compile(rf"(?:{_ONE}(?:,\s?{_ONE})* (?:{_SPANS}|off|closed|unknown)|{_SPANS}|24/7)")
_ALL_DAY_TRAP = re.compile(r"00:00-00:00")


def is_plain(text: str) -> bool:
    """Is the text already hours as OpenStreetMap writes them, of the plain kind: days, times, `off`, PH, nth weekday?
    A comment, an open end (`09:00+`), dates and `||` are not plain. `00:00-00:00` would be open all day and is none."""
    if _ALL_DAY_TRAP.search(text) or len(text) > 500:
        return False
    return all(_RULE.fullmatch(rule.strip()) and _goes_forward(rule) for rule in _rules(text))


def _rules(text: str) -> list[str]:
    """Cut at `;`, and at a comma that stands between times and the next days."""
    return re.split(r";\s*|(?<=\d\d:\d\d),\s*(?=[A-Z])", text.strip())


def _goes_forward(rule: str) -> bool:
    """No span ends where it begins, and one that runs past midnight begins in the evening: 09:00-05:00 is a slip."""
    for start, end in re.findall(r"(\d\d:\d\d)-(\d\d:\d\d)", rule):
        if end > "24:00" or start == end or (end < start < "15:00"):
            return False
    return True


def clock(minutes: int) -> str:
    """Write minutes of the day as 09:05; the next day's hours as they are on the clock, midnight at an end as 24:00."""
    if minutes > MIDNIGHT:
        minutes -= MIDNIGHT
    return f"{minutes // 60:02}:{minutes % 60:02}"


def written(
    week: Mapping[int, Iterable[Span]], unknown: Iterable[int] = (), holidays_off: bool = False
) -> str:
    """Write a week (0 is Monday) as opening_hours, days with equal hours together. `unknown` days are said to be so."""
    by_day = {day: _spans(spans) for day, spans in week.items() if spans}
    if set(by_day.values()) == {"00:00-24:00"} and len(by_day) == 7:
        return "24/7; PH off" if holidays_off else "24/7"
    by_day |= dict.fromkeys(unknown, "unknown")
    rules = [
        f"{_days(d for d in ALL if by_day.get(d) == spans)} {spans}"
        for spans in dict.fromkeys(by_day[day] for day in ALL if day in by_day)
    ]
    return "; ".join([*rules, *(["PH off"] if holidays_off else [])])


def _spans(spans: Iterable[Span]) -> str:
    return ",".join(f"{clock(start)}-{clock(end)}" for start, end in sorted(set(spans)))


def _days(days: Iterable[int]) -> str:
    """Mo-Fr,Su from day numbers: three or more in a row become a range."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = [f"{DAYS[r[0]]}-{DAYS[r[-1]]}" if len(r) > 1 else DAYS[r[0]] for r in runs]
    return ",".join(parts)
