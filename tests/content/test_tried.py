"""What was tried is compared with the next time, and a spoilt file is as good as none."""

import datetime as dt
import stat
from pathlib import Path

import pytest

from bot.content.tried import Tried, place_of, read_tried, write_tried
from bot.core.model import Zone
from bot.matching.whatif import Answer, Case, Role

TRIED = Tried(
    dt.date(2030, 1, 2), "k", {Case("a", "what's ü", Role.MUST_NOT): Answer(Zone.CHOICES, ("b", "a"))}
)


def test_what_was_found_comes_back(tmp_path: Path) -> None:
    """Phrase by phrase, for this person only."""
    path = tmp_path / "deep" / "tried.json"
    write_tried(path, TRIED)
    assert read_tried(path) == TRIED
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b"\xff", b"[" * 99_999, b'{"form": 1, "day": "x", "key": "", "found": [[1]]}']
)
def test_a_spoilt_file_is_as_good_as_none(tmp_path: Path, data: bytes) -> None:
    """The next time begins anew."""
    path = tmp_path / "tried.json"
    assert read_tried(path) is None
    path.write_bytes(data)
    assert read_tried(path) is None


def test_a_folder_that_cannot_be_made_is_no_harm(tmp_path: Path) -> None:
    """A full or read-only disk costs the comparison and nothing more."""
    (tmp_path / "file").touch()
    write_tried(tmp_path / "file" / "x" / "tried.json", TRIED)


def test_two_folders_are_kept_apart(tmp_path: Path) -> None:
    """Another knowledge, another file."""
    one, other = (place_of(tmp_path, tmp_path / name, "en") for name in "ab")
    assert one != other
    assert one.parent == tmp_path
