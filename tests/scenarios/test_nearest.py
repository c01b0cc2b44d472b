"""The nearest help, in words: the same conversation in the terminal and on Telegram, with the same replies."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import Version
from bot.clock import RealClock
from bot.core.dialogue import respond
from bot.core.model import Question
from bot.core.search import Search, Spot, Trail
from bot.core.site import Point
from bot.core.view import View
from bot.transports.base import Desk
from bot.transports.telegram.api import make_bot
from bot.transports.telegram.housekeeping import Texts
from bot.transports.telegram.outbound import MARK
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.service import serve
from bot.transports.terminal import Terminal
from tests.auxil.botapi import FakeBotApi, User
from tests.auxil.botapi_world import Sent
from tests.auxil.clock import FakeClock
from tests.auxil.near import with_sites, write_sites

PERSON = 7_700_000_001
HERE = (58.3779999, 26.7290001)

# Each line is typed, or presses the button whose label stands in brackets.
SCRIPTS = {
    "asked, then a town": ["where's the nearest naloxone?", "tartu", "[More]"],
    "all in one message": ["any narcan in tartu open now"],
    "an area": ["needle exchange near kesklinn"],
    "a name the admin gave": ["nearest naloxone", "the station"],
    "coordinates": ["nearest naloxone", "58.3779, 26.7291"],
    "a place first": ["58.3779, 26.7291", "[Pharmacy]"],
    "by the command": ["/nearest", "[Shelter]", "tartu", "[Other service]", "[Pharmacy]"],
    "the command and a place": ["/nearest naloxone tartu"],
    "under an answer": ["where can i get naloxone", "[Find naloxone]", "tartu", "[Change place]", "elva"],
    "no place, then a question": ["nearest naloxone", "what is fentanyl", "tartu"],
    "a place nobody knows": ["nearest naloxone", "qwertzuiop", "https://maps.example/x", "tartu"],
    "danger in between": ["nearest naloxone", "he is not breathing"],
    "closed or wrong": ["needle exchange in tartu", "[Closed or wrong?]"],
    "which do you mean": ["nearest naloxone", "oldtown", "oldtown east"],
    "far away": ["naloxone near 10.5, 10.5"],
    "small talk": ["nearest naloxone", "thanks", "ok"],
    "forgotten on request": ["nearest naloxone", "tartu", "/forget", "nearest pharmacy"],
    "nothing is typed but marks": ["nearest naloxone", "???", "tartu"],
}


@pytest.fixture(scope="module")
def view(version: Version, tmp_path_factory: pytest.TempPathFactory) -> View:
    return with_sites(version.view, write_sites(tmp_path_factory.mktemp("town")))


@asynccontextmanager
async def bot(view: View) -> AsyncIterator[FakeBotApi]:
    """The bot at work."""
    clock, stop = RealClock(), asyncio.Event()
    desk = Desk(lambda: view, clock, secrets.token_bytes)
    async with FakeBotApi() as api:
        line = make_bot(api.token, api.root)
        texts = Texts((), "", "")
        work = serve(line, desk, clock, stop, texts, is_urgent=desk.is_urgent, pace=Pace().at(1_000))
        task = asyncio.create_task(work)
        yield api
        stop.set()
        await asyncio.wait_for(task, 30)
        assert api.refused == []


async def settled(api: FakeBotApi, person: User) -> list[Sent]:
    """What the bot wrote since the last time, all of it."""
    await api.wait_for(lambda: not api.unconfirmed(), timeout=60)  # the first one makes everything ready
    return [await person.next_reply() for _ in range(person.unread())]


def words(text: str) -> str:
    return " ".join(text.replace(MARK, "").split())


def in_terminal(view: View, script: list[str]) -> list[str]:
    """The words of each reply there, without buttons and without the line of the small menu, keys elsewhere."""
    keys = "  " + " | ".join(view.knowledge.menu[name] for name in view.knowledge.menu)
    said: list[str] = []
    terminal = Terminal(lambda: view, FakeClock(), said.append)
    labels: list[str] = []
    for line in script:
        terminal.hear(str(labels.index(line[1:-1]) + 1) if line.startswith("[") else line)
        lines = said[-1].splitlines()
        labels = [one.split("] ", 1)[1] for one in lines if one.startswith("  [")]
    return [
        words("\n".join(one for one in reply.splitlines() if not one.startswith("  [") and one != keys))
        for reply in said
    ]


async def on_telegram(view: View, script: list[str]) -> list[str]:
    """The words of each reply there."""
    replies = []
    async with bot(view) as api:
        person = api.user(PERSON)
        under: Sent | None = None
        for line in script:
            if line.startswith("["):
                assert under
                person.presses(under, line[1:-1])
            else:
                person.says(line)
            sent = [one for one in await settled(api, person) if one.method == "sendMessage"]
            under = next((one for one in reversed(sent) if one.labels), None)
            replies.append(words("\n".join(one.text for one in sent)))
    return replies


@pytest.mark.parametrize("name", SCRIPTS)
async def test_the_same_words_in_both(view: View, name: str) -> None:
    """Same script, same replies."""
    assert await on_telegram(view, SCRIPTS[name]) == in_terminal(view, SCRIPTS[name])


def test_the_nearest_is_found_and_what_is_open_comes_first(view: View) -> None:
    """At noon the river room is shut: it comes after what is open, though it is nearer."""
    asked, found, more = in_terminal(view, SCRIPTS["asked, then a town"])
    assert "postcode" in asked
    assert "999" in asked
    assert "Searching around Tartu" in found
    assert found.index("Hill Shop, about 400 m") < found.index("Corner House") < found.index("Mill Shop")
    assert "River Room" not in found
    assert "Open now until 18:00" in found
    assert "Call: +372 555 0101" in found
    assert "No ID needed, walk in" in found
    assert "Checked 25 days ago" in found
    shown = found + more
    assert all(
        shown.count(f"{name},") == 1 for name in ("Corner House", "River Room", "Mill Shop", "Sand Shop")
    )


def test_open_now_is_what_is_open_now(view: View) -> None:
    """Asked in one message, with a place; the word "now" in it is no call for help."""
    (found,) = in_terminal(view, SCRIPTS["all in one message"])
    assert "Corner House" in found
    assert "River Room" not in found
    assert "999" in found


@pytest.mark.parametrize(
    "text", ["i need narcan now", "narcan now please", "need naloxone right now hes blue"]
)
def test_naloxone_now_without_a_place_is_still_asked_about(view: View, text: str) -> None:
    """Somebody may be dying: the check or the steps come first."""
    (reply,) = in_terminal(view, [text])
    assert "999" in reply
    assert "Where should I look" not in reply


def test_emergency_words_win_while_a_place_is_awaited(view: View) -> None:
    """Asked where they are, somebody answers with danger."""
    for text in (
        "he is not breathing",
        "my friend is turning blue",
        "overdose",
        "she wont wake up near the station",
    ):
        assert "all 999" in in_terminal(view, ["nearest naloxone", text])[1]


@pytest.mark.parametrize("text", ["tartu", "kesklinn", "elva"])
def test_a_bare_word_is_no_place_where_none_was_asked_for(view: View, text: str) -> None:
    """Outside of the question it is an ordinary message."""
    (reply,) = in_terminal(view, [text])
    assert "Searching around" not in reply


@pytest.mark.parametrize(
    "text",
    ["what is fentanyl", "is xanax with wine bad", "how long does naloxone last", "thanks", "hello", "/help"],
)
def test_what_is_no_place_is_never_taken_for_one(view: View, text: str) -> None:
    """Asked for a place, a question gets its answer, and the search is over."""
    _, reply, after = in_terminal(view, ["nearest naloxone", text, "tartu"])
    assert "Searching around" not in reply
    assert "not as a place" in reply
    assert "Searching around" not in after


@pytest.mark.parametrize("text", ["naloxone in leeds", "needles in leeds", "any narcan in leeds"])
def test_help_in_a_town_nobody_knows_is_not_a_question_without_an_answer(view: View, text: str) -> None:
    """Whoever names a kind of help and a town is told that the town is not known, and what is known of the help."""
    (reply,) = in_terminal(view, [text])
    assert view.local is not None
    assert view.local.words.sentences["unknown"] in reply
    assert "Medical advice" in reply or "pharmacy" in reply


@pytest.mark.parametrize("text", ["naloxone in pregnancy", "needles in my arm", "narcan in the fridge"])
def test_what_help_is_found_in_is_no_town(view: View, text: str) -> None:
    """The same small word before anything else asks about the thing."""
    (reply,) = in_terminal(view, [text])
    assert view.local is not None
    assert view.local.words.sentences["unknown"] not in reply


@pytest.mark.parametrize("text", ["58.3779, 26.7291", "51007"])
def test_a_place_that_comes_first_is_asked_what_for(view: View, text: str) -> None:
    """Coordinates or a postcode and nothing else: what for, or that it is not known."""
    assert view.local is not None
    (reply,) = in_terminal(view, [text])
    assert "written answer" not in reply
    assert "What are you looking for" in reply or view.local.words.sentences["postcode"] in reply


def test_a_number_is_no_place(view: View) -> None:
    """The control of the above: digits alone make no place."""
    (reply,) = in_terminal(view, ["what is 2cx99 1234567"])
    assert "What are you looking for" not in reply


def test_a_hidden_site_has_no_distance(view: View) -> None:
    """A shelter for people in danger is told by phone only."""
    found = in_terminal(view, ["nearest shelter", "tartu"])[1]
    assert "Quiet House" in found
    assert "+372 555 0102" in found
    assert "about" not in found
    assert "The place is not shown" in found


def test_where_nothing_is_near_the_plan_stays(view: View) -> None:
    """By mail, by phone, and what is written of it."""
    (found,) = in_terminal(view, SCRIPTS["far away"])
    assert "I know of none within" in found
    assert "Post Kits" in found
    assert "Night Line" in found


def test_where_nothing_is_open_it_says_what_opens_next(version: Version, tmp_path: Path) -> None:
    """At night: when the next one opens."""
    site = 'id: a, name: Morning Room, services: [naloxone], city: Tartu, lat: 58.38, lon: 26.73, hours: "18:00-20:00"'
    only = f"version: 1\ndefaults: {{timezone: Europe/Tallinn, country: EE}}\nsites:\n  - {{{site}}}\n"
    view = with_sites(version.view, write_sites(tmp_path, only))
    (found,) = in_terminal(view, ["naloxone in tartu open now"])
    assert "surely open now" in found
    assert "Opens today 18:00" in found


def test_without_any_sites_the_local_facts_answer(version: Version) -> None:
    """No list of places: what is written of it here, and nobody is asked where they are."""
    listed, found = in_terminal(version.view, ["/nearest", "[Find naloxone]"])
    assert "What are you looking for" in listed
    assert "Naloxone:" in found
    assert "postcode" not in found


def test_a_kind_of_help_nobody_has_asks_nothing(view: View) -> None:
    """Asking where somebody is would be for nothing."""
    (reply,) = in_terminal(view, ["nearest drug checking"])
    assert "Where should I look" not in reply
    assert "Drug checking" in reply


def test_an_example_says_so_on_every_page(version: Version, tmp_path: Path) -> None:
    """Nobody may take an example list for a real one."""
    lines = "".join(
        f"  - {{id: s{n}, name: S{n}, services: [naloxone], city: Tartu, lat: 58.38{n}, lon: 26.73}}\n"
        for n in range(7)
    )
    text = f'version: 1\nexample: "of 2018"\ndefaults: {{timezone: Europe/Tallinn, country: EE}}\nsites:\n{lines}'
    view = with_sites(version.view, write_sites(tmp_path, text))
    replies = in_terminal(view, ["naloxone near tartu", "[More]", "[More]"])
    assert all("only an example list" in reply and "of 2018" in reply for reply in replies)
    assert [sum(f"S{n}," in reply for n in range(7)) for reply in replies] == [3, 3, 1]


async def test_a_shared_place_gives_cards_and_pins(view: View) -> None:
    """The key that sends one's place, the cards, a pin of each exact site, and the key is gone."""
    async with bot(view) as api:
        person = api.user(PERSON)
        person.says("nearest naloxone")
        (asked,) = await settled(api, person)
        keyboard = asked.reply_markup or {}
        assert keyboard["one_time_keyboard"] is True
        assert asked.buttons == ({"text": "Send my location", "request_location": True},)
        theirs = person.shares_location(*HERE)
        opening, cards, *pins = await settled(api, person)
        assert opening.labels[0] == "Help now"
        assert cards.labels[:3] == ("More", "Other service", "Change place")
        assert "Delete my message" in cards.labels
        assert [pin.method for pin in pins] == ["sendVenue"] * 3
        assert pins[0].raw["venue"]["title"] == "Corner House"
        assert "about 50 m" in cards.text
        person.presses(cards, "Delete my message")
        (deleted,) = await settled(api, person)
        assert "asked Telegram to delete" in deleted.text
        assert not person.has(theirs)


