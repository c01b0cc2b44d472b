"""Whatever is found in place of the file of numbers - an earlier version, a damaged one, an empty one, a stranger's -
counting goes on, and nothing is thrown away."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.schema import MIGRATIONS, Schema
from tests.store.test_database import ALL, BROKEN, DAY, INSERT, one_row, outside, path, spoiled, write_ours

__all__ = ["path"]  # a fixture


@pytest.mark.parametrize("spoil", BROKEN)
async def test_a_file_that_is_not_ours_is_put_aside_whole(path: Path, spoil: Callable[[Path], None]) -> None:
    """Counting goes on in a new file and the old one is kept as it was."""
    before = spoiled(path, spoil)
    database = await Database.open(path)
    await database.write(one_row())
    rows = await database.read(ALL)
    await database.close()
    assert rows == [(DAY, "unknown", 7)]
    assert database.set_aside == path.with_name("counts.sqlite.set-aside-1")
    assert database.set_aside.read_bytes()[100:] == before[100:]


async def test_our_own_file_is_not_put_aside(path: Path) -> None:
    """The control of the above: a sound file of ours is used."""
    path.parent.mkdir(0o700)
    write_ours(path)
    database = await Database.open(path)
    await database.close()
    assert database.set_aside is None


async def test_an_earlier_version_is_brought_up_to_date(path: Path) -> None:
    """Every earlier schema opens, with its numbers."""
    path.parent.mkdir(0o700)
    write_ours(path)
    outside(path, INSERT, DAY, "check", 3)
    later = (*MIGRATIONS, "CREATE TABLE places (county TEXT)")
    database = await Database.open(path, Schema(later))
    rows = await database.read(ALL)
    await database.close()
    assert rows == [(DAY, "check", 3)]
    assert outside(path, "PRAGMA user_version") == [(2,)]
    assert outside(path, "SELECT count(*) FROM places") == [(0,)]
