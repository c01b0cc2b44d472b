"""Whether a message is somebody's own words, written to the bot here and now."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.admin.access import Way
from bot.transports.base import Incoming
from bot.transports.telegram.inbound import read

NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
PERSON, BOT = 5_000_000_001, 7_000_000_001
ME: dict[str, Any] = {"id": BOT, "is_bot": True, "first_name": "Bot"}
CHAT = {"id": PERSON, "first_name": "A", "type": "private"}
GROUP = {"id": -100_500, "title": "G", "type": "supergroup"}
SENDER = {"id": PERSON, "is_bot": False, "first_name": "A"}
OTHER = {"id": 9, "is_bot": False, "first_name": "B"}
HIDDEN = {"type": "hidden_user", "date": 1, "sender_user_name": "B"}
OURS = {"message_id": 3, "date": 1, "chat": CHAT, "from": ME, "text": "What is new?\n[edit:a]"}

POST = {"message_id": 7, "date": 1, "text": "/admin"}
QUERY = {"id": "4", "from": SENDER}


def came(message: dict[str, Any], kind: str = "message") -> Incoming | None:
    head = {"message_id": 7, "date": int(NOW.timestamp()), "chat": CHAT, "from": SENDER, "text": "hi"}
    found = read({"update_id": 1, kind: {**head, **message}}, NOW)
    return found[0] if found else None


CASES: tuple[tuple[Way, str, dict[str, Any]], ...] = (
    (Way.TYPED, "message", {}),
    (Way.TYPED, "message", {"entities": [{"type": "bold", "offset": 0, "length": 2}]}),
    (Way.REPLIED, "message", {"reply_to_message": OURS}),
    (Way.TYPED, "message", {"reply_to_message": {**OURS, "from": SENDER}}),
    (Way.TYPED, "message", {"reply_to_message": {**OURS, "forward_origin": HIDDEN}}),
    (Way.TYPED, "message", {"reply_to_message": {**OURS, "via_bot": ME}}),
    (Way.FORWARDED, "message", {"forward_origin": HIDDEN}),
    (Way.FORWARDED, "message", {"forward_origin": HIDDEN, "reply_to_message": OURS}),
    (Way.FORWARDED, "message", {"external_reply": {"origin": HIDDEN}}),
    (Way.INLINE, "message", {"via_bot": ME}),
    (Way.EDITED, "edited_message", {"edit_date": int(NOW.timestamp())}),
    (Way.EDITED, "edited_message", {"edit_date": int(NOW.timestamp()), "reply_to_message": OURS}),
    (Way.ELSEWHERE, "message", {"chat": GROUP}),
    (Way.ELSEWHERE, "message", {"chat": GROUP, "reply_to_message": OURS}),
    (Way.ELSEWHERE, "message", {"chat": GROUP, "sender_chat": GROUP}),
    (Way.ELSEWHERE, "message", {"from": OTHER}),
    (Way.ELSEWHERE, "message", {"from": OTHER, "entities": []}),
    (Way.ELSEWHERE, "message", {"sender_chat": GROUP}),
)


@pytest.mark.parametrize(("way", "kind", "message"), CASES)
def test_how_a_message_came(way: Way, kind: str, message: dict[str, Any]) -> None:
    """In one's own words, in answer to us, or any way that is not."""
    incoming = came(message, kind)
    assert incoming
    assert incoming.way is way
    assert bool(incoming.prompt) == (way is Way.REPLIED)


@pytest.mark.parametrize(("who", "where", "way"), [(SENDER, CHAT, Way.PRESSED), (OTHER, CHAT, Way.ELSEWHERE),
                                                   (SENDER, GROUP, Way.ELSEWHERE)])  # fmt: skip
def test_how_a_press_came(who: dict[str, Any], where: dict[str, Any], way: Way) -> None:
    """From the person whose chat it is, with what they wrote above it; from nobody else."""
    above = {"message_id": 2, "date": 1, "chat": where, "from": SENDER, "text": "my text"}
    under = {**OURS, "chat": where, "reply_to_message": above}
    query = {"id": "4", "from": who, "message": under, "chat_instance": "1", "data": "1:a:menu"}
    found = read({"update_id": 1, "callback_query": query}, NOW)
    assert found
    assert found[0].way is way
    assert found[0].above == ("my text" if way is Way.PRESSED else "")


@pytest.mark.parametrize(
    "update",
    [
        {"channel_post": {**POST, "chat": {**GROUP, "type": "channel"}}},
        {"message": {**POST, "chat": {**CHAT, "type": "channel"}, "from": SENDER}},
        {"callback_query": {**QUERY, "inline_message_id": "x", "chat_instance": "1", "data": "1:a:menu"}},
        {"inline_query": {**QUERY, "query": "/admin", "offset": ""}},
    ],
)
def test_channels_and_inline_are_nobodys_own_words(update: dict[str, Any]) -> None:
    """Nothing of them comes through, or nothing that could be an admin's."""
    found = read({"update_id": 1, **update}, NOW)
    assert found is None or found[0].way is Way.ELSEWHERE


def test_what_an_app_made_bold_is_bold_in_the_knowledge() -> None:
    """Offsets are in UTF-16; spaces stay outside, and a part that cannot be bold is left."""
    parts = [("\U0001f600 ", 0), ("Call now ", 1), ("and ", 0), ("stay", 1), ("\nx\ny", 1)]
    text, entities, at = "", [], 0
    for part, is_bold in parts:
        size = len(part.encode("utf-16-le")) // 2
        entities += [{"type": "bold", "offset": at, "length": size}] * is_bold
        text, at = text + part, at + size
    entities += [{"type": "bold", "offset": 900, "length": 3}]
    incoming = came({"text": text, "entities": entities, "reply_to_message": OURS})
    assert incoming
    assert incoming.marked == "\U0001f600 **Call now** and **stay**\nx\ny"
    assert incoming.text == text
