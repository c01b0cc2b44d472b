"""The fake Bot API can be believed in what it refuses and in what its people do."""

from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    TelegramObject,
    Update,
)
from telegram.error import BadRequest, Forbidden

from tests.auxil.botapi import FakeBotApi, User
from tests.auxil.conftest import HOUR, PERSON, Hand


def keyboard(label: str = "Next", code: str = "v1:next") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.from_button(InlineKeyboardButton(label, callback_data=code))


@pytest.mark.parametrize(
    ("code", "fits"), [("a" * 64, True), ("a" * 65, False), ("é" * 32, True), ("é" * 33, False)]
)
async def test_a_code_has_1_to_64_bytes(bot: Bot, person: User, code: str, *, fits: bool) -> None:
    """Bytes of UTF-8, not letters."""
    if fits:
        await bot.send_message(PERSON, "x", reply_markup=keyboard(code=code))
    else:
        with pytest.raises(BadRequest, match=r"(?i)BUTTON_DATA_INVALID"):
            await bot.send_message(PERSON, "x", reply_markup=keyboard(code=code))
    assert len(person.inbox()) == fits


async def test_a_bot_cannot_write_first(api: FakeBotApi, bot: Bot) -> None:
    """A chat is unknown until its person has written."""
    api.user(PERSON)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(PERSON, "hello")


async def test_a_blocked_bot_gets_403_until_it_is_unblocked(bot: Bot, person: User) -> None:
    """The bot is told who blocked it, and cannot write there."""
    person.blocks()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(PERSON, "hello")
    (update,) = await bot.get_updates()
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    person.unblocks()
    await bot.send_message(PERSON, "hello")
    assert len(person.inbox()) == 1


async def test_an_edit_changes_the_message_in_place(bot: Bot, person: User) -> None:
    """The reader sees one message with the new text; without a keyboard the old one is gone."""
    message = await bot.send_message(PERSON, "one", reply_markup=keyboard())
    await person.next_reply()
    await bot.edit_message_text("<b>two</b>", PERSON, message.message_id, parse_mode="HTML")
    (sent,) = person.inbox()
    assert (sent.text, sent.labels, sent.is_edited) == ("two", (), True)
    assert await person.next_reply() == sent


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, person: User) -> None:
    """Same text and same keyboard: "message is not modified", for both edit methods."""
    message = await bot.send_message(PERSON, "one", reply_markup=keyboard())
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("one", PERSON, message.message_id, reply_markup=keyboard())
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(PERSON, message.message_id, reply_markup=keyboard())
    await bot.edit_message_reply_markup(PERSON, message.message_id)
    assert person.inbox()[0].labels == ()


async def test_only_the_bots_own_messages_can_be_edited(bot: Bot, person: User) -> None:
    """Not a person's, not one that is not there, not one that brought a reply keyboard."""
    theirs = person.says("mine")
    rows = ReplyKeyboardMarkup([["Emergency"]])
    ours = await bot.send_message(PERSON, "tap", reply_markup=rows)
    for message_id, why in (
        (theirs["message_id"], "can't be edited"),
        (ours.message_id, "can't be edited"),
        (99_999, "to edit not found"),
    ):
        with pytest.raises(BadRequest, match=why):
            await bot.edit_message_text("new", PERSON, message_id)


async def test_messages_can_be_deleted_for_48_hours(bot: Bot, person: User, clock: Hand) -> None:
    """Both sides' messages in a private chat; unknown ids are skipped in bulk and refused alone."""
    theirs = person.says("secret")
    ours = await bot.send_message(PERSON, "answer")
    await bot.delete_messages(PERSON, [theirs["message_id"], ours.message_id, 99_999])
    assert person.inbox() == []
    with pytest.raises(BadRequest, match="to delete not found"):
        await bot.delete_message(PERSON, ours.message_id)
    late = await bot.send_message(PERSON, "answer")
    clock.seconds += 48 * HOUR
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(PERSON, late.message_id)


async def test_a_press_carries_its_code_and_its_message(bot: Bot, person: User) -> None:
    """What the bot needs to answer, and nothing kept elsewhere."""
    await bot.send_message(PERSON, "menu", reply_markup=keyboard())
    person.presses(await person.next_reply(), "Next")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "v1:next"
    assert update.callback_query.message is not None
    assert update.callback_query.message.chat.id == PERSON


async def test_a_press_is_answered_once_and_in_200_characters(bot: Bot, person: User) -> None:
    """A longer answer and a second one are refused; the person sees the first."""
    await bot.send_message(PERSON, "menu", reply_markup=keyboard())
    query = person.presses(await person.next_reply(), "Next")
    with pytest.raises(BadRequest, match=r"(?i)MESSAGE_TOO_LONG"):
        await bot.answer_callback_query(query["id"], "a" * 201)
    await bot.answer_callback_query(query["id"], "a" * 200)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query["id"])
    assert [one.answer for one in person.callback_answers()] == ["a" * 200]


async def test_a_press_waits_for_its_answer_only_so_long(bot: Bot, person: User, clock: Hand) -> None:
    """An hour later, or with a made-up id, the answer is refused; any code at all can be pressed."""
    message = await bot.send_message(PERSON, "menu", reply_markup=keyboard())
    late = person.presses_code({"message_id": message.message_id}, "v0:from-an-old-version")
    clock.seconds += HOUR
    for query_id in (late["id"], "17"):
        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(query_id)


