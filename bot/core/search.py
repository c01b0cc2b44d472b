"""Looking for the nearest help: what is looked for, around which spot, and what was found. Values only.

A search fits into a button's code and never says where somebody is; a spot never shows itself when it is printed, and
is held for ten minutes at most, by the caller, in memory.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.core.place import MOST_CANDIDATES, Why
from bot.core.site import SERVICES, Point
from bot.core.wanted import PlaceWords

CARDS = 3  # that a small screen shows at once
LAST_PAGE = 9
_ALL = "0"  # stands for any kind of help
# A letter each, in the order of SERVICES: buttons that are out there still mean the same when one is added at the end.
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CODE = re.compile(r"(0|[a-z]{1,26})-([ao])-([0-9])", re.ASCII)
_OPEN = {"a": False, "o": True}
_OFFER = re.compile(rf"(0|[a-z]{{1,26}})-([ao])-([0-9]{{1,9}})-([0-{MOST_CANDIDATES - 1}])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where to look. `name` is how it is said back, empty for a pin; `point` is rounded, None where only sites that
    name the place are known. `is_rough`: so large an area that distances from its middle mislead."""

    name: str = field(default="", repr=False)
    point: Point | None = field(default=None, repr=False)
    is_rough: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: kinds of help (`SERVICES`; none: any), only what is open, and which page of cards."""

    kinds: tuple[str, ...] = ()
    open_now: bool = False
    page: int = 0

    @property
    def code(self) -> str:
        """As a button carries it, at most 30 characters."""
        letters = "".join(sorted(_LETTERS[SERVICES.index(kind)] for kind in self.kinds)) or _ALL
        return f"{letters}-{'o' if self.open_now else 'a'}-{min(self.page, LAST_PAGE)}"

    def more(self) -> "Search":
        """The next page."""
        return replace(self, page=self.page + 1)

    def first(self) -> "Search":
        """The first page."""
        return replace(self, page=0)


def read_search(code: str) -> Search | None:
    """Return the search a code stands for, None for what is no such code."""
    found = _CODE.fullmatch(code)
    kinds = _kinds(found[1]) if found else None
    return Search(kinds, _OPEN[found[2]], int(found[3])) if found and kinds is not None else None


def offer_code(search: Search, offer: int, number: int) -> str:
    """Return the code of one of several places offered: the numbers of the offer and of the place, never the place."""
    return f"{search.code.rpartition('-')[0]}-{offer}-{number}"


def read_offer(code: str) -> tuple[Search, int, int] | None:
    """Return the search, the offer and the number in it; None for what is no such code."""
    found = _OFFER.fullmatch(code)
    kinds = _kinds(found[1]) if found else None
    if not found or kinds is None:
        return None
    return Search(kinds, _OPEN[found[2]]), int(found[3]), int(found[4])


def _kinds(letters: str) -> tuple[str, ...] | None:
    if letters == _ALL:
        return ()
    numbers = [_LETTERS.index(letter) for letter in letters]
    return tuple(SERVICES[number] for number in numbers) if max(numbers) < len(SERVICES) else None


@dataclass(frozen=True, slots=True)
class Trail:
    """What is known of a conversation's search within ten minutes: where the person said they are, the places offered
    last with the number of that offer, the search whose "where are you?" is unanswered (None: none is), and the number
    that a new offer would get."""

    spot: Spot | None = None
    offer: int = 0
    offered: tuple[Spot, ...] = ()
    asked: Search | None = None
    next_offer: int = 1


NO_TRAIL = Trail()


@dataclass(frozen=True, slots=True)
class Pin:
    """A site on the map, which opens the phone's own: where help is, never who looks for it."""

    title: str
    address: str
    point: Point


@dataclass(frozen=True, slots=True)
class Card:
    """One site as people read it. `pin` is None where no exact place may be shown."""

    site: str
    text: str
    pin: Pin | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of what was found. `none` says that there is none within reach, or none open; `plan` is what can still
    be done; `notes` are lines under the cards. All empty where there is nothing of it to say."""

    cards: tuple[Card, ...] = ()
    has_more: bool = False
    none: str = ""
    plan: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Local:
    """The places of help of one version. `offers()` are the kinds that any site has, `resolve` finds the spots a text
    means (one, several to choose from, or why none), `is_place` knows exact names, `find` gives a page of cards,
    `has_site` whether there is a site with this id, `credit()` names whose lists of places are used. All are pure but
    for the time of day and look-ups."""

    words: PlaceWords
    offers: Callable[[], frozenset[str]]
    resolve: Callable[[str], tuple[Spot, ...] | Why]
    is_place: Callable[[str], bool]
    find: Callable[[Spot, Search], Shown]
    has_site: Callable[[str], bool]
    credit: Callable[[], str] = str
