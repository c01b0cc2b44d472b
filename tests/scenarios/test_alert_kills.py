"""The real program killed while it posts alerts: each is in the channel once at most, and the next ones come too."""

import asyncio
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest

from bot.content.alerts import with_alert
from tests.auxil.admin import small_knowledge
from tests.auxil.alerts import OXY
from tests.auxil.botapi import FakeBotApi
from tests.conftest import ROOT

PATIENCE = 120.0
ROUNDS = 2
SLOW_SEND = 0.4  # seconds that Telegram takes, so that a kill falls into the middle


def started(folder: Path, api: FakeBotApi) -> "subprocess.Popen[bytes]":
    config = 'country: GB\nknowledge: knowledge\nstate: state\ntelegram: {alerts_channel: "@our_alerts"}\n'
    (folder / "config.yaml").write_text(config, "utf-8")
    own = {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache")}
    env = {**os.environ, **api.env(folder / "token"), **own}
    with (folder / "log").open("ab") as stream:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=folder, env=env, stdout=stream, stderr=stream
        )


def has_more(api: FakeBotApi, before: int) -> bool:
    """Whether a post is under way beyond those before."""
    return len(api.called("sendMessage")) > before


def put_out(folder: Path, count: int) -> None:
    """So many alerts, all of today."""
    today, text = datetime.now(UTC).date(), ""
    for number in range(count):
        alert = replace(
            OXY, id=f"alert-{number}", where=f"Place {number}", published=today, expires=today + timedelta(7)
        )
        text = with_alert(text, replace(alert, topics=frozenset(), substances=frozenset({"opioids"})), today)
    (folder / "knowledge/en/alerts.yaml").write_text(text, "utf-8")


@pytest.mark.slow
async def test_no_kill_posts_an_alert_twice(tmp_path: Path) -> None:
    """Killed in the middle of posts, at odd moments; the last one is posted by a program that is left alone."""
    moments = Random(3)  # noqa: S311 - the same moments every time
    small_knowledge(tmp_path / "knowledge")
    async with FakeBotApi() as api:
        channel = api.channel("@our_alerts")
        api.delay("sendMessage", SLOW_SEND)
        for number in range(ROUNDS):
            put_out(tmp_path, number + 1)
            before, program = len(api.called("sendMessage")), started(tmp_path, api)
            await api.wait_for(partial(has_more, api, before), timeout=PATIENCE)
            await asyncio.sleep(moments.random() * 2 * SLOW_SEND)
            program.send_signal(signal.SIGKILL)
            program.wait()
        put_out(tmp_path, ROUNDS + 1)
        program = started(tmp_path, api)
        await api.wait_for(
            lambda: any(f"Place {ROUNDS}:" in one.text for one in channel.inbox()), timeout=PATIENCE
        )
        program.terminate()
        program.wait()
        places = [one.text.split("\n")[2].partition(":")[0] for one in channel.inbox()]
        assert len(api.called("sendMessage")) == ROUNDS + 1
        assert len(places) == len(set(places))
        assert f"Place {ROUNDS}" in places
    assert "internal-error" not in (tmp_path / "log").read_text("utf-8")
