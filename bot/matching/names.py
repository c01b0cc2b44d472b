"""Names of drugs as people write them, turned into the one name each substance has here.

A name that can mean several things is left as it is: it is never guessed. Nothing here is fuzzy. A misspelling is known
because it is written in names.yaml, so that naloxone can never slide into naltrexone.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.text import fold

LONGEST_NAME = 4  # words
_NONE: Mapping[str, Sequence[str]] = {}


@dataclass(frozen=True, slots=True)
class Substance:
    """One substance: its id, the class it belongs to (empty where none) and its folded names."""

    id: str
    family: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The table of names. `of` maps the words of a name to a substance or class id, `mixtures` those of a mix's own
    name to the substances in it. `ids` are all substances and classes, `heads` the first words of names: most words
    of a text are none, so that nothing more need be looked up."""

    of: Mapping[tuple[str, ...], str]
    family: Mapping[str, str]
    look_alikes: Mapping[str, frozenset[str]]
    ambiguous: Mapping[tuple[str, ...], tuple[str, ...]]
    mixtures: Mapping[tuple[str, ...], tuple[str, ...]]
    ids: frozenset[str] = field(init=False)
    heads: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", frozenset(self.of.values()))
        object.__setattr__(self, "heads", frozenset(name[0] for name in (*self.of, *self.ambiguous) if name))

    def covers(self, asked: str, written: Container[str]) -> bool:
        """Whether an entry that names `written` may answer about `asked`: the same, or the class it belongs to."""
        return asked in written or self.family.get(asked) in written


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded the same way as a question's words are."""
    return tuple(fold(name).replace("'", "").replace("-", " ").split())


def build_names(
    substances: Iterable[Substance],
    classes: Mapping[str, Sequence[str]],
    look_alikes: Iterable[Sequence[str]],
    ambiguous: Mapping[str, Sequence[str]],
    mixtures: Mapping[str, Sequence[str]] = _NONE,
) -> Names:
    """Return the table. A class may be named by a word; every substance of the class is covered by it."""
    known = tuple(substances)
    table = {words_of(name): one.id for one in known for name in (*one.names, one.id)}
    table.update({words_of(word): family for family, words in classes.items() for word in words})
    unlike: dict[str, frozenset[str]] = {}
    for group in look_alikes:
        for one in group:
            unlike[one] = unlike.get(one, frozenset()) | (frozenset(group) - {one})
    mixed = {words_of(name): tuple(parts) for name, parts in mixtures.items()}
    unclear = {words_of(word): tuple(meanings) for word, meanings in ambiguous.items()}
    return Names(table, {one.id: one.family for one in known if one.family}, unlike, unclear, mixed)


def find_names(words: Sequence[str], names: Names) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words with every known name replaced by its substance id, and the names as they were written.

    The longest name wins, so that "crack cocaine" is not read as cocaine.
    """
    replaced: list[str] = []
    written: list[str] = []
    position = 0
    while position < len(words):
        size = _name_size(words, position, names)
        name = tuple(words[position : position + max(size, 1)])
        replaced.append(names.of[name] if size else name[0])
        if size:
            written.append(" ".join(name))
        position += len(name)
    return tuple(replaced), tuple(written)


def _name_size(words: Sequence[str], position: int, names: Names) -> int:
    """How many words the longest known name at `position` has, 0 where none starts there."""
    if words[position] not in names.heads:
        return 0
    for size in range(min(LONGEST_NAME, len(words) - position), 0, -1):
        if tuple(words[position : position + size]) in names.of:
            return size
    return 0


def may_mean(words: Sequence[str], names: Names) -> frozenset[str]:
    """Return every substance that an unclear name in `words` may stand for; such a name is never settled here."""
    found: set[str] = set()
    for start in (at for at, word in enumerate(words) if word in names.heads):
        for size in range(1, LONGEST_NAME + 1):
            found.update(names.ambiguous.get(tuple(words[start : start + size]), ()))
    return frozenset(found)
