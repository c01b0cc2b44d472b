"""Weeks as they may be published: no number in them, alone or together, gives a small one away."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from random import Random

import pytest

from bot.privacy import publish
from bot.privacy.publish import Row, Week, mondays, weeks
from bot.privacy.release import least_shown, noise, release, rounded

MONDAY = date(2026, 11, 16)
DAY = timedelta(1)


def one_week(table: dict[str, list[int]], busy: int = publish.BUSY) -> Week:
    """The week of these counters, each with its numbers from Monday on."""
    rows = [(MONDAY + at * DAY, cell, n) for cell, numbers in table.items() for at, n in enumerate(numbers)]
    return weeks(rows, (MONDAY,), busy)[0]


def test_weeks_are_whole_and_never_overlap() -> None:
    """From Monday to Sunday, without the one that is not over."""
    for today in (date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 29)):
        assert mondays(today, 2) == (date(2026, 11, 9), date(2026, 11, 16))
    assert mondays(date(2026, 11, 30), 1) == (date(2026, 11, 23),)
    assert mondays(date(2027, 1, 3), 1) == (date(2026, 12, 21),)


def test_a_row_belongs_to_its_own_week() -> None:
    """Of others nothing is counted."""
    rows: list[Row] = [
        (MONDAY - DAY, "unknown", 500),
        (MONDAY, "unknown", 20),
        (MONDAY + 7 * DAY, "unknown", 500),
    ]
    before, now = weeks(rows, (MONDAY - 7 * DAY, MONDAY))
    assert (before.cells, now.cells) == ({"unknown": 500}, {"unknown": 20})


def test_the_smallest_number_of_a_week_stands_clear_of_seven_draws() -> None:
    """16, which shows as 20; what rounds to 15 is hidden."""
    week = one_week({"a": [17], "b": [18], "c": [40], "d": [300]})
    assert week.cells == {"a": None, "b": 20, "c": 40, "d": 300}
    assert week.least == 16


def test_a_total_is_no_noise() -> None:
    """Of 330 counters in which nobody asked anything no total is shown, however the coins fall."""
    source = Random(5)  # noqa: S311 - the same coins every time
    for _ in range(20):
        bits = lambda: source.getrandbits(1) == 1  # noqa: E731
        week = one_week({f"answered:{n}": [noise(bits) for _ in range(7)] for n in range(330)})
        assert week.total is None
        assert week.least_total == least_shown(7 * 330) > 250


def test_a_quiet_service_shows_weeks_only() -> None:
    """Under a hundred replies a day no day is shown."""
    assert one_week({"a": [90] * 7, "b": [5] * 7}).days == ()
    assert one_week({"a": [90] * 7, "b": [15] * 7}).days == (105,) * 7
    assert one_week({"a": [90] * 7, "b": [15] * 7}).total == 735


def test_days_are_shown_all_or_none() -> None:
    """The missing one would follow from the total."""
    assert one_week({"a": [300] * 6 + [0], "b": [30] * 7}).days == (330,) * 6 + (30,)
    assert one_week({"a": [300] * 6 + [0], "b": [30] * 6 + [3]}).days == ()
    assert one_week({"a": [300] * 6, "b": [30] * 6}).days == ()


def test_no_day_is_shown_beside_a_hidden_counter_that_it_would_give_away() -> None:
    """One hidden counter follows from any total."""
    week = one_week({"a": [200] * 7, "b": [1] * 7})
    assert (week.cells, week.total, week.days) == ({"a": 1400, "b": None}, None, ())


def test_what_counts_no_question_is_in_no_total() -> None:
    """A press under an answer is no second question."""
    week = one_week({"unknown": [100], "check": [100], "helpful:naloxone": [50], "doubted:house": [2]})
    assert week.total == 200
    assert week.beside == {"helpful:naloxone": 50, "doubted:house": None}


def test_a_week_without_rows_is_empty() -> None:
    """The bot was not there."""
    week = one_week({})
    assert (week.cells, week.total, week.days) == ({}, None, ())


@pytest.mark.slow
def test_no_hidden_number_of_a_week_can_be_narrowed_by_its_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """PRV-8 for weeks: of two counters on two days, every table with its days, total and cells. Every value from 0 to
    12 of every hidden cell fits what is shown."""
    monkeypatch.setattr(publish, "WEEK_DAYS", 2)
    outcomes: dict[tuple[object, ...], set[tuple[int, ...]]] = defaultdict(set)
    for first, second in product(product(range(16), repeat=2), repeat=2):
        outcomes[_told({"a": first, "b": second})].add((sum(first), sum(second)))
    _all_fit(outcomes)
    assert any(told[-1] for told in outcomes)


@pytest.mark.slow
def test_nor_beside_counters_that_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same with three counters, one of them large, on two days."""
    monkeypatch.setattr(publish, "WEEK_DAYS", 2)
    outcomes: dict[tuple[object, ...], set[tuple[int, ...]]] = defaultdict(set)
    large = [(first, whole - first) for whole in (58, 60, 62) for first in range(4, 61, 3)]
    small = {split for n in range(13) for split in ((n, 0), (0, n), (n // 2, n - n // 2))}
    for one, two, three in product(large, small, small):
        outcomes[_told({"a": one, "b": two, "c": three})].add((sum(one), sum(two), sum(three)))
    shown = [told for told in outcomes if told[-1]]
    _all_fit({told: outcomes[told] for told in shown})
    assert shown


def test_the_check_above_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Days that are shown beside one hidden counter give it away."""
    monkeypatch.setattr(publish, "WEEK_DAYS", 2)
    monkeypatch.setattr(publish, "_days_reveal", lambda cells, days: False)
    monkeypatch.setattr(
        publish, "release", lambda counts, draws: release(counts, draws) if len(counts) > 2 else _open(counts)
    )
    outcomes: dict[tuple[object, ...], set[tuple[int, ...]]] = defaultdict(set)
    for n in range(13):
        outcomes[_told({"a": (40, 40), "b": (n, 0)})].add((80, n))
    with pytest.raises(AssertionError):
        _all_fit(outcomes)


def _open(counts: dict[str, int]) -> object:
    from bot.privacy.release import Released

    return Released(
        {name: rounded(n) if n > 12 else None for name, n in counts.items()}, rounded(sum(counts.values()))
    )


def _told(table: dict[str, tuple[int, ...]]) -> tuple[object, ...]:
    week = one_week({cell: list(numbers) for cell, numbers in table.items()}, busy=0)
    return (*week.cells.values(), week.total, week.days)


def _all_fit(outcomes: dict[tuple[object, ...], set[tuple[int, ...]]]) -> None:
    for told, tables in outcomes.items():
        for place in _hidden(told):
            assert {table[place] for table in tables} >= set(range(13)), (told, place)


def _hidden(told: tuple[object, ...]) -> Iterator[int]:
    return (at for at, cell in enumerate(told[:-2]) if cell is None)
