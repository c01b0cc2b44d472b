"""The codes of an admin's buttons, and the marks by which a prompt says what an answer to it is for.

All that is needed stands in them, so nothing is remembered of an admin between two messages. They give no right to
anything: whoever forges one still has to be an admin (access.py).
"""

import re
from dataclasses import dataclass

from bot.admin.access import Command
from bot.core import menu
from bot.core.model import Button

LONGEST = 48  # letters of a name that fits into every code of ours
_MARK = re.compile(r"\[([a-z]+):([a-z0-9-]{0,60})\]\s*\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wish:
    """What an admin asks for, and on what: an entry, a site, a category, a number, or several joined by hyphens."""

    command: Command
    target: str = ""


def button(label: str, command: Command, target: str = "") -> Button:
    """Return a button. Raises ValueError where it could not carry the target."""
    return menu.button(label, menu.Action.ADMIN, code_target(command, target))


def code_target(command: Command, target: str = "") -> str:
    """Return what stands in a code for a command and its target."""
    return f"{command.value}-{target}" if target else command.value


def pressed(code: str) -> Wish | None:
    """Return what a pressed button asks for, None where it is none of ours."""
    press = menu.decode(code)
    if press is None or press.action is not menu.Action.ADMIN:
        return None
    return _wish(*press.target.partition("-")[::2])


def mark(command: Command, target: str = "") -> str:
    """Return the last line of a prompt."""
    return f"[{command.value}:{target}]"


def marked(prompt: str) -> Wish | None:
    """Return what an answer to a message of ours is for, None where that is no prompt."""
    found = _MARK.search(prompt)
    return _wish(found[1], found[2]) if found else None


def nested(target: str) -> Wish | None:
    """Return the wish that stands in the target of another (`text-edit-naloxone-expired`)."""
    return _wish(*target.partition("-")[::2])


def _wish(name: str, target: str) -> Wish | None:
    try:
        return Wish(Command(name), target)
    except ValueError:
        return None
