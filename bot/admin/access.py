"""Who may do what in the chat: a table, and whatever is not in it is refused.

An admin is known by the number of a private chat, which Telegram vouches for in every update; the numbers come from the
settings and are held in memory only. A forwarded, edited or inline message was not written to us here and now, and a
group is read by others: nothing is done because of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Way(Enum):
    """How a message came. Only the first three are somebody's own words, written to the bot here and now."""

    TYPED = "typed"
    REPLIED = "replied"  # to one of our prompts
    PRESSED = "pressed"
    FORWARDED = "forwarded"
    EDITED = "edited"
    INLINE = "inline"  # written by way of another bot
    ELSEWHERE = "elsewhere"  # a group, a channel, or nothing we know


class Command(Enum):
    """Everything an admin can ask for; the values stand in the codes of buttons and in prompts."""

    MENU = "menu"
    TRY = "try"
    FIND = "find"
    ASK = "ask"
    EDIT = "edit"
    SHORT = "short"
    NEW = "new"
    DOWN = "down"
    SITE = "site"
    UNTIL = "until"
    HOURS = "hours"
    MOVED = "moved"
    SHUT = "shut"
    OPEN = "open"
    DUE = "due"
    WAITING = "waiting"
    COUNTS = "counts"
    UNDO = "undo"
    LIST = "list"
    SHOW = "show"
    DO = "do"
    DROP = "drop"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    RESULT = "result"
    TEXT = "text"  # what looked like danger was a text for an entry


_TYPED_TOO = frozenset((Way.TYPED, Way.PRESSED))
_PRESSED = frozenset((Way.PRESSED,))
_REPLIED_TOO = frozenset((Way.PRESSED, Way.REPLIED))

# How each command may come. A change is only ever made by a button under what it would change.
WAYS: Mapping[Command, frozenset[Way]] = {
    Command.MENU: _TYPED_TOO,
    **dict.fromkeys((Command.TRY, Command.FIND, Command.ASK, Command.EDIT, Command.SHORT, Command.NEW), _REPLIED_TOO),
    **dict.fromkeys((Command.SITE, Command.UNTIL, Command.HOURS, Command.MOVED), _REPLIED_TOO),
    **dict.fromkeys((Command.DOWN, Command.SHUT, Command.OPEN, Command.DUE, Command.WAITING), _PRESSED),
    **dict.fromkeys((Command.COUNTS, Command.UNDO, Command.LIST, Command.SHOW, Command.DO), _PRESSED),
    **dict.fromkeys((Command.DROP, Command.CONFIRM, Command.REFUSE, Command.RESULT, Command.TEXT), _PRESSED),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Admins:
    """The admins of the settings: the role of each account."""

    by_account: Mapping[int, str] = field(repr=False)

    @property
    def roles(self) -> frozenset[str]:
        """The roles there are."""
        return frozenset(self.by_account.values())

    def role(self, chat: int, way: Way) -> str:
        """Return the role of whoever wrote in a private chat in their own words; empty for everybody else."""
        is_own = way in (Way.TYPED, Way.REPLIED, Way.PRESSED)
        return self.by_account.get(chat, "") if is_own else ""

    def may(self, chat: int, way: Way, command: Command) -> bool:
        """Whether this command may come from there in this way."""
        return bool(self.role(chat, way)) and way in WAYS.get(command, frozenset())
