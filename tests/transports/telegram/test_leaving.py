"""A stop waits for what only we still know of, as long as it moves on."""

from bot.transports.telegram import leaving
from bot.transports.telegram.leaving import until_none


async def test_it_waits_until_none_are_left() -> None:
    """However many looks that takes."""
    left = iter([5, 5, 4, 4, 4, 3, 2, 1, 0])
    await until_none(lambda: next(left), patience=5 * leaving.STEP)
    assert next(left, None) is None


async def test_it_gives_up_where_nothing_moves() -> None:
    """Telegram is away: the rest is let go of, or the stop would never come."""
    looks = 0

    def left() -> int:
        nonlocal looks
        looks += 1
        return 7

    await until_none(left, patience=3 * leaving.STEP)
    assert looks < 8