async def test_a_typed_place_can_be_deleted_too_and_forget_deletes_itself(view: View) -> None:
    """By the number of the message above the button, which Telegram tells in that very update."""
    async with bot(view) as api:
        person = api.user(PERSON)
        typed = person.says("naloxone near tartu")
        cards = next(
            one for one in await settled(api, person) if "inline_keyboard" in (one.reply_markup or {})
        )
        person.presses(cards, "Delete my message")
        await settled(api, person)
        assert not person.has(typed)
        said = person.says("/forget")
        (done,) = await settled(api, person)
        assert done.labels[0] == "Help now"
        assert not person.has(said)


async def test_a_pin_first_and_then_what_for(view: View) -> None:
    """A place without a question: what are you looking for? Then the cards, without asking again."""
    async with bot(view) as api:
        person = api.user(PERSON)
        person.shares_venue(*HERE, title="canary")
        opening, kinds = await settled(api, person)
        assert "forget it within 10 minutes" in opening.text
        person.presses(kinds, "Needles and supplies")
        cards = (await settled(api, person))[0]
        assert "Corner House" in cards.text


async def test_a_live_location_is_answered_once(view: View) -> None:
    """How to stop it is said, and no move is answered."""
    async with bot(view) as api:
        person = api.user(PERSON)
        person.says("nearest naloxone")
        await settled(api, person)
        live = person.shares_live(*HERE)
        opening, *_ = await settled(api, person)
        assert "Stop sharing" in opening.text
        for step in range(3):
            person.moves(live, HERE[0] + step / 100, HERE[1])
        assert await settled(api, person) == []


