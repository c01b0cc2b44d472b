"""An admin edits the knowledge in the chat, and nobody else can: through the fake Bot API, words and buttons only."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest

from bot import app
from bot.admin.access import Admins, Command
from bot.admin.changes import Book, history
from bot.admin.chat import Chat, Tools
from bot.admin.pending import waiting
from bot.admin.submitting import submit
from bot.admin.work import Task
from bot.app_admin import book_of
from bot.clock import RealClock
from bot.config_telegram import Launched
from bot.content import writer
from bot.content.admin_texts import read_admin_texts
from bot.content.drafting import drafted_entry
from bot.content.edits import with_entry
from bot.core.model import Reply
from bot.transports.base import Desk
from tests.auxil.admin import (
    ADMINS,
    DOCTOR,
    NURSE,
    REMOVED,
    STRANGER,
    Place,
    settings_for,
    small_knowledge,
    today,
)
from tests.auxil.botapi import FakeBotApi, Sent, User
from tests.auxil.clock import FakeClock
from tests.conftest import KNOWLEDGE
from tests.transports.telegram.conftest import serving

TOPIC, TITLE = "naloxone-expired", "My naloxone is out of date. Can I still use it?"
PATIENCE = 60.0
CALM = "**Getting a new one.** Ask at a pharmacy."


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Read once; each test edits a copy of its own."""
    root = tmp_path_factory.mktemp("template")
    settings = settings_for(small_knowledge(root / "knowledge"), root / "cache")
    version = app.build_version(settings, "GB", RealClock())

    return Place(settings, FakeClock(today()), version)


@pytest.fixture
def place(template: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """The same folder for every test, put back after it: so it is read once. What is right in a file is looked at in
    the tests of the writer, and in the slow one here."""
    monkeypatch.setattr(writer, "_refuse_new_mistakes", lambda *parts: None)
    root = template.settings.knowledge
    held = {path: (path.read_bytes(), path.stat()) for path in root.rglob("*.yaml")}
    yield Place(template.settings, FakeClock(today()), template.version)
    shutil.rmtree(root / ".history", ignore_errors=True)
    for path, (data, about) in held.items():
        if path.read_bytes() != data:
            path.write_bytes(data)
        os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))


@pytest.fixture
async def api() -> AsyncIterator[FakeBotApi]:
    async with FakeBotApi() as fake:
        yield fake


def said(place: Place, category: str = "naloxone") -> str:
    return (place.settings.knowledge / f"en/topics/{category}.yaml").read_text("utf-8")


async def after(person: User, sent: Sent, label: str) -> Sent:
    """Tap a button and return the first message after that."""
    person.presses(sent, label)
    return await person.next_reply(PATIENCE)


async def opened(person: User, listed: Sent, place: Place) -> Sent:
    """Open the one proposal that waits: the message with the buttons under it."""
    first = await after(person, listed, one(place))
    return await person.next_reply(PATIENCE) if "Looking" in first.text else first


async def prompt_for(person: User, category: str = "Naloxone", line: str = "Edit an answer") -> Sent:
    """From /admin to the message that wants the new text."""
    person.says("/admin")
    menu = await person.next_reply(PATIENCE)
    picking = await after(person, menu, line)
    listed = await after(person, picking, next(one for one in picking.labels if category in one))
    return await after(person, listed, TITLE)


async def shown(person: User, prompt: Sent, text: str) -> Sent:
    """Send the text and return the difference."""
    person.replies(prompt, text)
    first = await person.next_reply(PATIENCE)
    return await person.next_reply(PATIENCE) if "Looking" in first.text else first


