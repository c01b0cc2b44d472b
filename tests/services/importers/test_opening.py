"""Files that are no lists: each answered with what it is and what to do."""

import io
import zipfile
from pathlib import Path

import pytest

from bot.services.importers import hsds_tables, opening
from bot.services.importers.row import ImportRefused


def zipped(**members: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7 ...", "is a PDF.*CSV"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel.*CSV UTF-8"),
        (zipped(**{"xl__workbook.xml": "x", "[Content_Types].xml": "x"}), "Excel workbook.*CSV UTF-8"),
        (zipped(**{"word__document.xml": "x"}), "Word document"),
        (zipped(**{"content.xml": "x", "mimetype": "x"}), "OpenDocument"),
        (zipped(**{"doc.kml": "x"}), "Google Earth"),
        (zipped(**{"readme.txt": "x"}), "needs locations.csv or services.csv"),
        (b"PK\x03\x04 broken", "damaged zip"),
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n", "is empty"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"<?xml version='1.0'?><kml>", "XML"),
        (b"\x89PNG\r\n", "picture"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"abc\x00def", "not a text file"),
        (b"{broken", "not sound JSON"),
        (b"[" * 100_000, "nested too deep|not sound JSON"),
        (b'{"a": 1}', "no list of sites"),
        (b"[]", "no list of sites"),
        (b'{"type": "FeatureCollection", "features": []}', "without a feature"),
        (b'{"elements": []}', "no element with tags"),
        (b"[1" + b"0" * 5000 + b"]", "not sound JSON|no list of sites"),
    ],
)
def test_each_bad_file_has_its_sentence(data: bytes, says: str) -> None:
    """What it is, and what to do."""
    with pytest.raises(ImportRefused, match=says):
        opening.read_bytes(data, "list")


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    """300 MB, of which the disk holds nothing."""
    file = tmp_path / "big.csv"
    with file.open("wb") as stream:
        stream.truncate(300 * 2**20)
    with pytest.raises(ImportRefused, match="has 300 MB"):
        opening.read(file)


def test_a_missing_file_and_a_folder_without_tables(tmp_path: Path) -> None:
    """Names that are not there, folders that hold something else."""
    with pytest.raises(ImportRefused, match="is not there"):
        opening.read(tmp_path / "none.csv")
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ImportRefused, match="no table of an Open Referral"):
        opening.read(tmp_path)


def test_a_zip_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few kilobytes that hold gigabytes: it stops at the limit, whatever the zip says of itself."""
    monkeypatch.setattr(hsds_tables, "MOST_BYTES", 100_000)
    with pytest.raises(ImportRefused, match="unpacks to more than"):
        opening.read_bytes(zipped(**{"locations.csv": b"0" * 1_000_000}), "bomb.zip")


def test_a_zip_of_a_thousand_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A directory of sites has some twenty tables."""
    monkeypatch.setattr(hsds_tables, "MOST_MEMBERS", 3)
    with pytest.raises(ImportRefused, match="holds 4 files"):
        opening.read_bytes(zipped(a="1", b="2", c="3", **{"locations.csv": "id\n1\n"}), "many.zip")


def test_a_zip_damaged_anywhere_is_refused_or_read() -> None:
    """Each byte in turn: never another error than ours."""
    whole = zipped(**{"locations.csv": "id,name\n1,A\n"})
    refused = 0
    for at in range(len(whole)):
        try:
            opening.read_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :], "bent.zip")
        except ImportRefused:
            refused += 1
    assert refused > len(whole) // 4


def test_paths_in_a_zip_lead_nowhere(tmp_path: Path) -> None:
    """Members that climb out of the folder are read as tables and written nowhere."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("../../locations.csv", "id,name\n1,A\n")
    sheet = opening.read_bytes(stream.getvalue(), "climb.zip")
    assert len(sheet.rows) == 1
    assert not list(tmp_path.iterdir())


def test_a_link_in_a_folder_is_not_followed(tmp_path: Path) -> None:
    """A folder from elsewhere must not show other files of this machine."""
    secret = tmp_path / "secret.txt"
    secret.write_text("id,name\n1,Secret\n")
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "locations.csv").symlink_to(secret)
    with pytest.raises(ImportRefused, match="no table"):
        opening.read(folder)
