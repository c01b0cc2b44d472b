"""What every way in shares: a message becomes a reply here, with the minute's memory and the limits around it.

Danger comes first: it is looked at before any limit, and an emergency is never made to wait. A chat is known here only
by its number while it is answered, and by a tag that nobody can turn back after that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from bot.admin.access import Way
from bot.admin.chat import Asked, Chat
from bot.clock import Clock
from bot.core import answers, flows, menu, shortcuts
from bot.core.inline import Offer, offer
from bot.core.model import Kind, Level, Question, Reply
from bot.core.search import NO_TRAIL, Spot
from bot.core.view import View, early
from bot.logs import Event, event
from bot.privacy.limits import Limits, OncePer, Verdict
from bot.privacy.pseudonym import Tags
from bot.transports.consent import Consent, is_calm
from bot.transports.memory import Known, Memory
from bot.transports.thought import Thought

LATE_SECONDS = 900  # a message this old was written while the bot was away

_NOTHING: Known = {"recent": frozenset(), "about": "", "trail": NO_TRAIL}

Count = Callable[[Reply, bytes], None]


class What(Enum):
    """What sort of message came in; the values name the sentence that answers it where it holds no words."""

    TEXT = "empty"
    VOICE = "voice"
    PHOTO = "photo"
    LOCATION = "location"
    CONTACT = "contact"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message or press, stripped of everything about the person but the chat that the answer goes to.

    `text` is what was typed (or the caption of a picture), `code` what a pressed button carries, `age` how many
    seconds ago it was written. `spot` is a place that was sent, rounded already, `is_live` one that goes on moving.

    For admins: `way` says whether these are their own words, written here and now; `prompt` is the message of ours that
    this one answers, `above` the one over a pressed button, `marked` the text with its **bold**.
    """

    chat: int
    what: What = What.TEXT
    text: str = ""
    code: str = ""
    in_group: bool = False
    age: float = 0.0
    spot: Spot | None = field(default=None, repr=False)
    is_live: bool = False
    way: Way = Way.ELSEWHERE
    prompt: str = ""
    above: str = ""
    marked: str = ""

    def __repr__(self) -> str:
        return f"Incoming({self.what.name})"


