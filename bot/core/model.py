"""The values that pass between the rooms. All frozen: a value handed over cannot change behind one's back.

Nothing here can hold who asked: there is no field for a person, a chat or a name. Where somebody is stands in a `Spot`
only, which never prints it and is held for ten minutes at most (core/search.py).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from bot.core.search import NO_TRAIL, Pin, Search, Spot, Trail

ANY = "panic"  # the kind of emergency where no other is known


class Kind(Enum):
    """What a reply is; the values are the stable words of `saferbot ask --jsonl`."""

    EMERGENCY = "emergency"
    CHECK = "check"
    ANSWER = "answer"
    CHOICES = "choices"
    MIX = "mix"
    SERVICES = "services"
    UNKNOWN = "unknown"
    STARTING = "starting"


class Level(Enum):
    """How urgent a message is. RED: act now. AMBER: one line of action and one question. GREEN: information."""

    RED = 3
    AMBER = 2
    GREEN = 1
    NONE = 0


class Urgency(Enum):
    """What a topic's entry says of itself: an emergency, one that opens with a check, or neither."""

    EMERGENCY = "emergency"
    CHECK = "check"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from. `year` is as published, or empty where the page gives none."""

    publisher: str
    title: str
    url: str
    year: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """Who has looked at an entry: `drafted` (awaiting clinical review) or `reviewed`, when, and until when. `by` is the
    role of whoever did ("nurse, overdose team"), never a name."""

    status: str
    date: dt.date
    expires: dt.date
    by: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """One entry of the knowledge base in one language.

    `answer` and `short` are plain text with **bold**, numbered steps, and {placeholders} for local facts.
    `short` is for emergencies: at most six lines. `must_match` and `must_not_match` are test phrases
    that stand beside the content; they are never answered from.
    """

    id: str
    category: str
    lang: str
    title: str
    questions: tuple[str, ...]
    answer: str
    sources: tuple[Source, ...]
    review: Review
    short: str = ""
    urgency: Urgency = Urgency.NONE
    related: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """Something to tap: what it says and the code of at most 64 bytes that says what it does (core/menu.py). Or,
    without a code, the address of a page of ours that opens inside the chat (`opens`, https)."""

    label: str
    code: str
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Danger:
    """What the emergency detector saw: how urgent, which kind ("overdose", "suicide"...) and which signs.

    `kind` is empty where `level` is NONE or GREEN; `others` are what it may be as well, likeliest first. `signs` are
    names from the data, never words of the message. `is_faint`: so little speaks for it that what was asked may be
    answered, under one line of what to do.
    """

    level: Level
    kind: str = ""
    signs: frozenset[str] = frozenset()
    others: tuple[str, ...] = ()
    is_faint: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A topic that may answer, with its score from 0 to 1 and the phrase that carried it."""

    topic: str
    score: float
    phrase: str = ""