@pytest.mark.slow
async def test_an_admin_adds_nothing_dangerous_and_is_done(place: Place, api: FakeBotApi) -> None:
    """Difference, what people would find, confirm, undo: and the file is as it was, letter by letter."""
    before, nurse = said(place), api.user(NURSE)
    async with place.served(api):
        prompt = await prompt_for(nurse, line="Add a way of asking")
        difference = await shown(nurse, prompt, "is my zzyzx kit too old")
        assert "way of asking added\n  + is my zzyzx kit too old" in difference.text
        assert "Breaks: nothing" in difference.text
        assert "second person" not in difference.text
        assert said(place) == before
        done = await after(nurse, difference, "Confirm")
        assert "Done: add question" in done.text
        assert "    - is my zzyzx kit too old\n" in said(place)
        again = nurse.presses(difference, "Confirm")
        assert again
        assert "no longer waiting here" in (await nurse.next_reply(PATIENCE)).text
        assert len(history(place.settings.knowledge)) == 1
        undoing = await after(nurse, await menu_of(nurse), "Undo the last change")
        assert "way of asking taken out" in undoing.text
        await after(nurse, undoing, "Confirm")
        assert said(place) == before


async def menu_of(person: User) -> Sent:
    person.says("/admin")
    return await person.next_reply(PATIENCE)


async def test_grave_text_waits_for_a_second_admin(place: Place, api: FakeBotApi) -> None:
    """An admin proposes, the second sees the same difference and confirms; then people get the new answer."""
    before, nurse, doctor = said(place), api.user(NURSE), api.user(DOCTOR)
    async with place.served(api):
        difference = await shown(nurse, await prompt_for(nurse), CALM)
        assert "It needs a second person" in difference.text
        waits = await after(nurse, difference, "Confirm")
        assert "waits for another admin" in waits.text
        assert said(place) == before
        mine = await opened(
            nurse, await after(nurse, await menu_of(nurse), "Waiting for a second person"), place
        )
        assert "Confirm" not in mine.labels
        listed = await after(doctor, await menu_of(doctor), "Waiting for a second person")
        theirs = await opened(doctor, listed, place)
        assert "Ask at a pharmacy" in theirs.text
        confirmed = await after(doctor, theirs, "Confirm")
        assert "Confirmed and in place" in confirmed.text
        assert "Ask at a pharmacy" in said(place)
        place.reload()
        stranger = api.user(STRANGER)
        stranger.says(TITLE)
        assert "Ask at a pharmacy" in (await stranger.next_reply(PATIENCE)).text


def one(place: Place) -> str:
    """The label of the one proposal that waits."""
    [found] = waiting(book_of(place.settings, "nurse", place.clock))
    deed = found.deed
    label = f"{found.number}. {deed.role}, {deed.when:%Y-%m-%d %H:%M} UTC: {found.action} ({deed.topic})"
    return label if len(label) <= 60 else f"{label[:60].rstrip()} …"


async def test_nobody_else_changes_or_sees_anything(place: Place, api: FakeBotApi) -> None:
    """A stranger, a removed admin, a forwarded message, an edited one, a group and its anonymous admin."""
    before, nurse = said(place), api.user(NURSE)
    async with place.served(api):
        prompt = await prompt_for(nurse)
        difference = await shown(nurse, prompt, CALM)
        confirm = next(one["callback_data"] for one in difference.buttons if one["text"] == "Confirm")
        for number in (STRANGER, REMOVED):
            person = api.user(number)
            person.says("/admin")
            first = await person.next_reply(PATIENCE)
            assert "Looking after the answers" not in first.text
            person.presses_code(first, confirm)
            assert "older version of me" in (await person.next_reply(PATIENCE)).text
            person.presses_code(first, "1:a:menu")
            assert "older version of me" in (await person.next_reply(PATIENCE)).text
            person.replies(first, "zz new text")
            await person.next_reply(PATIENCE)
        nurse.forwards("/admin")
        assert "Looking after" not in (await nurse.next_reply(PATIENCE)).text
        nurse.edits(nurse.says("hello"), "/admin")
        for _ in range(2):
            assert "Looking after" not in (await nurse.next_reply(PATIENCE)).text
        group = api.group(-100_500)
        group.adds_bot(nurse)
        await group.next_reply(PATIENCE)
        group.says(nurse, "/admin")
        await asyncio.sleep(0.2)
        assert not [sent for sent in group.inbox() if "Looking after" in sent.text]
        assert said(place) == before
        assert history(place.settings.knowledge) == ()


