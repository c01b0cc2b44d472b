"""From a raw update to what the bot may know of it: which chat, which sort of message, the words, how old.

Everything else - names, usernames, ids, places, phone numbers, quotes of others - ends here. NEVER log or raise
anything of an update: an update we cannot read is counted, not described.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from telegram import CallbackQuery, Chat, ChatMemberUpdated, InlineQuery, Message, Update

from bot.admin.access import Way
from bot.core.place import is_on_earth, rounded
from bot.core.search import Spot
from bot.core.site import Point
from bot.transports.base import Incoming, What
from bot.transports.telegram.ways import own_text, text_above, way_of, with_bold

# Always said: Telegram remembers what the last program asked for. Which answer somebody chose inline is not asked.
KINDS = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")
_PLAIN_UPDATE = {"update_id", "message"}
_PLAIN_LEAST = {"message_id", "from", "chat", "date", "text"}
_PLAIN_MOST = _PLAIN_LEAST | {"entities"}
LONGEST_TEXT = 4096  # what an app sends in one message; more can only be forged
LARGEST_ID = 2**63 - 1
LATEST = 2**34  # seconds: the year 2514
PRIVATE = "private"
GROUPS = frozenset({"group", "supergroup"})
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})
SEEN = ("photo", "video", "animation", "live_photo", "paid_media")
HEARD = ("voice", "audio", "video_note")
OTHER = ("document", "sticker", "poll", "dice", "game", "story", "checklist", "giveaway")
# What Telegram itself says in a chat. Nobody said it, so nobody is answered.
SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "channel_chat_created",
    "message_auto_delete_timer_changed",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "successful_payment",
    "refunded_payment",
    "users_shared",
    "chat_shared",
    "connected_website",
    "write_access_allowed",
    "proximity_alert_triggered",
    "boost_added",
    "chat_background_set",
    "checklist_tasks_done",
    "checklist_tasks_added",
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "general_forum_topic_hidden",
    "general_forum_topic_unhidden",
    "giveaway_created",
    "giveaway_completed",
    "paid_message_price_changed",
    "direct_message_price_changed",
    "gift",
    "unique_gift",
    "gift_upgrade_sent",
    "chat_owner_changed",
    "chat_owner_left",
    "poll_option_added",
    "poll_option_deleted",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
)


class UnreadableUpdateError(Exception):
    """An update that could not be read. Carries nothing of it, by design."""


@dataclass(frozen=True, slots=True, repr=False)
class Target:
    """Where the answer goes: the chat, the message it belongs to, the press that waits, if there is one, and the number
    of the message that one was an answer to (the pressed one or the written one), as this very update tells it. Or
    the inline query that waits."""

    chat: int
    message: int = 0
    press: str = ""
    answered: int = 0
    query: str = ""


Letter = tuple[Incoming, Target]
T = TypeVar("T")


def update_id(raw: object) -> int | None:
    """The number of a raw update, or None where it has none to confirm it by."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if type(number) is int and 0 <= number <= LARGEST_ID else None


def read(raw: object, now: datetime) -> Letter | None:
    """Return what came in and where to answer, or None where there is nothing to answer.

    Raises UnreadableUpdateError, empty, for everything that cannot be read.
    """
    try:
        return _read(raw, now)
    except Exception:  # noqa: S110 - the library's error may quote the update
        pass
    raise UnreadableUpdateError


def _plain_text(raw: object, now: datetime) -> Letter | None:
    """Read a text that one person wrote to the bot, and nothing else; None for all that needs the library.

    Nearly every update is one. The library takes sixty times as long, which in a flood decides when somebody in danger
    is seen.
    """
    if not isinstance(raw, dict) or raw.keys() != _PLAIN_UPDATE:
        return None
    message = raw["message"]
    if not isinstance(message, dict) or not _PLAIN_LEAST <= message.keys() <= _PLAIN_MOST:
        return None
    chat, sender = message["chat"], message["from"]
    if not isinstance(chat, dict) or not isinstance(sender, dict):
        return None
    number, here, date, text = message["message_id"], chat.get("id", ""), message["date"], message["text"]
    if (
        any(type(one) is not int or abs(one) > LARGEST_ID for one in (number, here, date))
        or type(text) is not str
    ):
        return None
    if chat.get("type") != PRIVATE or sender.get("is_bot") is not False or not text or date > LATEST:
        return None
    age = max(0.0, now.timestamp() - date)
    way = Way.TYPED if sender.get("id") == here else Way.ELSEWHERE
    return Incoming(here, What.TEXT, _words(text), age=age, way=way), Target(here, number)


def _read(raw: object, now: datetime) -> Letter | None:
    if plain := _plain_text(raw, now):
        return plain
    update = Update.de_json(_is(dict, raw))
    if update.message:
        return _message(update.message, now, is_edited=False)
    if update.edited_message:
        return _message(update.edited_message, now, is_edited=True)
    if update.callback_query:
        return _press(update.callback_query)
    if update.inline_query:
        return _query(update.inline_query)
    return _membership(update.my_chat_member) if update.my_chat_member else None