async def test_in_a_group_nobody_is_asked_where_they_are(view: View) -> None:
    """One line: open a private chat."""
    async with bot(view) as api:
        person, group = api.user(PERSON), api.group(-100_1)
        group.adds_bot(person)
        await api.wait_for(lambda: not api.unconfirmed())
        group.says(person, "/nearest naloxone")
        group._bring(person.about, {"location": {"latitude": HERE[0], "longitude": HERE[1]}})
        await api.wait_for(lambda: not api.unconfirmed())
        assert group.inbox()
        for one in group.inbox():
            assert "private" in one.text
            assert "https://t.me/" in one.text
            assert one.text.endswith("?start=nearest")
            assert "keyboard" not in (one.reply_markup or {})
        person.says("/start nearest")
        assert "What are you looking for" in (await settled(api, person))[0].text


def test_after_ten_minutes_a_place_is_asked_for_again(view: View) -> None:
    """More of what, and from where? The place is gone, and so is the question."""
    said: list[str] = []
    clock = FakeClock()
    terminal = Terminal(lambda: view, clock, said.append)
    for line in ("nearest naloxone", "tartu"):
        terminal.hear(line)
    number = next(one for one in said[-1].splitlines() if one.endswith("] More")).strip()[1]
    clock.advance(600)
    terminal.hear(number)
    assert "Where should I look" in said[-1]
    clock.advance(600)
    terminal.hear("tartu")
    assert "Searching around" not in said[-1]


