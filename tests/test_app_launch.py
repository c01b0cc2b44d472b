"""The editor inside Telegram as it is built: who is an admin at this moment, and what it refuses to start without."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot import app_launch
from bot.app_launch import Roster
from bot.clock import RealClock
from bot.config import Settings
from bot.config_admins import Admin
from bot.config_telegram import Launched, Secret
from bot.errors import SaferbotError, SettingsError

NURSE, DOCTOR = Admin("nurse", 11), Admin("doctor", 12)
AT = Launched("https://edit.example.org", "127.0.0.1", 0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    file = tmp_path / "config.yaml"
    file.write_text("1", "utf-8")
    return Settings(tmp_path, "GB", file=file, admins=(NURSE, DOCTOR), editor=AT)


def rewritten(settings: Settings) -> None:
    assert settings.file
    settings.file.write_text(settings.file.read_text("utf-8") + "1", "utf-8")


def fails(error: Exception) -> Callable[[], Settings]:
    def read() -> Settings:
        raise error

    return read


def test_a_changed_file_counts_at_once(settings: Settings) -> None:
    """It is read where it changed and not otherwise; a role that was given to somebody else is theirs."""
    now = settings
    roster = Roster(settings, lambda: now)
    assert [roster.role(number) for number in (11, 12, 13)] == ["nurse", "doctor", ""]
    now = replace(settings, admins=(Admin("nurse", 13),))
    assert roster.role(11) == "nurse"
    rewritten(settings)
    assert [roster.role(number) for number in (11, 12, 13)] == ["", "", "nurse"]


def test_a_file_that_cannot_be_read_names_nobody(settings: Settings) -> None:
    """Whoever takes somebody out and makes a slip beside it has taken them out; mended, the others are back."""
    now: list[Callable[[], Settings]] = [fails(SettingsError(["slip"]))]
    roster = Roster(settings, lambda: now[0]())
    rewritten(settings)
    assert roster.role(11) == ""
    now[0] = lambda: replace(settings, admins=(DOCTOR,))
    rewritten(settings)
    assert (roster.role(11), roster.role(12)) == ("", "doctor")
    assert settings.file
    settings.file.unlink()
    now[0] = fails(SettingsError(["gone"]))
    assert roster.role(12) == ""


@pytest.mark.parametrize(
    ("lacking", "told"),
    [({"editor": None}, "set `editor:` with a `url`"), ({"token": None}, "There is no token")],
)
def test_it_starts_only_where_it_can_know_who_comes(
    settings: Settings, lacking: dict[str, None], told: str
) -> None:
    """Told in a sentence, before anything listens."""
    whole = replace(replace(settings, token=Secret("4242:x")), **lacking)  # type: ignore[arg-type]
    with pytest.raises(SaferbotError, match=told):
        app_launch.serve(lambda: whole, RealClock(), lambda said: None)


def test_it_does_not_start_with_a_token_that_all_may_read(settings: Settings, tmp_path: Path) -> None:
    """As for the bot itself: whoever has it could sign in as anybody."""
    token = tmp_path / "token"
    token.write_text("4242:x", "utf-8")
    token.chmod(0o644)
    whole = replace(settings, token=Secret("4242:x"), token_file=token)
    with pytest.raises(SettingsError, match="everybody on this machine may read the token"):
        app_launch.serve(lambda: whole, RealClock(), lambda said: None)
