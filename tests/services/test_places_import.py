"""Lists from GeoNames become one file: every row counted, all or nothing, and again is nothing new."""

import os
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.place import kilometres
from bot.core.site import Point
from bot.services import geonames
from bot.services.gazetteer import Town
from bot.services.geonames import PlacesError
from bot.services.nearby import Nearby, cell_of
from bot.services.places_file import PART, PlacesFile
from bot.services.places_import import AGAIN, OTHER_COUNTRY, TOO_FAR, import_places
from tests.conftest import ROOT
from tests.services.geonames import lists, postal_rows, town_rows


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "places.sqlite"


def put(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


Opened = Callable[[Path], PlacesFile]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Opens files, and closes them at the end."""
    files: list[PlacesFile] = []

    def open_(path: Path) -> PlacesFile:
        files.append(PlacesFile.open(path))
        return files[-1]

    yield open_
    for file in files:
        file.close()


def postal_row(code: str, lat: str, lon: str) -> str:
    return f"CA\t{code}\tVancouver\tBritish Columbia\t\t\t\t\t\t{lat}\t{lon}\t6\n"


def town_at(file: PlacesFile, point: Point) -> list[Town]:
    return list(file.towns([cell_of(point)]))


def test_every_row_is_kept_or_has_a_reason(tmp_path: Path, target: Path) -> None:
    """Read is kept and left out together; Santa's and the army's codes are nowhere."""
    report = import_places(lists(tmp_path), target)
    assert (report.read, report.codes, report.towns) == (41, 18, 20)
    assert report.skipped == Counter({geonames.NOWHERE: 3})
    assert report.read == report.codes + report.towns + sum(report.skipped.values())
    assert next(report.lines()) == "read: 41 rows"
    assert report.is_changed


def test_what_was_imported_is_looked_up(tmp_path: Path, target: Path, opened: Opened) -> None:
    """Codes in any spelling of theirs, areas worked out from whole codes, towns by their square degree."""
    import_places(lists(tmp_path), target)
    file = opened(target)
    vancouver = file.code("CA", "V6A1N4")
    assert vancouver is not None
    assert (vancouver.point, vancouver.place, vancouver.region) == (
        Point(49.2814, -123.0995),
        "Vancouver",
        "British Columbia",
    )
    assert file.code("US", "02134") is not None
    assert file.code("CA", "H0H0H0") is None
    assert file.code("GB", "02134") is None
    assert file.countries() == {"AU", "CA", "DE", "FR", "GB", "IE", "NL", "SE", "US"}
    assert "Surrey" in [town.names[0] for town in town_at(file, Point(49.1, -122.8))]


def test_areas_come_from_whole_codes_where_no_list_gives_them(
    tmp_path: Path, target: Path, opened: Opened
) -> None:
    """CA_full alone still knows "V6B": the middle of its codes."""
    rows = postal_row("V6B 1A1", "49.20", "-123.10") + postal_row("V6B 1A2", "49.30", "-123.20")
    import_places([put(tmp_path / "CA_full.txt", rows)], target)
    area = opened(target).code("CA", "V6B")
    assert area is not None
    assert area.point == Point(49.25, -123.15)


def test_postcodes_name_towns_and_quarters(tmp_path: Path, target: Path, opened: Opened) -> None:
    """Where no list of towns was imported: but none from rural areas, nor from names that lie far apart."""
    apart = (
        "US\t11111\tTwice\tOhio\t\t\t\t\t\t40.1\t-81.1\t4\nUS\t11112\tTwice\tOhio\t\t\t\t\t\t41.4\t-81.2\t4\n"
    )
    import_places([put(tmp_path / "x.txt", postal_rows() + apart)], target)
    file = opened(target)
    names = {(town.names[0], town.within) for town in town_at(file, Point(49.28, -123.1))}
    assert {("Vancouver", ""), ("Downtown Eastside", "Vancouver"), ("Gastown", "Vancouver")} <= names
    assert [town for town in town_at(file, Point(79.6, -76.8)) if "Iqaluit" in town.names] == []
    assert town_at(file, Point(40.7, -81.1)) == []


def test_doing_it_again_changes_nothing(tmp_path: Path, target: Path) -> None:
    """The same lists, in any order and one by one: the same file, not even touched."""
    postal, towns = lists(tmp_path)
    import_places([postal, towns], target)
    before, when = target.read_bytes(), target.stat().st_mtime_ns
    for files in ([postal, towns], [towns, postal], [postal], [towns]):
        report = import_places(files, target)
        assert not report.is_changed
        assert list(report.lines())[-1] == "The file of places already said the same."
    assert target.read_bytes() == before
    assert target.stat().st_mtime_ns == when


def test_a_later_import_adds_and_wins(tmp_path: Path, target: Path, opened: Opened) -> None:
    """A newer list moves a code and a town, brings another, and leaves the rest."""
    import_places(lists(tmp_path), target)
    moved = postal_row("V6A 1N4", "49.29", "-123.09") + postal_row("V9Z 1A1", "48.37", "-123.73")
    town = town_rows().splitlines()[0].replace("49.24966", "51.5").replace("Vancouver", "Newcouver") + "\n"
    report = import_places([put(tmp_path / "a.txt", moved), put(tmp_path / "b.txt", town)], target)
    assert report.is_changed
    file = opened(target)
    code = file.code("CA", "V6A1N4")
    assert code is not None
    assert code.point == Point(49.29, -123.09)
    assert file.code("CA", "V9Z1A1") is not None
    assert file.code("DE", "10115") is not None
    assert [one.names[0] for one in town_at(file, Point(51.5, -123.1))] == ["Newcouver"]
    assert [one for one in town_at(file, Point(49.2, -123.1)) if one.population == 600_000] == []


def test_only_one_country_and_only_what_is_near(tmp_path: Path, target: Path, opened: Opened) -> None:
    """--country and --within: what is left out is counted."""
    near = Nearby([Point(49.28, -123.1)])
    report = import_places(
        lists(tmp_path), target, frozenset({"CA"}), lambda point: near.is_within(point, 100)
    )
    assert report.skipped[OTHER_COUNTRY] == 12 + 14
    assert report.skipped[TOO_FAR] == 3
    assert report.read == report.codes + report.towns + sum(report.skipped.values())
    assert opened(target).countries() == {"CA"}


def test_the_first_of_doubles_is_kept(tmp_path: Path, target: Path, opened: Opened) -> None:
    """GeoNames has some hundred codes twice."""
    row = postal_row("V6A 1N4", "49.28", "-123.09")
    report = import_places([put(tmp_path / "x.txt", row + row.replace("49.28", "49.99") + row)], target)
    assert (report.codes, report.skipped) == (1, Counter({AGAIN: 2}))
    code = opened(target).code("CA", "V6A1N4")
    assert code is not None
    assert code.point == Point(49.28, -123.09)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"CA\tV6A\tVancouver\t49.28\t-123.09\n", geonames.SHORT),
        (b"just a line\n", geonames.SHORT),
        (b"CA\tV6A\tMontr\xe9al\tQC\t\t\t\t\t\t49.28\t-123.09\t6\n", geonames.NOT_TEXT),
        (b"CA\tV6A\tX\tQC\t\t\t\t\t\tfar\taway\t6\n", geonames.NO_NUMBER),
        (b"CA\tV6A\tX\tQC\t\t\t\t\t\t\t\t6\n", geonames.NO_NUMBER),
        (b"CA\tV6A\tX\tQC\t\t\t\t\t\tnan\tnan\t6\n", geonames.NOWHERE),
        (b"CA\tV6A\tX\tQC\t\t\t\t\t\t100\t101\t6\n", geonames.NOWHERE),
        (b"CA\tV6A\tX\tQC\t\t\t\t\t\t90\t0\t6\n", geonames.NOWHERE),
        (b"CA\tV6A\tX\tQC\t\t\t\t\t\t0\t0\t6\n", geonames.NOWHERE),
        (b"\tV6A\tX\tQC\t\t\t\t\t\t49.2\t-123\t6\n", geonames.NO_CODE),
        (b"CA\t---\tX\tQC\t\t\t\t\t\t49.2\t-123\t6\n", geonames.NO_CODE),
        (b"CA\tV6A\t\tQC\t\t\t\t\t\t49.2\t-123\t6\n", geonames.NO_CODE),
        (b"CA\tV6A 1N4 AND MORE\tX\tQC\t\t\t\t\t\t49.2\t-123\t6\n", geonames.NO_CODE),
        (b"1\tLake\tLake\t\t49\t-123\tH\tLK\tCA\t\t02\t\t\t\t0\t\t\t\t\n", geonames.NO_TOWN),
        (b"1\tOld\tOld\t\t49\t-123\tP\tPPLQ\tCA\t\t02\t\t\t\t0\t\t\t\t\n", geonames.NO_TOWN),
        (b"x\tTown\tTown\t\t49\t-123\tP\tPPL\tCA\t\t02\t\t\t\t0\t\t\t\t\n", geonames.NO_CODE),
        (b"CA\t" + b"9" * 200_000 + b"\n", geonames.TOO_LONG),
    ],
)
def test_a_bad_row_has_its_reason_and_harms_no_other(
    row: bytes, reason: str, tmp_path: Path, target: Path
) -> None:
    """Short, not UTF-8, nowhere, nameless, a lake: each is counted, and the good ones are kept."""
    good = b"\xef\xbb\xbfCA\tV6B\tVancouver\tBC\t\t\t\t\t\t49.28\t-123.09\t6\r\n"
    report = import_places([put(tmp_path / "x.txt", good + row + b"\n")], target)
    assert (report.read, report.codes, report.skipped) == (2, 1, Counter({reason: 1}))


def test_zips_are_read_as_they_are_downloaded(tmp_path: Path, target: Path) -> None:
    """The list in it, by either ending, and not the readme."""
    packed = tmp_path / "GB_full.csv.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("readme.txt", "Readme for GeoNames: this work is licensed\tand so on\n" * 200)
        out.writestr("GB_full.csv", postal_rows())
    assert import_places([packed], target).codes == 18


@pytest.mark.parametrize(
    "content",
    [b"", b"hello\n" * 500, b"PK\x03\x04 broken", b"\x00" * 5_000, b"a,b,c\n1,2,3\n", b"\t" * 30, b"a\tb\n"],
)
def test_what_is_no_list_is_refused_and_nothing_changes(content: bytes, tmp_path: Path, target: Path) -> None:
    """A sentence that names the file; what was imported before stays as it was."""
    import_places(lists(tmp_path), target)
    before = target.read_bytes()
    bad = put(tmp_path / "CA.txt", content)
    with pytest.raises(PlacesError, match="CA.txt"):
        import_places([bad], target)
    with pytest.raises(PlacesError):
        import_places([*lists(tmp_path), bad], target)
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir()] == ["places.sqlite"]


def test_a_damaged_zip_and_no_file_are_refused(tmp_path: Path, target: Path) -> None:
    """Cut off in the middle, a folder, a name that is not there, a zip with no list."""
    whole = tmp_path / "whole.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("CA.txt", postal_rows() * 50)
    data = bytearray(whole.read_bytes())
    data[60:200] = b"\xff" * 140
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w") as out:
        out.writestr("picture.png", b"x")
    for path in (put(tmp_path / "bad.zip", bytes(data)), empty, tmp_path, tmp_path / "none.zip"):
        with pytest.raises(PlacesError, match=path.name):
            import_places([path], target)
    assert not target.exists()


def test_a_kill_in_the_middle_leaves_the_old_file(tmp_path: Path, target: Path) -> None:
    """Killed before the end, the file in use is as it was, and the next import clears away what is left."""
    postal, towns = lists(tmp_path)
    import_places([postal], target)
    before = target.read_bytes()
    code = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom bot.services import places_file, places_import\n"
        "places_file.PlacesWriter._derive = lambda self: os.kill(os.getpid(), signal.SIGKILL)\n"
        "places_import.import_places([Path(sys.argv[1])], Path(sys.argv[2]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, towns, target], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert target.read_bytes() == before
    assert (target.parent / f"places.sqlite{PART}").exists()
    assert import_places([towns], target).is_changed
    assert [path.name for path in target.parent.iterdir()] == ["places.sqlite"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """In words, with the file's name; a folder in the place of the file too."""
    blocked = put(tmp_path / "file", "x") / "places.sqlite"
    with pytest.raises(PlacesError, match="cannot be written"):
        import_places(lists(tmp_path), blocked)
    folder = tmp_path / "places.sqlite"
    folder.mkdir()
    with pytest.raises(PlacesError, match="cannot be written|damaged"):
        import_places(lists(tmp_path), folder)


@pytest.mark.parametrize(
    "content", [b"", b"not a database at all" * 100, b"SQLite format 3\x00" + b"\x01" * 5_000]
)
def test_a_file_that_is_not_ours_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    """Reading says what to do, and an import does not overwrite what may be somebody's."""
    other = put(tmp_path / "other.sqlite", content)
    with pytest.raises(PlacesError, match="delete it"):
        PlacesFile.open(other)
    with pytest.raises(PlacesError):
        import_places(lists(tmp_path), other)
    assert other.read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    """A sound one, but without our mark."""
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE mine(x)")
    with pytest.raises(PlacesError, match="no file of places"):
        PlacesFile.open(other)


def test_a_replaced_file_does_not_disturb_who_reads_the_old_one(
    tmp_path: Path, target: Path, opened: Opened
) -> None:
    """An import while the bot serves: the old answers stay right until it is opened anew."""
    postal, towns = lists(tmp_path)
    import_places([postal], target)
    old = opened(target)
    import_places([towns], target)
    assert old.code("DE", "10115") is not None
    assert len(list(opened(target).towns([cell_of(Point(58.4, 26.7))]))) == 1


def test_damage_while_serving_is_no_error(tmp_path: Path, target: Path, opened: Opened) -> None:
    """A page that cannot be read: the place is not known, and the conversation goes on."""
    import_places(lists(tmp_path), target)
    file = opened(target)
    file.close()
    assert file.code("DE", "10115") is None
    assert list(file.towns([cell_of(Point(58.4, 26.7))])) == []


def test_whose_data_it_is_is_said(tmp_path: Path, target: Path, opened: Opened) -> None:
    """GeoNames always, the Royal Mail where British codes are in it."""
    postal, towns = lists(tmp_path)
    import_places([towns], target)
    assert "GeoNames" in opened(target).attribution()
    assert "CC BY 4.0" in opened(target).attribution()
    assert "Royal Mail" not in opened(target).attribution()
    import_places([postal], target)
    assert "Royal Mail" in opened(target).attribution()


def test_the_file_is_open_to_nobody_who_writes(tmp_path: Path, target: Path, opened: Opened) -> None:
    """Answering opens it for reading only."""
    import_places(lists(tmp_path), target)
    file = opened(target)
    with pytest.raises(sqlite3.OperationalError):
        file._connection.execute("DELETE FROM codes")
    assert os.access(target, os.R_OK)


def test_towns_are_where_they_were(tmp_path: Path, target: Path, opened: Opened) -> None:
    """Through the file and back: within eleven metres."""
    import_places(lists(tmp_path), target)
    (tartu,) = town_at(opened(target), Point(58.38, 26.72))
    assert kilometres(tartu.point, Point(58.38062, 26.72509)) < 0.011
    assert tartu.names == ("Tartu", "Dorpat", "Тарту", "Yuryev")
    assert (tartu.population, tartu.country) == (91_407, "EE")