class Desk:
    """Turns what comes in into replies. `view` gives the version in force; `count` adds to the day's totals; `chat`
    answers admins, where there are any; `consent` asks whether a question without an answer may be kept (None: nobody
    is asked, nothing is kept)."""

    def __init__(
        self,
        view: Callable[[], View],
        clock: Clock,
        random_bytes: Callable[[int], bytes],
        count: Count = lambda reply, tag: None,
        chat: Chat | None = None,
        consent: Consent | None = None,
    ) -> None:
        self._view, self._count, self._chat, self._consent = view, count, chat, consent
        self._tags = Tags(clock, random_bytes)
        self._memory, self._thought = Memory(clock), Thought(random_bytes)
        # Nobody is refused because others write too: what goes out is paced by the transport, which queues it.
        self._limits = Limits(clock, overall=None)
        # Apart: looking things up for others costs nobody their own questions.
        self._shared = Limits(clock, overall=None)
        self._groups = OncePer(clock)

    def reply(self, incoming: Incoming) -> Reply | None:
        """Return the reply, or None where saying nothing is right (over the limit, a group told already).

        A fault of ours costs this answer and no more: it is told to the log, and the person is told the number to call,
        or what to do where there is danger.
        """
        try:
            return self._replied(incoming)
        except Exception as error:
            event(Event.INTERNAL_ERROR, error=error)
        return self._in_danger(incoming) or (
            None if incoming.in_group else answers.page("fault", self._view(), Kind.UNKNOWN)
        )

    def _in_danger(self, incoming: Incoming) -> Reply | None:
        """What a message in danger gets where something else failed: no more is asked than what judges that."""
        view = early(self._view())
        try:
            danger = view.assess(incoming.text, frozenset())
        except Exception as error:
            event(Event.INTERNAL_ERROR, error=error)
            return None
        if danger.level is Level.RED:
            return flows.red(danger.kind, view, danger.signs, danger.others)
        return flows.check(danger, (), view) if danger.level is Level.AMBER else None

    def _replied(self, incoming: Incoming) -> Reply | None:
        view = self._thought.over(self._view())
        if incoming.in_group:  # others read along: what to do in danger, and nothing that was asked
            view = early(view)
        tags = self._tags.current_and_previous(incoming.chat)
        recent = frozenset() if incoming.in_group else self._memory.signs(tags)
        if incoming.in_group and not self._urgent(incoming, recent, view):
            return answers.page("group", view) if self._groups.first(tags[0]) else None
        is_urgent = self._urgent(incoming, recent, view)
        if not is_urgent and (asked := self._for_admin(incoming, view)):
            return asked
        if not is_urgent:
            verdict = self._limits.verdict(tags[0])
            if verdict is Verdict.SILENT:
                return None
            if verdict is Verdict.SAY_WAIT:
                return answers.page("wait", view)
        known = _NOTHING if incoming.in_group else self._memory.known(tags)
        reply = self._consented(incoming, tags, view) or self._answered(incoming, known, view)
        if incoming.in_group:
            reply = without_search(reply)
        else:
            kept = reply
            self._note(lambda: self._memory.keep(tags, kept))
            if is_urgent and self._chat:
                reply = self._chat.beside(_asked(incoming), reply)
            reply = self._with_question(incoming, reply, tags, recent, view)
        self._note(lambda: self._count(reply, tags[0]))
        return reply

    def _consented(self, incoming: Incoming, tags: Sequence[bytes], view: View) -> Reply | None:
        """Return the reply to yes or no about keeping a question, None for anything else."""
        if self._consent is None or incoming.in_group:
            return None
        return self._consent.answered(incoming.code, tags, view)

    def _with_question(
        self, incoming: Incoming, reply: Reply, tags: Sequence[bytes], recent: frozenset[str], view: View
    ) -> Reply:
        """Return the reply with the question whether what was asked may be kept, where it may be asked."""
        if self._consent is None or incoming.what is not What.TEXT:
            return reply
        calm = is_calm(incoming.text, recent, view)
        return self._consent.offered(incoming.text, reply, tags, calm, view)

    def _answered(self, incoming: Incoming, known: Known, view: View) -> Reply:
        spot = incoming.spot if view.local else None
        if not (incoming.text or incoming.code or spot):
            return answers.page(incoming.what.value, view, Kind.UNKNOWN)
        question = Question(
            incoming.text, incoming.code, view.knowledge.lang, spot=spot, is_live=incoming.is_live, **known
        )
        reply = self._thought.reply(question, view)
        if reply.kind is Kind.UNKNOWN and incoming.what is not What.TEXT:
            return answers.page(incoming.what.value, view, Kind.UNKNOWN)
        if incoming.age > LATE_SECONDS and reply.kind not in (Kind.EMERGENCY, Kind.CHECK):
            return replace(reply, text=f"{answers.sentence('late', view)}\n\n{reply.text}")
        return reply

    @staticmethod
    def _note(do: Callable[[], None]) -> None:
        """Remember or count. Where that fails the answer goes out all the same."""
        try:
            do()
        except Exception as error:
            event(Event.INTERNAL_ERROR, error=error)

    def _for_admin(self, incoming: Incoming, view: View) -> Reply | None:
        return self._chat.reply(_asked(incoming), view) if self._chat and not incoming.in_group else None

    def share(self, incoming: Incoming) -> Offer | None:
        """Return the answers that may be put into another chat, or None over the limit. Nothing is remembered of it."""
        view = self._thought.over(self._view())
        tag = self._tags.current_and_previous(incoming.chat)[0]
        is_urgent = self._urgent(incoming, frozenset(), view)
        if not is_urgent and self._shared.verdict(tag) is not Verdict.ALLOW:
            return None
        return offer(incoming.text, view)

    def sweep(self) -> None:
        """Forget what is over a minute old; called every minute, so that quiet hours count too."""
        if self._consent:
            self._consent.sweep()
        for part in (self._tags, self._memory, self._limits, self._shared, self._groups):
            part.sweep()
        self._thought.clear()

    def forget(self) -> None:
        """Forget every place and overwrite the keys, for the end of the process."""
        self._memory.clear()
        if self._consent:
            self._consent.clear()
        self._thought.clear()
        self._tags.forget()

    def is_urgent(self, incoming: Incoming) -> bool:
        """Whether this may be a call for help, so that it is answered before others."""
        recent = self._memory.signs(self._tags.current_and_previous(incoming.chat))
        return self._urgent(incoming, recent, self._thought.over(self._view()))

    @staticmethod
    def _urgent(incoming: Incoming, recent: frozenset[str], view: View) -> bool:
        press = menu.decode(incoming.code)
        if press is not None:
            return press.action in (menu.Action.RED, menu.Action.STEP, menu.Action.WAIT)
        is_called = incoming.text.lower().startswith("/emergency")
        if is_called or shortcuts.meant(incoming.text, view) == "emergency":
            return True
        return view.assess(incoming.text, recent).level in (Level.RED, Level.AMBER)


def _asked(incoming: Incoming) -> Asked:
    one = incoming
    return Asked(one.chat, one.way, one.text, one.code, one.prompt, one.above, one.marked)


def without_search(reply: Reply) -> Reply:
    """A reply as it may be shown in a group: nobody is asked there where they are, and no place is told."""
    return replace(reply, send_place="", asks=None, pins=(), answers_place=False, drops_key=False, menu=())
