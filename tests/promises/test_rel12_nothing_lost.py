"""Nothing a person writes is lost, and nothing of it is kept: 1,000 conversations with the real program, which is
killed in the middle, over the real Telegram library and a Bot API server on loopback."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.auxil.botapi import FakeBotApi
from tests.conftest import ROOT

PEOPLE = 1_000
FIRST = 7_700_000_001
TEXTS = (
    "what is fentanyl",
    "my mate wont wake up",
    "hello",
    "where can i get narcan",
    "zzz canary-word-{} qqq",
)


def started(folder: Path, api: FakeBotApi, log: Path, more: str = "") -> "subprocess.Popen[bytes]":
    (folder / "config.yaml").write_text(f"country: GB\nstate: state\n{more}", "utf-8")
    env = {**os.environ, **api.env(folder / "token"), "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    command = [sys.executable, "-m", "bot", "run"]
    with log.open("ab") as stream:
        return subprocess.Popen(command, cwd=folder, env=env, stdout=stream, stderr=stream)


def found(folder: Path, needles: list[bytes]) -> list[str]:
    """Which files of a folder hold any of the needles."""
    files = [
        path for path in folder.rglob("*") if path.is_file() and path.name not in ("config.yaml", "token")
    ]
    return [path.name for path in files if any(needle in path.read_bytes() for needle in needles)]


@pytest.mark.slow
@pytest.mark.usefixtures("learned")
async def test_a_thousand_conversations_and_a_kill(tmp_path: Path) -> None:
    """Every person gets an answer, also those written to while the program was dead; a scan of every file and log
    line finds no id, name or word of theirs, and finds the one that is planted."""
    log = tmp_path / "log"
    async with FakeBotApi() as api:
        people = [
            api.user(FIRST + n, first_name=f"Canary{n}Name", username=f"canary{n}user") for n in range(PEOPLE)
        ]
        program = started(tmp_path, api, log)
        try:
            for number, person in enumerate(people):
                person.says(TEXTS[number % len(TEXTS)].format(number))
                if number == PEOPLE // 2:
                    await api.wait_for(lambda: len(api.called("sendMessage")) > PEOPLE // 10, timeout=60)
                    program.send_signal(signal.SIGKILL)
                    program.wait()
                    program = started(tmp_path, api, log)
            await api.wait_for(lambda: all(person.inbox() for person in people), timeout=300)
            await api.wait_for(lambda: not api.unconfirmed(), timeout=30)
        finally:
            program.send_signal(signal.SIGTERM)
            await asyncio.to_thread(program.wait, 30)
        assert api.refused == []
        twice = sum(len(person.inbox()) > 1 for person in people)
        assert twice <= 150  # what was answered and not yet confirmed when it was killed
        urgent = [person.inbox()[0].text for person in people[1::5]]
        assert all("999" in text for text in urgent)
    needles = [b"canary", b"Canary", *(str(FIRST + n).encode() for n in range(PEOPLE))]
    needles += [(FIRST + n).to_bytes(8, order) for n in range(PEOPLE) for order in ("little", "big")]
    assert found(tmp_path, needles) == []
    (tmp_path / "planted").write_bytes(b"x" + (FIRST + 5).to_bytes(8, "little"))
    assert found(tmp_path, needles) == ["planted"]
    assert b"started" in log.read_bytes() or b"knowledge-loaded" in log.read_bytes()


@pytest.mark.slow
@pytest.mark.usefixtures("learned")
async def test_faults_in_the_stream_lose_nobody(tmp_path: Path) -> None:
    """An update nobody can read, a 429, a 500 and dropped connections: all others are answered."""
    async with FakeBotApi() as api:
        people = [api.user(FIRST + n) for n in range(60)]
        program = started(tmp_path, api, tmp_path / "log")
        try:
            for number, person in enumerate(people):
                person.says("what is naloxone")
                if number % 20 == 5:
                    api.push_raw({"message": {"message_id": "x", "chat": 3}})
                    api.fail("sendMessage", 1, status=429, retry_after=1, chat=FIRST + number)
                if number % 20 == 10:
                    api.fail("sendMessage", 2, status=500)
                    api.drop("sendMessage", 1, after=False)
            await api.wait_for(lambda: all(person.inbox() for person in people), timeout=120)
        finally:
            program.send_signal(signal.SIGTERM)
            await asyncio.to_thread(program.wait, 30)
    assert program.returncode == 0
