"""The pages for operators say what is so: every event, every file, every command that they name is there."""

import re

import pytest

from bot.cli import main
from bot.logs import Event
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
README = (DEPLOY / "README.md").read_text("utf-8")
THEFT = (DEPLOY / "token-theft.md").read_text("utf-8")


def test_every_event_is_explained() -> None:
    """What the log can say stands in the table, and what stands there the log can say."""
    table = README[README.index("| event |") : README.index("## Watching it")]
    rows = [line for line in table.splitlines()[2:] if line.startswith("|")]
    told = {word for row in rows for word in re.findall(r"`([a-z-]+)`", row.split("|")[1])}
    assert told == {event.value for event in Event}


@pytest.mark.parametrize("text", [README, THEFT], ids=["README", "token-theft"])
def test_every_link_leads_to_a_file_and_every_command_exists(text: str) -> None:
    for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text):
        assert (DEPLOY / link).exists(), link
    for name in re.findall(r"/opt/saferbot/((?:deploy/)?[a-z-]+(?:\.[a-z]+)+)", text):
        assert (ROOT / name).exists(), name
    commands = re.findall(
        r"saferbot(?: --config \S+)? (run|doctor|check|backup|restore|review|sites|page)\b", text
    )
    assert commands
    assert set(commands) <= set(main.commands)


def test_what_is_installed_is_removed() -> None:
    """Every place that the steps write to is named again under "Remove everything"."""
    steps, removal = README.split("## Remove everything")
    removal = removal.split("## In a container")[0]
    for place in ("/opt/saferbot", "/etc/saferbot", "/usr/local/bin/saferbot", "/etc/systemd/system/saferbot.service",
                  "/etc/systemd/coredump.conf.d/saferbot.conf"):  # fmt: skip
        assert place in steps
        assert place in removal
    assert "/var/lib/private/saferbot" in removal


def test_the_page_on_theft_fits_one_sheet() -> None:
    """Some 60 lines of text on paper, revocation first."""
    assert len(THEFT) < 4_600
    assert THEFT.index("/revoke") < THEFT.index("journalctl") < THEFT.index("72 hours")
