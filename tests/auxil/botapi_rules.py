"""What Telegram refuses, in Telegram's words: texts, keyboards, commands, descriptions.

The fake is never kinder than Telegram, so that a call that passes here passes there. A refusal whose
exact wording is not publicly known is named for the broken rule.
"""

import re
from typing import Any

from tests.auxil.botapi_html import Formatted, HtmlError, parse_html, trimmed, utf16_length

Json = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
CALLBACK_BYTES = 64
CALLBACK_ANSWER_LIMIT = 200
COPY_TEXT_LIMIT = 256
BUTTONS_LIMIT = 100
COMMANDS_LIMIT = 100
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
COMMAND_DESCRIPTION_LIMIT = 256
ABOUT_LIMITS = {"description": 512, "short_description": 120, "name": 64}
SCOPES = frozenset({
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
})  # fmt: skip
CHAT_ACTIONS = frozenset({
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
})  # fmt: skip
BUTTON_ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
)
BUTTON_STYLES = frozenset({"danger", "success", "primary"})


class Refused(Exception):  # noqa: N818 - the word of the Bot API
    """A call Telegram answers with `ok: false`: the HTTP status, the sentence, and more for 429."""

    def __init__(self, status: int, description: str, parameters: Json | None = None) -> None:
        self.status = status
        self.description = description
        self.parameters = parameters
        super().__init__(description)


def bad_request(what: str) -> Refused:
    """The 400 that says `what`."""
    return Refused(400, f"Bad Request: {what}")


def formatted(params: Json, key: str = "text", limit: int = TEXT_LIMIT) -> Formatted:
    """The text of a call after its entities are parsed: 1 to `limit` UTF-16 units (a caption may be empty)."""
    written = str(params.get(key, ""))
    if key == "text" and not written:
        raise bad_request("message text is empty")
    said = _parsed(written, params, f"{key}_entities" if key == "caption" else "entities")
    if key == "text" and not said.text:
        raise bad_request("text must be non-empty")
    if utf16_length(said.text) > limit:
        raise bad_request(f"{'message' if key == 'text' else 'message caption'} is too long")
    return said


def _parsed(written: str, params: Json, entities: str) -> Formatted:
    mode = str(params.get("parse_mode") or "")
    if not mode:
        return trimmed(written, params.get(entities) or [])
    if mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    try:
        return parse_html(written)
    except HtmlError as error:
        raise bad_request(f"can't parse entities: {error}") from None


def reply_markup(params: Json, *, inline_only: bool = False) -> Json | None:
    """The keyboard of a call, checked; None where there is none."""
    markup = params.get("reply_markup")
    if markup is None or markup == "":
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        _check_rows(markup["inline_keyboard"], "inline keyboard", _check_inline_button)
    elif inline_only:
        raise bad_request("inline keyboard expected")
    elif "keyboard" in markup:
        _check_rows(markup["keyboard"], "keyboard", _check_reply_button)
    elif not (markup.get("remove_keyboard") or markup.get("force_reply")):
        raise bad_request("can't parse reply keyboard markup JSON object")
    return markup


def _check_rows(rows: object, name: str, check: Any) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f"can't parse {name}: Field must be of type Array of Arrays")
    if sum(map(len, rows)) > BUTTONS_LIMIT:
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            check(button)


def _check_reply_button(button: object) -> None:
    text = button.get("text") if isinstance(button, dict) else button
    if not isinstance(text, str) or not text.strip():
        raise bad_request("can't parse keyboard button: Keyboard button text must be non-empty")


def _check_inline_button(button: object) -> None:
    broken = "can't parse inline keyboard button: "
    if not isinstance(button, dict):
        raise bad_request(f"{broken}InlineKeyboardButton must be an Object")
    if "text" not in button:
        raise bad_request(broken + 'Can\'t find field "text"')
    if not isinstance(button["text"], str) or not button["text"].strip():
        raise bad_request(broken + 'Field "text" must be of type String and non-empty')
    actions = [name for name in BUTTON_ACTIONS if button.get(name) not in (None, "")]
    if not actions:
        raise bad_request(broken + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request(broken + "exactly one action must be used")
    _check_button_action(button, actions[0])


def _check_button_action(button: Json, action: str) -> None:
    value = button[action]
    if action == "callback_data" and not is_callback_data(value):
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url" and not re.match(r"(https?|tg)://\S+$", str(value)):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    if action == "copy_text" and not 1 <= len(value.get("text", "")) <= COPY_TEXT_LIMIT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if button.get("style") is not None and button["style"] not in BUTTON_STYLES:
        raise bad_request("BUTTON_STYLE_INVALID")


def is_callback_data(value: object) -> bool:
    """Whether a button may carry this code: 1 to 64 bytes of UTF-8."""
    return isinstance(value, str) and 1 <= len(value.encode()) <= CALLBACK_BYTES


def commands(params: Json) -> list[Json]:
    """The commands of setMyCommands, checked; at most 100."""
    listed = params.get("commands")
    if not isinstance(listed, list):
        raise bad_request("can't parse commands list JSON object")
    if len(listed) > COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for one in listed:
        _check_command(one)
    return listed


def _check_command(one: Json) -> None:
    if not COMMAND.fullmatch(str(one.get("command", ""))):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= utf16_length(str(one.get("description", "")).strip()) <= COMMAND_DESCRIPTION_LIMIT:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def scope(params: Json) -> str:
    """The key of a command scope: its type, with the chat and member where it names them."""
    named = params.get("scope") or {"type": "default"}
    if not isinstance(named, dict) or named.get("type") not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    parts = (named["type"], named.get("chat_id"), named.get("user_id"))
    return ":".join(str(part) for part in parts if part is not None)


def language(params: Json) -> str:
    """The two-letter language of a command list or description; empty for everybody."""
    code = str(params.get("language_code") or "")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def about(params: Json, key: str) -> str:
    """A description, short description or name within its limit; empty removes it."""
    text = str(params.get(key) or "")
    if utf16_length(text) > ABOUT_LIMITS[key]:
        raise bad_request(f"BOT_{key.upper()}_TOO_LONG")
    return text


def place(params: Json) -> Json:
    """The latitude and longitude of a call, in degrees."""
    latitude, longitude = params.get("latitude"), params.get("longitude")
    if not isinstance(latitude, float) or not isinstance(longitude, float):
        raise bad_request("location latitude or longitude must be specified")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("bad location")
    return {"latitude": latitude, "longitude": longitude}
