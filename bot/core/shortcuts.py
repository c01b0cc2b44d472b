"""The small menu that stays under a chat: what its keys say, and what a word of it means when it is typed.

A key sends its own words, so tapping and typing are one; nothing has to be known of the chat.
"""

from functools import lru_cache

from bot.core.text import fold
from bot.core.view import View

EMERGENCY = "emergency"
# Numbers that call an ambulance somewhere: whoever types one here wants help, and not to read about it.
_NUMBERS = frozenset(("911", "999", "112", "000"))
_folded_label = lru_cache(maxsize=256)(fold)  # for what keys say; NEVER for what somebody wrote


def keys(view: View) -> tuple[str, ...]:
    """What the keys say, in the menu's order."""
    return tuple(view.knowledge.menu.values())


def meant(text: str, view: View) -> str:
    """Return the command that a message stands for which is a key's words and no more, however they are written, or an
    emergency number; empty where it says something else."""
    said = fold(text).strip(" .!?,")
    if said in _NUMBERS:
        return EMERGENCY
    return next((name for name, label in view.knowledge.menu.items() if _folded_label(label) == said), "")
