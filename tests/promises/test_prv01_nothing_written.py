"""Whatever people write, send, tap or share: nothing of it is ever written down. No name, number, word or place of
theirs is in any file or any line of the log, not even after an error, for admins or for anybody else."""

import asyncio
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from bot.app import Version
from tests.auxil import few_entries
from tests.auxil.botapi import FakeBotApi
from tests.auxil.canaries import FIRST, needles, place
from tests.auxil.crowd import asked, talk
from tests.auxil.figures import tell
from tests.auxil.near import with_sites, write_sites
from tests.auxil.program import program, service_here
from tests.auxil.sweep import Needles
from tests.auxil.watch import needs_strace, seen_to_end, watching_files, written
from tests.promises.conftest import ASIDE, PEOPLE, Run

FEW = 300


async def test_three_hundred_conversations(
    tmp_path: Path, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every sort, with errors: everybody who asks is answered, and a search in every spelling finds nothing; then it
    finds what is planted."""
    home, out = tmp_path / "home", StringIO()
    home.mkdir()
    monkeypatch.chdir(home)
    monkeypatch.setenv("TMPDIR", str(home))
    here = replace(version, view=with_sites(version.view, write_sites(tmp_path / "sites")))
    async with FakeBotApi() as api:
        async with service_here(home, api, here, out=out):
            await talk(api, range(FEW))
        assert sum(bool(api.user(FIRST + n).inbox()) for n in range(FEW) if n % 10 < 3) == asked(FEW)
    (home / "log").write_text(out.getvalue(), "utf-8")
    sought = Needles(needles(FEW))
    swept = sought.in_folders([home])
    assert "send-failed" in out.getvalue()
    assert (home / "state" / "counts.sqlite3").stat().st_size > 4096
    assert not swept.found, swept.where
    assert _planted(sought, home) == {"id", "place", "text"}


def _planted(sought: Needles, home: Path) -> set[str]:
    """What the search finds once it is there: a number in binary, a rounded place, a word in base64."""
    (home / "planted").write_bytes(
        b"\x01" + (FIRST + 5).to_bytes(8, "little") + f"{place(3)[0]:.3f}".encode() + b"enF3b3Jkdms="
    )
    found = sought.in_folders([home])
    assert set(found.where.values()) == {"planted"}
    return set(found.found)


@pytest.mark.slow
def test_thousands_conversations(thousands: Run) -> None:
    """The same in full, with the real program: every file it can write to, and every line it printed."""
    assert thousands.answered == thousands.asked
    sought = Needles(needles(PEOPLE))
    swept = sought.in_folders([thousands.folder], ASIDE)
    assert b"answered" in (thousands.folder / "state" / "counts.sqlite3").read_bytes()
    assert b"send-failed" in (thousands.folder / "log").read_bytes()
    tell(
        "PRV-1",
        f"{PEOPLE:,} conversations",
        messages_sent=thousands.messages,
        files=swept.files,
        bytes_searched=f"{swept.size:,}",
        spellings=f"{sought.count:,}",
        found=sum(swept.found.values()),
        controls_found="3 of 3",
    )
    assert not swept.found, swept.where
    assert _planted(sought, thousands.folder / "temporary") == {"id", "place", "text"}


WRITES = """
import os
open("in it", "w").close()
os.rename("in it", "../beside it")
open("/dev/null", "w")
open("/etc/passwd")
"""


@needs_strace
async def test_a_file_written_elsewhere_would_be_seen(tmp_path: Path) -> None:
    """The control of the next: what a program makes, and where it moves it to; not what it only reads."""
    (tmp_path / "home").mkdir()
    log, home = tmp_path / "seen", tmp_path / "home"
    command = [*watching_files(log), sys.executable, "-B", "-c", WRITES]
    await asyncio.to_thread(subprocess.run, command, cwd=home, check=True)
    await seen_to_end(log)
    assert written(log, home) == {home / "in it", tmp_path / "beside it", Path("/dev/null")}


@pytest.mark.slow
@needs_strace
async def test_every_file_it_writes_is_one_that_was_searched(tmp_path: Path) -> None:
    """The real program, from its first start, when it learns, with every sort of conversation: it writes into the
    folders above and nowhere else. It knows few entries: learning all would take most of the time under this watch."""
    log, home = tmp_path / "seen", tmp_path / "home"
    await asyncio.to_thread(home.mkdir)
    few_entries.copy_to(tmp_path / "knowledge")
    config, env = "knowledge: ../knowledge\n", {"XDG_CACHE_HOME": str(home / "cache")}
    async with FakeBotApi() as api, program(home, api, config, env, under=watching_files(log)):
        await talk(api, range(FEW // 10))
    await seen_to_end(log)
    made = written(log, home)
    elsewhere = {path for path in made if not path.is_relative_to(home) and not path.match("/dev/null")}
    # Locks between processes, 32 bytes each, and one number: that the system may end what learns before what answers.
    known = ("/dev/shm/sem.*", "/proc/*/oom_score_adj")
    elsewhere -= {path for path in made if any(map(path.match, known))}
    tell("PRV-1", "files opened for writing, by strace", files=len(made), elsewhere=len(elsewhere))
    assert home / "state" / "counts.sqlite3" in made
    assert any(path.is_relative_to(home / "cache") for path in made)
    assert not elsewhere
