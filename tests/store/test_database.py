"""The file of numbers: what fits into it, what is refused, and what happens when it is broken."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from bot.store.database import Database, Statement, StoreError
from bot.store.schema import APPLICATION_ID, MIGRATIONS, PRAGMAS, Schema

DAY = "2030-01-15"
INSERT = "INSERT INTO counts (day, counter, n) VALUES (?, ?, ?)"
ADD = "UPDATE counts SET n = n + ? WHERE day = ? AND counter = ?"
ALL = "SELECT day, counter, n FROM counts"


def one_row(counter: str = "unknown", n: int = 7) -> list[Statement]:
    return [(INSERT, [(DAY, counter, n)])]


def outside(path: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """Ask the file without our code."""
    connection = sqlite3.connect(path)
    try:
        with connection:
            return connection.execute(statement, values).fetchall()
    finally:
        connection.close()


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "counts.sqlite"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    database = await Database.open(path)
    yield database
    await database.close()


async def test_what_was_written_is_there_after_opening_again(path: Path, database: Database) -> None:
    """Counts outlive the process."""
    await database.write(one_row())
    await database.close()
    again = await Database.open(path)
    rows = await again.read(ALL)
    await again.close()
    assert rows == [(DAY, "unknown", 7)]


async def test_only_the_owner_can_open_any_of_it(path: Path, database: Database) -> None:
    """0700 for the folder; 0600 for the file and for what SQLite puts beside it."""
    await database.write(one_row())
    assert mode(path.parent) == 0o700
    files = {file.name: mode(file) for file in path.parent.iterdir()}
    assert len(files) == 3
    assert set(files.values()) == {0o600}


async def test_settings_that_last_are_in_the_file(path: Path, database: Database) -> None:
    """WAL, full vacuum, and our mark, seen from outside."""
    settings = ("journal_mode", "auto_vacuum", "application_id", "user_version")
    found = [outside(path, f"PRAGMA {name}")[0][0] for name in settings]
    assert found == ["wal", 1, APPLICATION_ID, len(MIGRATIONS)]


async def test_errors_never_repeat_a_statement_or_a_value(database: Database) -> None:
    """What went wrong is told by SQLite's name for it."""
    with pytest.raises(StoreError) as told:
        await database.read("SELECT canary FROM counts")
    assert str(told.value) == "The counts could not be read (SQLITE_ERROR); answers go on without them."


async def test_a_failing_part_undoes_the_whole(database: Database) -> None:
    """All of it or none of it, and the next writing works."""
    with pytest.raises(StoreError):
        await database.write([*one_row("check"), *one_row("check")])
    assert await database.read(ALL) == []
    await database.write(one_row("check"))
    assert await database.read(ALL) == [(DAY, "check", 7)]


async def test_being_cancelled_ends_the_waiting_not_the_writing(database: Database) -> None:
    """No half-open transaction is left to lock everyone out."""
    for step in range(12):  # each time a little further into the transaction
        writing = asyncio.create_task(database.write(one_row(f"c{step}")))
        for _ in range(step):
            await asyncio.sleep(0)
        writing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await writing
    await database.write(one_row("after"))
    written = {counter for _, counter, _ in await database.read(ALL)}
    assert "after" in written
    assert {f"c{step}" for step in range(2, 12)} <= written


async def test_many_at_once_take_turns(database: Database) -> None:
    """One writer: nothing is lost and nothing is locked."""
    await database.write(one_row(n=0))
    await asyncio.gather(*(database.write([(ADD, [(1, DAY, "unknown")])]) for _ in range(50)))
    assert await database.read(ALL) == [(DAY, "unknown", 50)]


async def test_closing_waits_for_what_is_being_written(path: Path, database: Database) -> None:
    """A stop right after a flush loses nothing."""
    writing = asyncio.create_task(database.write(one_row()))
    await asyncio.sleep(0)
    await database.close()
    await writing
    assert outside(path, ALL) == [(DAY, "unknown", 7)]


async def test_after_closing_everything_is_a_store_error(database: Database) -> None:
    """A late caller gets an error it expects."""
    await database.close()
    await database.close()
    for attempt in (database.read(ALL), database.write(one_row())):
        with pytest.raises(StoreError):
            await attempt


async def test_after_writing_nothing_stays_in_the_wal_file(path: Path, database: Database) -> None:
    """M14: otherwise old pages stand there for anyone with the disk."""
    wal = path.with_name(path.name + "-wal")
    writing = database.write(one_row())
    assert wal.stat().st_size > 0  # opening left something; so emptying it can be seen
    await writing
    assert wal.stat().st_size == 0


def test_a_process_that_forgot_to_close_still_ends(path: Path) -> None:
    """The library's thread must not keep the bot from stopping."""
    code = (
        "import asyncio, sys; from pathlib import Path; from bot.store.database import Database\n"
        "kept = asyncio.run(Database.open(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", code, str(path)]
    assert subprocess.run(command, timeout=30, check=False).returncode == 0


def write_text(path: Path) -> None:
    path.write_text("Shopping list: milk, bread. " * 400)


