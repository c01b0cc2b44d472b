"""Asking whether a question that has no answer may be kept, without anything about who asked, for those who write
answers.

Only where nothing was found and nothing of danger was seen; only what is shown can be kept; no answer is a no.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.clock import Clock
from bot.core import menu
from bot.core.answers import sentence
from bot.core.menu import Action
from bot.core.model import Kind, Level, Reply
from bot.core.view import View
from bot.privacy.pending import Pending

_ACTIONS = (Action.KEEP, Action.DROP)


class Consent:
    """`scrub` gives what may be kept of a text, empty where nothing may; `keep` takes what somebody agreed to, and says
    whether there was room for it."""

    def __init__(
        self,
        clock: Clock,
        random_bytes: Callable[[int], bytes],
        scrub: Callable[[str], str],
        keep: Callable[[str], bool],
    ) -> None:
        self._pending = Pending(clock, random_bytes)
        self._scrub, self._keep = scrub, keep

    def answered(self, code: str, tags: Sequence[bytes], view: View) -> Reply | None:
        """Return the reply to yes or no, None for anything else that was pressed."""
        press = menu.decode(code)
        if press is None or press.action not in _ACTIONS:
            return None
        text = self._pending.take(tags, press.target)
        if press.action is Action.DROP:
            name = "keep_no"
        elif not text:
            name = "keep_late"
        else:
            name = "keep_yes" if self._keep(text) else "keep_full"
        return Reply(Kind.ANSWER, sentence(name, view), view.knowledge.lang)

    def offered(self, text: str, reply: Reply, tags: Sequence[bytes], is_calm: bool, view: View) -> Reply:
        """Return the reply with the question added, where it may be asked."""
        if reply.forgets:
            self._pending.forget(tags)
        if text.strip().lower() == "/privacy":
            return replace(reply, text=f"{reply.text}\n\n{sentence('keep_privacy', view)}")
        if reply.kind is not Kind.UNKNOWN or not is_calm or not text:
            return reply
        shown = self._scrub(text)
        if not shown:
            return reply
        self._pending.forget(tags)
        token = self._pending.ask(tags[0], shown)
        asked = sentence("keep_ask", view).replace("[question]", shown)
        words = view.knowledge.buttons
        buttons = (
            menu.button(words["keep"], Action.KEEP, token),
            menu.button(words["keep_not"], Action.DROP, token),
        )
        return replace(reply, text=f"{reply.text}\n\n{asked}", buttons=(*buttons, *reply.buttons))

    def sweep(self) -> None:
        """Forget what was asked over ten minutes ago."""
        self._pending.sweep()

    def clear(self) -> None:
        """Forget all of it, at a stop."""
        self._pending.clear()


def is_calm(text: str, recent: frozenset[str], view: View) -> bool:
    """Whether neither a message nor the minute before it shows anything of danger."""
    return not recent and view.assess(text, recent).level is Level.NONE
