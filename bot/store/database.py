"""The file of numbers: daily counts in SQLite. The only file that knows the database's library.

It must never keep anyone waiting or stop an answer: every failure is a StoreError in plain words,
and a file that is damaged or not ours is put aside and a new one begun. Counts are worth less than
an answer on time.
"""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiosqlite

from bot.errors import SaferbotError
from bot.store.files import is_empty, make_private, set_aside
from bot.store.schema import APPLICATION_ID, COUNTS, LISTING, PRAGMAS, Schema, expected, permit_only

DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

Row = tuple[str | int, ...]
Statement = tuple[str, Sequence[Row]]


class StoreError(SaferbotError):
    """The counts cannot be read or written; answering goes on without them."""


class _NotOursError(Exception):
    """The file is damaged or belongs to something else."""


class Database:
    """One connection and one writer. `set_aside` is where a file that was not ours was put, if any."""

    def __init__(self, connection: aiosqlite.Connection, aside: Path | None) -> None:
        self.set_aside = aside
        self._connection = connection
        self._lock = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(cls, path: Path, schema: Schema = COUNTS) -> "Database":
        """Open the file, or begin it. StoreError when there can be none (folder, rights, disk)."""
        try:
            aside = set_aside(path) if is_empty(path) else None
            make_private(path)
            try:
                return cls(await _connected(path, schema), aside)
            except _NotOursError:
                aside = set_aside(path)
            make_private(path)
            return cls(await _connected(path, schema), aside)
        except (OSError, sqlite3.Error, _NotOursError) as error:
            raise _failed("opened", error) from error

    async def write(self, statements: Sequence[Statement]) -> None:
        """All of it or none of it, each statement once per row given. StoreError when it was none.

        Being cancelled ends the waiting, not the writing: a half-open transaction locks everyone
        out.
        """
        task = asyncio.create_task(self._write(statements))
        self._under_way.add(task)
        task.add_done_callback(self._finished)
        await asyncio.shield(task)

    async def read(self, statement: str, values: Row = ()) -> list[Row]:
        """The rows of one SELECT. StoreError when they cannot be read."""
        async with self._lock:
            try:
                return await _fetch(self._connection, statement, values)
            except (sqlite3.Error, ValueError) as error:
                raise _failed("read", error) from error

    async def close(self) -> None:
        """Wait for what is being written, then close. A second time does nothing."""
        while self._under_way:
            await asyncio.wait(self._under_way)
        async with self._lock:
            with suppress(sqlite3.Error):
                await self._connection.close()

    async def _write(self, statements: Sequence[Statement]) -> None:
        async with self._lock:
            try:
                async with _transaction(self._connection):
                    for statement, rows in statements:
                        await self._connection.executemany(statement, rows)
            except (sqlite3.Error, ValueError) as error:
                raise _failed("written", error) from error
            # Until then, what was overwritten still stands in the -wal file. It is committed already,
            # so a checkpoint that fails is no failure of the writing; the next one makes up for it.
            with suppress(sqlite3.Error, ValueError):
                await _fetch(self._connection, "PRAGMA wal_checkpoint(TRUNCATE)")

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # seen, so that nothing prints it when nobody waits any more


async def _connected(path: Path, schema: Schema) -> aiosqlite.Connection:
    connection = _made_as_daemon(lambda: aiosqlite.connect(path, isolation_level=None))
    await connection
    try:
        await _prepare(connection, schema)
    except BaseException as error:
        with suppress(sqlite3.Error):
            await connection.close()
        if isinstance(error, sqlite3.Error) and _is_damage(error):
            raise _NotOursError from error
        raise
    return connection


async def _prepare(connection: aiosqlite.Connection, schema: Schema) -> None:
    for pragma in PRAGMAS:
        await _fetch(connection, pragma)
    if await _fetch(connection, "PRAGMA integrity_check") != [("ok",)]:
        raise _NotOursError
    migrations = schema.migrations
    async with _transaction(connection):
        for step in migrations[await _version(connection, migrations) :]:
            await _fetch(connection, step)
        await _fetch(connection, f"PRAGMA application_id={APPLICATION_ID}")
        await _fetch(connection, f"PRAGMA user_version={len(migrations)}")
    await connection.set_authorizer(permit_only(schema))


async def _version(connection: aiosqlite.Connection, migrations: Sequence[str]) -> int:
    """How many of the migrations the file has had; _NotOursError when it is not one of ours."""
    ((mark,),) = await _fetch(connection, "PRAGMA application_id")
    ((found,),) = await _fetch(connection, "PRAGMA user_version")
    version = int(found)
    if not 0 <= version <= len(migrations) or mark != (APPLICATION_ID if version else 0):
        raise _NotOursError
    if await _fetch(connection, LISTING) != expected(migrations, version):
        raise _NotOursError
    return version


@asynccontextmanager
async def _transaction(connection: aiosqlite.Connection) -> AsyncIterator[None]:
    await _fetch(connection, "BEGIN IMMEDIATE")
    try:
        yield
        await _fetch(connection, "COMMIT")
    except BaseException:
        with suppress(sqlite3.Error, ValueError):
            await _fetch(connection, "ROLLBACK")
        raise


async def _fetch(connection: aiosqlite.Connection, statement: str, values: Row = ()) -> list[Row]:
    return [tuple(row) for row in await connection.execute_fetchall(statement, values)]


def _made_as_daemon(make: Callable[[], aiosqlite.Connection]) -> aiosqlite.Connection:
    """The library's worker thread would keep the process alive for ever where close() was missed. A
    thread is a daemon when the thread that makes it is one."""
    made: list[aiosqlite.Connection] = []
    maker = threading.Thread(target=lambda: made.append(make()), daemon=True)
    maker.start()
    maker.join()
    return made[0]


def _is_damage(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGED


def _failed(done: str, error: Exception) -> StoreError:
    """Says what SQLite calls it, never its message: that may repeat a statement."""
    if isinstance(error, OSError):
        why = error.strerror or str(error)
    else:
        why = getattr(error, "sqlite_errorname", type(error).__name__)
    return StoreError(f"The counts could not be {done} ({why}); answers go on without them.")
