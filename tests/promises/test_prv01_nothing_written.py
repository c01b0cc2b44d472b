"""Whatever people write, send, tap or share: nothing of it is ever written down. No name, number, word or place of
theirs is in any file or any line of the log, not even after an error, for admins or for anybody else."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from bot.app import Version
from tests.auxil.botapi import FakeBotApi
from tests.auxil.canaries import FIRST, needles, place
from tests.auxil.crowd import asked, talk
from tests.auxil.figures import tell
from tests.auxil.near import with_sites, write_sites
from tests.auxil.program import service_here
from tests.auxil.sweep import Needles
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
