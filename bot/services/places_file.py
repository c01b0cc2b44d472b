"""The file of imported places (SQLite): postcodes and towns of the world's lists, looked up one at a time.

The only file of this room that knows SQLite. Answering only reads; an import writes a new file beside the old one and
takes its place whole or not at all, so a lookup never sees half of it. The file holds public names, nobody's question.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

from bot.core.site import Point
from bot.services.gazetteer import Town
from bot.services.geonames import PlacesError, PostalRow, TownRow
from bot.services.nearby import cell_of
from bot.services.postal_towns import PostalGroup, towns_from
from bot.services.postcodes import KnownCode, area_of

APPLICATION_ID, VERSION = 0x53424750, 1
PART = ".part"
_GRID = 10_000  # coordinates are kept in ten-thousandths of a degree (11 m), as GeoNames gives them
_REMEMBERED = 10_000  # places whose numbers are at hand; the rows of one place stand together in the lists
_GEONAMES = "Names of places and postcodes: GeoNames (geonames.org), CC BY 4.0, with some left out."
_ROYAL_MAIL = "Contains Royal Mail data © Royal Mail copyright and database right."
_SCHEMA = f"""
PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={VERSION};
CREATE TABLE places(id INTEGER PRIMARY KEY, country TEXT, region TEXT, county TEXT, name TEXT,
  UNIQUE(country, region, county, name));
CREATE TABLE codes(country TEXT, code TEXT, place INTEGER, lat INTEGER, lon INTEGER, derived INTEGER,
  PRIMARY KEY(country, code)) WITHOUT ROWID;
CREATE TABLE towns(cell INTEGER, key TEXT, names TEXT, country TEXT, region TEXT, within TEXT, population INTEGER,
  trust INTEGER, is_part INTEGER, lat INTEGER, lon INTEGER, PRIMARY KEY(cell, key)) WITHOUT ROWID;
"""
_CODES = (
    "SELECT c.country, c.code, c.lat, c.lon, c.derived, p.region, p.county, p.name FROM {0}codes c "
    "JOIN {0}places p ON p.id = c.place"
)
_TOWNS = (
    "SELECT cell, key, names, country, region, within, population, trust, is_part, lat, lon FROM {0}towns"
)
_IN_ORDER = (_CODES.format("") + " ORDER BY c.country, c.code", _TOWNS.format("") + " ORDER BY cell, key")


class PlacesFile:
    """The imported places, open for reading. One lookup takes some 0.02 ms, so none needs to leave the event loop."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> "PlacesFile":
        """Open the file. Raises PlacesError where it is not one of ours, or damaged."""
        try:
            return cls(_connected(path))
        except sqlite3.Error:
            what = "is damaged, or no file of places; delete it and run `saferbot places import` again"
            raise PlacesError(f"{path}: {what}") from None

    def code(self, country: str, letters: str) -> KnownCode | None:
        """Where a code is, None where the lists do not have it."""
        found = self._rows(_CODES.format("") + " WHERE c.country = ? AND c.code = ?", country, letters)
        for _, _, lat, lon, _, region, _, name in found:
            return KnownCode(_point(lat, lon), str(name), str(region))
        return None

    def towns(self, cells: Iterable[int]) -> Iterator[Town]:
        """The towns in these square degrees."""
        for cell in sorted(cells):
            for row in self._rows(_TOWNS.format("") + " WHERE cell = ?", cell):
                yield _town(row)

    def countries(self) -> frozenset[str]:
        """The countries whose postcodes were imported."""
        return frozenset(str(row[0]) for row in self._rows("SELECT DISTINCT country FROM codes"))

    def attribution(self) -> str:
        """What the licence of the lists asks to be shown, for /about; empty where nothing was imported."""
        if not self._rows("SELECT 1 FROM codes UNION SELECT 1 FROM towns LIMIT 1"):
            return ""
        is_british = self._rows("SELECT 1 FROM codes WHERE country = 'GB' LIMIT 1")
        return f"{_GEONAMES} {_ROYAL_MAIL}" if is_british else _GEONAMES

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _rows(self, statement: str, *values: str | int) -> list[tuple[int | str, ...]]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except (
            sqlite3.Error
        ):  # a page damaged since: the place is not known, and the person is asked for another
            return []


