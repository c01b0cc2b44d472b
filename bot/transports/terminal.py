"""Talking in the terminal, or to a pipe line by line. Nothing leaves the machine and nothing is written."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.clock import Clock
from bot.core import answers, menu
from bot.core.dialogue import respond
from bot.core.model import Button, Kind, Question, Reply
from bot.core.text import visible
from bot.core.view import View
from bot.transports.memory import Memory

_HERE = b"here"  # the one conversation there is
_FOR_CHATS = (menu.Action.WAIT, menu.Action.DELETE, menu.Action.HELPFUL, menu.Action.UNHELPFUL)


class Terminal:
    """One conversation. `say` writes a text to the person; `is_ready` waits until questions can be looked up, and is
    False where the person writes on meanwhile."""

    def __init__(
        self,
        view: Callable[[], View],
        clock: Clock,
        say: Callable[[str], None],
        is_ready: Callable[[], bool] = lambda: False,
    ) -> None:
        self._view, self._say, self._is_ready = view, say, is_ready
        self._memory = Memory(clock)
        self._buttons: tuple[Button, ...] = ()

    def greet(self) -> None:
        """Say where one is talking, how to connect Telegram, and the first message."""
        view = self._view()
        self._say(answers.sentence("local", view))
        self._show(answers.page("start", view))

    def talk(self, lines: Iterable[str]) -> None:
        """Answer line after line until there are no more. A number presses the button it stands before."""
        for line in lines:
            if line.strip():
                self.hear(line.strip())

    def hear(self, line: str) -> None:
        """Answer one line."""
        question = Question(line, self._code(line), **self._memory.known((_HERE,)))
        reply = respond(question, self._view())
        if reply.kind is Kind.STARTING:
            self._say(f"\n{visible(answers.sentence('starting_here', self._view()))}\n")
            if not self._is_ready():
                return
            reply = respond(question, self._view())
        self._memory.keep((_HERE,), reply)
        self._show(reply)

    def _code(self, line: str) -> str:
        number = int(line) if line.isdecimal() and len(line) < 3 else 0
        return self._buttons[number - 1].code if 0 < number <= len(self._buttons) else ""

    def _show(self, reply: Reply) -> None:
        """A terminal that waits for a line cannot write by itself, keeps no message that could be deleted, and counts
        nothing."""
        reply = replace(reply, buttons=tuple(one for one in reply.buttons if not _is_for_chats(one)))
        self._buttons = reply.buttons
        self._say(drawn(reply))


def _is_for_chats(button: Button) -> bool:
    press = menu.decode(button.code)
    return press is not None and press.action in _FOR_CHATS


def drawn(reply: Reply) -> str:
    """Return a reply as text: the words, the fine print, numbered buttons, and the small menu in a line."""
    parts = [visible_text(reply)]
    if reply.buttons:
        parts.append("\n".join(f"  [{number}] {one.label}" for number, one in enumerate(reply.buttons, 1)))
    if reply.menu and not reply.drops_key:  # no key was in its place here
        parts.append("  " + " | ".join(reply.menu))
    return "\n" + "\n\n".join(parts) + "\n"


def visible_text(reply: Reply) -> str:
    """Return all the words of a reply, without marks and buttons."""
    return visible("\n\n".join(part for part in (reply.opening, reply.text, reply.notes) if part))
