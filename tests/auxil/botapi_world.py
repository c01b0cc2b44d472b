"""What Telegram knows: the bot, the chats, the messages in them. Everything lives in memory and dies with the fake.

A chat is unknown to the bot until its person has written, as with Telegram: a bot cannot write first.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.auxil.botapi_rules import Refused, bad_request
from tests.auxil.botapi_updates import Signal, UpdateQueue

Json = dict[str, Any]

BLOCKED = "Forbidden: bot was blocked by the user"
NOT_A_MEMBER = "Forbidden: bot is not a member of the {type} chat"
KICKED = "Forbidden: bot was kicked from the {type} chat"
CALLBACK_SECONDS = 60  # Telegram's own figure is not published; answers within a minute pass.


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of the bot as its reader has it.

    `text` is after entity parsing, `html` is as the bot sent it. `raw` is the Message of the Bot API.
    `at` is the monotonic clock in seconds when it was sent or last edited.
    """

    chat_id: int
    message_id: int
    text: str
    html: str
    entities: tuple[Json, ...]
    reply_markup: Json | None
    method: str
    raw: Json
    is_edited: bool = False
    is_silent: bool = False
    at: float = field(default_factory=time.monotonic)

    @property
    def buttons(self) -> tuple[Json, ...]:
        """The buttons under it, row by row."""
        markup = self.reply_markup or {}
        rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
        return tuple({"text": one} if isinstance(one, str) else one for row in rows for one in row)

    @property
    def labels(self) -> tuple[str, ...]:
        """What the buttons say."""
        return tuple(button["text"] for button in self.buttons)


@dataclass(slots=True)
class Chat:
    """One chat: what the Bot API says of it, why the bot may not write there, and what it wrote.

    `inbox` is what is there now; `heard` is each message as it came and as it was edited, up to `read` read.
    """

    about: Json
    refusal: str = ""
    is_known: bool = False
    inbox: dict[int, Sent] = field(default_factory=dict)
    heard: list[Sent] = field(default_factory=list)
    read: int = 0

    @property
    def id(self) -> int:
        """The chat id; of a person it is the user id."""
        return int(self.about["id"])


@dataclass(slots=True)
class Callback:
    """One press of a button: who waits for the answer, since when, and the answer."""

    user_id: int
    at: float
    is_answered: bool = False
    answer: str = ""
    is_alert: bool = False


@dataclass(slots=True)
class Query:
    """One inline query: who typed it, when, and the answer, None until there is one."""

    user_id: int
    at: float
    answer: Json | None = None


class World:
    """All of it; `clock` gives Unix seconds."""

    def __init__(self, me: Json, clock: Callable[[], float]) -> None:
        self.me = me
        self.clock = clock
        self.signal = Signal()
        self.updates = UpdateQueue(self.signal, clock)
        self.chats: dict[int, Chat] = {}
        self.channels: dict[str, Chat] = {}
        self.messages: dict[tuple[int, int], Json] = {}
        self.callbacks: dict[str, Callback] = {}
        self.queries: dict[str, Query] = {}
        self.settings: dict[tuple[str, ...], Any] = {}
        self._next_message_id = 1

    def now(self) -> int:
        """The date the Bot API gives: whole Unix seconds."""
        return int(self.clock())

    def new_message(self, chat: Chat, sender: Json, content: Json) -> Json:
        """A message that is now in the chat, with the fields every message has."""
        head = {"message_id": self._next_message_id, "from": sender, "chat": chat.about}
        message: Json = {**head, "date": self.now(), **content}
        self._next_message_id += 1
        self.messages[chat.id, message["message_id"]] = message
        return message

    def chat_of(self, params: Json) -> Chat:
        """The chat a call is for; refused where it is unknown, or will not have the bot."""
        chat_id = params.get("chat_id")
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else self.channels.get(str(chat_id))
        if chat is None or not chat.is_known:
            raise bad_request("chat not found")
        if chat.refusal:
            raise Refused(403, chat.refusal)
        return chat

    def post(self, chat: Chat, sent: Sent) -> None:
        """Puts a message of the bot, new or edited, before its reader."""
        self.messages[chat.id, sent.message_id] = sent.raw
        chat.inbox[sent.message_id] = sent
        chat.heard.append(sent)
        self.signal.notify()

    def delete(self, chat: Chat, message_id: int) -> None:
        """Takes a message out of the chat for everybody."""
        self.messages.pop((chat.id, message_id), None)
        chat.inbox.pop(message_id, None)
        self.signal.notify()
