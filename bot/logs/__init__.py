"""The log says what happened to the bot, never what anyone said to it: named events, numbers and names
from a known list, nothing else.

Filters that remove secrets miss child loggers and tracebacks, so this works the other way round: of a
record that is not ours only the module, the level, the type of the exception and the place in the code
are printed. Never a message, an argument, an exception's text or a time of day.
"""

from bot.logs.events import Event, Tally, event, know, so_far
from bot.logs.tame import loop_failed, restore, setup

__all__ = ["Event", "Tally", "event", "know", "loop_failed", "restore", "setup", "so_far"]
