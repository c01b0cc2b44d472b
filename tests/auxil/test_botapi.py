"""The fake Bot API can be believed in what it delivers and parses: a real python-telegram-bot talks to it."""

import asyncio

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict

from tests.auxil.botapi import FakeBotApi, User
from tests.auxil.conftest import HOUR, PERSON, Hand


async def test_a_bot_starts_and_learns_who_it_is(api: FakeBotApi, bot: Bot) -> None:
    """PTB's own start-up call works and names a bot."""
    assert bot.bot.is_bot
    assert bot.username == "saferbot_test_bot"
    assert api.called("getMe")


async def test_a_message_arrives_as_telegram_writes_it(api: FakeBotApi, bot: Bot, clock: Hand) -> None:
    """Id, names, language, date in seconds and the command entity are all there."""
    api.user(PERSON, first_name="Mara", username="mara_t").says("/start naloxone")
    (update,) = await bot.get_updates()
    message = update.message
    assert message is not None
    assert message.from_user is not None
    assert (message.chat.id, message.chat.type, message.chat.username) == (PERSON, "private", "mara_t")
    assert (message.from_user.language_code, message.from_user.is_bot) == ("en", False)
    assert int(message.date.timestamp()) == int(clock.seconds)
    assert [(one.type, one.offset, one.length) for one in message.entities] == [("bot_command", 0, 6)]


async def test_a_long_poll_waits_until_something_happens(api: FakeBotApi, bot: Bot) -> None:
    """getUpdates hangs while there is nothing and answers when there is."""
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await api.wait_for(lambda: api.called("getUpdates"))
    assert not polling.done()
    api.user(PERSON).says("hello")
    assert len(await polling) == 1


async def test_an_update_comes_again_until_an_offset_confirms_it(
    api: FakeBotApi, bot: Bot, person: User
) -> None:
    """Reading confirms nothing; a higher offset does."""
    person.says("one")
    person.says("two")
    first, second = await bot.get_updates()
    assert [one.update_id for one in await bot.get_updates(limit=1)] == [first.update_id]
    assert [one.update_id for one in await bot.get_updates(offset=second.update_id)] == [second.update_id]
    assert [one["update_id"] for one in api.unconfirmed()] == [second.update_id]
    assert api.confirmed_offset == second.update_id


async def test_a_negative_offset_keeps_only_the_end_of_the_queue(
    api: FakeBotApi, bot: Bot, person: User
) -> None:
    """Offset -1 forgets all but the last update."""
    for text in ("one", "two", "three"):
        person.says(text)
    (last,) = await bot.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "three"
    assert len(api.unconfirmed()) == 1


async def test_an_update_is_kept_for_a_day_and_no_longer(
    api: FakeBotApi, bot: Bot, person: User, clock: Hand
) -> None:
    """After 24 hours Telegram has forgotten what nobody fetched."""
    person.says("still there?")
    clock.seconds += 23 * HOUR
    assert len(await bot.get_updates()) == 1
    clock.seconds += 2 * HOUR
    assert await bot.get_updates() == ()


async def test_allowed_updates_hold_until_they_are_changed(bot: Bot, person: User) -> None:
    """A kind left out is not delivered, also on later polls that do not say; message comes by default."""
    message = person.says("frist")
    assert len(await bot.get_updates()) == 1
    await bot.get_updates(offset=-1, allowed_updates=["message"])
    await bot.get_updates(offset=10**12)
    person.edits(message, "first")
    assert await bot.get_updates() == ()


async def test_the_earlier_of_two_pollers_gets_409(api: FakeBotApi, bot: Bot) -> None:
    """The newest getUpdates wins; the one that waited is told that another instance runs."""
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await api.wait_for(lambda: api.called("getUpdates"))
    await bot.get_updates(timeout=0)
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await waiting