def _message(message: Message, now: datetime, *, is_edited: bool) -> Letter | None:
    in_group = _in_group(message.chat)
    if in_group is None or _is_from_a_bot(message) or _has(message, SERVICE):
        return None
    text, what = _text(message), _what(message)
    # A live location comes as an edit every few seconds; only words are answered again.
    is_shown = _has(message, SEEN + HEARD + OTHER) or what is What.LOCATION
    if (is_edited and not text) or (in_group and not text and not is_shown):
        return None
    written = (message.edit_date if is_edited else None) or message.date
    age = max(0.0, (now - written).total_seconds())
    chat = _id(message.chat.id)
    spot = None if in_group or text else _spot(message)
    is_live = bool(message.location and message.location.live_period)
    way = way_of(message, is_edited=is_edited)
    prompt = own_text(message.reply_to_message) if way is Way.REPLIED else ""
    incoming = Incoming(
        chat,
        what,
        text,
        in_group=in_group,
        age=age,
        spot=spot,
        is_live=is_live,
        way=way,
        prompt=prompt,
        marked=with_bold(message) if prompt else "",
    )
    return incoming, Target(chat, _id(message.message_id), answered=_above(message))


def _above(message: Message) -> int:
    """The number of the message that this one is an answer to, 0 where it is none or stands in another chat."""
    above = message.reply_to_message
    return _id(above.message_id) if above and above.chat.id == message.chat.id else 0


def _spot(message: Message) -> Spot | None:
    """A place that was sent, rounded to some 100 m before anything else sees it; None where there is none on earth."""
    place = message.venue.location if message.venue else message.location
    if place is None:
        return None
    point = rounded(Point(_number(place.latitude), _number(place.longitude)))
    return Spot(point=point) if is_on_earth(point) else None


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise UnreadableUpdateError
    return float(value)


def _press(query: CallbackQuery) -> Letter | None:
    message = query.message
    in_group = _in_group(message.chat) if message else None
    if message is None or in_group is None:
        return None  # under a message sent elsewhere through inline mode, which we do not use
    chat = _id(message.chat.id)
    above = message.reply_to_message if isinstance(message, Message) else None
    answered = _id(above.message_id) if above else 0
    is_own = not in_group and query.from_user.id == chat
    incoming = Incoming(
        chat,
        code=_words(query.data),
        in_group=in_group,
        way=Way.PRESSED if is_own else Way.ELSEWHERE,
        above=text_above(above, chat) if is_own else "",
    )
    return incoming, Target(chat, _id(message.message_id), _is(str, query.id), answered)


def _query(query: InlineQuery) -> Letter:
    """What somebody types after the bot's name in another chat. Which chat, and where they are, is not looked at."""
    incoming = Incoming(_id(query.from_user.id), text=_words(query.query))
    return incoming, Target(incoming.chat, query=_is(str, query.id))


def _membership(change: ChatMemberUpdated) -> Letter | None:
    """Being added to a group is answered with the group's line; being blocked or thrown out with nothing."""
    was_here = change.old_chat_member.status in PRESENT
    if not _in_group(change.chat) or was_here or change.new_chat_member.status not in PRESENT:
        return None
    chat = _id(change.chat.id)
    return Incoming(chat, in_group=True), Target(chat)


def _in_group(chat: Chat) -> bool | None:
    """Whether the chat is a group; None where it is neither a group nor one person."""
    if chat.type in GROUPS:
        return True
    return False if chat.type == PRIVATE else None


def _is_from_a_bot(message: Message) -> bool:
    """An administrator who writes as the group appears as a bot with a sender chat, and is a person."""
    sender = message.from_user
    is_bot = sender is not None and sender.is_bot and message.sender_chat is None
    return is_bot or bool(message.is_automatic_forward)


def _what(message: Message) -> What:
    if message.text:
        return What.TEXT
    if _has(message, HEARD):
        return What.VOICE
    if _has(message, SEEN) or (message.document and _is_picture(message.document.mime_type)):
        return What.PHOTO
    if message.location or message.venue:
        return What.LOCATION
    return What.CONTACT if message.contact else What.OTHER


def _is_picture(mime_type: str | None) -> bool:
    return (mime_type or "").startswith(("image/", "video/"))


def _text(message: Message) -> str:
    emoji = message.sticker.emoji if message.sticker else None
    return _words(message.text or message.caption or emoji)


def _words(text: object) -> str:
    """The words, cut to what an app can send; half a surrogate pair, which JSON can hold, becomes a mark."""
    return _is(str, text or "")[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8")


def _has(message: Message, names: tuple[str, ...]) -> bool:
    return any(getattr(message, name) for name in names)


def _id(number: object) -> int:
    if abs(_is(int, number)) > LARGEST_ID:
        raise UnreadableUpdateError
    return _is(int, number)


def _is(kind: type[T], value: object) -> T:
    """The library takes any type for any field, so what we use is looked at."""
    if not isinstance(value, kind) or isinstance(value, bool):
        raise UnreadableUpdateError
    return value
