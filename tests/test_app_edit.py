"""The editor shows a reply as the bot draws it on Telegram."""

from bot.app import Version
from bot.app_edit import bubbles
from bot.core.dialogue import respond
from bot.core.model import Question


def test_buttons_that_lead_on_in_an_emergency_are_red(version: Version) -> None:
    """As on a phone: the steps stand out, what leads to an entry does not."""
    (bubble,) = bubbles(respond(Question("my friend wont wake up"), version.view), version.view)
    keys = dict(key for row in bubble.rows for key in row)
    assert keys["I have naloxone"]
    (calm, *_) = bubbles(respond(Question("where can i get naloxone"), version.view), version.view)
    assert not any(is_red for row in calm.rows for _, is_red in row)
