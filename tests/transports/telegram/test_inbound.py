"""What the bot learns of an update: the chat, the sort of message, the words, the age. Nothing else comes through."""

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
import telegram
from hypothesis import given
from hypothesis import strategies as st

from bot.admin.access import Way
from bot.core.search import Spot
from bot.core.site import Point
from bot.transports.base import Incoming, What
from bot.transports.telegram import inbound
from bot.transports.telegram.inbound import Target, UnreadableUpdateError, read, update_id
from tests.auxil import botapi_things as things

NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
SENT = int(NOW.timestamp()) - 30
PERSON = 7_700_000_001
GROUP = -1_001_234_567_890
NAME = "Canary-Mara"
Json = dict[str, Any]


def sender(**more: object) -> Json:
    return {"id": PERSON, "is_bot": False, "first_name": NAME, "username": "canary_mara", **more}


def private() -> Json:
    return {"id": PERSON, "type": "private", "first_name": NAME}


def group() -> Json:
    return {"id": GROUP, "type": "supergroup", "title": "Canary group"}


def message(content: Json, chat: Json | None = None, **more: object) -> Json:
    head = {"message_id": 7, "date": SENT, "chat": chat or private(), "from": sender()}
    return {**head, **content, **more}


def update(content: Json, chat: Json | None = None, kind: str = "message", **more: object) -> Json:
    return {"update_id": 1, kind: message(content, chat, **more)}


def incoming(raw: object) -> Incoming:
    letter = read(raw, NOW)
    assert letter is not None, "nothing to answer"
    return letter[0]


def test_a_private_text_comes_through_with_its_chat_and_age() -> None:
    """The words, where to answer, how old: and that is all there is."""
    letter = read(update({"text": "hello"}), NOW)
    assert letter == (Incoming(PERSON, What.TEXT, "hello", age=30.0, way=Way.TYPED), Target(PERSON, 7))


@pytest.mark.parametrize("text", ["hello", "x" * 5_000, "a\ud800b", "🙂", " ", "/start x"])
def test_the_short_way_reads_what_the_library_reads(text: str) -> None:
    """A plain text, with and without a field that sends it the long way round."""
    short = update({"text": text})
    assert inbound._plain_text(short, NOW)
    assert inbound._plain_text(update({"text": text, "has_protected_content": False}), NOW) is None
    assert read(short, NOW) == read(update({"text": text, "has_protected_content": False}), NOW)


@pytest.mark.parametrize(
    "raw",
    [
        update({"text": ""}),
        update({"text": 5}),
        update({"text": "hi"}, {"id": GROUP, "type": "group", "title": "x"}),
        update({"text": "hi", "sender_chat": {"id": 1, "type": "channel"}}),
        update({"text": "hi", "photo": []}),
        update({"text": "hi"}, {"id": 2**70, "type": "private"}),
        update({"text": "hi"}, {"id": True, "type": "private"}),
        update({"text": "hi"}, **{"from": sender(is_bot=True)}),  # type: ignore[arg-type]
        {**update({"text": "hi"}), "edited_message": {}},
        None,
        {"update_id": 1, "message": []},
    ],
)
def test_all_else_goes_the_long_way(raw: object) -> None:
    """What is odd in any way is left to the library and the checks behind it."""
    assert inbound._plain_text(raw, NOW) is None


KINDS: list[tuple[Json, What, str]] = [
    (things.voice(), What.VOICE, ""),
    ({"audio": {"file_id": "a", "file_unique_id": "b", "duration": 2}}, What.VOICE, ""),
    ({"video_note": {"file_id": "a", "file_unique_id": "b", "duration": 2, "length": 90}}, What.VOICE, ""),
    (things.photo("is this ok"), What.PHOTO, "is this ok"),
    (things.photo(None), What.PHOTO, ""),
    (things.document(), What.OTHER, ""),
    ({"document": {"file_id": "a", "file_unique_id": "b", "mime_type": "image/png"}}, What.PHOTO, ""),
    ({"location": {"latitude": 52.5, "longitude": 13.4}}, What.LOCATION, ""),
    ({"location": {"latitude": 52.5, "longitude": 13.4, "live_period": 900}}, What.LOCATION, ""),
    (things.contact("+490000"), What.CONTACT, ""),
    (things.sticker(), What.OTHER, "🙂"),
    (things.poll(), What.OTHER, ""),
    ({"dice": {"emoji": "🎲", "value": 3}}, What.OTHER, ""),
    ({"rich_message": {"blocks": []}}, What.OTHER, ""),
    ({}, What.OTHER, ""),
]


@pytest.mark.parametrize(("content", "what", "text"), KINDS)
def test_every_sort_of_private_message_is_answered_as_what_it_is(
    content: Json, what: What, text: str
) -> None:
    """Also those that are newer than the library: nothing a person sends meets silence."""
    found = incoming(update(content))
    assert (found.what, found.text) == (what, text)


