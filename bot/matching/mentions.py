"""Which drugs and medicines a message names, and whether it asks about taking them together.

A name spelt wrong is taken for the only one it can be; where two are near, or a look-alike is, it is asked about.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.mixing import Mentions, Mixing, Part
from bot.core.text import MATCH_LIMIT, fold
from bot.matching.names import LONGEST_NAME, Names
from bot.matching.rank import nearest_words

_JOINS = str.maketrans({"+": " and ", "&": " and ", "/": " and ", ",": " , ", "-": " ", "'": ""})
_SHORTEST = 4  # letters; a shorter word that no list knows is never taken for a name
_SHORTEST_NAME = 5
_TWO_ERRORS_FROM = 8
_MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class NameBook:
    """Everything needed to find names: the table, the names of one word that a misspelling may be taken for, real
    words that are never taken for one, and what asks about a mix."""

    names: Names
    single: Mapping[str, str]
    english: Container[str]
    mixing: Mixing


def name_book(names: Names, english: Container[str], mixing: Mixing) -> NameBook:
    """Build the book once."""
    single = {name[0]: substance for name, substance in names.of.items() if len(name) == 1}
    return NameBook(
        names, {name: one for name, one in single.items() if len(name) >= _SHORTEST_NAME}, english, mixing
    )


def mentions(book: NameBook, text: str) -> Mentions:
    """Return the names in `text` in order, each once, and whether it asks about a mix of them."""
    words = [word.strip('.!?;:()"') or "," for word in fold(text[:MATCH_LIMIT]).translate(_JOINS).split()]
    parts: dict[str, Part] = {}
    others: list[str] = []
    for found in _walk(book, words[:_MOST_WORDS]):
        if isinstance(found, str):
            others.append(found)
        else:
            parts.update((part.name, part) for part in found)
    asks = any(word in book.mixing.mix_words for word in others)
    more = [word for word in others if not _is_small(book.mixing, word)]
    is_apart = any(book.mixing.apart.intersection(part.meanings) for part in parts.values())
    only_names = len(parts) > 1 and not more and not is_apart
    return Mentions(
        parts=tuple(parts.values()),
        asks_mix=bool(parts) and (asks or only_names),
        says_more=bool(more),
        has_unknown=any(word not in book.english for word in more),
    )


def _is_small(mixing: Mixing, word: str) -> bool:
    return word in mixing.small_words or word in mixing.mix_words or word.isdigit()


def _walk(book: NameBook, words: Sequence[str]) -> Iterator[str | tuple[Part, ...]]:
    """Yield the words that are no names, and the names: the longest at each place."""
    position = 0
    while position < len(words):
        size, parts = _named(book, words, position)
        yield parts if size else words[position]
        position += max(size, 1)


def _named(book: NameBook, words: Sequence[str], position: int) -> tuple[int, tuple[Part, ...]]:
    mixing, names = book.mixing, book.names
    for size in range(min(LONGEST_NAME, len(words) - position), 0, -1):
        name = tuple(words[position : position + size])
        written = " ".join(name)
        if name in mixing.mixtures:
            return size, tuple(Part(one.replace("-", " "), (one,)) for one in mixing.mixtures[name])
        if meanings := names.ambiguous.get(name):
            return size, (Part(written, meanings),)
        if substance := names.of.get(name):
            return size, (Part(written, mixing.groups.get(substance, (substance,))),)
    word, after = words[position], words[position + 1 : position + 2]
    if word in mixing.verbs and (not after or after[0] in mixing.joins):
        return 1, (Part(mixing.families[mixing.verbs[word]].name.lower(), (mixing.verbs[word],)),)
    if word in mixing.slang:
        return 1, (Part(word, (mixing.slang[word],)),)
    guess = _misspelt(book, word)
    return (1, (guess,)) if guess else (0, ())


def _misspelt(book: NameBook, word: str) -> Part | None:
    """The name that an unknown word stands for; every near one where it may stand for several."""
    if word in book.english or _is_small(book.mixing, word) or len(word) < _SHORTEST or not word.isalpha():
        return None
    limit = 2 if len(word) >= _TWO_ERRORS_FROM else 1
    near = nearest_words(word, tuple(book.single), limit + 1)
    meant = dict.fromkeys(book.single[name] for name, errors in near if errors <= limit)
    if not meant:
        return None
    alike = {other for one in meant for other in book.names.look_alikes.get(one, ())}
    also = dict.fromkeys(book.single[name] for name, _ in near if book.single[name] in alike)
    return Part(near[0][0] if len(meant | also) == 1 else word, tuple(meant | also))