class PlacesWriter:
    """A new file of places beside the one in use. Use as a context: what is not finished is taken away."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._part = target.with_name(target.name + PART)
        self._places: dict[tuple[str, ...], int] = {}

    def __enter__(self) -> "PlacesWriter":
        with _in_words(self._target):
            self._target.parent.mkdir(parents=True, exist_ok=True)
            self._part.unlink(missing_ok=True)  # left by one that was killed
            self._connection = sqlite3.connect(self._part, isolation_level=None)
            self._connection.executescript(_SCHEMA)
            self._connection.execute("BEGIN")
            self._connection.create_function("area", 2, area_of, deterministic=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        with contextlib.suppress(OSError):
            self._part.unlink(missing_ok=True)

    def add(self, row: PostalRow | TownRow) -> bool:
        """Add a row; False where the lists of this import had the same code or town before."""
        with _in_words(self._target):
            return self._add_code(row) if isinstance(row, PostalRow) else self._add_town(row.number, row.town)

    def finish(self) -> bool:
        """Add what the file in use has beside, work out areas and towns of postcodes, and take its place. False where
        it already says the same: then it is not touched."""
        with _in_words(self._target):
            if self._target.exists():
                self._take_over()
            self._derive()
            self._connection.execute("COMMIT")
            self._connection.execute("VACUUM")
            if self._target.exists() and _is_same(self._target, self._part):
                return False
            self._connection.close()
            _put_in_place(self._part, self._target)
            return True

    def _add_code(self, row: PostalRow) -> bool:
        place = self._place(row.country, row.region, row.county, row.place)
        values = (row.country, row.letters, place, *_grid(row.point), 0)
        return self._insert("codes", values)

    def _place(self, *names: str) -> int:
        if names not in self._places:
            self._connection.execute("INSERT OR IGNORE INTO places VALUES(NULL, ?, ?, ?, ?)", names)
            found = "SELECT id FROM places WHERE country = ? AND region = ? AND county = ? AND name = ?"
            if len(self._places) >= _REMEMBERED:
                self._places.clear()
            self._places[names] = int(self._connection.execute(found, names).fetchone()[0])
        return self._places[names]

    def _add_town(self, key: str, town: Town) -> bool:
        values = (
            cell_of(town.point), key, "\n".join(town.names), town.country, town.region, town.within, town.population,
            town.trust, town.is_part, *_grid(town.point),
        )  # fmt: skip
        return self._insert("towns", values)

    def _insert(self, table: str, values: tuple[object, ...]) -> bool:
        marks = ", ".join("?" * len(values))
        added = self._connection.execute(f"INSERT OR IGNORE INTO {table} VALUES({marks})", values)
        return added.rowcount > 0

    def _take_over(self) -> None:
        """Keep what earlier imports brought and this one has not."""
        with contextlib.closing(_connected(self._target)) as old:
            for country, code, lat, lon, derived, region, county, name in old.execute(_IN_ORDER[0]):
                if not derived:
                    self._add_code(PostalRow(country, code, name, region, county, _point(lat, lon)))
            new = {row[0] for row in self._connection.execute("SELECT key FROM towns")}
            for row in old.execute(_IN_ORDER[1]):
                if row[1].isdecimal() and row[1] not in new:
                    self._insert("towns", row)

    def _derive(self) -> None:
        """The areas that codes lie in, and the towns they name, where no list gives those."""
        self._connection.execute(
            "INSERT OR IGNORE INTO codes SELECT country, area(country, code), min(place), "
            "CAST(round(avg(lat)) AS INTEGER), CAST(round(avg(lon)) AS INTEGER), 1 FROM codes "
            "WHERE area(country, code) <> '' GROUP BY 1, 2"
        )
        groups = self._connection.execute(
            "SELECT p.country, p.region, p.county, p.name, min(c.lat), max(c.lat), min(c.lon), max(c.lon), "
            "avg(c.lat), avg(c.lon), count(*) FROM codes c JOIN places p ON p.id = c.place WHERE NOT c.derived "
            "AND NOT (c.country = 'CA' AND substr(c.code, 2, 1) = '0') GROUP BY c.place ORDER BY 1, 2, 3, 4"
        )
        named = [PostalGroup(row[:4], tuple(value / _GRID for value in row[4:10]), row[10]) for row in groups]
        for key, town in towns_from(named):
            self._add_town(key, town)


def _connected(path: Path) -> sqlite3.Connection:
    """Open for reading only; sqlite3.Error where it is not ours. The file never changes, it is only ever replaced."""
    where = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False)
    try:
        _require_ours(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _require_ours(connection: sqlite3.Connection) -> None:
    marks = ("application_id", "user_version")
    if tuple(connection.execute(f"PRAGMA {mark}").fetchone()[0] for mark in marks) != (
        APPLICATION_ID,
        VERSION,
    ):
        raise sqlite3.DatabaseError
    for statement in (_CODES, _TOWNS):
        connection.execute(statement.format("") + " LIMIT 1").fetchall()


def _is_same(one: Path, other: Path) -> bool:
    try:
        with contextlib.closing(_connected(one)) as mine, contextlib.closing(_connected(other)) as theirs:
            return all(
                row == new
                for statement in _IN_ORDER
                for row, new in zip_longest(mine.execute(statement), theirs.execute(statement))
            )
    except sqlite3.Error:
        return False


def _put_in_place(part: Path, target: Path) -> None:
    """On the disk first, then under its name, then the name on the disk."""
    for path, flags in ((part, os.O_RDWR), (target.parent, os.O_RDONLY)):
        if path is not part:
            part.replace(target)
        handle = os.open(path, flags)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def _in_words(target: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        why = getattr(error, "sqlite_errorname", type(error).__name__)
        raise PlacesError(f"{target}: cannot be written ({why}); what was there is as it was") from None
    except OSError as error:
        raise PlacesError(
            f"{target}: cannot be written ({error.strerror}); what was there is as it was"
        ) from None


def _grid(point: Point) -> tuple[int, int]:
    return round(point.lat * _GRID), round(point.lon * _GRID)


def _point(lat: int | str, lon: int | str) -> Point:
    return Point(int(lat) / _GRID, int(lon) / _GRID)


def _town(row: tuple[int | str, ...]) -> Town:
    _, _, names, country, region, within, population, trust, is_part, lat, lon = row
    parts = tuple(str(names).split("\n"))
    return Town(
        parts,
        _point(lat, lon),
        str(country),
        str(region),
        str(within),
        int(population),
        int(trust),
        bool(is_part),
    )
