"""Where somebody is, is used once and leaves no trace: not in a file, the log, a button's code or a request, but for
the pins of sites. The real program, a Bot API server on loopback, and a canary in every place that is sent."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.auxil.botapi import FakeBotApi, User
from tests.auxil.botapi_world import Sent
from tests.auxil.near import SITES, write_sites
from tests.auxil.program import has_learned
from tests.conftest import ROOT

PERSON = 7_700_000_001
CANARIES = ((58.36123456, 26.75123456), (58.36234567, 26.75234567), (58.36345678, 26.75345678))
# In full, cut and rounded; six of the decimals would be found in their longer form anyway.
NEEDLES = [
    form.encode() for pair in CANARIES for number in pair for form in (f"{number:.3f}", f"{number:.5f}")
]
STARTS_WITHIN = 120


def started(folder: Path, api: FakeBotApi, log: Path) -> "subprocess.Popen[bytes]":
    write_sites(folder / "sites")
    (folder / "config.yaml").write_text("country: GB\nstate: state\nsites: sites\n", "utf-8")
    env = {**os.environ, **api.env(folder / "token"), "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    with log.open("ab") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=folder, env=env, stdout=stream, stderr=stream
        )


def found_in(folder: Path) -> list[str]:
    """Which files hold a canary."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if any(needle in path.read_bytes() for needle in NEEDLES)]


def found_in_requests(api: FakeBotApi) -> list[str]:
    """Which methods carried a canary, and which carried any coordinates but those of a site."""
    sites = [
        float(part.split("}")[0])
        for part in SITES.replace("lon: ", "lat: ").replace(",", "}").split("lat: ")[1:]
    ]
    bad = []
    for method, params in api.calls:
        text = json.dumps(params, default=str).encode()
        is_pin = method.lower() == "sendvenue" and {params["latitude"], params["longitude"]} <= set(sites)
        if any(needle in text for needle in NEEDLES) or ("latitude" in params and not is_pin):
            bad.append(method)
    return bad


async def settled(api: FakeBotApi, person: User) -> list[Sent]:
    await api.wait_for(lambda: not api.unconfirmed(), timeout=STARTS_WITHIN)
    return [await person.next_reply() for _ in range(person.unread())]


@pytest.mark.slow
@pytest.mark.usefixtures("learned")
async def test_no_place_is_kept_or_sent(tmp_path: Path) -> None:
    """After a search, more of it, an error in the middle, a live location that moves, a typed place, /forget and a
    stop. What is planted is found."""
    log = tmp_path / "log"
    async with FakeBotApi() as api:
        program = started(tmp_path, api, log)
        try:
            person = api.user(PERSON)
            person.says("nearest naloxone")
            await settled(api, person)
            person.shares_location(*CANARIES[0])
            cards = next(one for one in await settled(api, person) if "More" in one.labels)
            person.presses(cards, "More")
            await settled(api, person)
            live = person.shares_live(*CANARIES[1])
            await settled(api, person)
            person.moves(live, *CANARIES[2])
            person.says(f"naloxone near {CANARIES[2][0]}, {CANARIES[2][1]}")
            await settled(api, person)
            api.fail("sendVenue", 3, status=400)
            api.fail("sendMessage", 1, status=500)
            api.push_raw({"message": {"message_id": "x", "location": {"latitude": CANARIES[0][0]}}})
            person.shares_venue(*CANARIES[0], title="canary")
            replies = await settled(api, person)
            person.presses(next(one for one in replies if "Naloxone" in one.labels), "Naloxone")
            await settled(api, person)
            person.says("/forget")
            await settled(api, person)
            person.presses_code(cards, "1:l:a-a-0")
            (asked,) = await settled(api, person)
            assert "Where should I look" in asked.text
        finally:
            program.send_signal(signal.SIGTERM)
            await asyncio.to_thread(program.wait, 60)
        assert any(method.lower() == "sendvenue" for method, _ in api.calls)
        assert found_in_requests(api) == []
        api.calls.append(("sendMessage", {"text": "you are at 58.361"}))
        assert found_in_requests(api) == ["sendMessage"]
    assert found_in(tmp_path) == []
    assert b"services-loaded" in log.read_bytes()
    (tmp_path / "planted").write_bytes(b"x 26.75235 x")
    assert found_in(tmp_path) == ["planted"]


@pytest.mark.slow
@pytest.mark.usefixtures("learned")
async def test_a_doubted_site_is_told_by_its_id_alone(tmp_path: Path) -> None:
    """Once a day in the log, blurred among the totals; an edited list is taken up whole or not at all."""
    log = tmp_path / "log"
    async with FakeBotApi() as api:
        program = started(tmp_path, api, log)
        try:
            person = api.user(PERSON)
            person.says("needle exchange near tartu")
            cards = next(one for one in await settled(api, person) if "Closed or wrong?" in one.labels)
            for _ in range(3):
                person.presses(cards, "Closed or wrong?")
                await settled(api, person)
            await api.wait_for(lambda: has_learned(log), timeout=STARTS_WITHIN)
            loaded = log.read_bytes().count(b"knowledge-loaded")
            file = tmp_path / "sites" / "sites.yaml"
            file.write_text(SITES.replace("Corner House", "New House").replace("58.378", "999"), "utf-8")
            await api.wait_for(lambda: b"services-rejected" in log.read_bytes(), timeout=60)
            person.says("needle exchange near tartu")
            assert "Corner House" in (await settled(api, person))[-2].text
            file.write_text(SITES.replace("Corner House", "New House"), "utf-8")
            await api.wait_for(lambda: log.read_bytes().count(b"knowledge-loaded") > loaded, timeout=60)
            person.says("needle exchange near tartu")
            assert "New House" in (await settled(api, person))[-2].text
        finally:
            program.send_signal(signal.SIGTERM)
            await asyncio.to_thread(program.wait, 60)
    lines = [line for line in log.read_text("utf-8").splitlines() if "site-doubted" in line]
    assert len(lines) == 1
    assert lines[0].endswith("site-doubted site=corner-house")
    assert "doubted:corner-house" in (tmp_path / "state" / "counts.sqlite3").read_bytes().decode("latin-1")
