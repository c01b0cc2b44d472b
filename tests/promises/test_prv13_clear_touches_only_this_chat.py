"""/clear deletes what its own update names and nothing else: no guessed number, no other chat, nothing kept."""

import pytest

from bot.app import Version
from bot.core.dialogue import respond
from bot.core.model import Question
from tests.auxil.botapi import FakeBotApi, User
from tests.auxil.served import PERSON, ask, press, served

OTHER = 7_700_000_002
LOUD = ("drug", "overdose", "naloxone", "inject", "needle", "opioid")


def deleted(api: FakeBotApi) -> list[tuple[int, int]]:
    """Every message that Telegram was asked to delete: the chat and the number."""
    assert not api.called("deleteMessages"), "in bulk"
    return [(one["chat_id"], one["message_id"]) for one in api.called("deleteMessage")]


async def two_people(api: FakeBotApi) -> tuple[User, User]:
    """Two who talk by turns, so that the numbers of their messages lie between each other's."""
    both = api.user(PERSON), api.user(OTHER)
    for _ in range(3):
        for person in both:
            await ask(person, "what is naloxone")
    return both


async def test_typed_it_deletes_itself_and_no_other(version: Version) -> None:
    """One number is at hand: that of the command. The keys go, and what is said last is neutral."""
    async with served(version.view) as api:
        person, other = await two_people(api)
        theirs, mine = other.inbox(), person.inbox()
        said = person.says("/clear")
        last = await person.next_reply()
        assert deleted(api) == [(PERSON, said["message_id"])]
        assert not person.has(said)
        assert other.inbox() == theirs
        assert person.inbox() == [*mine, last]
        assert last.reply_markup == {"remove_keyboard": True}
        assert last.is_silent
        assert not any(word in last.text.lower() for word in LOUD)
        assert "Delete chat" in last.text
        assert "Auto-delete" in last.text


async def test_typed_as_an_answer_it_takes_that_message_too(version: Version) -> None:
    """Telegram tells which message is answered: its number is at hand."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        sent = await ask(person, "what is naloxone")
        said = person.replies(sent, "/clear")
        await person.next_reply()
        assert set(deleted(api)) == {(PERSON, said["message_id"]), (PERSON, sent.message_id)}
        assert sent.message_id not in [one.message_id for one in person.inbox()]


async def test_by_a_button_the_message_with_the_button_goes(version: Version) -> None:
    """And nothing of the others is touched."""
    async with served(version.view) as api:
        person, other = await two_people(api)
        theirs = other.inbox()
        page = await ask(person, "/privacy")
        await press(person, page, "Clear this chat")
        assert deleted(api) == [(PERSON, page.message_id)]
        assert other.inbox() == theirs


async def test_what_is_too_old_to_be_deleted_turns_neutral(version: Version) -> None:
    """After 48 hours Telegram refuses to delete: the words and buttons go all the same."""
    async with served(version.view, may_be_refused=True) as api:
        person = api.user(PERSON)
        page = await ask(person, "/privacy")
        api.world.messages[PERSON, page.message_id]["date"] -= 49 * 3600
        turned = await press(person, page, "Clear this chat")
        assert turned.is_edited
        assert turned.message_id == page.message_id
        assert turned.text == "All right."
        assert not turned.labels
        assert "Delete chat" in (await person.next_reply()).text


@pytest.mark.parametrize("text", ["/clear", "/forget"])
def test_all_that_is_remembered_goes(version: Version, text: str) -> None:
    """Danger signs, the topic answered last, a place: the caller is told to drop it."""
    assert respond(Question(text), version.view).forgets


async def test_it_works_while_a_place_is_awaited(version: Version) -> None:
    """The key that sends a place goes like the others, and nothing is said of places."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        await ask(person, "/nearest")
        last = await ask(person, "/clear")
        assert last.reply_markup == {"remove_keyboard": True}
        assert person.unread() == 0


async def test_the_search_for_deletions_finds_them(version: Version) -> None:
    """The check can fail: a deletion is seen, with its chat."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        await ask(person, "hello")
        said = person.says("/forget")
        await person.next_reply()
        assert deleted(api) == [(PERSON, said["message_id"])]
