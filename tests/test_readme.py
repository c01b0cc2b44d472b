"""What README shows is what people get."""

import re

from bot.app import Version
from bot.core.dialogue import respond
from bot.core.model import Question
from bot.core.text import visible
from bot.core.wording import fill
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_conversation_is_the_real_one(version: Version) -> None:
    """The message that README pipes in gets the lines and buttons that README shows, but for the number."""
    asked, shown = re.findall(r"```text\n\$ printf '(.*?)\\n' \| make run\n\n(.*?)\n```", README, re.S)[0]
    reply = respond(Question(asked), version.view)
    here = fill("{emergency_number}", version.view.facts)
    text = visible(reply.text).strip().replace(here, "112, 911 or 999")
    buttons = "\n".join(f"  [{number}] {button.label}" for number, button in enumerate(reply.buttons, 1))
    assert shown == f"{text}\n\n{buttons}"
