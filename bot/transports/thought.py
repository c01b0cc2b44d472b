"""A view that thinks about the same words once, whoever says them, for a minute; and whole replies that hold for all.

Only what is the same for everybody who said the same before is found again, and tells no place and no hour. Everything
else is made anew each time.
"""

from collections.abc import Callable
from dataclasses import fields, replace

from bot.core.dialogue import respond
from bot.core.model import Danger, Found, Kind, Question, Reply
from bot.core.search import NO_TRAIL
from bot.core.view import View
from bot.privacy.alike import Alike

MOST_JUDGED = 2_000
MOST_FOUND = 500
MOST_REPLIES = 200  # some 3 KB each
_PARTS = tuple(part.name for part in fields(View) if part.name != "facts")
_FOR_ALL = frozenset(Kind) - {Kind.SERVICES}


class Thought:
    """Belongs to one desk; begins anew with another version of the knowledge, another alert or another fact."""

    def __init__(self, random_bytes: Callable[[int], bytes]) -> None:
        self._judged: Alike[Danger] = Alike(random_bytes, MOST_JUDGED)
        self._found: Alike[Found] = Alike(random_bytes, MOST_FOUND)
        self._replies: Alike[Reply] = Alike(random_bytes, MOST_REPLIES)
        self._of: View | None = None
        self._view: View | None = None

    def over(self, view: View) -> View:
        """Return the view, with danger judged and topics found once for the same words."""
        if self._of is None or self._view is None or not _is_same(self._of, view):
            self.clear()
            self._view = self._remembering(view)
        self._of = view
        return self._view

    def reply(self, question: Question, view: View) -> Reply:
        """Return `respond(question, view)`; `view` comes from `over`."""
        if question.spot or question.trail != NO_TRAIL:
            return respond(question, view)
        said = question.lang, question.code, question.text, question.about, *sorted(question.recent)
        day = view.today().isoformat()
        return self._replies.of(lambda: respond(question, view), day, *said, keeps=_is_for_all)

    def clear(self) -> None:
        """Forget all of it; called every minute."""
        for part in (self._judged, self._found, self._replies):
            part.clear()

    def _remembering(self, view: View) -> View:
        def assess(text: str, recent: frozenset[str]) -> Danger:
            return self._judged.of(lambda: view.assess(text, recent), text, *sorted(recent))

        def find(text: str) -> Found:
            return self._found.of(lambda: view.find(text), text)

        return replace(view, assess=assess, find=find)


def _is_same(one: View, other: View) -> bool:
    """Whether two views answer alike. Local facts are made for each view, so they are looked at one by one."""
    if one is other:
        return True
    alike = all(getattr(one, name) is getattr(other, name) for name in _PARTS)
    return alike and one.facts == other.facts


def _is_for_all(reply: Reply) -> bool:
    tells_a_place = reply.pins or reply.spot or reply.offered or reply.asks or reply.site
    return reply.kind in _FOR_ALL and not tells_a_place