async def test_a_reply_keyboard_sends_its_label(bot: Bot, person: User) -> None:
    """Text buttons write; a button that asks for a place must be answered with one."""
    rows = ReplyKeyboardMarkup([["Emergency", KeyboardButton("Near me", request_location=True)]])
    await bot.send_message(PERSON, "menu", reply_markup=rows)
    menu = await person.next_reply()
    assert person.presses(menu, "Emergency")["text"] == "Emergency"
    with pytest.raises(AssertionError, match="request_location"):
        person.presses(menu, "Near me")
    with pytest.raises(AssertionError, match="no button"):
        person.presses(menu, "Help")


async def test_commands_are_kept_by_scope_and_language(bot: Bot) -> None:
    """What was set comes back where it was set; broken names are refused."""
    german = [BotCommand("hilfe", "Alles, was ich kann")]
    await bot.set_my_commands(german, language_code="de")
    assert await bot.get_my_commands(language_code="de") == tuple(german)
    assert await bot.get_my_commands() == ()
    await bot.delete_my_commands(language_code="de")
    assert await bot.get_my_commands(language_code="de") == ()
    with pytest.raises(BadRequest, match=r"(?i)BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand("Help", "x")])


async def test_descriptions_have_512_and_120_characters(bot: Bot) -> None:
    """At the limit they are kept, beyond it refused."""
    await bot.set_my_description("a" * 512)
    await bot.set_my_short_description("a" * 120)
    assert len((await bot.get_my_description()).description) == 512
    with pytest.raises(BadRequest):
        await bot.set_my_description("a" * 513)
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("a" * 121)


async def test_places_photos_and_signs_of_life_are_accepted(bot: Bot, person: User) -> None:
    """sendLocation, sendVenue, sendPhoto (multipart), sendChatAction; a wrong action is refused."""
    await bot.send_location(PERSON, 52.5, 13.4)
    await bot.send_venue(PERSON, 52.5, 13.4, "Needle exchange", "Main street 1")
    await bot.send_photo(PERSON, b"\x89PNG not really", caption="<b>map</b>", parse_mode="HTML")
    await bot.send_chat_action(PERSON, "find_location")
    assert [sent.method for sent in person.inbox()] == ["sendLocation", "sendVenue", "sendPhoto"]
    assert person.inbox()[2].text == "map"
    with pytest.raises(BadRequest, match="Wrong parameter action"):
        await bot.send_chat_action(PERSON, "dancing")


def unread_fields(value: object) -> list[str]:
    """The fields python-telegram-bot had no name for, anywhere inside."""
    if isinstance(value, TelegramObject):
        parts = value.to_dict(recursive=False)
        known = [part for name, part in parts.items() if name not in value.api_kwargs]
        return [*value.api_kwargs, *unread_fields(known)]
    if isinstance(value, list | tuple):
        return [name for one in value for name in unread_fields(one)]
    return []


async def test_everything_a_person_can_send_is_parsed(api: FakeBotApi, bot: Bot, person: User) -> None:
    """Every kind makes an update python-telegram-bot reads completely, down to the last field."""
    group, first = api.group(-1_001_234_567_890), person.says("frist @saferbot https://example.org")
    sent = (
        person.shares_location(52.5, 13.4),
        person.sends_voice(),
        person.sends_photo("look"),
        person.sends_sticker(),
        person.sends_contact("+1 555 0100"),
        person.sends_document(),
        person.poll(),
        person.forwards("not mine"),
        person.edits(first, "first"),
    )
    group.adds_bot(person)
    group.says(person, "hello all")
    updates = await bot.get_updates()
    assert len(updates) == 1 + len(sent) + 3
    assert [one for update in updates for one in unread_fields(update)] == []


def test_a_field_without_a_name_would_be_noticed() -> None:
    """The check above finds a planted field."""
    raw: dict[str, Any] = {"update_id": 1, "message": {"message_id": 2, "date": 3, "chat": {"id": 4}}}
    raw["message"]["chat"] |= {"type": "private", "planted": True}
    assert unread_fields(Update.de_json(raw, None)) == ["planted"]


async def test_a_group_the_bot_was_thrown_out_of_refuses_it(api: FakeBotApi, bot: Bot, person: User) -> None:
    """403 after removal; and a person cannot write to a bot that is not there."""
    group = api.group(-1_001_234_567_890)
    group.adds_bot(person)
    await bot.send_message(group.id, "hello")
    group.removes_bot(person)
    with pytest.raises(Forbidden, match="kicked from the supergroup"):
        await bot.send_message(group.id, "hello")
    with pytest.raises(AssertionError):
        group.says(person, "where is it?")


async def test_any_update_can_be_pushed(api: FakeBotApi, bot: Bot) -> None:
    """One that cannot be parsed reaches the bot as it is, and stays until confirmed."""
    update_id = api.push_raw({"message": {"text": 7}})
    with pytest.raises((TypeError, KeyError)):
        await bot.get_updates()
    assert api.unconfirmed() == [{"message": {"text": 7}, "update_id": update_id}]
