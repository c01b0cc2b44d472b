"""A folder with a knowledge of two files of entries, which load and are learned in a moment, and its settings."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import KNOWLEDGE

KEPT = ("naloxone.yaml", "bot.yaml")


def lay_out(folder: Path, settings: str, patch: pytest.MonkeyPatch) -> None:
    """Put it into `folder` and work there, with a cache and a home of its own."""
    patch.chdir(folder)
    patch.delenv("SAFERBOT_CONFIG", raising=False)
    patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    patch.setenv("HOME", str(folder))
    copy_to(Path("knowledge"))
    Path("config.yaml").write_text(settings, "utf-8")


def copy_to(knowledge: Path) -> None:
    """The knowledge alone."""
    shutil.copytree(KNOWLEDGE, knowledge, ignore=shutil.ignore_patterns("asked", ".history", "sites*"))
    for path in (knowledge / "en" / "topics").iterdir():
        if path.name not in KEPT:
            path.unlink()
