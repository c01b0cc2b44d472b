"""Our own events: what may be logged, and the one handler that logs it."""

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from enum import Enum
from typing import TextIO

from bot.logs.words import Field, level, reduced, word

HOUR_SECONDS = 3600
SMALLEST_SHOWN = 13  # what rounds to 15: nothing under 11 is told (bot/privacy/release.py)
NAME = re.compile(r"[a-z0-9_:-]{1,60}", re.ASCII)
FIELD = re.compile(r"[a-z_]{1,20}", re.ASCII)


class Event(Enum):
    """Everything the log can say of its own; what is not named here cannot be logged."""

    STARTED = "started"
    STOPPED = "stopped"
    ANSWERED_TALLY = "answered-tally"
    RATE_LIMITED = "rate-limited"
    UPDATE_SKIPPED = "update-skipped"
    SEND_FAILED = "send-failed"
    UNREACHABLE = "unreachable"
    REACHABLE_AGAIN = "reachable-again"
    CONFLICT = "conflict"
    UNAUTHORIZED = "unauthorized"
    SETTINGS_CHANGED = "settings-changed"
    LEARNING = "learning"
    LEARNED = "learned"
    LEARNING_FAILED = "learning-failed"
    KNOWLEDGE_LOADED = "knowledge-loaded"
    KNOWLEDGE_REJECTED = "knowledge-rejected"
    SERVICES_LOADED = "services-loaded"
    SERVICES_REJECTED = "services-rejected"
    SITE_DOUBTED = "site-doubted"
    ALERTS_LOADED = "alerts-loaded"
    ALERTS_REJECTED = "alerts-rejected"
    ALERT_POSTED = "alert-posted"
    ALERT_NOT_POSTED = "alert-not-posted"
    ADMIN_CHANGE = "admin-change"
    COUNT_DROPPED = "count-dropped"
    STORE_SET_ASIDE = "store-set-aside"
    STORE_UNAVAILABLE = "store-unavailable"
    NOT_HARDENED = "not-hardened"
    WARNING = "warning"
    INTERNAL_ERROR = "internal-error"


ORDINARY = frozenset(
    {
        Event.STARTED,
        Event.STOPPED,
        Event.ANSWERED_TALLY,
        Event.RATE_LIMITED,
        Event.REACHABLE_AGAIN,
        Event.LEARNING,
        Event.LEARNED,
        Event.KNOWLEDGE_LOADED,
        Event.SERVICES_LOADED,
        Event.ALERTS_LOADED,
        Event.ALERT_POSTED,
        Event.ADMIN_CHANGE,
    }
)


class _EventRecord(logging.LogRecord):
    """A record whose line was made by `event`, of checked parts only."""


class OneHandler(logging.Handler):
    """The only handler there is: one line per record, and it never fails."""

    def __init__(self, stream: TextIO, strict: bool) -> None:
        super().__init__()
        self.stream = stream
        self.strict = strict
        self.names: frozenset[str] = frozenset()
        self.undo = ExitStack()
        self.counts: Counter[Event] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Write what may be told of this record."""
        try:
            line = record.msg if isinstance(record, _EventRecord) else reduced(record)
            self.stream.write(f"{level(record.levelno)} {line}\n")
            self.stream.flush()
        except Exception:
            return  # a full disk, a closed pipe or a strange record must not stop an answer


def know(names: Iterable[str]) -> None:
    """The only strings a field may hold from now on, as the ids of the topics now live."""
    known = frozenset(names)
    if not all(NAME.fullmatch(name) for name in known):
        raise ValueError("a name that may be logged has at most 60 of a-z 0-9 _ : -")
    if handler := installed():
        handler.names = known


def event(what: Event, **fields: Field) -> None:
    """Log one of our own events. Fields are numbers under a million, yes or no, members of an Enum, names
    given to `know`, and exceptions (type and place only). TypeError for another one, when strict."""
    handler = installed()
    if handler is None:
        return
    words = {name: word(value, handler.names) for name, value in fields.items()}
    refused = [name for name, word in words.items() if not (word and FIELD.fullmatch(name))]
    if refused and handler.strict:
        raise TypeError(f"{what.value}: {len(refused)} of its fields may not be logged")
    kept = [f"{name}={word}" for name, word in words.items() if name not in refused]
    log(what, *kept, *([f"dropped={len(refused)}"] if refused else []))


def so_far() -> Mapping[Event, int]:
    """How often each event was logged since `setup`."""
    handler = installed()
    return dict(handler.counts) if handler else {}


class Tally:
    """Counts by kind and tells once an hour: a line per question would be a diary of when someone asked.

    Small numbers are left out and the others rounded to 5, as wherever we show counts.
    """

    def __init__(self, monotonic: Callable[[], float], what: Event = Event.ANSWERED_TALLY) -> None:
        self._monotonic = monotonic
        self._what = what
        self._since = monotonic()
        self._counts: Counter[str] = Counter()

    def add(self, kind: Enum) -> None:
        """One more of this kind."""
        self.tick()
        self._counts[kind.name.lower()] += 1

    def tick(self) -> None:
        """Tell, when the hour is over. Call it every minute, so that quiet hours are told too."""
        if self._monotonic() - self._since < HOUR_SECONDS:
            return
        shown = {kind: (n + 2) // 5 * 5 for kind, n in self._counts.items() if n >= SMALLEST_SHOWN}
        self._since = self._monotonic()
        self._counts.clear()
        event(self._what, **dict(sorted(shown.items())))


def log(what: Event, *words: str) -> None:
    """One line of an event and words already checked; for this room only."""
    if handler := installed():
        handler.counts[what] += 1
    urgency = logging.INFO if what in ORDINARY else logging.WARNING
    urgency = logging.ERROR if what is Event.INTERNAL_ERROR else urgency
    line = " ".join((what.value, *words))
    logging.getLogger("bot").handle(_EventRecord("bot", urgency, "", 0, line, (), None))


def installed() -> OneHandler | None:
    """The handler `setup` made, if it was called."""
    return next((one for one in logging.root.handlers if isinstance(one, OneHandler)), None)
