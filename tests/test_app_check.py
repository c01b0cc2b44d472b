"""What the knowledge's own questions find is asked once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import app, app_check
from bot.clock import RealClock
from bot.config import Settings
from bot.errors import Mistake
from tests.auxil.admin import settings_for, small_knowledge

WRONG = Mistake("knowledge/en/topics/naloxone.yaml", 0, "made up")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("check")
    return settings_for(small_knowledge(folder / "knowledge"), folder / "cache")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often the questions were asked; one thing is always wrong."""
    times: list[str] = []

    def found(*parts: object) -> Iterator[Mistake]:
        times.append("asked")
        yield WRONG

    monkeypatch.setattr(app_check, "collisions", found)
    return times


def _checked(settings: Settings) -> tuple[Mistake, ...]:
    return app.check(settings, app.build_version(settings, "GB", RealClock()))


def test_a_second_look_asks_nothing(settings: Settings, asked: list[str]) -> None:
    """And says the same."""
    first = _checked(settings)
    assert WRONG in first
    assert _checked(settings) == first
    assert len(asked) == 1


def test_an_edit_is_asked_about(settings: Settings, asked: list[str]) -> None:
    """One of a test phrase too, which teaches nothing."""
    _checked(settings)
    before = len(asked)
    path = settings.knowledge / "en" / "topics" / "naloxone.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("must_match:\n", "must_match:\n    - zzyzx\n", 1), "utf-8")
    assert any("zzyzx" in one.what for one in _checked(settings))
    assert len(asked) == before + 1


def test_without_a_cache_it_is_asked_each_time(settings: Settings, asked: list[str], tmp_path: Path) -> None:
    """And where the cache is no folder."""
    (tmp_path / "file").write_text("", "utf-8")
    version = app.build_version(settings, "GB", RealClock())
    for cache in (None, tmp_path / "file"):
        assert WRONG in app.check(replace(settings, cache=cache), version)
    assert len(asked) == 2
