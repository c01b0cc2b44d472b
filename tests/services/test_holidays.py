"""Public holidays come from rules that do not age, and agree with the calendars that were published."""

import datetime as dt

import pytest

from bot.content.sites import read_holidays
from bot.services.holidays import RuleError, days, easter, texts
from bot.services.hours import listed_holidays, missing_holidays
from tests.conftest import KNOWLEDGE


def on(text: str) -> set[dt.date]:
    return {dt.date.fromisoformat(one) for one in text.split()}


@pytest.fixture(scope="module")
def rules() -> dict[str, tuple[str, ...]]:
    mistakes: list[object] = []
    found = read_holidays(KNOWLEDGE / "holidays.yaml", mistakes)  # type: ignore[arg-type]
    assert not mistakes
    return found


def test_easter_is_the_published_one() -> None:
    published = "2024-03-31 2025-04-20 2026-04-05 2027-03-28 2028-04-16 2038-04-25 1818-03-22"
    assert {easter(day.year) for day in on(published)} == on(published)


@pytest.mark.parametrize(
    ("region", "year", "published"),
    [
        ("GB-ENG", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28"),
        ("GB-ENG", 2022, "01-01 01-03 04-15 04-18 05-02 05-30 08-29 12-25 12-26 12-27"),
        ("US", 2026, "01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25"),
        ("CA-ON", 2027, "01-01 02-15 03-26 05-24 07-01 08-02 09-06 09-30 10-11 11-11 12-25 12-26 12-27 12-28"),
    ],
)  # fmt: skip
def test_the_days_are_the_published_ones(
    rules: dict[str, tuple[str, ...]], region: str, year: int, published: str
) -> None:
    """Both the day itself and the day on which it is kept."""
    assert days(rules[region], year) == on(" ".join(f"{year}-{day}" for day in published.split()))


def test_what_the_library_lacks_is_added(rules: dict[str, tuple[str, ...]]) -> None:
    """New Year in England, Family Day in British Columbia, 4 July on a Saturday."""
    assert dt.date(2026, 1, 1) not in listed_holidays("GB", 2026)  # the reason why we have rules
    assert "2026 Jan 01" in missing_holidays("GB", rules["GB"], 2026)
    assert "2026 Feb 16" in missing_holidays("CA", rules["CA-BC"], 2026)
    assert "2026 Jul 04" in missing_holidays("US", rules["US"], 2026)
    assert "2026 Dec 25" not in missing_holidays("GB", rules["GB"], 2026)


@pytest.mark.parametrize("rule", ["Dec 32", "Feb 30", "Mo[6] Sep", "xmas", "easter +1000", "Dec 25 moved"])
def test_a_rule_that_is_none_says_what_may_be_written(rule: str) -> None:
    with pytest.raises(RuleError, match="write one of"):
        days((rule,), 2028)


def test_a_rule_of_one_year_holds_in_that_year_only() -> None:
    assert days(("2026 Jul 10",), 2026) == on("2026-07-10")
    assert days(("2026 Jul 10",), 2027) == frozenset()


def test_days_are_named_as_expressions_do() -> None:
    assert texts(on("2026-08-03 2026-02-16")) == ("2026 Feb 16", "2026 Aug 03")
