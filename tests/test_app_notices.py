"""Alerts are taken up while the bot answers: whole or not at all, and the last good ones stay."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot import app_notices
from bot.app import Version
from bot.app_notices import Notices
from bot.config import Settings
from bot.content.alerts import with_alert
from bot.core.dialogue import respond
from bot.core.model import Question
from bot.core.text import visible
from tests.auxil.alerts import OXY, SHOWN, TODAY, with_alerts
from tests.auxil.clock import FakeClock
from tests.conftest import KNOWLEDGE

GOOD = with_alert("", OXY, TODAY)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    home = tmp_path / "knowledge" / "en"
    home.mkdir(parents=True)
    shutil.copy(KNOWLEDGE / "en" / "style.yaml", home)
    return Settings(home.parent)


class Told:
    """What was told: the alerts and the mistakes, each time."""

    def __init__(self) -> None:
        self.said: list[tuple[int, int]] = []

    def __call__(self, alerts: int, mistakes: int) -> None:
        self.said.append((alerts, mistakes))


def test_an_alert_comes_and_goes_with_its_file(version: Version, settings: Settings) -> None:
    """Shown from the next message on; nothing is read again while nothing changes."""
    told, file = Told(), app_notices.alerts_file(settings)
    notices = Notices(settings, FakeClock(), told)
    notices.refresh(version.view)
    assert told.said == []
    file.write_text(GOOD, "utf-8")
    for _ in range(3):
        notices.refresh(version.view)
    view = with_alerts(version.view, *notices.over(version.view).board.alerts)
    assert SHOWN in visible(respond(Question("what is a nitazene"), view).text)
    file.unlink()
    notices.refresh(version.view)
    assert notices.board.alerts == ()
    assert told.said == [(1, 0), (0, 0)]


def test_a_broken_file_leaves_the_last_good_alerts(version: Version, settings: Settings) -> None:
    """All of them, and the mistake is told once."""
    told, file = Told(), app_notices.alerts_file(settings)
    file.write_text(GOOD, "utf-8")
    notices = Notices(settings, FakeClock(), told)
    notices.refresh(version.view)
    for broken in (
        GOOD + "worse: [\n",
        GOOD + "other:\n  what: x\n",
        GOOD.replace("oxycodone", "oxicodone"),
        "\0",
    ):
        file.write_text(broken, "utf-8")
        notices.refresh(version.view)
        assert [one.id for one in notices.board.alerts] == [OXY.id]
        assert told.said[-1][1] > 0
    file.write_text("# all over\n", "utf-8")
    notices.refresh(version.view)
    assert notices.board.alerts == ()


def test_at_the_start_what_is_good_in_a_broken_file_is_used(version: Version, settings: Settings) -> None:
    """There is no last good one yet."""
    file = app_notices.alerts_file(settings)
    file.write_text(GOOD + "other:\n  what: x\n", "utf-8")
    notices = Notices(settings, FakeClock())
    notices.refresh(version.view)
    assert [one.id for one in notices.board.alerts] == [OXY.id]
    assert notices.board.is_broken
    file.write_text("bad: [\n", "utf-8")
    notices = Notices(settings, FakeClock())
    notices.refresh(version.view)
    assert (notices.board.alerts, notices.board.is_broken) == ((), True)
    file.write_text(GOOD, "utf-8")
    notices.refresh(version.view)
    assert not notices.board.is_broken


def test_a_link_is_not_followed(version: Version, settings: Settings, tmp_path: Path) -> None:
    """It could show any file of the machine."""
    (tmp_path / "elsewhere").write_text(GOOD, "utf-8")
    app_notices.alerts_file(settings).symlink_to(tmp_path / "elsewhere")
    board, mistakes = app_notices.read_board(settings, version.view)
    assert board.alerts == ()
    assert "link" in str(mistakes[0])


def test_alerts_are_no_reason_to_read_the_knowledge_again(version: Version, settings: Settings) -> None:
    """What changes within minutes costs no second of work."""
    notices, file = Notices(settings, FakeClock()), app_notices.alerts_file(settings)
    other = str(file.with_name("wording.yaml"))
    assert notices.without(frozenset({(str(file), 1, 2), (other, 1, 2)})) == {(other, 1, 2)}


def test_one_view_while_nothing_changes(version: Version, settings: Settings) -> None:
    """So that what was thought under it need not be compared part by part; another one with other alerts or another
    knowledge."""
    notices = Notices(settings, FakeClock())
    notices.refresh(version.view)
    first = notices.over(version.view)
    assert notices.over(version.view) is first
    other = replace(version.view, counts=not version.view.counts)
    assert notices.over(other) is not first
    app_notices.alerts_file(settings).write_text(GOOD, "utf-8")
    notices.refresh(version.view)
    assert notices.over(version.view).board.alerts
