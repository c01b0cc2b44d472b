"""A full disk, one that may only be read, or a folder that is gone costs totals and nothing else: everybody is
answered, and what was written before stays whole."""

import contextlib
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import pytest

from bot.app import Version
from bot.store.database import Database, StoreError
from tests.auxil.botapi import FakeBotApi
from tests.auxil.program import service_here
from tests.store.test_database import DAY, INSERT

PERSON = 7_700_000_042


async def test_a_full_disk_costs_counts_and_nothing_else(small_disk: Path) -> None:
    """An error in words, what was there stays, and with room again counting goes on."""
    path = small_disk / "state" / "counts.sqlite"
    database = await Database.open(path)
    await database.write([(INSERT, [(DAY, "unknown", 7)])])
    filler = small_disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
    with pytest.raises(StoreError, match=r"SQLITE_(FULL|IOERR)"):
        await database.write([(INSERT, [(DAY, f"c{n}", n) for n in range(5000)])])
    assert await database.read("SELECT n FROM counts") == [(7,)]
    filler.unlink()
    await database.write([(INSERT, [(DAY, "check", 8)])])
    assert await database.read("SELECT n FROM counts") == [(8,), (7,)]
    await database.close()


def fill(disk: Path) -> Path:
    """Leave no byte free."""
    filler = disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
    return filler


async def answered(api: FakeBotApi, text: str = "hello") -> bool:
    """Somebody writes and gets an answer."""
    one = api.user(PERSON)
    one.says(text)
    return bool((await one.next_reply(30)).text)


async def test_a_disk_that_fills_up_stops_no_answer(
    small_disk: Path, tmp_path: Path, version: Version
) -> None:
    """While the bot runs; the lost totals are told with their number at the stop."""
    out = StringIO()
    async with FakeBotApi() as api, service_here(tmp_path, api, version, state=small_disk / "state", out=out):
        assert await answered(api)
        fill(small_disk)
        assert await answered(api, "my friend wont wake up")
    assert "count-dropped n=" in out.getvalue()


async def test_a_disk_that_works_loses_nothing(small_disk: Path, tmp_path: Path, version: Version) -> None:
    """The control of the others: nothing is told where nothing fails."""
    out = StringIO()
    async with FakeBotApi() as api, service_here(tmp_path, api, version, state=small_disk / "state", out=out):
        assert await answered(api)
    assert "dropped" not in out.getvalue()
    assert "unavailable" not in out.getvalue()


async def test_a_disk_that_may_only_be_read(small_disk: Path, tmp_path: Path, version: Version) -> None:
    """From the start: told once, and everybody is answered."""
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)  # noqa: S607, ASYNC221
    out = StringIO()
    async with FakeBotApi() as api, service_here(tmp_path, api, version, state=small_disk / "state", out=out):
        assert await answered(api)
    assert out.getvalue().count("store-unavailable") == 1


@pytest.mark.parametrize("what", ["gone", "a file in its place"])
async def test_a_folder_that_is_gone(tmp_path: Path, version: Version, what: str) -> None:
    """While the bot runs, or before it starts."""
    state, out = tmp_path / "state", StringIO()
    if what != "gone":
        state.write_text("in the way", "utf-8")
    async with FakeBotApi() as api, service_here(tmp_path, api, version, state=state, out=out):
        assert await answered(api)
        if what == "gone":
            shutil.rmtree(state)
        assert await answered(api, "my friend wont wake up")
    assert ("store-unavailable" in out.getvalue()) is (what != "gone")
