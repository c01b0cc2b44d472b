"""Reading GeoNames' lists as an admin downloads them: postcodes (12 columns) and towns (19 columns), a zip or the file
in it. Nothing is fetched. Every row is kept or has a reason; none is lost in silence.

Layouts: the readme.txt of GeoNames' export/zip and export/dump folders. The data is under CC BY 4.0.
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.core.place import is_on_earth
from bot.core.site import Point
from bot.errors import SaferbotError
from bot.services.gazetteer import Town
from bot.services.postcodes import letters_of

POSTAL, TOWNS = 12, 19  # columns
LONGEST_ROW = 65_536  # bytes; the longest real one, Moscow with its names in all languages, has some 6,000
LARGEST = 2_000_000_000  # bytes unpacked; a zip that claims more was made to fill the disk
_MOST_NAMES, _LONGEST_NAME = 60, 60
_LONGEST_CODE = 12
_GONE = ("PPLH", "PPLQ", "PPLW", "PPLCH")  # historical, abandoned, destroyed

SHORT = "not 12 or 19 columns"
NOT_TEXT = "not UTF-8"
TOO_LONG = "longer than any real row"
NO_NUMBER = "coordinates that are no numbers"
NOWHERE = "coordinates that are nowhere (0/0, 90/0 or off the earth)"
NO_CODE = "no country, postcode or name"
NO_TOWN = "no inhabited place"


class PlacesError(SaferbotError):
    """A list of places cannot be read or written; says which, why and what to do."""


@dataclass(frozen=True, slots=True)
class PostalRow:
    """A postcode (letters and figures alone) and the place it belongs to."""

    country: str
    letters: str
    place: str
    region: str
    county: str
    point: Point


@dataclass(frozen=True, slots=True)
class TownRow:
    """A town and GeoNames' number of it."""

    number: str
    town: Town


Row = PostalRow | TownRow


def rows(path: Path) -> Iterator[Row | str]:
    """Yield what each row of a file says, or the reason why it says nothing. Raises PlacesError where the file as a
    whole cannot be read."""
    try:
        for name, stream in _members(path):
            yield from _rows_of(stream, f"{path.name}/{name}" if name else path.name)
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else "damaged, or locked"
        raise PlacesError(f"{path}: cannot be read ({why}); download it again") from None


def _members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    if not path.is_file():
        raise PlacesError(f"{path}: is no file; name a list from GeoNames, such as CA.zip or cities500.zip")
    if not zipfile.is_zipfile(path):
        with path.open("rb") as stream:
            yield "", stream
        return
    with zipfile.ZipFile(path) as packed:
        lists = [one for one in packed.infolist() if _is_list(one.filename)]
        if not lists:
            raise PlacesError(f"{path}: has no list in it; download it again")
        for one in lists:
            if one.file_size > LARGEST:
                raise PlacesError(f"{path}: unpacks to more than 2 GB; no list is that large")
            with packed.open(one) as stream:
                yield one.filename, stream


def _is_list(name: str) -> bool:
    return name.lower().endswith((".txt", ".csv")) and "readme" not in name.lower()


def _rows_of(stream: IO[bytes], name: str) -> Iterator[Row | str]:
    known = 0
    for at, line in enumerate(_lines(stream)):
        row = _row(line.removeprefix(b"\xef\xbb\xbf") if at == 0 else line)
        known += row not in (SHORT, NOT_TEXT, TOO_LONG)
        if at == 99 and not known:
            break
        yield row
    if not known:
        raise PlacesError(
            f"{name}: is no list from GeoNames (12 or 19 columns with tabs between); see README"
        )


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines of any ending, each at most LONGEST_ROW and a little; what is longer comes as one line that long."""
    while line := stream.readline(LONGEST_ROW):
        rest = line
        while rest and not rest.endswith(b"\n") and len(rest) == LONGEST_ROW:
            rest = stream.readline(LONGEST_ROW)
            line = line[:LONGEST_ROW] + b"..."
        if line.strip():
            yield line


def _row(line: bytes) -> Row | str:
    if len(line) > LONGEST_ROW:
        return TOO_LONG
    try:
        columns = [part.strip() for part in line.decode("utf-8").rstrip("\r\n").split("\t")]
    except UnicodeDecodeError:
        return NOT_TEXT
    if len(columns) == POSTAL or (len(columns) == POSTAL - 1 and columns[-1]):
        return _postal(columns)
    return _town(columns) if len(columns) == TOWNS else SHORT


def _postal(columns: list[str]) -> Row | str:
    country, code, place, region, _, county = columns[:6]
    point = _point(columns[9], columns[10])
    if isinstance(point, str):
        return point
    letters = letters_of(country, code)
    if not _is_country(country) or not letters or len(letters) > _LONGEST_CODE or not place:
        return NO_CODE
    return PostalRow(country, letters, place[:200], region[:_LONGEST_NAME], county[:_LONGEST_NAME], point)


def _town(columns: list[str]) -> Row | str:
    number, name, plain, others = columns[:4]
    point = _point(columns[4], columns[5])
    if isinstance(point, str):
        return point
    if columns[6] != "P" or columns[7] in _GONE:
        return NO_TOWN
    country, region = columns[8], columns[10]
    if not _is_country(country) or not number.isdecimal() or not name:
        return NO_CODE
    people = int(columns[14]) if columns[14].isdecimal() and len(columns[14]) < 10 else 0
    names = tuple(dict.fromkeys((name, plain, *filter(_is_name, others.split(",")))))[:_MOST_NAMES]
    is_part = columns[7] == "PPLX"
    return TownRow(number, Town(tuple(filter(None, names)), point, country, region, "", people, 3, is_part))


def _is_name(name: str) -> bool:
    return 1 < len(name) <= _LONGEST_NAME


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isascii() and code.isupper()


def _point(lat: str, lon: str) -> Point | str:
    try:
        point = Point(float(lat), float(lon))
    except ValueError:
        return NO_NUMBER
    return point if is_on_earth(point) else NOWHERE