def test_a_view_without_the_words_of_places_has_no_search(version: Version) -> None:
    """Nothing is looked up, and a request is an ordinary question."""
    reply = in_terminal(replace(version.view, local=None), ["nearest naloxone"])[0]
    assert "Naloxone (Narcan) is often free" in reply


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=120), code=st.from_regex(r"1:[lqhkxd]:[a-z0-9-]{0,60}", fullmatch=True))
def test_nothing_typed_or_pressed_breaks_the_search(view: View, text: str, code: str) -> None:
    """Asked where somebody is, any text and any code get a reply, and no reply repeats a text."""
    spot = Spot("Canary Place", Point(58.378, 26.729))
    trail = Trail(spot=spot, offer=3, offered=(spot, spot), asked=Search(("naloxone",)), next_offer=4)
    for question in (Question(text or "x", trail=trail), Question(code=code, trail=trail)):
        reply = respond(question, view)
        assert reply.text
        assert all(len(one.code) <= 64 and "canary" not in one.code for one in reply.buttons)


def test_every_button_of_a_search_leads_somewhere(view: View) -> None:
    """No dead ends, and none of them is a code that was not ours."""
    spot = Spot("Tartu", Point(58.378, 26.729))
    trail = Trail(spot=spot, offer=1, offered=(spot, spot))
    waiting, seen = ["1:p:nearest", "1:v:naloxone", "1:v:needle-exchange"], set()
    while waiting:
        code = waiting.pop()
        if code in seen or not code.startswith(("1:p:n", "1:v", "1:l", "1:q", "1:h", "1:k", "1:x", "1:d")):
            continue
        seen.add(code)
        reply = respond(Question(code=code, trail=trail), view)
        assert "older version" not in reply.text
        waiting += [one.code for one in reply.buttons]
    assert len(seen) > 15
