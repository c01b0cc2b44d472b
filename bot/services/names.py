"""Names of places in what people write: the whole message first, then the longest name in it, then a slip.

A word of the language is not a place just because a town is called so ("i hope", with a town of Hope near): it counts
only by itself or after "in" and its like.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from bot.core.place import How, kilometres
from bot.core.wanted import PlaceWords
from bot.services.gazetteer import Gazetteer, Town, name_words, plain_words
from bot.services.regions import Regions
from bot.services.spelling import nearest_names

TOGETHER = 50.0  # km: two names that near are one place said more closely ("kerrisdale vancouver")
_LONGEST_NAME = 6  # words
_SHORTEST_INSIDE = 3  # letters; towns called Y or Au are found only by themselves
_LONGEST_SLIPPED = 40  # letters
_IN = ("in", "near", "nr", "around")
_SKIPPED = ("the", "a", "downtown", "central", "e", "w", "n", "s")  # between "in" and a name

Nothing: tuple[Town, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words of a message: from `start` up to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Talk:
    """A message as words: `said` as typed and folded, `words` as they are compared in names, and which of them are
    left when the small words at both ends are taken off."""

    said: tuple[str, ...]
    words: tuple[str, ...]
    bare: Run

    def of(self, run: Run) -> tuple[str, ...]:
        """The words of a run, as compared."""
        return self.words[run.start : run.end]


@dataclass(frozen=True, slots=True)
class Names:
    """Finds names of places. `english`: plain words of the language."""

    gazetteer: Gazetteer
    regions: Regions
    words: PlaceWords
    english: Container[str] = field(default_factory=frozenset)

    def talk(self, text: str) -> Talk:
        """Cut a message into words."""
        said = plain_words(text)
        start, end = 0, len(said)
        while start < end and said[start] in self.words.around:
            start += 1
        while end > start and said[end - 1] in self.words.around:
            end -= 1
        return Talk(said, name_words(said), Run(start, end))

    def runs(self, talk: Talk) -> Iterator[Run]:
        """Every run of words short enough to be a name, the longest first."""
        for size in range(min(_LONGEST_NAME, len(talk.said)), 0, -1):
            for start in range(len(talk.said) - size + 1):
                yield Run(start, start + size)

    def find(self, talk: Talk) -> tuple[tuple[Town, ...], How]:
        """Return the towns a message may mean, likeliest first, and by what; none where it means none."""
        if self.words.is_never(talk.said):
            return Nothing, How.NAME
        whole = Run(0, len(talk.said))
        for run in (whole, talk.bare):
            if towns := self._exactly(talk, run):
                return towns, How.NAME
        if towns := self._inside(talk):
            return towns, How.NAME
        return self._slipped(talk, whole), How.SPELLING

    def is_place_talk(self, talk: Talk, run: Run) -> bool:
        """Whether all that stands around a run is small words, numbers (of houses), and names of places or regions."""
        after = run.end + self.regions.begins(talk.words[run.end :])
        around = (*range(run.start), *range(after, len(talk.said)))
        return all(
            talk.said[at] in self.words.around
            or talk.said[at].isdecimal()
            or talk.words[at] in self.gazetteer.words
            or talk.words[at] in self.regions.said
            for at in around
        )

    def follows_near(self, talk: Talk, run: Run) -> bool:
        """Whether "in", "near" or the like stands before a run."""
        at = run.start - 1
        while at > 0 and talk.words[at] in _SKIPPED:
            at -= 1
        return at >= 0 and talk.said[at] in self.words.near

    def _is_in(self, talk: Talk, run: Run) -> bool:
        """Whether "in" or "near" stands right before a run: "at the wall" and "to police" name no town."""
        return run.start > 0 and talk.said[run.start - 1] in _IN

    def _exactly(self, talk: Talk, run: Run) -> tuple[Town, ...]:
        """A name that is all of the run, with or without its region after it."""
        if run.end == run.start or self.words.is_never(talk.said[run.start : run.end]):
            return Nothing
        whole = self._allowed(talk, run, self.gazetteer.named(" ".join(talk.of(run))))
        for end in range(run.end - 1, run.start, -1) if not whole else ():
            rest = talk.words[end : run.end]
            name = Run(run.start, end)
            if self.regions.begins(rest) == len(rest) and not self._is_never(talk, name):
                towns = self.regions.chosen(self.gazetteer.named(" ".join(talk.of(name))), rest)
                if towns:
                    return towns
        return whole

    def _allowed(self, talk: Talk, run: Run, towns: tuple[Town, ...]) -> tuple[Town, ...]:
        """A lone word of the language is a town only by itself, beside a greeting, or after "in" at the end."""
        is_word = run.end - run.start == 1 and talk.said[run.start] in self.english
        if not is_word or not towns:
            return towns
        if (
            talk.words[run.start] not in self.gazetteer.first
        ):  # in some language, or at some airport, but not here
            return Nothing
        around = (*talk.said[: run.start], *talk.said[run.end :])
        is_alone = all((word,) in self.words.never and word in self.words.around for word in around)
        is_last = run.end == len(talk.said) or self.regions.begins(talk.words[run.end :]) > 0
        return towns if is_alone or (is_last and self._is_in(talk, run)) else Nothing

    def _is_never(self, talk: Talk, run: Run) -> bool:
        return self.words.is_never(talk.said[run.start : run.end])

    def _inside(self, talk: Talk) -> tuple[Town, ...]:
        """The longest names inside a message: one of them, or all where they lie far from each other."""
        found: list[tuple[Run, tuple[Town, ...]]] = []
        for run in self.runs(talk):
            if any(run.start < other.end and other.start < run.end for other, _ in found):
                continue
            if towns := self._named_inside(talk, run):
                found.append((run, towns))
        if len(found) < 2:
            return found[0][1] if found else Nothing
        return _together([towns for _, towns in found], [run.end - run.start for run, _ in found])

    def _named_inside(self, talk: Talk, run: Run) -> tuple[Town, ...]:
        key = " ".join(talk.of(run))
        if len(key) < _SHORTEST_INSIDE or self._is_never(talk, run):
            return Nothing
        towns = self._allowed(talk, run, self.gazetteer.named(key))
        if said := self.regions.said.get(key):  # "in texas" is no town of Texas elsewhere
            towns = tuple(town for town in towns if self.regions.fits(town, said))
        is_named = self.follows_near(talk, run) and key in self.gazetteer.first
        if not towns or not (is_named or self.is_place_talk(talk, run)):
            return Nothing
        return self.regions.chosen(towns, talk.words[run.end :])

    def _slipped(self, talk: Talk, whole: Run) -> tuple[Town, ...]:
        """A whole message that is a name but for a slip or two, with or without its region after it."""
        for run in dict.fromkeys((whole, talk.bare)):
            for end in range(run.end, run.start, -1):
                rest = talk.words[end : run.end]
                if rest and self.regions.begins(rest) != len(rest):
                    continue
                for typed in dict.fromkeys((talk.said[run.start : end], talk.words[run.start : end])):
                    if chosen := self.regions.chosen(self._near_in_spelling(typed), rest):
                        return chosen
        return Nothing

    def _near_in_spelling(self, typed: tuple[str, ...]) -> tuple[Town, ...]:
        name, spelt = " ".join(typed), self.gazetteer.spelt
        near = nearest_names(name, self.gazetteer.by_length) if len(name) <= _LONGEST_SLIPPED else ()
        keys = dict.fromkeys(spelt[one] for one in near if self._is_slip(typed, tuple(one.split())))
        return tuple(dict.fromkeys(town for key in keys for town in self.gazetteer.named(key)))

    def _is_slip(self, typed: tuple[str, ...], name: tuple[str, ...]) -> bool:
        """Whether what differs can be a slip: a word of the language is what it is, and no slip of a name."""
        if len(typed) != len(name):
            return not all(map(self._is_word, typed))
        return not any(self._is_word(one) for one, other in zip(typed, name, strict=True) if one != other)

    def _is_word(self, word: str) -> bool:
        return word in self.english or word in self.words.fillers or (word,) in self.words.kinds


def _together(groups: list[tuple[Town, ...]], sizes: list[int]) -> tuple[Town, ...]:
    """Several names in one message: near each other they are one place, else the person is asked."""
    first = groups[0]
    near = tuple(town for town in first if all(_is_near(town, other) for other in groups[1:]))
    if not near:
        return tuple(town for group in groups for town in group)
    closest = [town for group, size in zip(groups, sizes, strict=True) if size == sizes[0] for town in group]
    closest = [town for town in closest if any(_is_near(town, (other,)) for other in near)]
    return (min(closest, key=lambda town: (not town.is_part, town.population)),) if len(near) == 1 else near


def _is_near(town: Town, others: tuple[Town, ...]) -> bool:
    return any(kilometres(town.point, other.point) <= TOGETHER for other in others)