async def test_another_admin_cannot_confirm_what_was_shown_to_one(place: Place, api: FakeBotApi) -> None:
    """The button belongs to the role it was shown to."""
    nurse, doctor = api.user(NURSE), api.user(DOCTOR)
    async with place.served(api):
        difference = await shown(nurse, await prompt_for(nurse), CALM)
        confirm = next(one["callback_data"] for one in difference.buttons if one["text"] == "Confirm")
        doctor.presses_code(await menu_of(doctor), confirm)
        assert "no longer waiting here" in (await doctor.next_reply(PATIENCE)).text
        assert history(place.settings.knowledge) == ()


async def test_danger_comes_first_and_the_text_is_not_lost(place: Place, api: FakeBotApi) -> None:
    """An answer to a prompt that reads like an emergency gets the emergency reply, and a button for the other case."""
    nurse, danger = api.user(NURSE), "my friend is not breathing and turning blue"
    async with place.served(api):
        prompt = await prompt_for(nurse)
        nurse.replies(prompt, danger)
        reply = await nurse.next_reply(PATIENCE)
        assert "Call 999" in reply.text
        assert "It was text for an entry" in reply.labels
        folder = place.settings.knowledge / ".history"
        assert not [
            path for path in folder.rglob("*") if path.is_file() and danger.encode() in path.read_bytes()
        ]
        looking = await after(nurse, reply, "It was text for an entry")
        difference = await nurse.next_reply(PATIENCE) if "Looking" in looking.text else looking
        assert f"+ {danger}" in difference.text
        nurse.says("/admin he is not breathing")
        assert "Call 999" in (await nurse.next_reply(PATIENCE)).text


async def test_an_answer_is_taken_down_at_once_and_put_back(place: Place, api: FakeBotApi) -> None:
    """No second person either way; the urgent lines are never touched."""
    before, nurse = said(place), api.user(NURSE)
    async with place.served(api):
        looking = await prompt_for(nurse, line="Take an answer down")
        difference = await nurse.next_reply(PATIENCE) if "Looking" in looking.text else looking
        assert "second person" not in difference.text
        done = await after(nurse, difference, "Confirm")
        assert "Done: take down" in done.text
        assert "is being looked at by our team" in said(place)
        undoing = await after(nurse, await menu_of(nurse), "Undo the last change")
        assert "second person" not in undoing.text
        await after(nurse, undoing, "Confirm")
        assert said(place) == before


async def test_a_site_is_closed_until_a_day(place: Place, api: FakeBotApi) -> None:
    """Found by a word, closed with a reason; a day that is over is refused in words."""
    nurse, file = api.user(NURSE), place.settings.knowledge / "sites/leeds.yaml"
    async with place.served(api):
        asking = await after(nurse, await menu_of(nurse), "A site is closed or changed")
        listed = await shown(nurse, asking, "corner")
        site = await after(nurse, listed, "Corner House, Leeds")
        prompt = await after(nurse, site, "Closed until a day")
        assert "written like 2026-12-24" in (await shown(nurse, prompt, "2020-01-01")).text
        difference = await shown(nurse, prompt, "2026-12-24 closed for repairs")
        done = await after(nurse, difference, "Confirm")
        assert "Done: close site" in done.text
        added = (
            'id: corner-house, status: temporarily_closed, until: 2026-12-24, reason: "closed for repairs"'
        )
        assert added in file.read_text("utf-8")
        assert "# the corner" in file.read_text("utf-8")


