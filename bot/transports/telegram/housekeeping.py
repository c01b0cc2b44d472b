"""What Telegram shows of the bot before anyone writes, and the minute's sweeping.

The texts show on lock screens and in chat lists, so whoever passes them in keeps them neutral. Nothing here is needed
for answering: what fails is told by its type, and the bot goes on.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.logs import Event, event
from bot.transports.telegram.api import Line, attempt

PRIVATE_CHATS = {"type": "all_private_chats"}
# In a group a command tells the others what somebody is looking for, so none is offered there. "default" is what
# @BotFather sets: an old list there would show wherever a newer one is missing.
NOWHERE_ELSE = ("default", "all_group_chats", "all_chat_administrators")


@dataclass(frozen=True, slots=True)
class Texts:
    """What Telegram shows: the commands, each with what it does (in the menu's order), and two descriptions.

    The description (at most 512 characters) fills the empty chat, the short one (120) stands in the profile. `language`
    is theirs, of two letters; `copy` is what a button says that copies a {number}.
    """

    commands: tuple[tuple[str, str], ...]
    description: str
    short_description: str
    language: str = ""
    copy: str = ""


async def introduce_often(bot: Line, texts: Texts, seconds: float) -> None:
    """Set what Telegram shows, and look every so many seconds whether somebody has changed it."""
    await introduce(bot, texts)
    while True:
        await asyncio.sleep(seconds)
        if await introduce(bot, texts):
            event(Event.SETTINGS_CHANGED)


async def introduce(bot: Line, texts: Texts) -> bool:
    """Set the commands and descriptions that are not already as they should be; whether any was not.

    For everybody, and again for the texts' own language: what another program left there would win.
    """
    return any([await _introduce(bot, texts, code) for code in dict.fromkeys(("", texts.language))])


async def _introduce(bot: Line, texts: Texts, code: str) -> bool:
    lang = {"language_code": code} if code else {}
    commands = ((PRIVATE_CHATS, texts.commands), *(({"type": kind}, ()) for kind in NOWHERE_ELSE))
    changed = [await _set_commands(bot, listed, {"scope": scope, **lang}) for scope, listed in commands]
    changed += [
        await _set_text(bot, "Description", "description", texts.description, lang),
        await _set_text(bot, "ShortDescription", "short_description", texts.short_description, lang),
    ]
    return any(changed)


async def _set_commands(
    bot: Line, commands: tuple[tuple[str, str], ...], where: Mapping[str, object]
) -> bool:
    wanted = [{"command": name.lstrip("/"), "description": text} for name, text in commands]
    there = await attempt(bot.call("getMyCommands", where))
    if _failed(there) or there == wanted:
        return False
    if not wanted:
        return not _failed(await attempt(bot.call("deleteMyCommands", where)))
    return not _failed(await attempt(bot.call("setMyCommands", {**where, "commands": wanted})))


async def _set_text(bot: Line, name: str, key: str, wanted: str, lang: Mapping[str, str]) -> bool:
    there = await attempt(bot.call(f"getMy{name}", lang))
    if _failed(there) or (isinstance(there, Mapping) and there.get(key) == wanted):
        return False
    return not _failed(await attempt(bot.call(f"setMy{name}", {key: wanted, **lang})))


def _failed(outcome: object) -> bool:
    if isinstance(outcome, Exception):
        event(Event.WARNING, error=outcome)
        return True
    return False


async def sweep_often(sweepers: tuple[Callable[[], None], ...], seconds: float) -> None:
    """Call each of these every so many seconds, until cancelled."""
    while True:
        await asyncio.sleep(seconds)
        for sweep in sweepers:
            try:
                sweep()
            except Exception as error:
                event(Event.INTERNAL_ERROR, error=error)
