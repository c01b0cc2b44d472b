"""What every test may use: the real knowledge, read once."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")  # before the Telegram library is imported

from pathlib import Path

import pytest

from bot import app
from bot.app import Version
from bot.clock import RealClock
from bot.config import Settings

ROOT = Path(__file__).parent.parent
KNOWLEDGE = ROOT / "knowledge"


@pytest.fixture(scope="session")
def version() -> Version:
    """The real knowledge, for a machine in the United Kingdom."""
    return app.build_version(Settings(KNOWLEDGE), "GB", RealClock())
