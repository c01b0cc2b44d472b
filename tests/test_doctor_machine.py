"""What doctor looks at on the machine: each line right, or what to do; and nothing is changed by looking."""

import asyncio
import os
import sqlite3
from collections import namedtuple
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from bot import doctor_machine as machine
from bot.config import Settings
from bot.config_admins import Admin
from bot.config_telegram import Secret
from bot.finding import Finding
from bot.health.door import answering
from bot.health.place import Place
from bot.health.report import Health
from bot.store.database import Database
from tests.conftest import KNOWLEDGE

SERVICE = 61_184  # the first number that systemd gives to a service
Room = namedtuple("Room", "f_bavail f_frsize f_files f_favail")


def said(findings: Iterable[Finding]) -> str:
    return "\n".join(map(str, findings))


def settings(**more: object) -> Settings:
    return Settings(KNOWLEDGE, country="GB", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mode", "mark"), [(0o600, "ok    "), (0o400, "ok    "), (0o644, "FIX   "), (0o640, "FIX   ")]
)
def test_a_token_that_others_can_read(tmp_path: Path, mode: int, mark: str) -> None:
    file = tmp_path / "token"
    file.touch()
    file.chmod(mode)
    assert said(machine.token_file(settings(token=Secret("1:a"), token_file=file))).startswith(mark)


async def test_the_totals(tmp_path: Path) -> None:
    """None wanted, none yet, sound while the bot has them open, damaged, another's, open to others."""
    state = tmp_path / "state"
    assert "note  totals: none are kept" in said(machine.database(settings()))
    assert "note  totals: none yet" in said(machine.database(settings(state=state)))
    path = state / machine.COUNTS
    database = await Database.open(path)
    assert "ok    totals:" in said(machine.database(settings(state=state)))
    await database.close()
    before = path.read_bytes()
    assert "ok    totals:" in said(machine.database(settings(state=state)))
    assert path.read_bytes() == before
    path.write_bytes(b"SQLite format 3\0" + os.urandom(4_096))
    assert "FIX   totals: counts.sqlite3 cannot be read" in said(machine.database(settings(state=state)))
    path.unlink()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE t (x)")
    other.close()
    path.chmod(0o600)
    assert "belongs to another program" in said(machine.database(settings(state=state)))
    path.chmod(0o644)
    assert "chmod 600" in said(machine.database(settings(state=state)))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="gives files to another user")
def test_totals_of_another_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is not this user's, and a file that is not its folder's (as one put back by root), are said with
    what mends them; not taken for damaged, nor for totals that are yet to begin."""
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    os.chown(state, SERVICE, SERVICE)
    assert "note  totals: none yet" in said(machine.database(settings(state=state)))
    (state / machine.COUNTS).touch(mode=0o600)
    found = said(machine.database(settings(state=state)))
    assert found == (
        f"FIX   totals: counts.sqlite3 belongs to user 0, its folder to user {SERVICE}, so the bot cannot use it; "
        f"chown --reference={state} {state / machine.COUNTS}"
    )
    monkeypatch.setattr(os, "geteuid", lambda: SERVICE + 1)
    found = said(machine.database(settings(state=state)))
    assert f"FIX   totals: {state} belongs to user {SERVICE}" in found
    monkeypatch.setattr(os, "geteuid", lambda: SERVICE)
    (state / machine.COUNTS).unlink()
    assert "note  totals: none yet" in said(machine.database(settings(state=state)))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="gives files to another user")
def test_a_knowledge_that_admins_cannot_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where admins edit in the chat, the bot has to own its answers; systemd does not see to that for a folder that is
    put into the service's. Root knows the bot's user by the folder of totals."""
    state, knowledge = tmp_path / "state", tmp_path / "state/knowledge"
    (knowledge / "en").mkdir(parents=True)
    (knowledge / "en" / "wording.yaml").touch()
    os.chown(state, SERVICE, SERVICE)
    chosen = Settings(knowledge, country="GB", state=state, admins=(Admin("nurse", 5),))
    found = said(machine.editable(chosen))
    assert found == (
        f"FIX   admins: the bot (user {SERVICE}) cannot change {knowledge}, which belongs to user 0; "
        f"chown -R {SERVICE}:{SERVICE} {knowledge}"
    )
    assert not said(machine.editable(replace(chosen, admins=())))
    os.chown(knowledge, SERVICE, SERVICE)
    assert "belongs to user 0" in said(machine.editable(chosen))
    for path in (knowledge / "en", knowledge / "en" / "wording.yaml"):
        os.chown(path, SERVICE, SERVICE)
    assert said(machine.editable(chosen)) == f"ok    admins: the bot can change {knowledge}"
    monkeypatch.setattr(os, "geteuid", lambda: SERVICE + 1)
    assert f"(user {SERVICE + 1})" in said(machine.editable(chosen))


def test_the_places(tmp_path: Path) -> None:
    """None, an example, a mistake by file and line, and imported places that are damaged."""
    sites, places = tmp_path / "sites", tmp_path / "places.sqlite"
    sites.mkdir()
    assert "note  sites: none in" in said(machine.places(settings(sites=sites, places=places)))
    assert "only an example" in said(
        machine.places(settings(sites=KNOWLEDGE / "sites-example", places=places))
    )
    (sites / "bad.yaml").write_text("version: 1\nsites:\n  - id: x\n", "utf-8")
    places.write_bytes(b"nothing like a database" * 100)
    lines = said(machine.places(settings(sites=sites, places=places)))
    assert "FIX   " in lines
    assert "bad.yaml" in lines
    assert "FIX   places:" in lines


@pytest.mark.parametrize(
    ("room", "mark"),
    [
        (Room(1_000_000, 4_096, 0, 0), "ok    disk"),
        (Room(1_000_000, 4_096, 9_999, 9_000), "ok    disk"),
        (Room(100, 4_096, 0, 0), "FIX   disk"),
        (Room(1_000_000, 4_096, 9_999, 10), "FIX   disk"),
    ],
)
def test_a_disk_without_room(monkeypatch: pytest.MonkeyPatch, room: Room, mark: str) -> None:
    """Of bytes or of files; where neither is counted that is no mistake."""
    monkeypatch.setattr(os, "statvfs", lambda folder: room)
    assert said(machine.disk(settings())).startswith(mark)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("Filename Type Size\n", False),
        ("Filename Type Size\n/dev/zram0 partition 1\n", False),
        ("Filename Type Size\n/swapfile file 1\n", True),
    ],
)
def test_swap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, table: str, expected: bool) -> None:
    """Swap on a disk is told, compressed memory is none."""
    (tmp_path / "swaps").write_text(table, "ascii")
    monkeypatch.setattr(machine, "_SWAPS", tmp_path / "swaps")
    assert machine.has_swap() is expected


@pytest.mark.parametrize(
    ("is_reachable", "expected"),
    [(True, "ok    health"), (False, "FIX   health: the running bot says: telegram: cannot be reached")],
)
async def test_a_running_bot_is_asked(is_reachable: bool, expected: str) -> None:
    """Well, ill, and then nobody there."""

    async def look() -> Health:
        return Health(is_reachable, 1, 0, 0, None, 0, 0, 0)

    async with answering(look, "127.0.0.1", 0) as port:
        place = Place("127.0.0.1", port)
        assert (await asyncio.to_thread(lambda: said(machine.running(place)))).startswith(expected)
    assert said(machine.running(place)).startswith("note  health: nothing answers")
    assert said(machine.running(None)) == ""
