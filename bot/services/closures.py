"""Days on which a site is closed once, as a person writes them: "2026-12-25", "2026-12-24/2027-01-02" or
"2026-12-31 15:00-24:00"."""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

_DATE = r"\d{4}-\d\d-\d\d"
_FORM = re.compile(rf"({_DATE})(?:\s*(?:/|\.\.| - )\s*({_DATE}))?(?:\s+(\d\d):(\d\d)-(\d\d):(\d\d))?")
_LONGEST = dt.timedelta(days=366)


class ClosureError(ValueError):
    """A closure that cannot be read; its text says how it is written."""


@dataclass(frozen=True, slots=True)
class Closure:
    """Closed from `first` to `last`, both included, in the site's own days; on each of them between two minutes of the
    day (0 to 1440)."""

    first: dt.date
    last: dt.date
    start: int = 0
    end: int = 1440

    @property
    def is_whole_day(self) -> bool:
        """Whether the day is closed from midnight to midnight."""
        return self.start == 0 and self.end == 1440

    def between(
        self, first: dt.date, last: dt.date, zone: ZoneInfo
    ) -> tuple[tuple[dt.datetime, dt.datetime], ...]:
        """The closed times of the days from `first` to `last`."""
        begin, finish = max(first, self.first), min(last, self.last)
        days = (begin + dt.timedelta(step) for step in range((finish - begin).days + 1))
        return tuple((moment(day, self.start, zone), moment(day, self.end, zone)) for day in days)


def read(text: str) -> Closure:
    """Read one closure. Raises ClosureError."""
    found = _FORM.fullmatch(text.strip())
    how = "write such as 2026-12-25, 2026-12-24/2027-01-02 or 2026-12-31 15:00-24:00"
    if found is None:
        raise ClosureError(f"is {text!r}; {how}")
    try:
        first = dt.date.fromisoformat(found[1])
        last = dt.date.fromisoformat(found[2] or found[1])
    except ValueError:
        raise ClosureError(f"is {text!r}, a day that does not exist; {how}") from None
    start, end = (
        (int(found[3]) * 60 + int(found[4]), int(found[5]) * 60 + int(found[6])) if found[3] else (0, 1440)
    )
    if not first <= last <= first + _LONGEST or not 0 <= start < end <= 1440:
        raise ClosureError(f"is {text!r}, which ends before it begins or lasts over a year; {how}")
    return Closure(first, last, start, end)


def moment(day: dt.date, minutes: int, zone: ZoneInfo) -> dt.datetime:
    """Return a minute of the site's own day (1440 is the midnight that ends it)."""
    day += dt.timedelta(minutes // 1440)
    return dt.datetime(day.year, day.month, day.day, minutes % 1440 // 60, minutes % 60, tzinfo=zone)