async def test_trying_due_and_counts(place: Place, api: FakeBotApi) -> None:
    """What needs no change: why a question gets its answer, what is due, the totals."""
    nurse = api.user(NURSE)
    async with place.served(api):
        menu = await menu_of(nurse)
        tried = await shown(
            nurse, await after(nurse, menu, "Try a question and see why"), "can i keep narcan in a hot car"
        )
        assert "hot" in tried.text.lower()
        assert "1. " in tried.text
        assert TOPIC in (await after(nurse, menu, "Due for review")).text
        assert "No totals are kept here" in (await after(nurse, menu, "Anonymous counts")).text
        assert "Nothing waits" in (await after(nurse, menu, "Waiting for a second person")).text


async def test_the_editor_is_opened_from_the_menu_where_it_has_an_address(
    place: Place, api: FakeBotApi
) -> None:
    """A button that Telegram opens inside the chat, for admins alone; without the setting there is none."""
    nurse, stranger = api.user(NURSE), api.user(STRANGER)
    async with place.served(api):
        assert "Open the editor" not in (await menu_of(nurse)).labels
    place.settings = replace(place.settings, editor=Launched("https://edit.example.org", "127.0.0.1", 0))
    async with place.served(api):
        [opens] = [one for one in (await menu_of(nurse)).buttons if one["text"] == "Open the editor"]
        assert opens["web_app"] == {"url": "https://edit.example.org/launch"}
        assert "Open the editor" not in (await menu_of(stranger)).labels


async def test_the_second_person_reads_a_new_entry_in_full(place: Place, api: FakeBotApi) -> None:
    """Every way of asking and every line, in several messages, with what people would find; Confirm is under the last.
    What is longer than anybody reads on a phone cannot be confirmed there."""
    nurse, doctor = book_of(place.settings, "nurse", place.clock), api.user(DOCTOR)
    propose_new(nurse, 2, [f"Line {number} of the answer, with words." for number in range(80)])
    async with place.served(api):
        listed = await after(doctor, await menu_of(doctor), "Waiting for a second person")
        doctor.presses(listed, one(place))
        read = [await doctor.next_reply(PATIENCE)]
        while "Confirm" not in read[-1].labels:
            read.append(await doctor.next_reply(PATIENCE))
        whole = "\n".join(sent.text for sent in read)
        for number in range(80):
            assert whole.count(f"Line {number} of the answer") == len(("zzyzx-0", "zzyzx-1"))
        for part in ("way of asking: zzyzx 0 for a mate", "https://agency.example/a", "What people find"):
            assert part in whole
        await after(doctor, read[-1], "Confirm")
        assert "zzyzx-1:\n" in said(place)


async def test_what_cannot_be_read_on_a_phone_is_not_confirmed_there(place: Place, api: FakeBotApi) -> None:
    """Nobody puts in place what they were not shown; they are told where to read it."""
    nurse, doctor = book_of(place.settings, "nurse", place.clock), api.user(DOCTOR)
    propose_new(nurse, 12, ["words " * 10] * 50)
    async with place.served(api):
        listed = await after(doctor, await menu_of(doctor), "Waiting for a second person")
        doctor.presses(listed, one(place))
        last = await doctor.next_reply(PATIENCE)
        while "Refuse it" not in last.labels:
            last = await doctor.next_reply(PATIENCE)
        assert "saferbot waiting shows all of it" in last.text
        assert "Confirm" not in last.labels


def propose_new(book: Book, count: int, lines: list[str]) -> None:
    """Propose entries that stand in one file, as a spreadsheet does."""
    page, source = book.page("naloxone"), {"publisher": "Agency", "title": "Page", "year": "2026"}
    text = page.text
    for number in range(count):
        asked = [f"lend zzyzx {number}", f"zzyzx {number} for a mate"]
        sources = [{**source, "url": "https://agency.example/a"}]
        fields = drafted_entry("Can I lend my zzyzx?", asked, "\n".join(lines), sources, today().date())
        text = with_entry(text, "naloxone.yaml", f"zzyzx-{number}", fields)
    submit(book, page, text, "import", f"{count} entries")


