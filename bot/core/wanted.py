"""Whether a message asks for a place where help is ("any narcan in tartu open now"), and for which, where and when.

Pure words: no list of towns is needed here. A question about a thing ("where does naloxone come from") is no request,
and in doubt it is none: the ordinary answer then offers the button to places by itself.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from bot.core.slips import one_error
from bot.core.text import MATCH_LIMIT, fold

_TOKEN = re.compile(r"[-+]?\d+(?:[.,]\d+)+|[^\W_]+|[.!?;\n]+")
_CODE = re.compile(
    r"[a-z]\d[a-z]( ?\d[a-z]\d)?|[a-z]{1,2}\d[a-z\d]?( ?\d[a-z]{2})?|\d{4,6}(-\d{3,4})?|\d{4} ?[a-z]{2}"
    r"|[-+]?\d{1,3}[.,]\d+[\s,;]+[-+]?\d{1,3}[.,]\d+"  # coordinates
)
_LONGEST = 8  # words of one phrase
_MOST_OTHERS = 3  # words of no known meaning that a clear "where can I get" may hold
_CORRECTED_FROM = 6  # letters; a shorter word with a slip in it may be another


class _Role(Enum):
    """What a phrase says; where two are equally long, the earlier one is meant."""

    HERE = auto()
    KIND = auto()
    NOT = auto()
    OPEN = auto()
    NEAR_SURELY = auto()
    NEAR_MAYBE = auto()
    ASK_SURELY = auto()
    ASK_MAYBE = auto()
    BREAK = auto()
    OTHER = auto()


_PLACE_ENDS = frozenset(_Role) - {_Role.OTHER, _Role.NEAR_MAYBE}


@dataclass(frozen=True, slots=True)
class Region:
    """A region of a country: GeoNames' code, the short form people add ("bc"), its name."""

    country: str
    code: str
    short: str
    name: str


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The words of places.yaml. Phrases are tuples of folded words; `kinds` gives the services each one means (none
    for "services" as such), `roles` what each says in a request."""

    kinds: Mapping[tuple[str, ...], tuple[str, ...]]
    roles: Mapping[tuple[str, ...], _Role]
    fillers: frozenset[str]
    around: frozenset[str]
    never: frozenset[tuple[str, ...]]
    venues: frozenset[str]
    near: frozenset[str]
    nearest: frozenset[str]
    regions: tuple[Region, ...]
    countries: Mapping[str, tuple[str, ...]]
    sentences: Mapping[str, str]

    def is_never(self, words: tuple[str, ...]) -> bool:
        """Whether these words together, or each of them, are no place whatever their spelling."""
        return words in self.never or all((word,) in self.never or word in self.fillers for word in words)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. `kinds` in the order named, empty for any; `place` as it was typed, empty where the person
    has yet to say it; only what is open now, where that was asked. `is_near`: what is near was asked for in so many
    words."""

    kinds: tuple[str, ...]
    place: str = field(default="", repr=False)
    open_now: bool = False
    is_near: bool = False


@dataclass(frozen=True, slots=True)
class _Part:
    role: _Role
    words: tuple[str, ...]
    start: int
    end: int


