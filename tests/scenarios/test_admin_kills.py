"""The real program with its admins, killed at the worst moments: a change is made once or not at all."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bot.admin.changes import Book, history
from bot.admin.pending import confirm, waiting
from bot.admin.submitting import submit
from bot.clock import RealClock
from bot.content import writer
from bot.content.edits import with_field
from bot.errors import KnowledgeError
from tests.auxil.admin import small_knowledge
from tests.auxil.botapi import FakeBotApi, Sent, User
from tests.conftest import ROOT

NURSE, DOCTOR, PORTER = 7_700_000_011, 7_700_000_012, 7_700_000_013
TOPIC, TITLE = "naloxone-expired", "My naloxone is out of date. Can I still use it?"
PATIENCE = 120.0
NEW = "**Getting a new one.** Ask at a pharmacy."


def started(folder: Path, api: FakeBotApi) -> "subprocess.Popen[bytes]":
    roles = ((NURSE, "nurse"), (DOCTOR, "doctor"), (PORTER, "porter"))
    admins = "".join(f"    - {{role: {role}, id: {number}}}\n" for number, role in roles)
    config = f"country: GB\nknowledge: knowledge\nsites: knowledge/sites\ntelegram:\n  admins:\n{admins}"
    (folder / "config.yaml").write_text(config, "utf-8")
    env = {
        **os.environ,
        **api.env(folder / "token"),
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    with (folder / "log").open("ab") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=folder, env=env, stdout=stream, stderr=stream
        )


def killed(program: "subprocess.Popen[bytes]") -> None:
    program.send_signal(signal.SIGKILL)
    program.wait()


async def with_label(person: User, label: str) -> Sent:
    """The next message that has a button of this name."""
    while True:
        sent = await person.next_reply(PATIENCE)
        if any(label in one for one in sent.labels):
            return sent


async def tapped(person: User, sent: Sent, label: str, then: str) -> Sent:
    person.presses(sent, next(one for one in sent.labels if label in one))
    return await with_label(person, then)


async def saying(person: User, words: str) -> Sent:
    while True:
        sent = await person.next_reply(PATIENCE)
        if words in sent.text:
            return sent


@pytest.mark.slow
async def test_killed_between_proposal_and_confirmation(tmp_path: Path) -> None:
    """Shown, killed; proposed, killed; confirmed by two at once and killed: it is in the file once, people get the new
    answer, and no number of an admin is anywhere but in the settings."""
    root = small_knowledge(tmp_path / "knowledge")
    file = root / "en/topics/naloxone.yaml"
    async with FakeBotApi() as api:
        nurse, doctor, porter, person = (api.user(number) for number in (NURSE, DOCTOR, PORTER, 5))
        program = started(tmp_path, api)
        try:
            nurse.says("/admin")
            menu = await with_label(nurse, "Edit an answer")
            picking = await tapped(nurse, menu, "Edit an answer", "Naloxone")
            listed = await tapped(nurse, picking, "Naloxone", TITLE)
            nurse.presses(listed, TITLE)
            nurse.replies(await saying(nurse, f"[edit:{TOPIC}]"), NEW)
            difference = await with_label(nurse, "Confirm")
            killed(program)
            program = started(tmp_path, api)
            nurse.presses(difference, "Confirm")
            await api.wait_for(lambda: history(root), timeout=PATIENCE)
            killed(program)
            program = started(tmp_path, api)
            nurse.presses(difference, "Confirm")  # once more: it waits already, or is no longer there
            await nurse.next_reply(PATIENCE)
            assert [entry.deed.action for entry in history(root)] == ["propose edit answer"]
            shown = []
            for one in (doctor, porter):
                one.says("/admin")
                menu = await with_label(one, "Waiting for a second person")
                listed = await tapped(one, menu, "Waiting for a second person", "edit answer")
                shown.append(await tapped(one, listed, "edit answer", "Confirm"))
            doctor.presses(shown[0], "Confirm")
            porter.presses(shown[1], "Confirm")
            await api.wait_for(lambda: NEW in file.read_text("utf-8"), timeout=PATIENCE)
            killed(program)
            program = started(tmp_path, api)
            porter.presses(shown[1], "Confirm")
            await saying(porter, "does not wait any more")
            person.says(TITLE)
            assert "Ask at a pharmacy" in (await person.next_reply(PATIENCE)).text
        finally:
            program.send_signal(signal.SIGTERM)
            await asyncio.to_thread(program.wait, 60)
    assert [entry.deed.action for entry in history(root)] == ["propose edit answer", "confirm 1"]
    assert holding(tmp_path) == []
    (tmp_path / "planted").write_bytes(b"x" + str(DOCTOR).encode())
    assert holding(tmp_path) == ["planted"]


def holding(folder: Path) -> list[str]:
    """The files that hold a number of an admin, but for the settings."""
    needles = [str(one).encode() for one in (NURSE, DOCTOR, PORTER)]
    needles += [one.to_bytes(8, order) for one in (NURSE, DOCTOR, PORTER) for order in ("little", "big")]
    files = [
        path for path in folder.rglob("*") if path.is_file() and path.name not in ("config.yaml", "token")
    ]
    return [path.name for path in files if any(needle in path.read_bytes() for needle in needles)]


def test_two_admins_confirm_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight times, with threads that start together: one is in time, the other is told so."""
    monkeypatch.setattr(writer, "_refuse_new_mistakes", lambda *parts: None)
    root = small_knowledge(tmp_path / "knowledge")
    nurse = Book(root, "en", "nurse", RealClock())
    for round_ in range(8):
        page = nurse.page("naloxone")
        text = with_field(page.text, "naloxone.yaml", TOPIC, "short", f"Call {{emergency_number}}. {round_}")
        number = submit(nurse, page, text, "edit short text", TOPIC).entry.number
        told: list[str] = []
        ready = threading.Barrier(2)

        def decide(
            role: str, number: int = number, ready: threading.Barrier = ready, told: list[str] = told
        ) -> None:
            ready.wait()
            try:
                told.append(confirm(replace(nurse, role=role), number).deed.role)
            except KnowledgeError as error:
                told.append(str(error))

        both = [threading.Thread(target=decide, args=(role,)) for role in ("doctor", "porter")]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert len({"doctor", "porter"} & set(told)) == 1, told
        assert waiting(nurse) == ()
    assert len([one for one in history(root) if one.deed.action.startswith("confirm")]) == 8
