"""The real bot for a test: as a program of its own, or its service in this process with the knowledge read already."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path

import pytest

from bot import logs, service
from bot.app import Version
from bot.clock import Clock, RealClock
from bot.config import Settings
from bot.config_telegram import Secret
from bot.privacy.hardening import SCRUB_HOW
from tests.auxil.botapi import FakeBotApi
from tests.conftest import KNOWLEDGE, ROOT

STARTS_WITHIN = 180  # a new folder learns every way of asking first: under a minute where nothing else runs
STOPS_WITHIN = 60
SHIPPED = dict(
    setting.split("=", 1) for setting in SCRUB_HOW.split()
)  # the memory settings that a service gets
FAST = "telegram:\n  messages_per_second: 1000\n"


@asynccontextmanager
async def program(
    folder: Path,
    api: FakeBotApi,
    config: str = "",
    extra: Mapping[str, str] = {},
    options: tuple[str, ...] = (),
    under: tuple[str, ...] = (),
    is_early: bool = False,
) -> AsyncIterator["subprocess.Popen[bytes]"]:
    """`saferbot run` in a folder, its output in `folder/log`; it asks for updates already, and has learned unless
    `is_early`. Stopped as by systemd."""
    (folder / "config.yaml").write_text(f"country: GB\nstate: state\n{FAST}{config}", "utf-8")
    (folder / "config.yaml").chmod(0o600)
    (folder / "temporary").mkdir(exist_ok=True)
    env = {**os.environ, **api.env(folder / "token"), "PYTHONPATH": str(ROOT), **extra}
    env["TMPDIR"] = str(folder / "temporary")
    asked = len(api.called("getUpdates"))
    with (folder / "log").open("ab") as log:
        command = [*under, sys.executable, *options, "-m", "bot", "run"]
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)  # noqa: ASYNC220
    try:
        await api.wait_for(
            lambda: len(api.called("getUpdates")) > asked or process.poll() is not None, timeout=STARTS_WITHIN
        )
        await api.wait_for(
            lambda: is_early or has_learned(folder / "log") or process.poll() is not None,
            timeout=STARTS_WITHIN,
        )
        assert process.poll() is None, (folder / "log").read_text("utf-8")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(process.wait, STOPS_WITHIN)


def has_learned(log: Path) -> bool:
    """Whether a program learns nothing, or has learned; it says so before it asks for updates, and when it is done."""
    told = log.read_text("utf-8", "replace").splitlines()
    return told.count("INFO learning") == told.count("INFO learned")


class Still:
    """The shape of bot.live.Live, with one version that was read already."""

    def __init__(self, version: Version, sites: frozenset[str] = frozenset()) -> None:
        self.version = version
        self.sites, self.aside = _Names(sites), _NoAside()
        self.changed: Callable[[Version], None] = lambda version: None

    def view(self):  # type: ignore[no-untyped-def]
        return self.version.view

    def picture(self, name: str) -> None:
        return None

    async def prepare(self) -> None:
        return None

    async def refresh(self) -> None:
        return None


class _Names:
    def __init__(self, names: frozenset[str]) -> None:
        self.names = names


class _NoAside:
    def end(self) -> None:
        return None


@asynccontextmanager
async def service_here(
    folder: Path,
    api: FakeBotApi,
    version: Version,
    *,
    clock: Clock | None = None,
    state: Path | None = None,
    out: StringIO | None = None,
    live: Callable[[Settings, Clock], object] | None = None,
) -> AsyncIterator[asyncio.Task[None]]:
    """All that `saferbot run` runs, but for reading the knowledge (or with what `live` makes of it), in this process;
    what it logs goes to `out`."""
    settings = Settings(
        KNOWLEDGE,
        country="GB",
        token=Secret(api.token),
        api_url=api.root,
        per_second=1_000,
        state=state or folder / "state",
    )
    loop = asyncio.get_running_loop()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "Live", live or (lambda *_: Still(version)))
        logs.setup(out or StringIO(), strict=False)
        task = asyncio.create_task(service._run(settings, clock or RealClock(), 0))
        try:
            await api.wait_for(lambda: api.called("getUpdates") or task.done(), timeout=30)
            yield task
        finally:
            if not task.done():
                os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait({task}, timeout=STOPS_WITHIN)
            loop.set_exception_handler(None)
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(number)
            logs.restore()
    assert task.done(), "it did not stop"