def place_words(
    kinds: Mapping[str, tuple[str, ...]],
    roles: Mapping[str, tuple[str, ...]],
    small: Mapping[str, tuple[str, ...]],
    regions: tuple[Region, ...],
    countries: Mapping[str, tuple[str, ...]],
    sentences: Mapping[str, str],
) -> PlaceWords:
    """Put phrases as they are written into the form they are looked up in. `roles` has a list under each of: here, not,
    open, near_surely, near_maybe, ask_surely, ask_maybe; `small` one under each of: fillers, around, venues, nearest,
    never."""
    meanings: dict[tuple[str, ...], tuple[str, ...]] = {}
    for kind, phrases in kinds.items():
        for phrase in map(words_in, phrases):
            meanings[phrase] = (*meanings.get(phrase, ()), *(() if kind == "any" else (kind,)))
    said: dict[tuple[str, ...], _Role] = {}
    for role in _Role:
        for phrase in map(words_in, roles.get(role.name.lower(), ())):
            said.setdefault(phrase, role)
        if role is _Role.KIND:
            said |= {phrase: role for phrase in meanings if phrase not in said}
    near = frozenset(words[-1] for words, role in said.items() if "NEAR" in role.name)
    fillers, around, venues, nearest = (
        frozenset(small[name]) for name in ("fillers", "around", "venues", "nearest")
    )
    never = frozenset(map(words_in, small["never"]))
    return PlaceWords(
        meanings, said, fillers, around, never, venues, near, nearest, regions, countries, sentences
    )


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text, folded, without apostrophes or punctuation."""
    return tuple(found[0] for found in _TOKEN.finditer(_plain(text)) if found[0][0] not in ".!?;\n")


def wanted(
    text: str, words: PlaceWords, is_place: Callable[[str], bool] = lambda text: False
) -> Wanted | None:
    """Return what place is asked for, None where the message asks for none. `is_place` knows towns by their names:
    with it "naloxone tartu" is a request too."""
    plain = _plain(text[:MATCH_LIMIT])
    parts = tuple(_parts(plain, words))
    roles = {part.role for part in parts}
    if _Role.KIND not in roles or _Role.NOT in roles:
        return None
    kinds = tuple(dict.fromkeys(kind for part in parts for kind in _meant(part, words)))
    place = _place(parts, plain, words, is_place)
    if place is None or not _is_request(parts, place, kinds, words):
        return None
    is_near = place == _HERE or not words.nearest.isdisjoint(words_in(text[:MATCH_LIMIT]))
    return Wanted(kinds, "" if place == _HERE else place, _Role.OPEN in roles, is_near)


_HERE = "."  # the person asked for what is near, and has yet to say where that is


def _plain(text: str) -> str:
    return fold(text.replace("\n", " ; ")).replace("'", "")


def _meant(part: _Part, words: PlaceWords) -> tuple[str, ...]:
    return words.kinds[part.words] if part.role is _Role.KIND else ()


def _parts(plain: str, words: PlaceWords) -> Iterator[_Part]:
    """Cut a text into the longest phrases that say something, and single words that do not."""
    found = tuple(_TOKEN.finditer(plain))
    tokens = tuple(one[0] for one in found)
    at = 0
    while at < len(tokens):
        for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
            phrase = tokens[at : at + size]
            if role := words.roles.get(phrase):
                break
        else:
            size, phrase = 1, _corrected(tokens[at], words)
            is_break = tokens[at][0] in ".!?;\n"
            role = _Role.BREAK if is_break else words.roles.get(phrase, _Role.OTHER)
        yield _Part(role, phrase, found[at].start(), found[at + size - 1].end())
        at += size


def _corrected(token: str, words: PlaceWords) -> tuple[str, ...]:
    """The kind of service that a long word with one slip in it must be, else the word itself."""
    if len(token) >= _CORRECTED_FROM and token not in words.fillers:
        for phrase in words.kinds:
            if len(phrase) == 1 and len(phrase[0]) >= _CORRECTED_FROM and one_error(token, phrase[0]):
                return phrase
    return (token,)


def _place(
    parts: tuple[_Part, ...], plain: str, words: PlaceWords, is_place: Callable[[str], bool]
) -> str | None:
    """The place as typed; `_HERE` where it is still to be said, empty where nothing points to one; None where what is
    named is no place ("in pregnancy")."""
    asks = any(part.role in (_Role.ASK_SURELY, _Role.ASK_MAYBE) or _is_venue(part, words) for part in parts)
    for at, part in enumerate(parts):
        if part.role not in (_Role.NEAR_SURELY, _Role.NEAR_MAYBE):
            continue
        named = _named(parts[at + 1 :], plain, words)
        is_sure = part.role is _Role.NEAR_SURELY
        if not named:
            if not is_sure and at + 1 < len(parts) and _leads_to_kind(parts[at + 1 :], words):
                return None
            continue
        if words.is_never(words_in(named)):
            return _HERE if is_sure else None
        if is_sure or asks or _CODE.fullmatch(named) or is_place(named):
            return named
        return None
    if any(part.role is _Role.HERE or part.role is _Role.NEAR_SURELY for part in parts):
        return _HERE
    return _bare(parts, plain, words, is_place)


def _is_venue(part: _Part, words: PlaceWords) -> bool:
    return part.role is _Role.KIND and part.words[-1] in words.venues


def _leads_to_kind(parts: tuple[_Part, ...], words: PlaceWords) -> bool:
    """Whether the next thing said is a kind of service: "naloxone in suboxone"."""
    rest = (part for part in parts if not (part.role is _Role.OTHER and part.words[0] in words.fillers))
    return next((part.role is _Role.KIND for part in rest), False)


def _named(parts: tuple[_Part, ...], plain: str, words: PlaceWords) -> str:
    """What follows until something else is said, without the small words around it."""
    run: list[_Part] = []
    for part in parts:
        if part.role in _PLACE_ENDS:
            break
        run.append(part)
    return _trimmed(run, plain, words)


def _trimmed(run: list[_Part], plain: str, words: PlaceWords) -> str:
    says = [
        at for at, part in enumerate(run) if part.role is _Role.OTHER and part.words[0] not in words.fillers
    ]
    return plain[run[says[0]].start : run[says[-1]].end] if says else ""


def _bare(parts: tuple[_Part, ...], plain: str, words: PlaceWords, is_place: Callable[[str], bool]) -> str:
    """A place without a word before it: "naloxone v6a", "kesklinn needles"."""
    run: list[_Part] = []
    for part in (*parts, _Part(_Role.BREAK, (), 0, 0)):
        if part.role is _Role.OTHER:
            run.append(part)
            continue
        named = _trimmed(run, plain, words)
        if named and not words.is_never(words_in(named)) and (_CODE.fullmatch(named) or is_place(named)):
            return named
        run = []
    return ""


def _is_request(parts: tuple[_Part, ...], place: str, kinds: tuple[str, ...], words: PlaceWords) -> bool:
    """Whether enough points to a place: one named or "near me", or words that ask where; and nothing else is said."""
    in_place = words_in(place)
    others = [
        part.words[0]
        for part in parts
        if part.role is _Role.OTHER and part.words[0] not in words.fillers and part.words[0] not in in_place
    ]
    roles = {part.role for part in parts}
    if not kinds:
        return bool(place) and not others
    if _Role.ASK_SURELY in roles:
        return len(others) <= _MOST_OTHERS
    is_asked = bool(place) or _Role.ASK_MAYBE in roles or _Role.OPEN in roles
    return is_asked and not others
