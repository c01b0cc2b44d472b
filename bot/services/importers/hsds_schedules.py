"""HSDS schedules (iCalendar rules in columns) as opening hours, where that says the same; else the reason why not."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from bot.services.importers.hours_text import Hours, understood
from bot.services.importers.week import DAYS, MIDNIGHT, Span, is_plain, written

_DAY_CODES = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_BYDAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?")


class _NotTheSameError(ValueError):
    """Why a schedule cannot be said as opening hours."""


def hours(schedules: Sequence[Mapping[str, str]]) -> Hours:
    """Return the hours that the schedules of one owner tell together. A description that already is in the standard
    form wins, since our own export writes it so."""
    told = " ; ".join(dict.fromkeys(filter(None, (one.get("description", "") for one in schedules))))
    if told and is_plain(told):
        return Hours(told, told)
    if all(not one.get("opens_at") and not one.get("closes_at") for one in schedules):
        return understood(told)
    try:
        return Hours(_said(schedules, told), _osm(schedules))
    except _NotTheSameError as reason:
        return Hours(_said(schedules, told), why=str(reason))


def _said(schedules: Sequence[Mapping[str, str]], told: str) -> str:
    parts = [
        " ".join(filter(None, (_when(one), f"{one.get('opens_at', '')}-{one.get('closes_at', '')}")))
        for one in schedules
    ]
    return told or "; ".join(parts)


def _when(one: Mapping[str, str]) -> str:
    return one.get("byday") or one.get("weekday") or one.get("freq", "")


def _osm(schedules: Sequence[Mapping[str, str]]) -> str:
    week: dict[int, list[Span]] = {}
    monthly: list[str] = []
    for one in schedules:
        if not one.get("opens_at") and not one.get("closes_at"):
            continue
        _refuse_limits(one)
        span = (_minutes(one.get("opens_at", "")), _minutes(one.get("closes_at", "")) or MIDNIGHT)
        if span[0] >= span[1]:
            raise _NotTheSameError("it closes before it opens")
        for nth, day in _on(one):
            if nth:
                monthly.append(f"{DAYS[day]}[{nth}] {_clock(span)}")
            else:
                week.setdefault(day, []).append(span)
    if {rule[:2] for rule in monthly} & {DAYS[day] for day in week}:
        raise _NotTheSameError("weekly and monthly hours meet on one day")
    return "; ".join(filter(None, (written({day: _apart(spans) for day, spans in week.items()}), *monthly)))


def _apart(spans: list[Span]) -> list[Span]:
    ordered = sorted(set(spans))
    if any(a[1] > b[0] for a, b in pairwise(ordered)):
        raise _NotTheSameError("it says two things about one day")
    return ordered


def _refuse_limits(one: Mapping[str, str]) -> None:
    interval = one.get("interval") or "1"
    if interval not in ("1", "1.0"):
        raise _NotTheSameError(f"it is only every {interval} weeks or months; write such weeks by hand")
    for key, what in (
        ("until", "it ends"),
        ("valid_to", "it ends"),
        ("count", "it ends"),
        ("byweekno", "it is for some weeks"),
        ("bymonthday", "it is for days of the month"),
        ("byyearday", "it is for days of the year"),
    ):
        if one.get(key):
            raise _NotTheSameError(f"{what} ({key} {one[key]})")


def _on(one: Mapping[str, str]) -> list[tuple[int, int]]:
    """(nth, day) of a schedule; nth is 0 for every week."""
    freq, byday = one.get("freq", "").upper(), one.get("byday", "").upper().replace(" ", "")
    if weekday := one.get("weekday", ""):
        return [(0, _weekday(weekday))]
    if freq == "DAILY" and not byday:
        return [(0, day) for day in range(7)]
    codes = [_BYDAY.fullmatch(code) for code in byday.split(",")] if byday else []
    if not codes or None in codes or freq not in ("WEEKLY", "MONTHLY", ""):
        raise _NotTheSameError("it does not say on which weekdays")
    found = [(int(code[1] or 0), _DAY_CODES[code[2]]) for code in codes if code]
    if any((nth != 0) != (freq == "MONTHLY") or abs(nth) > 5 for nth, _ in found):
        raise _NotTheSameError("its weekdays do not fit how often it is")
    return found


def _weekday(text: str) -> int:
    code = text.strip().upper()[:2]
    if code in _DAY_CODES:
        return _DAY_CODES[code]
    if text.strip() in "1234567" and text.strip():
        return int(text) - 1
    raise _NotTheSameError(f"its weekday {text!r} is not known")


def _minutes(text: str) -> int:
    """Minutes of the day; an offset is left out, since a site has its zone."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        raise _NotTheSameError(f"its time {text!r} is not known")
    return int(found[1]) * 60 + int(found[2])


def _clock(span: Span) -> str:
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in span)