class Zone(Enum):
    """What the matcher may do with what it found."""

    ANSWER = "answer"
    CHOICES = "choices"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Found:
    """The matcher's finding: the zone and the candidates, best first. `beside` is what else a message surely asks.
    `is_early`: nothing was looked up, because the ways of asking are not learned yet."""

    zone: Zone
    candidates: tuple[Candidate, ...] = ()
    beside: tuple[Candidate, ...] = ()
    is_early: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What came in: typed text, the code of a pressed button, or a place that was sent as such (`spot`; `is_live`: one
    that goes on moving). `recent` holds the danger signs seen in this conversation within the last minute, as names
    only; `about` is the topic answered within that time, if any; `trail` what is known of its search."""

    text: str = ""
    code: str = ""
    lang: str = "en"
    recent: frozenset[str] = frozenset()
    about: str = ""
    spot: Spot | None = None
    is_live: bool = False
    trail: Trail = NO_TRAIL


@dataclass(frozen=True, slots=True)
class Later:
    """What the person asked to be told after a while: in how many seconds, and the code that says what."""

    seconds: float
    code: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes out, the same for Telegram, the terminal and the editor's preview.

    `text` is plain text with **bold**; `notes` is fine print (sources, review) that a transport may fold away.
    `score` is 0..1; `topics` are ids, best first; `emergency` is a kind or empty.
    `signs` go back to the caller to remember for a minute. `picture` names a picture that goes with the text, for a
    transport that can show it; the text says what matters without it. `later` is for a transport that can keep time.

    For searches: `opening` stands before the text, `pins` are the sites shown. `spot`, `offered` and `asks` go back to
    the caller to hold for ten minutes (`asks` is the search that waits for a place; None: none does). `send_place` is
    what a key says that sends one's place, for a transport that has such a key; `drops_key` takes it away again.
    `answers_place`: the message answered says where somebody is, and may be deleted by a button under this one;
    `deletes` asks for that. `forgets` drops all that is held of this conversation. `site` is one said to be wrong.
    `judged` is an entry whose answer was said to be helpful, or not (`was_helpful`).

    `menu` are the keys of the small menu, where it is to be shown and stay. `is_list`: the buttons are a list to choose
    from. `in_place`: it may stand in the place of the message whose button was pressed. `clears`: the keys go, and so
    does every message whose number is at hand; one of ours that cannot be deleted says this instead.

    For admins: `prompts` asks for an answer to this very message, `answers_text` shows which message it answers.
    """

    kind: Kind
    text: str
    lang: str = "en"
    buttons: tuple[Button, ...] = ()
    notes: str = ""
    topics: tuple[str, ...] = ()
    score: float = 0.0
    emergency: str = ""
    signs: frozenset[str] = frozenset()
    picture: str = ""
    later: Later | None = None
    opening: str = ""
    pins: tuple[Pin, ...] = ()
    spot: Spot | None = None
    offered: tuple[Spot, ...] = ()
    asks: Search | None = None
    send_place: str = ""
    drops_key: bool = False
    answers_place: bool = False
    deletes: bool = False
    forgets: bool = False
    site: str = ""
    judged: str = ""
    was_helpful: bool = False
    prompts: bool = False
    answers_text: bool = False
    menu: tuple[str, ...] = ()
    is_list: bool = False
    in_place: bool = False
    clears: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One message of guided help: what to do, and what can be tapped next (labels and codes). A calm one is a plan or
    a how-to, not help in danger. `then` is the step that follows after `minutes`, where time matters."""

    id: str
    text: str
    buttons: tuple[Button, ...] = ()
    is_calm: bool = False
    minutes: int = 0
    then: str = ""


@dataclass(frozen=True, slots=True)
class Guidance:
    """How one kind of emergency is answered: the red text, the amber check with what its two buttons say, the topic
    that tells more (may be empty), the buttons under the red text, and the label of a button that leads here."""

    kind: str
    red: str
    check: str
    yes: str
    no: str
    topic: str = ""
    buttons: tuple[Button, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of help people can look for: what its button says, and what is known of it here."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything read from knowledge/ for one language, whole and checked.

    `telegram` is what stands around the chat there, `small_talk` maps a folded phrase to the name of the sentence
    that answers it, `fallbacks` say what stands for a local fact that nobody has set, and `guides` name the step where
    guided help about a topic starts. `sites` are the words of cards (services/show.py). `menu` is what the keys of the
    small menu say, by the command that each stands for; `inline` is what stands around answers for other chats, and
    `most_asked` the topics offered there before anything is typed.
    """

    lang: str
    topics: Mapping[str, Topic]
    categories: Mapping[str, str]
    sentences: Mapping[str, str]
    buttons: Mapping[str, str]
    telegram: Mapping[str, str]
    small_talk: Mapping[str, str]
    services: Mapping[str, Service]
    fallbacks: Mapping[str, str]
    steps: Mapping[str, Step]
    guides: Mapping[str, str]
    guidance: Mapping[str, Guidance]
    sites: Mapping[str, str]
    menu: Mapping[str, str]
    inline: Mapping[str, str]
    most_asked: tuple[str, ...]