@pytest.mark.slow
async def test_a_new_entry(place: Place, api: FakeBotApi) -> None:
    """Title, ways of asking, answer and source in one message; what lacks is named."""
    nurse = api.user(NURSE)
    async with place.served(api):
        picking = await after(nurse, await menu_of(nurse), "New entry")
        prompt = await after(nurse, picking, next(one for one in picking.labels if "Naloxone" in one))
        assert "no ask" in (await shown(nurse, prompt, "Title: Can I lend my zzyzx?\nAnswer: Yes.")).text
        text = (
            "Title: Can I lend my zzyzx?\nAsk: lend zzyzx\nAsk: zzyzx for a mate\nAnswer: Ask first.\n\nNote: kits.\n"
            "Source: Agency; Page; https://agency.example/a; 2026"
        )
        difference = await shown(nurse, prompt, text)
        assert "a new entry" in difference.text
        await after(nurse, difference, "Confirm")
        [proposal] = waiting(book_of(place.settings, "nurse", place.clock))  # it has a link
        assert proposal.deed.topic == "can-i-lend-my-zzyzx"


async def test_a_restart_between_proposal_and_confirmation(place: Place, api: FakeBotApi) -> None:
    """What waits is on the disk; the bot may be stopped and started in between, and the button still works, once."""
    nurse, doctor = api.user(NURSE), api.user(DOCTOR)
    async with place.served(api):
        difference = await shown(nurse, await prompt_for(nurse), CALM)
    async with place.served(api):
        assert "waits for another admin" in (await after(nurse, difference, "Confirm")).text
    async with place.served(api):
        listed = await after(doctor, await menu_of(doctor), "Waiting for a second person")
        theirs = await opened(doctor, listed, place)
        doctor.presses(theirs, "Confirm")
        doctor.presses(theirs, "Confirm")
        await doctor.next_reply(PATIENCE)
        await asyncio.sleep(0.5)
    assert [entry.deed.action for entry in history(place.settings.knowledge)] == [
        "propose edit answer",
        "confirm 1",
    ]


async def test_one_admin_waits_a_day_and_is_told_so(place: Place, api: FakeBotApi) -> None:
    """The day and hour is named; then the serving bot puts it in place."""
    place.settings = replace(place.settings, admins=ADMINS[:1])
    nurse = api.user(NURSE)
    async with place.served(api) as office:
        difference = await shown(nurse, await prompt_for(nurse), CALM)
        waits = await after(nurse, difference, "Confirm")
        assert "2026-11-27 12:01 UTC" in waits.text
        office.put_due_in_place()
        assert "Ask at a pharmacy" not in said(place)
        place.clock.advance(24 * 3600 + 60)
        office.put_due_in_place()
        assert "Ask at a pharmacy" in said(place)
        assert not list((place.settings.knowledge / ".history/drafts").glob("*"))


def as_stranger(api: FakeBotApi, command: Command) -> None:
    api.user(STRANGER).says(f"/admin {command.value}")
    _pushed(api, STRANGER, command)


def as_removed(api: FakeBotApi, command: Command) -> None:
    api.user(REMOVED).says("/admin")
    _pushed(api, REMOVED, command)


def forwarded(api: FakeBotApi, command: Command) -> None:
    api.user(NURSE).forwards("/admin")
    _pushed(api, NURSE, command, forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "B"})


def edited(api: FakeBotApi, command: Command) -> None:
    _pushed(api, NURSE, command, kind="edited_message", edit_date=2_000_000_000)


def inline(api: FakeBotApi, command: Command) -> None:
    _pushed(api, NURSE, command, via_bot=api.world.me)
    query = {"id": "4", "from": api.user(NURSE).about, "inline_message_id": "x", "chat_instance": "1"}
    api.push_raw({"callback_query": {**query, "data": f"1:a:{command.value}"}})


