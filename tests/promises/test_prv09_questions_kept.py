"""Nothing that somebody asked is kept, unless they were shown the words and said yes; then those words, and no others
(PRV-9)."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from bot.app import Version
from bot.core.model import Found, Kind, Reply, Zone
from bot.core.view import View
from bot.privacy.pending import ASK_SECONDS
from bot.privacy.scrub import Vocabulary, scrubber
from bot.transports.base import Desk, Incoming, What
from bot.transports.consent import Consent
from tests.auxil.botapi import FakeBotApi
from tests.auxil.clock import FakeClock
from tests.transports.telegram.conftest import serving

WORDS = Vocabulary(frozenset({"narcan"}), frozenset({"hello", "is", "can"}))
ASKED = "can the zipper of Kevin & co at 12 Elm Street <b>melt</b> in *snow* 0123456789"
SHOWN = "can the zipper of […] & co at […] b melt /b in snow […]"
CHAT = 7_700_000_001


@pytest.fixture
def view(version: Version) -> View:
    """The real knowledge, in which nothing is found."""
    return replace(version.view, find=lambda text: Found(Zone.UNSURE))


class Office:
    """A desk that may ask, with what it kept."""

    def __init__(self, view: View, room: bool = True) -> None:
        self.clock, self.kept = FakeClock(), list[str]()
        numbers = iter(range(1, 10_000))
        random = lambda size: next(numbers).to_bytes(size, "big")  # noqa: E731

        def keep(text: str) -> bool:
            if room:
                self.kept.append(text)
            return room

        consent = Consent(self.clock, random, scrubber(WORDS), keep)
        self.desk = Desk(lambda: view, self.clock, random, consent=consent)

    def says(self, text: str = "", code: str = "", chat: int = CHAT, **more: object) -> Reply:
        reply = self.desk.reply(Incoming(chat, text=text, code=code, **more))  # type: ignore[arg-type]
        assert reply
        return reply


def codes(reply: Reply) -> list[str]:
    return [button.code for button in reply.buttons if button.code[:4] in ("1:o:", "1:z:")]


def test_nothing_is_asked_or_kept_unless_the_operator_chose_so(view: View) -> None:
    """The default; and a button that somebody made up leads to the start, with nothing kept."""
    clock = FakeClock()
    desk = Desk(lambda: view, clock, lambda size: b"1" * size)
    reply = desk.reply(Incoming(CHAT, text=ASKED))
    assert reply
    assert reply.kind is Kind.UNKNOWN
    assert not codes(reply)
    assert "zipper" not in reply.text
    pressed = desk.reply(Incoming(CHAT, code="1:o:0000000000000001"))
    assert pressed
    assert "older version" in pressed.text


def test_what_is_shown_is_what_is_kept(view: View) -> None:
    """Word for word, once, and only after yes; the steps to a person stay in the reply."""
    office = Office(view)
    asked = office.says(ASKED)
    assert f"“{SHOWN}”" in asked.text
    assert "If someone is in danger now: call 999" in asked.text
    yes, _no = codes(asked)
    assert office.kept == []
    assert "at most 30 days" in office.says(code=yes).text
    assert office.kept == [SHOWN]
    assert "nothing was kept" in office.says(code=yes).text
    assert office.kept == [SHOWN]


def test_no_is_no_and_silence_is_no(view: View) -> None:
    """Whatever comes after: nothing is kept."""
    office = Office(view)
    yes, no = codes(office.says(ASKED))
    assert "I keep nothing of it" in office.says(code=no).text
    assert "nothing was kept" in office.says(code=yes).text
    yes, _ = codes(office.says(ASKED))
    office.clock.advance(ASK_SECONDS)
    assert "nothing was kept" in office.says(code=yes).text
    yes, _ = codes(office.says(ASKED))
    office.says("/forget")
    assert "nothing was kept" in office.says(code=yes).text
    assert office.kept == []


def test_another_chat_cannot_say_yes(view: View) -> None:
    """Nor can a token that was made up, nor an old one after another question."""
    office = Office(view)
    first, _ = codes(office.says(ASKED))
    office.says(code=first, chat=CHAT + 1)
    office.says(code="1:o:ffffffffffffffff")
    second, _ = codes(office.says("is there another zipper for it here"))
    office.says(code=first)
    assert office.kept == []
    office.says(code=second)
    assert office.kept == ["is there another zipper for it here"]


@pytest.mark.parametrize(
    "text",
    [
        "he is not breathing and the zipper is stuck", "i want to kill myself with a zipper", "/admin zipper of it all",
        "zipper", "is 123456789:AAE-abcdefghijklmnopqrstuvwxyz012345 a zipper", "hello", "...",
        "where is the zipper " * 20,
    ],
)  # fmt: skip
def test_danger_secrets_and_what_is_no_question_are_never_asked_about(view: View, text: str) -> None:
    """Danger is answered and nothing else; a command, a token, one word, a long text are no questions."""
    assert not codes(Office(view).says(text))


def test_after_danger_nobody_is_asked(view: View) -> None:
    """For as long as the danger is remembered."""
    office = Office(view)
    office.says("he is not breathing")
    assert not codes(office.says(ASKED))
    office.clock.advance(600)
    assert codes(office.says(ASKED))


def test_groups_and_pictures_are_not_asked(view: View) -> None:
    """Others read along there; and the words of a picture say little without it."""
    office = Office(view)
    assert not codes(office.says(ASKED, in_group=True))
    assert not codes(office.says(ASKED, what=What.PHOTO))


def test_where_there_is_no_room_it_is_told(view: View) -> None:
    """Nothing is promised that is not done."""
    office = Office(view, room=False)
    yes, _ = codes(office.says(ASKED))
    assert "Nothing was kept" in office.says(code=yes).text


def test_the_privacy_page_says_so(view: View) -> None:
    """Where asking is on, and only there."""
    assert "I may ask whether I can keep" in Office(view).says("/privacy").text
    desk = Desk(lambda: view, FakeClock(), lambda size: b"1" * size)
    reply = desk.reply(Incoming(CHAT, text="/privacy"))
    assert reply
    assert "I may ask" not in reply.text


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as fake:
        yield fake


async def test_on_the_wire_the_same_words_are_shown(view: View, api: FakeBotApi) -> None:
    """As the reader's app shows them, after whatever the wire does to letters like < and &."""
    office = Office(view)
    person = api.user(CHAT)
    wait: Callable[[], bool] = lambda: not api.unconfirmed()  # noqa: E731
    async with serving(api, office.desk):  # type: ignore[arg-type]
        person.says(ASKED)
        sent = await person.next_reply()
        assert f"“{SHOWN}”" in sent.text
        person.presses(sent, "Keep")
        await person.next_reply()
        await api.wait_for(wait)
    assert office.kept == [SHOWN]
