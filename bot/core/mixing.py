"""What is known of two or more substances together. Unknown is a risk of its own here, never the absence of one.

Knows families of substances and pairs of them; an entry about a substance itself outranks one about its family.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import combinations, product

from bot.core.model import Source


class Risk(Enum):
    """How dangerous a mix is; in the order in which they are told, the worst first."""

    DANGEROUS = "dangerous"
    UNSAFE = "unsafe"
    UNKNOWN = "unknown"
    CAUTION = "caution"
    LOW = "low"


RISKS = tuple(Risk)


@dataclass(frozen=True, slots=True)
class Combination:
    """What is known of one pair: the risk, how that is known ("rated", "official", "inferred", "none"), why in one
    sentence, what can happen (names of hazards, worst first) and the ids of the sources."""

    risk: Risk
    basis: str
    why: str = ""
    hazards: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """Substances that act alike. `twice` is said of two of them together."""

    id: str
    name: str
    about: str
    is_downer: bool
    is_medicine: bool
    twice: Combination


@dataclass(frozen=True, slots=True)
class Hazard:
    """What can happen: the signs to watch for, and what lowers the risk of it."""

    signs: str
    lower: str


@dataclass(frozen=True, slots=True)
class Mixing:
    """Everything known of mixes in one language. `family_of` maps a substance to its family, `groups` a word for
    several families ("uppers") to them, `mixtures` the words of a mix's own name ("speedball") to what is in it.

    `mix_words` ask about a mix wherever they stand, `small_words` say nothing else than that; `around` say when, where
    and how much, which leaves it a question about a mix but may tell of something done. `verbs` name a substance by
    what is done ("drinking") where one of `joins`, or nothing, follows; `routes` name one ("smoke") unless the next
    name does, with nothing but `amounts` before it. `slang` are words that are names only here, `medicines` such of no
    family. Names beside one of `links` are joined, unless one of `elsewhere` says that it is about something else.
    `plain_words` are words and phrases that are no names, whatever they look like; `everyday` words are names only
    right beside another one, `shapes` none behind a medicine, and `given` none behind one of `people` ("my friend
    molly"). Naming one of `apart` beside another is no question about a mix.
    """

    families: Mapping[str, Family]
    family_of: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]
    mixtures: Mapping[tuple[str, ...], tuple[str, ...]]
    pairs: Mapping[tuple[str, str], Combination]
    hazards: Mapping[str, Hazard]
    words: Mapping[Risk, str]
    meanings: Mapping[Risk, str]
    basis: Mapping[str, str]
    sources: Mapping[str, Source]
    mix_words: frozenset[str]
    small_words: frozenset[str]
    around: frozenset[str]
    verbs: Mapping[str, str]
    joins: frozenset[str]
    routes: frozenset[str]
    amounts: frozenset[str]
    slang: Mapping[str, str]
    medicines: frozenset[str]
    links: frozenset[str]
    elsewhere: frozenset[str]
    plain_words: frozenset[str]
    everyday: frozenset[str]
    shapes: frozenset[str]
    people: frozenset[str]
    given: frozenset[str]
    apart: frozenset[str]

    def family(self, substance: str) -> str:
        """Return the family of a substance (or of a family: itself), empty where it has none."""
        return substance if substance in self.families else self.family_of.get(substance, "")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a message names: as the list of names has it, and what it may mean (one meaning where it is sure)."""

    name: str
    meanings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a message names, in order, and whether it asks about taking them together. `says_more`: it says something
    beside that; `has_unknown`: a word of it may be a name that is not known here. `joined` are its names
    where two of them stand joined, whatever else it says; `joins_unknown`: one of things joined is a word that may be a
    name not known here, and it says nothing else."""

    parts: tuple[Part, ...] = ()
    asks_mix: bool = False
    says_more: bool = False
    has_unknown: bool = False
    joined: tuple[Part, ...] = ()
    joins_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parts of a mix, by name, and what is known of them."""

    one: str
    other: str
    known: Combination


_HYPHEN = re.compile(r"(?<=\w\w)-(?=\w\w)")  # not the one of 2C-B

UNRATED = Combination(Risk.UNKNOWN, "none", hazards=("breathing",))


def combination(mixing: Mixing, one: str, other: str) -> Combination:
    """Return what is known of two substances or families, in either order; UNRATED where nothing is."""
    of_one = [name for name in (one, mixing.family(one)) if name]
    of_other = [name for name in (other, mixing.family(other)) if name]
    for pair in product(of_one, of_other):
        known = mixing.pairs.get(pair) or mixing.pairs.get((pair[1], pair[0]))
        if known:
            return known
    family = mixing.family(one)
    return mixing.families[family].twice if family and family == mixing.family(other) else UNRATED


def pairs_of(mixing: Mixing, parts: Sequence[tuple[str, str]]) -> tuple[Pair, ...]:
    """Return every pair of the (name, substance) `parts`, the worst first."""
    found = (Pair(a, b, combination(mixing, one, other)) for (a, one), (b, other) in combinations(parts, 2))
    return tuple(sorted(found, key=lambda pair: RISKS.index(pair.known.risk)))


def settled(mixing: Mixing, part: Part) -> str:
    """Return the one thing a part means, or an empty string where that would change what is said."""
    families = {mixing.family(meaning) or meaning for meaning in part.meanings}
    if len(part.meanings) == 1:
        return part.meanings[0]
    return families.pop() if len(families) == 1 else ""


def in_words(substance: str) -> str:
    """Return the id of a substance in words, which is its plain name here."""
    return _HYPHEN.sub(" ", substance)


def hazards_of(mixing: Mixing, pairs: Sequence[Pair], most: int) -> Iterator[Hazard]:
    """Yield what can happen with these pairs, each once, of the worst pair first."""
    names = dict.fromkeys(name for pair in pairs for name in pair.known.hazards)
    return (mixing.hazards[name] for name in list(names)[:most])