def write_turn(turn: int, path: Path) -> None:
    path.write_text(f"turn {turn} " * 900)


def link_to(target: Path, path: Path) -> None:
    path.symlink_to(target)


def write_nothing(path: Path) -> None:
    path.touch()


def write_foreign(path: Path) -> None:
    outside(path, "CREATE TABLE messages (who TEXT, said TEXT)")


def write_foreign_with_our_version(path: Path) -> None:
    write_foreign(path)
    outside(path, "PRAGMA user_version=1")


def write_ours(path: Path) -> None:
    outside(path, MIGRATIONS[0])
    outside(path, f"PRAGMA application_id={APPLICATION_ID}")
    outside(path, "PRAGMA user_version=1")


def write_ours_open_to_others(path: Path) -> None:
    write_ours(path)
    path.chmod(0o644)


def write_one_like_ours_without_our_mark(path: Path) -> None:
    write_ours(path)
    outside(path, "PRAGMA application_id=0")


def write_ours_with_a_table_more(path: Path) -> None:
    write_ours(path)
    outside(path, "CREATE TABLE people (id INTEGER)")


def write_ours_from_the_future(path: Path) -> None:
    write_ours(path)
    outside(path, "PRAGMA user_version=99")


def write_ours_torn(path: Path) -> None:
    write_ours(path)
    outside(
        path,
        "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r WHERE x < 3000)"
        " INSERT INTO counts SELECT ?, 'c' || x, x FROM r",
        DAY,
    )
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xa5" * 4096 + whole[12288:])


BROKEN = [
    write_text,
    write_nothing,
    write_foreign,
    write_foreign_with_our_version,
    write_one_like_ours_without_our_mark,
    write_ours_with_a_table_more,
    write_ours_from_the_future,
    write_ours_torn,
]


def spoiled(path: Path, spoil: Callable[[Path], None]) -> bytes:
    path.parent.mkdir(0o700, exist_ok=True)
    spoil(path)
    return path.read_bytes()


async def test_a_migration_that_fails_changes_nothing(path: Path) -> None:
    """An update stopped half way leaves the old file usable."""
    path.parent.mkdir(0o700)
    write_ours(path)
    with pytest.raises(StoreError):
        await Database.open(path, Schema((*MIGRATIONS, "CREATE TABLE a (b)", "NOT SQL")))
    database = await Database.open(path)
    await database.close()
    assert database.set_aside is None


async def test_files_put_aside_do_not_fill_the_disk(path: Path) -> None:
    """A disk that spoils every file ends with nine of them, the newest one last."""
    kept = []
    for turn in range(12):
        kept.append(spoiled(path, partial(write_turn, turn)))
        await (await Database.open(path)).close()
    aside = sorted(file.name for file in path.parent.glob("*.set-aside-?"))
    assert len(aside) == 9
    assert path.with_name(aside[-1]).read_bytes() == kept[-1]


async def test_a_locked_file_is_not_taken_for_a_damaged_one(
    path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waiting in vain is an error, never a reason to begin anew."""
    monkeypatch.setattr("bot.store.database.PRAGMAS", ("PRAGMA busy_timeout=50", *PRAGMAS[1:]))
    await database.write(one_row())
    await database.close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("UPDATE counts SET n = 8")
    with pytest.raises(StoreError, match="SQLITE_BUSY"):
        await Database.open(path)
    other.execute("COMMIT")
    other.close()
    assert outside(path, ALL) == [(DAY, "unknown", 8)]


async def test_a_file_open_to_others_is_closed(path: Path) -> None:
    """As when it was copied back from somewhere."""
    spoiled(path, write_ours_open_to_others)
    assert mode(path) == 0o644
    await (await Database.open(path)).close()
    assert mode(path) == 0o600


async def test_a_folder_open_to_others_is_closed(path: Path) -> None:
    """A folder of our own that was made too wide."""
    path.parent.mkdir(0o755)
    await (await Database.open(path)).close()
    assert mode(path.parent) == 0o700


async def test_a_shared_folder_is_refused_and_left_alone(path: Path) -> None:
    """Closing somebody else's folder could lock other programs out."""
    path.parent.mkdir(0o755)
    (path.parent / "theirs.txt").touch()
    with pytest.raises(StoreError, match="a folder of its own"):
        await Database.open(path)
    assert mode(path.parent) == 0o755
    assert [file.name for file in path.parent.iterdir()] == ["theirs.txt"]


async def test_a_link_in_place_of_the_file_is_not_followed(path: Path, tmp_path: Path) -> None:
    """Nothing outside the folder is ever written to."""
    target = tmp_path / "elsewhere"
    before = spoiled(target, write_text)
    spoiled(path, partial(link_to, target))
    with pytest.raises(StoreError):
        await Database.open(path)
    assert spoiled(target, lambda _: None) == before


async def test_where_no_file_can_be_made_the_error_says_so(tmp_path: Path) -> None:
    """A name in the way of the folder is an error in words, not a crash."""
    (tmp_path / "state").write_text("a file, not a folder")
    with pytest.raises(StoreError, match="could not be opened"):
        await Database.open(tmp_path / "state" / "counts.sqlite")
