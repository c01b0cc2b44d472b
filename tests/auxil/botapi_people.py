"""The people and groups of a test, who write to the bot and read what it answers.

Misuse fails loudly with AssertionError: pressing a button that is not there, writing while blocked.
Updates carry the fields Telegram sends and no others.
"""

import re
from typing import Any

from tests.auxil import botapi_things as things
from tests.auxil.botapi_html import utf16_length
from tests.auxil.botapi_rules import Json
from tests.auxil.botapi_world import BLOCKED, KICKED, NOT_A_MEMBER, Callback, Chat, Query, Sent, World

PATIENCE_SECONDS = 5.0
SEEN_BY_TELEGRAM = {
    "bot_command": re.compile(r"(?<![^\s])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?"),
    "mention": re.compile(r"(?<![\w/])@[A-Za-z0-9_]{4,32}"),
    "url": re.compile(r"https?://[^\s<>\"]+"),
}


def _entities(text: str) -> list[Json]:
    found = [
        {
            "offset": utf16_length(text[: one.start()]),
            "length": utf16_length(one.group()),
            "type": kind,
        }
        for kind, pattern in SEEN_BY_TELEGRAM.items()
        for one in pattern.finditer(text)
    ]
    return sorted(found, key=lambda one: one["offset"])


def text_content(text: str) -> Json:
    """The text of a person's message with the entities Telegram finds in it."""
    entities = _entities(text)
    return {"text": text, "entities": entities} if entities else {"text": text}


def _button_of(message: Sent, label: str) -> Json:
    found = [button for button in message.buttons if button["text"] == label]
    assert found, f"no button {label!r} under this message, only {list(message.labels)}"
    return found[0]


class _Reader:
    """What a person and a group share: a chat with the bot's messages in it."""

    def __init__(self, world: World, chat: Chat) -> None:
        self._world = world
        self._chat = chat

    @property
    def id(self) -> int:
        """The chat id."""
        return self._chat.id

    def inbox(self) -> list[Sent]:
        """The bot's messages in the chat now, oldest first, each as last edited."""
        return list(self._chat.inbox.values())

    async def next_reply(self, timeout: float = PATIENCE_SECONDS) -> Sent:  # noqa: ASYNC109
        """The next message of the bot not yet read here, new or just edited; TimeoutError if none comes."""
        chat = self._chat
        if not await self._world.signal.wait(lambda: len(chat.heard) > chat.read, timeout, None):
            raise TimeoutError(f"the bot wrote nothing to chat {chat.id} for {timeout} s")
        chat.read += 1
        return chat.heard[chat.read - 1]

    def unread(self) -> int:
        """How many messages and edits of the bot `next_reply` has not given yet."""
        return len(self._chat.heard) - self._chat.read

    def _bring(self, sender: Json, content: Json) -> Json:
        assert not self._chat.refusal, f"nobody writes to the bot here: {self._chat.refusal}"
        self._chat.is_known = True
        message = self._world.new_message(self._chat, sender, content)
        self._world.updates.add("message", message)
        return message

    def _press(self, sender: Json, message: Sent | Json, label: str) -> Json:
        message_id = message.message_id if isinstance(message, Sent) else message["message_id"]
        now = self._chat.inbox.get(message_id)
        assert now is not None, "the message is no longer in the chat"
        button = _button_of(now, label)
        if "keyboard" in (now.reply_markup or {}):
            asks = {key for key in button if key.startswith("request_")}
            assert not asks, f"the button {label!r} sends no text but {asks}"
            return self._bring(sender, text_content(label))
        assert "callback_data" in button, f"the button {label!r} sends nothing to the bot: {button}"
        return self._press_code(sender, message_id, button["callback_data"])

    def _press_code(self, sender: Json, message_id: int, code: str) -> Json:
        world = self._world
        query_id = str(4_000_000_000_000 + len(world.callbacks))
        world.callbacks[query_id] = Callback(sender["id"], world.clock())
        head = {"id": query_id, "from": sender, "message": world.messages[self.id, message_id]}
        query = {**head, "chat_instance": str(-self.id * 7919), "data": code}
        world.updates.add("callback_query", query)
        return query

    def _membership(self, person: Json, old: str, new: str) -> None:
        bot = self._world.me
        until = {"until_date": 0}
        old_member = {"user": bot, "status": old, **(until if old == "kicked" else {})}
        new_member = {"user": bot, "status": new, **(until if new == "kicked" else {})}
        body: Json = {"chat": self._chat.about, "from": person, "date": self._world.now()}
        members = {"old_chat_member": old_member, "new_chat_member": new_member}
        self._world.updates.add("my_chat_member", {**body, **members})