def test_an_edited_text_is_answered_with_the_age_of_the_edit() -> None:
    """Someone corrects a typing error: that is a new question."""
    found = incoming(update({"text": "now"}, kind="edited_message", edit_date=SENT + 20))
    assert (found.text, found.age) == ("now", 10.0)


def test_a_live_location_that_moves_is_not_answered_each_time() -> None:
    """It comes as an edit every few seconds."""
    place = {"latitude": 52.5, "longitude": 13.4, "live_period": 900}
    assert read(update({"location": place}, kind="edited_message"), NOW) is None


def press(chat: Json, code: str) -> Json:
    query = {"id": "44", "from": sender(), "chat_instance": "1", "data": code}
    return {"update_id": 1, "callback_query": {**query, "message": message({"text": "menu"}, chat)}}


def test_a_press_comes_through_as_its_code() -> None:
    """With the id Telegram wants answered; the text of the old message does not come along."""
    expected = Incoming(PERSON, code="1:p:topics", way=Way.PRESSED), Target(PERSON, 7, "44")
    assert read(press(private(), "1:p:topics"), NOW) == expected


def test_a_press_under_a_message_telegram_has_forgotten_is_answered_too() -> None:
    """Very old messages come without their content and with date 0."""
    raw = press(private(), "1:p:topics")
    raw["callback_query"]["message"] = {"message_id": 3, "date": 0, "chat": private()}
    assert incoming(raw).code == "1:p:topics"


def test_groups_are_marked() -> None:
    """Words and presses in a group are known to be said before others."""
    assert incoming(update({"text": "hi"}, group())).in_group
    assert incoming(press(group(), "1:p:topics")).in_group


def membership(chat: Json, old: str, new: str) -> Json:
    def member(status: str) -> Json:
        return {
            "user": sender(),
            "status": status,
            "until_date": 0,
            "can_be_edited": False,
            "is_anonymous": False,
        }

    if new in ("member", "kicked", "left") and old in ("member", "kicked", "left"):
        body = {"chat": chat, "from": sender(), "date": SENT}
        return {
            "update_id": 1,
            "my_chat_member": {**body, "old_chat_member": member(old), "new_chat_member": member(new)},
        }
    raise AssertionError("not needed here")


def test_being_added_to_a_group_is_answered_with_the_groups_line() -> None:
    """Which the desk says once."""
    assert incoming(membership(group(), "left", "member")) == Incoming(GROUP, in_group=True)


@pytest.mark.parametrize(
    "raw",
    [
        membership(group(), "member", "kicked"),
        membership(private(), "member", "kicked"),
        membership(private(), "kicked", "member"),
        update({"text": "hi"}, {"id": GROUP, "type": "channel", "title": "News"}),
        {"update_id": 1, "channel_post": message({"text": "hi"}, {"id": GROUP, "type": "channel"})},
        update({"text": "hi"}, **{"from": sender(is_bot=True)}),  # type: ignore[arg-type]
        update({"text": "hi"}, group(), is_automatic_forward=True, sender_chat=group()),
        update({"new_chat_members": [sender()]}, group()),
        update({"pinned_message": message({"text": "old"})}),
        {"update_id": 1, "message_reaction_unknown": {"a": 1}},
        {"update_id": 1},
    ],
)
def test_what_nobody_asked_is_not_answered(raw: Json) -> None:
    """Blocking, channels, other bots, service messages and kinds we do not know."""
    assert read(raw, NOW) is None


def test_an_administrator_who_writes_as_the_group_is_a_person() -> None:
    """They appear as a bot; an emergency they write must be seen."""
    anonymous = {"from": sender(is_bot=True), "sender_chat": group()}
    assert incoming(update({"text": "he is turning blue"}, group(), **anonymous)).text  # type: ignore[arg-type]


@pytest.mark.parametrize("name", inbound.SERVICE + inbound.SEEN + inbound.HEARD + inbound.OTHER)
def test_the_lists_name_fields_the_library_knows(name: str) -> None:
    """A misspelled field would never be seen."""
    chat = telegram.Chat(1, "private")
    assert not getattr(telegram.Message(1, NOW, chat), name)


def test_a_text_is_cut_to_what_an_app_can_send() -> None:
    """4,096 characters; what is longer was forged."""
    assert len(incoming(update({"text": "a" * 5_000})).text) == 4_096


