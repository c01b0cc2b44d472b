"""Closures are read as people write them, or refused in words."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from bot.services.closures import Closure, ClosureError, read

UK = ZoneInfo("Europe/London")


def test_the_forms() -> None:
    day = dt.date(2026, 12, 25)
    assert read("2026-12-25") == Closure(day, day)
    assert read("2026-12-25/2027-01-02") == Closure(day, dt.date(2027, 1, 2))
    assert read("2026-12-25 - 2027-01-02") == read("2026-12-25..2027-01-02")
    assert read(" 2026-12-25 15:00-24:00 ") == Closure(day, day, 900, 1440)


@pytest.mark.parametrize(
    "text",
    ["", "Dec 25", "2026-02-30", "2026-12-25/2026-12-24", "2026-01-01/2036-01-01", "2026-12-25 17:00-09:00"],
)  # fmt: skip
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ClosureError, match="write such as"):
        read(text)


def test_days_are_those_of_the_site_also_when_clocks_change() -> None:
    """The day on which clocks go forward has 23 hours."""
    ((start, end),) = read("2026-03-29").between(dt.date(2026, 3, 1), dt.date(2026, 4, 1), UK)
    assert end.astimezone(dt.UTC) - start.astimezone(dt.UTC) == dt.timedelta(hours=23)
