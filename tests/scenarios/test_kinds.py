"""Every kind of thing a person can send gets the right reply: the whole bot with the real words, over the wire."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.app import Version
from bot.core.answers import sentence
from bot.core.text import visible
from tests.auxil.botapi import User
from tests.auxil.botapi_world import Sent
from tests.auxil.served import PERSON, served


def said(sent: Sent) -> str:
    return " ".join(sent.text.split())


def words(version: Version, name: str) -> str:
    return " ".join(visible(sentence(name, version.view)).split())


def raw(content: dict[str, Any], kind: str = "message") -> Callable[[User], Any]:
    """A message with any content, as the fake has no hand for it."""

    def send(person: User) -> None:
        chat = {"id": PERSON, "type": "private", "first_name": "A"}
        head = {"message_id": 900, "date": 1_800_000_000, "chat": chat, "from": person.about}
        person._world.updates.push_raw({kind: {**head, **content}})

    return send


PLACE = {"latitude": 52.5, "longitude": 13.4}
VENUE = {"venue": {"location": PLACE, "title": "canary", "address": "canary"}, "location": PLACE}
KINDS: list[tuple[str, Callable[[User], Any], str]] = [
    ("voice", lambda one: one.sends_voice(), "voice"),
    ("photo", lambda one: one.sends_photo(), "photo"),
    ("sticker", lambda one: one.sends_sticker(), "other"),
    ("contact", lambda one: one.sends_contact("+4930000000"), "contact"),
    ("place", lambda one: one.shares_location(52.5, 13.4), "location"),
    ("venue", raw(VENUE), "location"),
    ("live place", raw({"location": {**PLACE, "live_period": 900}}), "location"),
    ("file", lambda one: one.sends_document(), "other"),
    ("poll", lambda one: one.poll(), "other"),
    ("dice", raw({"dice": {"emoji": "🎲", "value": 3}}), "other"),
    ("a newer kind", raw({"rich_message": {"blocks": []}}), "other"),
    ("emoji only", lambda one: one.says("💊💊"), "empty"),
    ("marks only", lambda one: one.says("???"), "empty"),
    ("Cyrillic", lambda one: one.says("помогите"), "script"),
    ("Chinese", lambda one: one.says("救命"), "script"),
    ("the longest", lambda one: one.says("x" * 4_096), "unsure"),
    ("rude", lambda one: one.says("fuck off"), "rude"),
    ("stop", lambda one: one.says("STOP"), "stop"),
    ("thanks", lambda one: one.says("thanks 🙏"), "thanks"),
    ("a heart", lambda one: one.says("❤️"), "thanks"),
    ("folded hands", lambda one: one.says("🙏🙏"), "thanks"),
    ("unsubscribe", lambda one: one.says("unsubscribe me"), "stop"),
    ("rude without a slip", lambda one: one.says("this is shit"), "rude"),
    ("another language", lambda one: one.says("¿Hablas español?"), "language"),
    ("help in another language", lambda one: one.says("ayuda!!"), "language"),
    ("a key of the menu, shouted", lambda one: one.says("LANGUAGE"), "language"),
    ("thank you", lambda one: one.says("Thank you!"), "thanks"),
    ("rude at length", lambda one: one.says("fuck you useless bot"), "rude"),
    ("thanks in short", lambda one: one.says("thank u"), "thanks"),
    ("yes to nothing", lambda one: one.says("Yes."), "bare"),
    ("no to nothing", lambda one: one.says("no"), "bare"),
    ("start without the slash", lambda one: one.says("Start"), "start"),
    ("unknown command", lambda one: one.says("/nonsense"), "help"),
    ("a dead link", lambda one: one.says("/start zzz-9"), "start"),
]


@pytest.mark.parametrize(("name", "send", "expected"), KINDS, ids=[one[0] for one in KINDS])
async def test_every_kind_gets_its_sentence(
    version: Version, name: str, send: Callable[[User], Any], expected: str
) -> None:
    """Never silence, never a guess, nothing of it repeated."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        person.says("/help")
        await person.next_reply()
        send(person)
        sent = await person.next_reply()
    assert words(version, expected) in said(sent)
    assert "canary" not in sent.text
    assert sent.is_silent


async def test_danger_behind_a_command_is_danger(version: Version) -> None:
    """Whatever the command would have done."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        for text in ("/clear he is not breathing", "/forget my friend wont wake up", "🆘"):
            person.says(text)
            sent = await person.next_reply()
            assert "999" in sent.text.splitlines()[0]
            assert not sent.is_silent


async def test_what_makes_a_chat_loud_or_slow_is_left_out(version: Version) -> None:
    """No preview of a link, no sound but in danger, sources folded, numbers to copy; nothing here is slow enough to say
    "typing", so nobody waits behind such calls."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        for text in (
            "/start",
            "what is naloxone",
            "who can i talk to",
            "can i mix xanax and wine",
            "topics",
            "/help",
        ):
            person.says(text)
            await person.next_reply()
        calls = api.called("sendMessage")
        assert all(one["link_preview_options"] == {"is_disabled": True} for one in calls)
        assert all(one["disable_notification"] for one in calls)
        assert any("<blockquote expandable>" in one["text"] for one in calls)
        assert any("copy_text" in button for one in person.inbox() for button in one.buttons)
        assert api.called("sendChatAction") == []


async def test_danger_in_a_caption_an_edit_and_a_forward_is_danger(version: Version) -> None:
    """However the words come: with a sound, and the number first."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        first = person.says("frend")
        await person.next_reply()
        person.edits(first, "my friend wont wake up")
        replies = [await person.next_reply()]
        person.sends_photo("hes not breathing")
        replies.append(await person.next_reply())
        person.forwards("he took too much and is turning blue")
        replies.append(await person.next_reply())
    assert all("999" in one.text.splitlines()[0] and not one.is_silent for one in replies)


async def test_a_link_shows_its_topic_and_are_you_a_bot_is_answered(version: Version) -> None:
    """From a card or a poster, with or without the word before it."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        person.says("/start topic-fentanyl-what-is-it")
        assert "I am a bot" in (await person.next_reply()).text
        assert "opioid" in (await person.next_reply()).text
        person.says("are you a bot?")
        assert "not a person" in (await person.next_reply()).text


async def test_a_place_that_moves_a_channel_and_a_block_are_met_with_silence(version: Version) -> None:
    """Nobody asked anything."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        person.says("/help")
        await person.next_reply()
        raw({"location": {**PLACE, "live_period": 900}, "edit_date": 1_800_000_100}, "edited_message")(person)
        api.push_raw({"channel_post": {"message_id": 1, "date": 1, "chat": {"id": -5, "type": "channel"}}})
        person.blocks()
        await api.wait_for(lambda: not api.unconfirmed())
        assert len(api.called("sendMessage")) == 1


async def test_an_old_button_leads_on_kindly(version: Version) -> None:
    """Days later, or forged: what to do, and the buttons of today."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        person.says("/help")
        sent = await person.next_reply()
        for code in ("0:x:y", "1:t:no-such-topic", "x" * 64):
            person.presses_code(sent, code)
            reply = await person.next_reply()
            assert words(version, "old_button") in said(reply)
            assert reply.labels
