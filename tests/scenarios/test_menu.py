"""The small menu and the topic browser as a person meets them, on Telegram and in the terminal."""

from bot.app import Version
from bot.transports.terminal import Terminal
from tests.auxil.clock import FakeClock
from tests.auxil.served import PERSON, ask, press, served

KEYS = [["Help now", "Find", "Topics"], ["Mix", "Language", "Privacy"]]


async def test_the_menu_is_there_from_the_first_screen_and_stays(version: Version) -> None:
    """A keyboard that is small, stays, and asks for nothing of the person."""
    async with served(version.view) as api:
        sent = await ask(api.user(PERSON), "/start")
    markup = sent.reply_markup or {}
    assert [[key["text"] for key in row] for row in markup["keyboard"]] == KEYS
    assert markup["is_persistent"] is True
    assert markup["resize_keyboard"] is True
    assert all(set(key) == {"text"} for row in markup["keyboard"] for key in row)


async def test_a_key_of_it_works_by_a_tap(version: Version) -> None:
    """Help now gives the steps at once, with a sound."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        start = await ask(person, "/start")
        sent = await press(person, start, "Help now")
        assert "999" in sent.text.splitlines()[0]
        assert not sent.is_silent
        assert "English only" in (await press(person, start, "Language")).text


async def test_pages_turn_in_their_place(version: Version) -> None:
    """Looking around leaves one message; the answer is one of its own, and the list stays above it."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        listed = await ask(person, "topics")
        for label in ("Next »", "« Before", "Naloxone", "Next »", "All topics"):
            listed = await press(person, listed, label)
            assert listed.is_edited
        assert len(person.inbox()) == 1
        inside = await press(person, listed, "Naloxone")
        label = inside.labels[0]
        answer = await press(person, inside, label)
        assert not answer.is_edited
        assert len(person.inbox()) == 2


async def test_a_page_that_cannot_be_edited_any_more_comes_anew(version: Version) -> None:
    """Refused for whatever reason: the page is there all the same, once."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        listed = await ask(person, "topics")
        api.fail("editMessageText", status=400, description="Bad Request: message can't be edited")
        turned = await press(person, listed, "Next »")
        assert not turned.is_edited
        assert "(2 of 4)" in turned.text
        assert len(person.inbox()) == 2


async def test_a_button_pressed_twice_shows_its_page_once(version: Version) -> None:
    """The second press changes nothing, and no second list appears."""
    async with served(version.view, may_be_refused=True) as api:
        person = api.user(PERSON)
        listed = await ask(person, "topics")
        code = next(one["callback_data"] for one in listed.buttons if one["text"] == "Next »")
        person.presses_code(listed, code)
        person.presses_code(listed, code)
        await api.wait_for(lambda: len(api.called("editMessageText")) == 2)
        await api.wait_for(lambda: not api.unconfirmed())
        assert len(person.inbox()) == 1
        assert len(api.called("sendMessage")) == 1


async def test_the_menu_comes_back_after_a_place_was_asked_for(version: Version) -> None:
    """The key that sends a place stands there only while it is of use."""
    async with served(version.view) as api:
        person = api.user(PERSON)
        await ask(person, "/start")
        sent = await ask(person, "/start topic-fentanyl-what-is-it")
        assert sent.labels == sum((tuple(row) for row in KEYS), ())
        assert "opioid" in (await person.next_reply()).text


def test_the_terminal_says_the_words_in_a_line(version: Version) -> None:
    """The same words, typed."""
    said: list[str] = []
    terminal = Terminal(lambda: version.view, FakeClock(), said.append)
    terminal.talk(["/start", "privacy", "topics", "9"])
    assert "Help now | Find | Topics | Mix | Language | Privacy" in said[0]
    assert "Telegram" in said[1]
    assert "(2 of 4)" in said[3]
