"""The Bot API methods about the bot itself: who it is, its updates, its webhook, its commands and descriptions."""

import re
from collections.abc import Callable
from typing import Any

from tests.auxil import botapi_methods as messages
from tests.auxil import botapi_rules as rules
from tests.auxil.botapi_inline import answer_inline_query
from tests.auxil.botapi_rules import Json, Refused, bad_request
from tests.auxil.botapi_world import World

Method = Callable[[World, Json], Any]

SECRET_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,256}")
ABOUT_METHODS = (
    ("Description", "description"),
    ("ShortDescription", "short_description"),
    ("Name", "name"),
)


def get_me(world: World, _: Json) -> Json:
    return {
        **world.me,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, params: Json) -> list[Json]:
    world.updates.allow(_allowed(params))
    offset, limit, timeout = (
        params[name] if isinstance(params.get(name), int) else default
        for name, default in (("offset", 0), ("limit", 100), ("timeout", 0))
    )
    return await world.updates.long_poll(offset, limit, timeout)


def _allowed(params: Json) -> list[str] | None:
    kinds = params.get("allowed_updates")
    if kinds is None:
        return None
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise bad_request("can't parse allowed updates: expected an Array of String")
    return kinds


def set_webhook(world: World, params: Json) -> bool:
    url = str(params.get("url") or "")
    if not url:
        return delete_webhook(world, params)
    if not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    connections = params.get("max_connections", 40)
    if not isinstance(connections, int) or not 1 <= connections <= 100:
        raise bad_request("bad webhook: max_connections must be between 1 and 100")
    if not SECRET_TOKEN.fullmatch(str(params.get("secret_token") or "none-given")):
        raise bad_request("secret token contains unallowed characters")
    world.updates.allow(_allowed(params))
    world.updates.set_webhook({"url": url, "max_connections": connections})
    _drop_if_asked(world, params)
    return True


def delete_webhook(world: World, params: Json) -> bool:
    if world.updates.webhook:
        world.updates.set_webhook(None)
    _drop_if_asked(world, params)
    return True


def _drop_if_asked(world: World, params: Json) -> None:
    if params.get("drop_pending_updates"):
        world.updates.drop_pending()


def get_webhook_info(world: World, _: Json) -> Json:
    waiting = len(world.updates.unconfirmed())
    about = {"url": "", "has_custom_certificate": False, "pending_update_count": waiting}
    allowed = world.updates.allowed
    kinds = {"allowed_updates": sorted(allowed)} if allowed else {}
    return {**about, **(world.updates.webhook or {}), **kinds}


def _commands_key(params: Json) -> tuple[str, ...]:
    return "commands", rules.scope(params), rules.language(params)


def set_my_commands(world: World, params: Json) -> bool:
    listed = rules.commands(params)
    world.settings[_commands_key(params)] = listed
    return True


def get_my_commands(world: World, params: Json) -> Any:
    return world.settings.get(_commands_key(params), [])


def delete_my_commands(world: World, params: Json) -> bool:
    world.settings.pop(_commands_key(params), None)
    return True


def _setter(key: str) -> Method:
    def set_about(world: World, params: Json) -> bool:
        world.settings[key, rules.language(params)] = rules.about(params, key)
        return True

    return set_about


def _getter(key: str) -> Method:
    def get_about(world: World, params: Json) -> Json:
        return {key: world.settings.get((key, rules.language(params)), "")}

    return get_about


def set_chat_menu_button(world: World, params: Json) -> bool:
    button = params.get("menu_button") or {"type": "default"}
    if button.get("type") not in ("commands", "web_app", "default"):
        raise bad_request("can't parse MenuButton: Unsupported type specified")
    world.settings["menu", str(params.get("chat_id", ""))] = button
    return True


def get_chat_menu_button(world: World, params: Json) -> Any:
    return world.settings.get(("menu", str(params.get("chat_id", ""))), {"type": "default"})


def done(_: World, __: Json) -> bool:
    """`close` and `logOut`, which change nothing here."""
    return True


def unknown_method(_: World, __: Json) -> bool:
    """A method this fake does not have, refused as Telegram refuses one it does not have."""
    raise Refused(404, "Not Found: method not found")


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": messages.send_message,
    "sendLocation": messages.send_location,
    "sendVenue": messages.send_venue,
    "sendContact": messages.send_contact,
    "sendPhoto": messages.send_photo,
    "sendDocument": messages.send_document,
    "sendChatAction": messages.send_chat_action,
    "setMessageReaction": messages.set_message_reaction,
    "editMessageText": messages.edit_message_text,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "deleteMessages": messages.delete_messages,
    "answerCallbackQuery": messages.answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "leaveChat": messages.leave_chat,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "close": done,
    "logOut": done,
    **{f"setMy{name}": _setter(key) for name, key in ABOUT_METHODS},
    **{f"getMy{name}": _getter(key) for name, key in ABOUT_METHODS},
}
# The Bot API does not mind how a method's name is capitalised.
NAMES = {name.lower(): name for name in METHODS}
