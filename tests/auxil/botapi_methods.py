"""The Bot API methods that write, edit and delete messages and answer buttons.

Each takes the world and the decoded parameters, and gives the `result` or raises Refused. Text and
keyboard are checked before the chat, in Telegram's order.
"""

from dataclasses import replace
from typing import Any

from tests.auxil import botapi_rules as rules
from tests.auxil.botapi_html import utf16_length
from tests.auxil.botapi_rules import Json, bad_request
from tests.auxil.botapi_world import CALLBACK_SECONDS, Chat, Sent, World

DELETABLE_SECONDS = 48 * 3600
MOST_DELETED = 100
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
QUERY_IS_OLD = "query is too old and response timeout expired or query ID is invalid"


def send_message(world: World, params: Json) -> Json:
    said = rules.formatted(params)
    content: Json = {"text": said.text}
    if said.entities:
        content["entities"] = list(said.entities)
    if params.get("link_preview_options"):
        content["link_preview_options"] = params["link_preview_options"]
    return _send(world, params, content, "sendMessage")


def send_location(world: World, params: Json) -> Json:
    return _send(world, params, {"location": rules.place(params)}, "sendLocation")


def send_venue(world: World, params: Json) -> Json:
    place = rules.place(params)
    for key in ("title", "address"):
        if not str(params.get(key) or "").strip():
            raise bad_request(f"venue {key} must be non-empty")
    venue = {"location": place, "title": params["title"], "address": params["address"]}
    return _send(world, params, {"location": place, "venue": venue}, "sendVenue")


def send_contact(world: World, params: Json) -> Json:
    for key in ("phone_number", "first_name"):
        if not str(params.get(key) or "").strip():
            raise bad_request(f"contact {key.replace('_', ' ')} is empty")
    contact = {key: params[key] for key in ("phone_number", "first_name")}
    return _send(world, params, {"contact": contact}, "sendContact")


def send_photo(world: World, params: Json) -> Json:
    file = _file_of(params, "photo")
    return _send(world, params, {"photo": [{**file, "width": 90, "height": 90}]}, "sendPhoto")


def send_document(world: World, params: Json) -> Json:
    return _send(world, params, {"document": _file_of(params, "document")}, "sendDocument")


def _file_of(params: Json, kind: str) -> Json:
    given = params.get(kind)
    if not given:
        raise bad_request(f"there is no {kind} in the request")
    size = given["file_size"] if isinstance(given, dict) else len(str(given))
    return {"file_id": f"{kind}-{size}", "file_unique_id": f"unique-{size}", "file_size": size}


def _send(world: World, params: Json, content: Json, method: str) -> Json:
    if method in ("sendPhoto", "sendDocument"):
        content |= _caption(params)
    markup = rules.reply_markup(params)
    chat = world.chat_of(params)
    content |= _reply(world, chat, params)
    if markup and "inline_keyboard" in markup:
        content["reply_markup"] = markup
    if params.get("protect_content"):
        content["has_protected_content"] = True
    message = world.new_message(chat, world.me, content)
    world.post(chat, _sent(chat, message, params, markup, method))
    return message


def _caption(params: Json) -> Json:
    said = rules.formatted(params, "caption", rules.CAPTION_LIMIT)
    entities = {"caption_entities": list(said.entities)} if said.entities else {}
    return {"caption": said.text, **entities} if said.text else {}


def _reply(world: World, chat: Chat, params: Json) -> Json:
    wanted = params.get("reply_parameters") or {}
    message = world.messages.get((chat.id, wanted.get("message_id", 0)))
    if message is None and wanted and not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return {"reply_to_message": message} if message else {}


def _sent(chat: Chat, message: Json, params: Json, markup: Json | None, method: str) -> Sent:
    return Sent(
        chat_id=chat.id,
        message_id=message["message_id"],
        text=str(message.get("text", message.get("caption", ""))),
        html=str(params.get("text", params.get("caption", ""))),
        entities=tuple(message.get("entities") or message.get("caption_entities") or ()),
        reply_markup=markup,
        method=method,
        raw=message,
        is_silent=bool(params.get("disable_notification")),
    )


