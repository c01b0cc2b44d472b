"""Why the bot refuses to serve Telegram: what would put people or the bot at risk from its first answer on.

All reasons at once, each with the file or the value, and how to mend it. Nothing is mended here: whoever runs the bot
should know who could read or change these files until now.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from bot.config import Settings
from bot.errors import SettingsError

OTHERS = stat.S_IRWXO
WRITABLE = stat.S_IWGRP | stat.S_IWOTH


def refuse_unsafe(settings: Settings) -> None:
    """Raise SettingsError with every reason why this may not be served, if there is one."""
    reasons = tuple(why_unsafe(settings))
    if reasons:
        raise SettingsError(reasons)


def why_unsafe(settings: Settings) -> Iterator[str]:
    """Give each reason as a sentence."""
    if not settings.country and not settings.local.get("emergency_number"):
        yield (
            "emergency_number: is not set, and Telegram is not served without it; "
            "set `country: GB` (or yours), or `emergency_number` under `local:`, in config.yaml"
        )
    if os.name != "posix":
        return
    if settings.token_file:
        yield from _token(settings.token_file)
    if settings.file:
        yield from _settings(settings.file)


def _token(file: Path) -> Iterator[str]:
    mode, owner = _about(file)
    if mode & OTHERS:
        yield (
            f"{file}: everybody on this machine may read the token (mode {mode:03o}), and whoever has it can answer as "
            f"the bot; chmod 600 {file}, and let @BotFather make a new token (/revoke) if others use the machine"
        )
    elif mode & WRITABLE:
        yield f"{file}: a group may change the token (mode {mode:03o}); chmod g-w {file}"
    if owner not in (0, os.geteuid()):
        yield f"{file}: the token belongs to another user (number {owner}), who can change it; chown it to the bot's"


def _settings(file: Path) -> Iterator[str]:
    mode, owner = _about(file)
    if mode & WRITABLE:
        who = "everybody on this machine" if mode & stat.S_IWOTH else "a group"
        yield (
            f"{file}: {who} may change the settings (mode {mode:03o}), and with them the emergency number and where "
            f"messages go; chmod go-w {file}"
        )
    if owner not in (0, os.geteuid()):
        yield f"{file}: the settings belong to another user (number {owner}); chown them to root or the bot's user"


def _about(file: Path) -> tuple[int, int]:
    """The mode and the owner; nothing to say of a file that has gone since it was read."""
    try:
        found = file.stat()
    except OSError:
        return 0, 0
    return stat.S_IMODE(found.st_mode), found.st_uid
