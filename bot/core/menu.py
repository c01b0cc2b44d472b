"""Buttons and their codes. A code says all that a press needs, so nothing about the person is kept between presses.

Codes are `1:<action>:<target>`, at most 64 bytes (Telegram's limit), with the version first so that an old button
can be told from a forged one. Decoding refuses what it does not know; the caller then shows the main menu.
"""

import re
from dataclasses import dataclass
from enum import Enum

from bot.core.model import Button

CODE_LIMIT = 64
_VERSION = "1"
_CODE = re.compile(r"1:([a-z]):([a-z0-9-]{0,60})", re.ASCII)


class Action(Enum):
    """What a button does; the values are the letters in its code."""

    TOPIC = "t"
    CATEGORY = "c"
    PAGE = "p"
    SERVICE = "v"
    STEP = "s"
    RED = "r"
    SAFE = "n"
    MIX = "m"
    WAIT = "w"
    NEAR = "l"  # a search (core/search.py) around the place said
    WHERE = "q"  # the same, but another place is to be said
    OFFER = "h"  # one of several places that were offered
    KINDS = "k"  # another kind of help
    WRONG = "x"  # a site that is closed or wrong
    HELPFUL = "y"  # an answer that was
    UNHELPFUL = "u"
    DELETE = "d"  # the message that this one answers
    ADMIN = "a"  # whatever an admin does (admin/access.py); nothing for anybody else
    TURN = "b"  # to another page of the topic browser
    KEEP = "o"  # yes, the question may be kept
    DROP = "z"  # no, it may not


@dataclass(frozen=True, slots=True)
class Press:
    """A decoded press: the action and its target (a topic id, a step, a kind of emergency...)."""

    action: Action
    target: str = ""


def code(action: Action, target: str = "") -> str:
    """Return the code of a button. Raises ValueError where it would not survive the trip."""
    text = start(action) + target
    if not _CODE.fullmatch(text) or len(text) > CODE_LIMIT:
        raise ValueError(f"a button cannot carry {target!r}: use at most 60 of a-z, 0-9 and -")
    return text


def start(action: Action) -> str:
    """Return what the code of every button that does `action` begins with, and no other."""
    return f"{_VERSION}:{action.value}:"


def fits(target: str) -> bool:
    """Whether a button can carry `target`."""
    return bool(_CODE.fullmatch(f"{_VERSION}:t:{target}"))


def button(label: str, action: Action, target: str = "") -> Button:
    """Return a button that does `action` on `target`."""
    return Button(label, code(action, target))


def decode(text: str) -> Press | None:
    """Return what a pressed code asks for, or None for anything not written by `code`."""
    match = _CODE.fullmatch(text)
    if not match or len(text) > CODE_LIMIT:
        return None
    try:
        return Press(Action(match[1]), match[2])
    except ValueError:
        return None
