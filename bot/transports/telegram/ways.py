"""How a message came: whether these are somebody's own words, written to us here and now. What an admin may do hangs on
it, so whatever is not plain is taken for somebody else's.
"""

from telegram import Message

from bot.admin.access import Way


def way_of(message: Message, *, is_edited: bool) -> Way:
    """Whether these are somebody's own words, written to us here and now, and to which of our messages."""
    sender = message.from_user
    is_private = message.chat.type == "private" and sender is not None and sender.id == message.chat.id
    if not is_private or message.sender_chat is not None or not message.text:
        return Way.ELSEWHERE
    if is_edited:
        return Way.EDITED
    if message.forward_origin is not None or message.external_reply is not None:
        return Way.FORWARDED
    if message.via_bot is not None:
        return Way.INLINE
    return Way.REPLIED if own_text(message.reply_to_message) else Way.TYPED


def own_text(message: Message | None) -> str:
    """The text of a message of the bot's own: in a private chat no other bot can write, or be forwarded from."""
    if message is None or message.from_user is None or not message.from_user.is_bot:
        return ""
    is_passed_on = message.forward_origin is not None or message.via_bot is not None
    return "" if is_passed_on else message.text or ""


def with_bold(message: Message) -> str:
    """Return a text as the knowledge writes it: what an app made bold stands between ** and **."""
    text = (message.text or "").encode("utf-8", "replace").decode("utf-8")  # half a pair becomes a mark
    data = text.encode("utf-16-le")
    for one in sorted(message.entities, key=lambda found: found.offset, reverse=True):
        start, end = 2 * one.offset, 2 * (one.offset + one.length)
        if one.type == "bold" and 0 <= start < end <= len(data):
            inside = data[start:end].decode("utf-16-le", "replace")
            bare = inside.strip()
            lead, tail = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
            if bare and "\n" not in bare:
                data = data[:start] + f"{lead}**{bare}**{tail}".encode("utf-16-le") + data[end:]
    return data.decode("utf-16-le", "replace")


def text_above(above: Message | None, chat: int) -> str:
    """What the person wrote that the pressed message answers, if they wrote it here themselves."""
    is_theirs = above is not None and above.from_user is not None and above.from_user.id == chat
    if above is None or not is_theirs or above.forward_origin is not None or above.via_bot is not None:
        return ""
    return with_bold(above)