async def test_polling_is_refused_while_a_webhook_is_set(bot: Bot) -> None:
    """409 until deleteWebhook."""
    await bot.set_webhook("https://example.org/hook", secret_token="a-secret_1")
    assert (await bot.get_webhook_info()).url == "https://example.org/hook"
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_caller_who_hangs_up_frees_the_poll(api: FakeBotApi, bot: Bot, person: User) -> None:
    """A killed poller leaves nothing behind: the next one gets the updates and no 409."""
    killed = asyncio.create_task(bot.get_updates(timeout=20))
    await api.wait_for(lambda: api.called("getUpdates"))
    before = api.connections
    killed.cancel()
    await api.wait_for(lambda: api.connections < before)
    person.says("hello")
    assert len(await bot.get_updates()) == 1
    assert api.refused == []


async def test_html_reaches_the_reader_parsed(bot: Bot, person: User) -> None:
    """The inbox holds what is read, what was sent, and the keyboard; offsets count UTF-16 units."""
    html = '🚑 <b>Call &lt;112&gt;</b> <a href="https://example.org/a">how</a>'
    markup = InlineKeyboardMarkup.from_button(InlineKeyboardButton("Next", callback_data="v1:n"))
    await bot.send_message(PERSON, html, "HTML", reply_markup=markup, disable_notification=True)
    sent = await person.next_reply()
    assert (sent.text, sent.html, sent.labels) == ("🚑 Call <112> how", html, ("Next",))
    assert sent.is_silent
    assert sent.entities == (
        {"offset": 3, "length": 10, "type": "bold"},
        {"offset": 14, "length": 3, "type": "text_link", "url": "https://example.org/a"},
    )


BROKEN = [
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("é <i><b>x</i></b>", 'Unmatched end tag at byte offset 10, expected "</b>", found "</i>"'),
    ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("2 < 3", "Unclosed start tag at byte offset 2"),
    ("<b class>x</b>", 'Expected equal sign in declaration of an attribute of the tag "b"'),
    ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler"'),
    ("<br>", 'Unsupported start tag "br"'),
]


@pytest.mark.parametrize(("html", "why"), BROKEN)
async def test_broken_html_is_refused_in_telegrams_words(bot: Bot, person: User, html: str, why: str) -> None:
    """Nothing is sent, and the sentence names the tag."""
    with pytest.raises(BadRequest) as refusal:
        await bot.send_message(PERSON, html, "HTML")
    assert f"can't parse entities: {why}".lower() in str(refusal.value).lower()
    assert person.inbox() == []


WHOLE = [
    ("<b>a</b><strong>a</strong>", ["bold", "bold"]),
    ("<i>a</i><em>a</em><u>a</u><s>a</s>", ["italic", "italic", "underline", "strikethrough"]),
    ("<code>a</code>\n<pre>b</pre>", ["code", "pre"]),
    ("<blockquote>a</blockquote><blockquote expandable>b</blockquote>",
     ["blockquote", "expandable_blockquote"]),
    ("<tg-spoiler>a</tg-spoiler><span class='tg-spoiler'>b</span>", ["spoiler", "spoiler"]),
    ("<b>a<i>b</i></b> &amp; &nbsp; R&D", ["bold", "italic"]),
]  # fmt: skip


@pytest.mark.parametrize(("html", "kinds"), WHOLE)
async def test_every_tag_telegram_knows_is_accepted(
    bot: Bot, person: User, html: str, kinds: list[str]
) -> None:
    """The HTML subset of the Bot API, and an ampersand that means nothing."""
    message = await bot.send_message(PERSON, html, "HTML")
    assert [one.type for one in message.entities] == kinds
    assert len(person.inbox()) == 1


@pytest.mark.parametrize(("text", "fits"), [("a" * 4096, True), ("a" * 4097, False),
    ("🚑" * 2048, True), ("🚑" * 2049, False), ("<b>" + "a" * 4096 + "</b>", True), (" \n ", False),
    ("<b></b>", False)])  # fmt: skip
async def test_a_text_has_1_to_4096_utf16_units_after_parsing(
    bot: Bot, person: User, text: str, *, fits: bool
) -> None:
    """Tags do not count, an emoji counts two, and nothing but white space is nothing."""
    if fits:
        await bot.send_message(PERSON, text, "HTML")
    else:
        with pytest.raises(BadRequest, match=r"too long|non-empty"):
            await bot.send_message(PERSON, text, "HTML")
    assert len(person.inbox()) == fits
