"""The power may go at any moment: no total that was written down is lost, none is torn, and two that belong together
stay together."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.auxil.figures import tell

# Says a number only after the pair with that number was committed.
WRITER = """
import asyncio, sys
from pathlib import Path
from bot.store.database import Database
async def main():
    database = await Database.open(Path(sys.argv[1]))
    begin = "INSERT INTO counts (day, counter, n) VALUES (?, ?, 0) ON CONFLICT (day, counter) DO NOTHING"
    pair = [("2030-01-15", "answered:a"), ("2030-01-15", "answered:b")]
    await database.write([(begin, pair)])
    ((n,),) = await database.read("SELECT n FROM counts WHERE counter = 'answered:a'")
    while True:
        n += 1
        add = "UPDATE counts SET n = n + 1 WHERE day = ? AND counter = ?"
        await database.write([(add, pair[:1]), (add, pair[1:])])
        print(n, flush=True)
asyncio.run(main())
"""


def write_until_killed(path: Path, acknowledged: int) -> int:
    """Kill the writer without warning, soon after it said that many; the last number it said."""
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        said = [int(writer.stdout.readline()) for _ in range(acknowledged)]
        os.kill(writer.pid, signal.SIGKILL)
        rest, _ = writer.communicate()
    return [*said, *map(int, rest.split())][-1]


def kill_and_look(path: Path, times: int) -> None:
    source = Random(1)  # noqa: S311 - the same kills every time
    for _ in range(times):
        said = write_until_killed(path, acknowledged=source.randint(1, 12))
        connection = sqlite3.connect(path)
        (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
        one, other = (n for (n,) in connection.execute("SELECT n FROM counts"))
        connection.close()
        assert sound == "ok"
        assert one == other
        assert said <= one <= said + 1
    assert not list(path.parent.glob("*set-aside*"))


def test_twenty_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    """Integrity ok, no acknowledged commit lost, pairs equal, after each of 20 kills."""
    kill_and_look(tmp_path / "state" / "counts.sqlite", times=20)


@pytest.mark.slow
def test_two_hundred_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    """The same in full."""
    kill_and_look(tmp_path / "state" / "counts.sqlite", times=200)
    tell("REL-1", "SIGKILL while counting", kills=200, lost=0, torn=0)
