"""What the pages work with: the knowledge as it is now, and what the builder hands in (bot/app_edit.py).

Matching, drawing for Telegram and the version in force are other rooms' work; here they are only things to call.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.admin.changes import Book
from bot.content.style import Facts, Style
from bot.core.model import Danger, Reply, Topic
from bot.core.site import Site
from bot.core.view import View
from bot.errors import Mistake


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message as a phone shows it: Telegram's own HTML, the buttons under it in rows (label, and whether it is red),
    and whether it comes without a sound."""

    html: str
    rows: tuple[tuple[tuple[str, bool], ...], ...] = ()
    is_silent: bool = True


@dataclass(frozen=True, slots=True)
class Present:
    """The knowledge as it can be used now, what is wrong in its files meanwhile, what every entry must say, the house
    style, and the names of the local facts that a text may ask for."""

    view: View
    mistakes: tuple[Mistake, ...]
    must_say: Facts
    style: Style
    local: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scored:
    """An entry that a question may be about: its score (0 to 1), the way of asking that carried it, and the three views
    of the evidence that the score is made from."""

    topic: str
    score: float
    phrase: str
    learned: float
    nearest: float
    aligned: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What the bot answers to a question and why: the reply, the danger it saw, how it read the words, what it took
    them to mean, the likeliest entries, how sure it is and from where on it answers or offers choices (0 to 1), and
    what made it more or less sure."""

    reply: Reply
    danger: Danger
    words: tuple[str, ...]
    meanings: tuple[str, ...]
    drugs: tuple[str, ...]
    scored: tuple[Scored, ...]
    sure: float
    answers_from: float
    offers_from: float
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Weighed:
    """What edited ways of asking do, in sentences: what they break, take from other entries, gain, what tips over
    elsewhere and what they mend; how many phrases were asked to find out, and how sure it is where it is not exact."""

    asked: int
    breaks: tuple[str, ...]
    takes: tuple[str, ...]
    gains: tuple[str, ...]
    others: tuple[str, ...]
    mends: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class CountLine:
    """What was counted, in words, and its number in each week; None is too small to show."""

    label: str
    numbers: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What may be published of the counts: the first days of whole weeks (the oldest first), the replies of each and
    all of them together, what is counted beside replies, the replies on each day of the last week (all seven or none),
    and what must be said with the numbers. Empty `lines` and `beside`: no week has been counted."""

    mondays: tuple[dt.date, ...]
    totals: tuple[int | None, ...]
    lines: tuple[CountLine, ...] = ()
    beside: tuple[CountLine, ...] = ()
    days: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A question without an answer that somebody agreed to have kept, and the Monday of the week in which they did."""

    week: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class State:
    """A site at this moment, as its card says it: open or not (None: nobody can know), the sentence for that, and when
    a person last checked it. `is_changed` where somebody wrote down that it is closed or has moved. `stops` are those
    of a mobile service, with the sentence of each."""

    is_open: bool | None
    said: str
    checked: str
    is_changed: bool = False
    stops: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """The list of sites as it is now, with what `saferbot sites check` says of it. `files` has the file that each site
    stands in, as a book calls it (`sites/leeds`), for those that can be edited: none of an example. `state` tells how a
    site is now, `names` are the kinds of help as people read them, `today` is the day."""

    sites: tuple[Site, ...]
    files: Mapping[str, str]
    mistakes: tuple[Mistake, ...]
    advice: tuple[Mistake, ...]
    example: str
    state: Callable[[Site], State]
    names: Mapping[str, str]
    today: dt.date


class LearningError(Exception):
    """The ways of asking are being learned; ask again in a few seconds."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page may use. `book` is the knowledge as this editor's role changes it; `present` looks at the files each
    time, so an edit made elsewhere is seen at once; `bubbles` draws a reply as Telegram gets it.

    `ask` puts a question to the knowledge as it is, `weigh` tells what an entry with other ways of asking would do;
    both raise LearningError as long as that is not known. `weigh` may take a minute, and goes on meanwhile.

    `counts` gives what may be published of the counts; None where the settings name no folder for them. It raises a
    SaferbotError where they cannot be read.

    `questions` gives those that people agreed to have kept; None where the settings keep none. `drop` deletes one for
    good. Both raise a SaferbotError where their file cannot be used.

    `is_vouched`: somebody else vouches for the role, so whoever sits here can be the second person for another role.

    `is_alone`: no admin is named in the settings who could be the second person for a change, so a day's delay is.
    """

    book: Book
    present: Callable[[], Present]
    bubbles: Callable[[Reply, View], tuple[Bubble, ...]]
    ask: Callable[[str], Asked]
    weigh: Callable[[Topic], Weighed]
    counts: Callable[[], Counted | None]
    questions: Callable[[], tuple[Kept, ...] | None]
    drop: Callable[[Kept], None]
    places: Callable[[], Listing]
    is_alone: bool = True
    is_vouched: bool = False
