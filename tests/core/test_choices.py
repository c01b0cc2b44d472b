"""What is offered where the bot is not sure."""

from bot.app import Version
from bot.core.answers import choices
from bot.core.model import Candidate

ONE, OTHER = (Candidate(topic, 0.4, "") for topic in ("naloxone-where-to-get", "naloxone-training"))


def test_one_entry_alone_is_asked_about(version: Version) -> None:
    """Nobody is asked to choose among one."""
    alone, both = choices((ONE,), version.view), choices((ONE, OTHER), version.view)
    assert alone.text.startswith("Did you mean this?")
    assert both.text.startswith("Did you mean one of these?")
    assert len(alone.buttons) == 1
    assert len(both.buttons) == 2
