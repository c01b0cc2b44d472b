"""A small knowledge that may be edited, and the admins' side of a bot that works on it in this very process."""

import datetime as dt
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import app, app_admin
from bot.app import Version
from bot.app_admin import Aside, Office
from bot.clock import RealClock
from bot.config import Settings
from bot.config_admins import Admin
from bot.transports.base import Desk
from tests.auxil.botapi import FakeBotApi
from tests.auxil.clock import FakeClock
from tests.conftest import KNOWLEDGE
from tests.transports.telegram.conftest import serving

NURSE, DOCTOR, STRANGER, REMOVED = 11, 12, 13, 14
ADMINS = (Admin("nurse", NURSE), Admin("doctor", DOCTOR))
KEPT = ("naloxone.yaml", "bot.yaml")
SITES = """version: 1
defaults: {timezone: Europe/London, country: GB}
sites:
  # the corner
  - {id: corner-house, name: Corner House, services: [naloxone], city: Leeds, lat: 53.8, lon: -1.55,
     hours: "Mo-Fr 09:00-18:00", phone: ["0113 555 0101"]}
"""


def small_knowledge(root: Path) -> Path:
    """A copy of the real knowledge with a few entries, a tenth of what is about something else, and one site."""
    shutil.copytree(
        KNOWLEDGE, root, ignore=shutil.ignore_patterns("asked", "mixing", ".history", "sites-example")
    )
    for folder in ("topics", "facts"):
        for path in (root / "en" / folder).glob("*.yaml"):
            if path.name not in KEPT:
                path.unlink()
    strangers = root / "en" / "strangers.yaml"
    lines = strangers.read_text("utf-8").splitlines(keepends=True)
    kept = [line for at, line in enumerate(lines) if not line.startswith("  - ") or at % 10 == 0]
    strangers.write_text("".join(kept), "utf-8")
    (root / "sites").mkdir(exist_ok=True)
    (root / "sites/leeds.yaml").write_text(SITES, "utf-8")
    return root


@dataclass
class Place:
    """The bot's side of a scenario: `version` is in force until `reload` reads the knowledge anew."""

    settings: Settings
    clock: FakeClock
    version: Version

    def reload(self) -> None:
        self.version = app.build_version(self.settings, "GB", RealClock(), before=self.version)

    def office(self) -> Office:
        run = lambda settings, roles, task: app_admin.perform_with(settings, roles, task, self.clock)  # noqa: E731
        return Office(
            self.settings, self.clock, lambda: self.version, Aside(run, lambda texts: texts["no_counts"])
        )

    @asynccontextmanager
    async def served(self, api: FakeBotApi) -> AsyncIterator[Office]:
        """A start of the bot, with nothing remembered of the one before."""
        office = self.office()
        desk = Desk(lambda: self.version.view, RealClock(), lambda size: bytes(range(size)), chat=office.chat)
        async with serving(api, desk, is_urgent=desk.is_urgent):  # type: ignore[arg-type]
            yield office
        office.end()


def settings_for(root: Path, cache: Path, admins: tuple[Admin, ...] = ADMINS) -> Settings:
    return Settings(root, "GB", cache=cache, admins=admins)


def today() -> dt.datetime:
    return dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)


Making = Callable[..., Place]