def in_group(api: FakeBotApi, command: Command) -> None:
    _pushed(api, NURSE, command, chat=GROUP)
    press = {"id": "5", "from": api.user(NURSE).about, "chat_instance": "1", "data": f"1:a:{command.value}"}
    under = {"message_id": 3, "date": 1, "chat": GROUP, "from": api.world.me, "text": "x"}
    api.push_raw({"callback_query": {**press, "message": under}})


def as_anonymous(api: FakeBotApi, command: Command) -> None:
    bot: dict[str, Any] = {
        "id": 1_087_968_824,
        "is_bot": True,
        "first_name": "Group",
        "username": "GroupAnonymousBot",
    }
    _pushed(api, NURSE, command, chat=GROUP, sender_chat=GROUP, sender=bot)


def in_channel(api: FakeBotApi, command: Command) -> None:
    channel = {"id": -100_900, "title": "C", "type": "channel"}
    _pushed(api, NURSE, command, kind="channel_post", chat=channel, sender_chat=channel)


GROUP = {"id": -100_500, "title": "G", "type": "supergroup"}
SITUATIONS = (as_stranger, as_removed, forwarded, edited, inline, in_group, as_anonymous, in_channel)


def _pushed(
    api: FakeBotApi, number: int, command: Command, kind: str = "message", sender: Any = None, **more: Any
) -> None:
    """The menu asked for, and an answer to a prompt of this command."""
    person, prompt = api.user(number), f"[{command.value}:{TOPIC}]"
    chat = {**person.about, "type": "private"}
    above = {"message_id": 3, "date": 1, "chat": chat, "from": api.world.me, "text": prompt}
    head = {"message_id": 7, "date": 1, "chat": chat, "from": sender or person.about}
    for part in ({"text": "/admin"}, {"text": "zzyzx", "reply_to_message": above}):
        api.push_raw({kind: {**head, **part, **more}})


@pytest.mark.parametrize("situation", SITUATIONS)
async def test_every_command_is_refused_to_whoever_it_is_not_for(
    template: Place, api: FakeBotApi, situation: Callable[[FakeBotApi, Command], None]
) -> None:
    """SEC-12 over the wire: no work is begun and nothing of the menu is shown, whatever is asked for."""
    begun: list[Task] = []

    def start(task: Task) -> Future[Reply]:
        begun.append(task)
        return Future()

    texts = read_admin_texts(KNOWLEDGE, "en")
    admins = Admins({NURSE: "nurse", DOCTOR: "doctor"})
    chat = Chat(admins, Tools(lambda: texts, lambda text: "zz-why", lambda: "zz-due", start))
    desk = Desk(lambda: template.version.view, RealClock(), lambda size: bytes(range(size)), chat=chat)
    async with serving(api, desk, is_urgent=desk.is_urgent):  # type: ignore[arg-type]
        for command in Command:
            situation(api, command)
        await api.wait_for(lambda: not api.unconfirmed(), PATIENCE)
    told = "".join(str(params.get("text", "")) for params in api.called("sendMessage"))
    assert begun == []
    assert "Looking after the answers" not in told
    assert "Answer this message" not in told
    assert "zz-" not in told


async def test_the_same_commands_are_taken_from_an_admin(template: Place, api: FakeBotApi) -> None:
    """What is refused above is refused for a reason: in their own words it is done."""
    begun: list[Task] = []

    def start(task: Task) -> Future[Reply]:
        begun.append(task)
        return Future()

    texts = read_admin_texts(KNOWLEDGE, "en")
    chat = Chat(Admins({NURSE: "nurse"}), Tools(lambda: texts, str, str, start))
    desk = Desk(lambda: template.version.view, RealClock(), lambda size: bytes(range(size)), chat=chat)
    async with serving(api, desk, is_urgent=desk.is_urgent):  # type: ignore[arg-type]
        _pushed(api, NURSE, Command.EDIT)
        await api.wait_for(lambda: begun, PATIENCE)
    assert begun[0].wish.target == TOPIC