class User(_Reader):
    """A person in a private chat with the bot; unknown to the bot until the first message."""

    def __init__(self, world: World, chat: Chat, sender: Json) -> None:
        super().__init__(world, chat)
        self.about = sender

    def says(self, text: str) -> Json:
        """Writes this text; the Message it became. Longer than 4,096 units is not sent in one piece."""
        assert 0 < utf16_length(text) <= 4096, "an app sends 1 to 4,096 units in one message"
        return self._bring(self.about, text_content(text))

    def presses(self, message: Sent | Json, label: str) -> Json:
        """Taps the button with this label under the message: a callback query, or the label as text."""
        return self._press(self.about, message, label)

    def presses_code(self, message: Sent | Json, code: str) -> Json:
        """A button press with any code, as a modified app or an old message can send it."""
        message_id = message.message_id if isinstance(message, Sent) else message["message_id"]
        return self._press_code(self.about, message_id, code)

    def asks_inline(self, text: str, offset: str = "") -> str:
        """Types this after the bot's name in some other chat, as far as an app sends it (256 units); the query's id."""
        assert utf16_length(text) <= 256, "an app sends at most 256 units of it"
        query_id = str(5_000_000_000_000 + len(self._world.queries))
        self._world.queries[query_id] = Query(self.id, self._world.clock())
        head = {"id": query_id, "from": self.about, "query": text, "offset": offset}
        self._world.updates.add("inline_query", {**head, "chat_type": "private"})
        return query_id

    async def inline_answer(self, query_id: str, timeout: float = PATIENCE_SECONDS) -> Json:  # noqa: ASYNC109
        """What the bot answered to that query; TimeoutError where it does not in time."""
        query = self._world.queries[query_id]
        if not await self._world.signal.wait(lambda: query.answer is not None, timeout, None):
            raise TimeoutError("the bot did not answer an inline query")
        return query.answer or {}

    def callback_answers(self) -> list[Callback]:
        """The presses of this person and how the bot answered each."""
        return [one for one in self._world.callbacks.values() if one.user_id == self.id]

    def shares_location(self, latitude: float, longitude: float) -> Json:
        """Sends a place, in degrees."""
        place = {"latitude": latitude, "longitude": longitude}
        return self._bring(self.about, {"location": place})

    def shares_live(self, latitude: float, longitude: float) -> Json:
        """Shares a location that goes on moving for a quarter of an hour."""
        place = {
            "latitude": latitude,
            "longitude": longitude,
            "horizontal_accuracy": 20.0,
            "live_period": 900,
        }
        return self._bring(self.about, {"location": place})

    def moves(self, message: Json, latitude: float, longitude: float) -> Json:
        """The shared location has moved: an edit of its message."""
        before = self._world.messages[self.id, message["message_id"]]
        place = {**before["location"], "latitude": latitude, "longitude": longitude}
        after = {**before, "edit_date": self._world.now(), "location": place}
        self._world.messages[self.id, message["message_id"]] = after
        self._world.updates.add("edited_message", after)
        return after

    def shares_venue(self, latitude: float, longitude: float, title: str) -> Json:
        """Sends a place from the map, which Telegram gives as a venue and a location at once."""
        place = {"latitude": latitude, "longitude": longitude}
        venue = {"location": place, "title": title, "address": "canary"}
        return self._bring(self.about, {"venue": venue, "location": place})

    def has(self, message: Json) -> bool:
        """Whether a message is still in the chat."""
        return (self.id, message["message_id"]) in self._world.messages

    def sends_voice(self) -> Json:
        """Sends a voice message."""
        return self._bring(self.about, things.voice())

    def sends_photo(self, caption: str | None = None) -> Json:
        """Sends a photo."""
        return self._bring(self.about, things.photo(caption))

    def sends_sticker(self) -> Json:
        """Sends a sticker."""
        return self._bring(self.about, things.sticker())

    def sends_contact(self, phone: str) -> Json:
        """Shares a phone number from the address book."""
        return self._bring(self.about, things.contact(phone))

    def sends_document(self) -> Json:
        """Sends a file."""
        return self._bring(self.about, things.document())

    def poll(self) -> Json:
        """Sends a poll."""
        return self._bring(self.about, things.poll())

    def forwards(self, text: str) -> Json:
        """Forwards somebody else's text, whose account is hidden."""
        return self._bring(self.about, {**things.forwarded(self._world.now()), **text_content(text)})

    def replies(self, message: Sent | Json, text: str) -> Json:
        """Answers one message of the chat with this text."""
        message_id = message.message_id if isinstance(message, Sent) else message["message_id"]
        answered = self._world.messages[self.id, message_id]
        above = {key: value for key, value in answered.items() if key != "reply_to_message"}
        return self._bring(self.about, {**text_content(text), "reply_to_message": above})

    def edits(self, message: Json, text: str) -> Json:
        """Changes the text of a message sent before."""
        before = self._world.messages[self.id, message["message_id"]]
        assert before["from"]["id"] == self.id, "only one's own messages can be edited"
        kept = {key: value for key, value in before.items() if key != "entities"}
        after = {**kept, "edit_date": self._world.now(), **text_content(text)}
        self._world.messages[self.id, message["message_id"]] = after
        self._world.updates.add("edited_message", after)
        return after

    def blocks(self) -> None:
        """Stops the bot: it can no longer write here."""
        self._chat.refusal = BLOCKED
        self._membership(self.about, "member", "kicked")

    def unblocks(self) -> None:
        """Lets the bot write again."""
        self._chat.refusal = ""
        self._membership(self.about, "kicked", "member")


