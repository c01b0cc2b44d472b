"""No alert is posted twice: what is claimed stays claimed, over restarts, crashes and full disks."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.database import Database, StoreError
from bot.store.posted import FILE, Posted

MARK = "2026-11-27 oxy-riverside"


def test_a_claim_is_given_once(tmp_path: Path) -> None:
    """Also to whoever comes after a restart; another alert is another claim."""
    folder = tmp_path / "state"
    assert [Posted(folder).claim(MARK) for _ in range(3)] == [True, False, False]
    assert Posted(folder).claim("2026-11-28 oxy-riverside")
    assert (folder / FILE).stat().st_mode & 0o777 == 0o600


def test_a_claim_that_was_taken_back_is_given_again(tmp_path: Path) -> None:
    """Once."""
    posted = Posted(tmp_path / "state")
    posted.claim(MARK)
    posted.release(MARK)
    assert [posted.claim(MARK), posted.claim(MARK)] == [True, False]


def test_an_unfinished_line_is_no_claim(tmp_path: Path) -> None:
    """The post goes out after the line is whole on the disk, so what a crash left was never posted."""
    folder = tmp_path / "state"
    Posted(folder).claim("2026-11-01 other")
    with (folder / FILE).open("a") as stream:
        stream.write(f"+ {MARK}")
    posted = Posted(folder)
    assert [posted.claim(MARK), posted.claim(MARK), posted.claim("2026-11-01 other")] == [True, False, False]


def test_of_many_at_once_one_gets_the_claim(tmp_path: Path) -> None:
    """Also where several processes serve."""
    folder = tmp_path / "state"
    Posted(folder).claim("first")
    program = (
        "import sys; from pathlib import Path; from bot.store.posted import Posted;"
        "print(Posted(Path(sys.argv[1])).claim(sys.argv[2]))"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(folder), MARK], stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    assert sorted(one.communicate()[0].strip() for one in running) == ["False", "False", "True"]


@pytest.mark.parametrize("what", ["a folder", "a link", "too large"])
def test_what_cannot_be_kept_is_not_claimed(tmp_path: Path, what: str) -> None:
    """A sentence, and nothing is posted."""
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    if what == "a folder":
        (folder / FILE).mkdir()
    elif what == "a link":
        (folder / FILE).symlink_to(tmp_path / "elsewhere")
    else:
        (folder / FILE).write_text("x" * 1_000_001)
    with pytest.raises(StoreError, match="no alert is posted"):
        Posted(folder).claim(MARK)
    assert not (tmp_path / "elsewhere").exists()


def test_a_full_disk_is_no_claim(small_disk: Path) -> None:
    """What did not fit is taken out again, so that it is claimed once there is room."""
    folder = small_disk / "state"
    posted = Posted(folder)
    posted.claim("first")
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="space"):
        filler.write_bytes(b"x" * 2_000_000)
    long = "x" * 5_000
    with pytest.raises(StoreError):
        posted.claim(long)
    filler.unlink()
    assert [posted.claim(long), posted.claim(long)] == [True, False]


async def test_it_lives_beside_the_counts(tmp_path: Path) -> None:
    """In whatever order they are begun, in a folder that was open."""
    for order in (0, 1):
        folder = tmp_path / f"state{order}"
        folder.mkdir(mode=0o755)
        if order:
            Posted(folder).claim(MARK)
        database = await Database.open(folder / "counts.sqlite3")
        await database.close()
        Posted(folder).claim(MARK)