def edit_message_text(world: World, params: Json) -> Json:
    said = rules.formatted(params)
    markup = rules.reply_markup(params, inline_only=True)
    chat, message = _editable(world, params)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    content: Json = {"text": said.text, "entities": list(said.entities)}
    return _edited(world, chat, message, params, {**content, "reply_markup": markup})


def edit_message_reply_markup(world: World, params: Json) -> Json:
    markup = rules.reply_markup(params, inline_only=True)
    chat, message = _editable(world, params)
    return _edited(world, chat, message, {}, {"reply_markup": markup})


def _editable(world: World, params: Json) -> tuple[Chat, Json]:
    chat = world.chat_of(params)
    message_id = params.get("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = world.messages.get((chat.id, message_id))
    if message is None:
        raise bad_request("message to edit not found")
    markup = chat.inbox[message_id].reply_markup if message_id in chat.inbox else None
    if message["from"]["id"] != world.me["id"] or (markup and "inline_keyboard" not in markup):
        # Somebody else's message; or one that brought a reply keyboard, which stays as it is.
        raise bad_request("message can't be edited")
    return chat, message


def _edited(world: World, chat: Chat, message: Json, params: Json, change: Json) -> Json:
    changed = {key: value for key, value in {**message, **change}.items() if value}
    if changed == message:
        raise bad_request(NOT_MODIFIED)
    changed["edit_date"] = world.now()
    before = chat.inbox[message["message_id"]]
    after = _sent(chat, changed, params, changed.get("reply_markup"), before.method)
    html = str(params.get("text", before.html))
    world.post(chat, replace(after, html=html, is_edited=True, is_silent=True))
    return changed


def delete_message(world: World, params: Json) -> bool:
    chat = world.chat_of(params)
    message_id = params.get("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    message = world.messages.get((chat.id, message_id))
    if message is None:
        raise bad_request("message to delete not found")
    if not _is_deletable(world, chat, message):
        raise bad_request("message can't be deleted")
    world.delete(chat, message_id)
    return True


def _is_deletable(world: World, chat: Chat, message: Json) -> bool:
    is_mine = message["from"]["id"] == world.me["id"]
    is_young = world.clock() - message["date"] < DELETABLE_SECONDS
    return bool(is_young and (is_mine or chat.about["type"] == "private"))


def delete_messages(world: World, params: Json) -> bool:
    chat = world.chat_of(params)
    ids = params.get("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MOST_DELETED:
        raise bad_request("too many message identifiers specified")
    found = [message for one in ids if (message := world.messages.get((chat.id, one)))]
    for message in found:
        if _is_deletable(world, chat, message):
            world.delete(chat, message["message_id"])
    return True


def answer_callback_query(world: World, params: Json) -> bool:
    text = str(params.get("text") or "")
    if utf16_length(text) > rules.CALLBACK_ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    callback = world.callbacks.get(str(params.get("callback_query_id")))
    if callback is None or callback.is_answered:
        raise bad_request(QUERY_IS_OLD)
    if world.clock() - callback.at > CALLBACK_SECONDS:
        raise bad_request(QUERY_IS_OLD)
    callback.is_answered = True
    callback.answer = text
    callback.is_alert = bool(params.get("show_alert"))
    world.signal.notify()
    return True


def send_chat_action(world: World, params: Json) -> bool:
    world.chat_of(params)
    if params.get("action") not in rules.CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def set_message_reaction(world: World, params: Json) -> bool:
    chat = world.chat_of(params)
    if (chat.id, params.get("message_id")) not in world.messages:
        raise bad_request("message to react not found")
    return True


def leave_chat(world: World, params: Json) -> bool:
    chat = world.chat_of(params)
    if chat.about["type"] == "private":
        raise bad_request("chat member status can't be changed in private chats")
    chat.refusal = f"Forbidden: bot is not a member of the {chat.about['type']} chat"
    member: Any = {"user": world.me, "status": "member"}
    body = {"chat": chat.about, "from": world.me, "date": world.now(), "old_chat_member": member}
    world.updates.add("my_chat_member", {**body, "new_chat_member": {**member, "status": "left"}})
    return True