class Group(_Reader):
    """A group; the bot is in it from `adds_bot` on, and as an administrator, so it gets every message."""

    def adds_bot(self, by: User) -> None:
        """Somebody adds the bot: a my_chat_member update and the message that says so."""
        self._chat.refusal = ""
        self._membership(by.about, "left", "member")
        self._bring(by.about, {"new_chat_members": [self._world.me]})

    def removes_bot(self, by: User) -> None:
        """Somebody throws the bot out."""
        self._chat.refusal = KICKED.format(type=self._chat.about["type"])
        self._membership(by.about, "member", "kicked")

    def says(self, user: User, text: str) -> Json:
        """A member writes."""
        return self._bring(user.about, text_content(text))

    def presses(self, user: User, message: Sent | Json, label: str) -> Json:
        """A member taps a button under the bot's message."""
        return self._press(user.about, message, label)


class ChannelReader(_Reader):
    """A channel that the bot may post to; `loses_bot` takes that away."""

    def loses_bot(self) -> None:
        """The bot is no administrator any more."""
        self._chat.refusal = NOT_A_MEMBER.format(type="channel")

    def has_bot(self) -> None:
        """It is one again."""
        self._chat.refusal = ""


def new_channel(world: World, name: str) -> ChannelReader:
    """A channel called `name` ("@alerts"), with the bot as an administrator."""
    about = {
        "id": -1_009_000_000_001 - len(world.channels),
        "title": name,
        "username": name[1:],
        "type": "channel",
    }
    chat = Chat(about, is_known=True)
    world.chats[chat.id] = world.channels[name] = chat
    return ChannelReader(world, chat)


def new_user(world: World, user_id: int, names: dict[str, Any], language_code: str) -> User:
    """A person with the names given; the chat id is the user id, as with Telegram."""
    given = {key: value for key, value in names.items() if value}
    chat = Chat({"id": user_id, **given, "type": "private"})
    world.chats[user_id] = chat
    language = {"language_code": language_code} if language_code else {}
    return User(world, chat, {"id": user_id, "is_bot": False, **given, **language})


def new_group(world: World, group_id: int, title: str) -> Group:
    """A group the bot is not in yet; ids from -100... are supergroups."""
    kind = "supergroup" if str(group_id).startswith("-100") else "group"
    chat = Chat({"id": group_id, "title": title, "type": kind}, NOT_A_MEMBER.format(type=kind))
    world.chats[group_id] = chat
    return Group(world, chat)
