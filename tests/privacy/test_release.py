"""Shown numbers say nothing of small ones, and written numbers are blurred first."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import product
from random import Random

import pytest

from bot.privacy.release import Released, least_shown, noise, release, rounded, shown

MOST_HIDDEN = 12  # rounds to 10, so it is hidden; 13 rounds to 15


def coins(sides: str) -> Callable[[], bool]:
    toss: Iterator[str] = iter(sides)
    return lambda: next(toss) == "H"


def seeded(seed: int) -> Callable[[], bool]:
    source = Random(seed)  # noqa: S311 - a test wants the same coins every time
    return lambda: source.getrandbits(1) == 1


@pytest.mark.parametrize(
    ("sides", "k"), [("TT", 0), ("HTT", 1), ("THT", -1), ("HHTHT", 1), ("HHHTT", 3), ("THHT", -2)]
)
def test_noise_is_heads_before_one_tail_less_heads_before_another(sides: str, k: int) -> None:
    """Exactly the coin flipping that we publish."""
    assert noise(coins(sides)) == k


def test_noise_is_spread_as_published() -> None:
    """P(k) = 1/3 * 2^-|k|, within four standard errors over 40,000 seeded draws."""
    bits, draws = seeded(7), 40_000
    seen = Counter(noise(bits) for _ in range(draws))
    for k in range(-6, 7):
        share = 2 ** -abs(k) / 3
        error = (share * (1 - share) / draws) ** 0.5
        assert abs(seen[k] / draws - share) < 4 * error, k


@pytest.mark.slow
def test_the_spread_fits_what_is_published() -> None:
    """PRV-8: 200,000 draws against P(k) = 1/3 * 2^-|k|, by Pearson's chi-square over -8 to 8 and the two tails: under
    the value that chance passes once in a thousand (18 degrees of freedom: 42.3). A coin of 49 in 100 does not."""
    source = Random(17)  # noqa: S311 - a test wants the same coins every time
    assert _misfit(seeded(13)) < 42.3 < _misfit(lambda: source.random() < 0.49)


def _misfit(bits: Callable[[], bool]) -> float:
    draws, edge = 200_000, 8
    seen = Counter(max(-edge - 1, min(edge + 1, noise(bits))) for _ in range(draws))
    shares = {k: 2 ** -abs(k) / 3 for k in range(-edge, edge + 1)}
    shares |= dict.fromkeys((-edge - 1, edge + 1), 2**-edge / 3)
    assert abs(sum(shares.values()) - 1) < 1e-12
    return float(sum((seen[k] - share * draws) ** 2 / (share * draws) for k, share in shares.items()))


@pytest.mark.slow
def test_one_event_more_changes_any_outcome_at_most_twofold() -> None:
    """PRV-8: tables one event apart look alike within a factor 2 (200,000 draws)."""
    bits, draws = seeded(11), 200_000
    one = Counter(4 + noise(bits) for _ in range(draws))
    more = Counter(5 + noise(bits) for _ in range(draws))
    common = [n for n in one if one[n] > 2000 and more[n] > 2000]
    assert len(common) > 6
    assert all(1 / 2.2 < one[n] / more[n] < 2.2 for n in common)


def test_numbers_are_rounded_to_five_and_shown_from_eleven() -> None:
    """What would read 10 or less is not shown at all."""
    assert [shown(n) for n in (-3, 0, 1, 10, 11, 12)] == [None] * 6
    assert [shown(n) for n in (13, 15, 17, 18, 1002, 1003)] == [15, 15, 15, 20, 1000, 1005]


def test_sums_of_many_days_must_stand_clear_of_their_noise() -> None:
    """Noise adds up with the days; a number that may be nothing else is not shown."""
    assert [least_shown(days) for days in (1, 3, 4, 7, 28)] == [11, 11, 12, 16, 32]


def test_a_total_of_nothing_hidden_is_shown() -> None:
    """Hiding is only for hidden cells."""
    assert release({"a": 20, "b": 41}) == Released({"a": 20, "b": 40}, 60)


def test_one_hidden_cell_hides_the_total() -> None:
    """Otherwise a subtraction would give it away."""
    assert release({"a": 20, "b": 3}) == Released({"a": 20, "b": None}, None)


def test_many_hidden_cells_can_share_a_total() -> None:
    """The total of a long table of small numbers is worth knowing and gives none of them away."""
    assert release(dict.fromkeys("abcdefgh", 6)).total == 50


def test_an_empty_table_shows_nothing() -> None:
    """Nothing counted, nothing told."""
    assert release({}) == Released({}, None)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (1, range(14)),
        (2, [*range(14), 18, 40]),
        (3, [*range(14), 18]),
        pytest.param(4, range(13), marks=pytest.mark.slow),
    ],
)
def test_no_hidden_number_can_be_narrowed(cells: int, values: list[int]) -> None:
    """PRV-8: for every small table, every value from 0 to 12 of every hidden cell fits what is shown."""
    outcomes: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for table in product(_with_neighbours(values), repeat=cells):
        told = release({str(n): count for n, count in enumerate(table)})
        assert all(cell is None or cell >= 11 for cell in (*told.cells.values(), told.total))
        outcomes[(*told.cells.values(), told.total)].append(table)
    for told_cells, tables in outcomes.items():
        for place in (n for n, cell in enumerate(told_cells[:-1]) if cell is None):
            fitting = {table[place] for table in tables}
            assert fitting >= set(range(MOST_HIDDEN + 1)), (told_cells, place)


def test_the_check_above_can_fail() -> None:
    """A rule that always shows the total is caught: there, one hidden cell follows from it."""
    told = [(release({"a": 40, "b": n}).cells["b"], shown(40 + n)) for n in (0, 12)]
    assert told[0] != told[1]


def _with_neighbours(values: list[int]) -> list[int]:
    """Shown cells together with every number that would be shown alike."""
    alike = {rounded(n) + step for n in values if n > MOST_HIDDEN for step in range(-2, 3)}
    return sorted({*values, *alike})