def test_half_a_surrogate_pair_does_not_reach_the_desk() -> None:
    """JSON can hold one; no later step could write it."""
    assert incoming(update({"text": "a\ud83d"})).text.encode() == b"a?"


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "text",
        {"update_id": 1, "message": 5},
        {"update_id": 1, "message": {"text": "hi"}},
        update({"text": 5}),
        update({"text": {"a": "b"}}),
        update({"text": "hi"}, {"id": "x", "type": "private"}),
        update({"text": "hi"}, {"id": 2**70, "type": "private"}),
        update({"text": "hi"}, {"id": True, "type": "private"}),
        update({"text": "hi"}, date="yesterday"),
        update({"text": "hi"}, date=10**30),
        press(private(), 7),  # type: ignore[arg-type]
    ],
)
def test_an_unreadable_update_is_told_without_a_word_of_it(raw: object) -> None:
    """The error is empty and brings no other along: those can quote the update."""
    with pytest.raises(UnreadableUpdateError) as caught:
        read(raw, NOW)
    assert (caught.value.args, caught.value.__cause__, caught.value.__context__) == ((), None, None)


MUTANTS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**40), 10**40), st.text(max_size=5),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=3), st.none(), max_size=2),
)  # fmt: skip
SEEDS = [
    update({"text": "hello"}),
    press(private(), "1:p:topics"),
    membership(group(), "left", "member"),
    update(things.photo("a"), group()),
    update(things.sticker()),
]


def places(raw: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inside = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    return [one for key, value in inside for one in ((*path, key), *places(value, (*path, key)))]


@given(st.data(), st.sampled_from(SEEDS), MUTANTS, st.booleans())
def test_no_damage_to_an_update_does_more_than_skip_it(
    data: st.DataObject, seed: Json, mutant: object, is_cut: bool
) -> None:
    """Wrong types, huge numbers, missing fields at any depth: read as something, or skipped."""
    raw: Any = copy.deepcopy(seed)
    *path, last = data.draw(st.sampled_from(places(seed)))
    inner = raw
    for key in path:
        inner = inner[key]
    if is_cut:
        del inner[last]
    else:
        inner[last] = mutant
    try:
        letter = read(raw, NOW)
    except UnreadableUpdateError:
        return
    assert letter is None or isinstance(letter[0].text, str)


def test_deep_nesting_is_skipped() -> None:
    """A message that answers one that answers one... deeper than the library can follow."""
    raw = message({"text": "hi"})
    for _ in range(5_000):
        raw = message({"text": "hi"}, reply_to_message=raw)
    with pytest.raises(UnreadableUpdateError):
        read({"update_id": 1, "message": raw}, NOW)


@pytest.mark.parametrize("raw", [None, 5, {}, {"update_id": "1"}, {"update_id": True}, {"update_id": -1}])
def test_an_update_without_a_number_has_none(raw: object) -> None:
    """It cannot be confirmed, so it is not begun."""
    assert update_id(raw) is None
    assert update_id({"update_id": 5}) == 5


def test_what_is_passed_on_shows_nobody_when_printed() -> None:
    """The control: the same scan finds the canary in the update itself."""
    raw = update({"text": "canary words"})
    letter = read(raw, NOW)
    assert letter is not None
    traces = (NAME, "canary", str(PERSON))
    assert all(one in repr(raw) for one in traces)
    assert not any(one in repr(letter) for one in traces)


def test_a_place_is_rounded_before_anything_else_sees_it() -> None:
    """To three decimals, from a pin, a venue or a live location; what prints it shows none."""
    place = {"latitude": 52.5123456, "longitude": 13.4987654}
    for content in (
        {"location": place},
        {"venue": {"location": place, "title": "t", "address": "a"}, "location": place},
    ):
        letter = read(update(content), NOW)
        assert letter is not None
        incoming = letter[0]
        assert incoming.spot == Spot(point=Point(52.512, 13.499))
        assert "52" not in repr((incoming, incoming.spot))
    live = read(update({"location": {**place, "live_period": 900}}), NOW)
    assert live is not None
    assert live[0].is_live


def test_a_place_in_a_group_is_not_read() -> None:
    """That one was sent, and not which."""
    letter = read(update({"location": {"latitude": 52.5, "longitude": 13.4}}, group()), NOW)
    assert letter is not None
    assert letter[0].in_group
    assert letter[0].spot is None


@pytest.mark.parametrize(("latitude", "longitude"), [(91.0, 0.0), (0.0, 0.0), (10.0, 999.0)])
def test_a_place_that_is_nowhere_is_none(latitude: float, longitude: float) -> None:
    """Forged numbers get the sentence for places, not an error."""
    letter = read(update({"location": {"latitude": latitude, "longitude": longitude}}), NOW)
    assert letter is not None
    assert letter[0].spot is None


@pytest.mark.parametrize("number", [float("nan"), float("inf"), "52", None, True])
def test_a_place_without_numbers_cannot_be_read(number: object) -> None:
    """Nothing of it is in the error."""
    with pytest.raises(UnreadableUpdateError) as caught:
        read(update({"location": {"latitude": number, "longitude": 1.0}}), NOW)
    assert not caught.value.args
