"""Which drugs and medicines a message names, and whether it asks about taking them together.

A name spelt wrong is taken for the only one it can be; where two are near, or a look-alike is, it is asked about.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase

from bot.core.mixing import Mentions, Mixing, Part, in_words
from bot.core.text import MATCH_LIMIT, fold
from bot.matching.align import nearest_words
from bot.matching.everyday import Item, is_no_name, is_number, without_everyday
from bot.matching.names import LONGEST_NAME, Names

_HYPHEN = "-"
_JOINS = str.maketrans({"+": " and ", "&": " and ", "/": " and ", ",": " , ", "-": " -", "'": ""})
_SHORTEST = 4  # letters; a shorter word that no list knows is never taken for a name
_SHORTEST_NAME = 5
_TWO_ERRORS_FROM = 8
_MOST_WORDS = 60
_LONGEST_PHRASE = 4  # words
_MOST_UNKNOWN = 3  # a message with more words than that says something else
_SLIP_FROM = 5  # letters; a longer unknown word one slip away from a plain one is that, and no name
_AMOUNT = re.compile(r"\d+(?:\.\d+)?(mg|mcg|ug|g|kg|ml|cl|l|am|pm|x|st|nd|rd|th|h|hrs?|mins?|s|yo|p|k)")

_NAME, _UNCLEAR, _UNKNOWN, _LINK, _SMALL, _PLAIN = "name", "unclear", "unknown", "link", "small", "plain"


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
    mixing, items = book.mixing, without_everyday(book.mixing, tuple(_walk(book, _words(text))))
    parts = {part.name: part for item in items if not isinstance(item, str) for part in item}
    others = [item for item in items if isinstance(item, str)]
    more = [word for word in others if not _is_small(mixing, word)]
    rest = [word for word in more if not _is_around(mixing, word)]
    is_apart = any(mixing.apart.intersection(part.meanings) for part in parts.values())
    are_medicines = all(mixing.medicines.issuperset(part.meanings) for part in parts.values())
    only_names = len(parts) > 1 and not (rest or is_apart or are_medicines)
    found = Mentions(
        parts=tuple(parts.values()),
        asks_mix=bool(parts) and (only_names or not mixing.mix_words.isdisjoint(others)),
        says_more=bool(more),
        has_unknown=any(word not in book.english for word in rest),
    )
    is_other = is_apart or not mixing.elsewhere.isdisjoint((*others, *parts))
    return found if is_other or not parts else _with_joined(book, found, items, rest)


def _with_joined(book: NameBook, found: Mentions, items: Sequence[Item], rest: Sequence[str]) -> Mentions:
    unknown = (
        frozenset(word for word in rest if _is_unknown(book, word)) if len(rest) <= _MOST_UNKNOWN else ()
    )
    kinds = [_kind(book, item, unknown) for item in items]
    names, beside = _joined(kinds)
    return replace(
        found,
        joined=_linked(items, kinds) if names else (),
        joins_unknown=bool(rest) and len(unknown) == len(set(rest)) and (names or beside),
    )


def _words(text: str) -> list[str]:
    """The words of a message; what follows a hyphen starts with one."""
    words = fold(text[:MATCH_LIMIT]).translate(_JOINS).split()
    return [word.strip('.!?;:()"') or "," for word in words if word != _HYPHEN][:_MOST_WORDS]


def _is_small(mixing: Mixing, word: str) -> bool:
    is_known = word in mixing.small_words or word in mixing.mix_words or word in mixing.shapes
    return is_known or is_number(word)


def _is_around(mixing: Mixing, word: str) -> bool:
    return word in mixing.around or word in mixing.routes or bool(_AMOUNT.fullmatch(word))


def _kind(book: NameBook, item: Item, unknown: Container[str]) -> str:
    mixing = book.mixing
    if not isinstance(item, str):
        is_unclear = all(part.name in book.english and (part.name,) in book.names.ambiguous for part in item)
        return _UNCLEAR if is_unclear else _NAME
    if item in mixing.links:
        return _LINK
    if _is_small(mixing, item) or _is_around(mixing, item):
        return _SMALL
    return _UNKNOWN if item in unknown else _PLAIN


def _joined(kinds: Sequence[str]) -> tuple[bool, bool]:
    """Whether two names are joined, and whether a name and an unknown word are: nothing but a link and small words
    stands between them."""
    last, is_linked, names, beside = "", False, False, False
    for kind in kinds:
        if kind in (_NAME, _UNKNOWN):
            pair = {last, kind} if last and is_linked else set()
            names, beside = names or pair == {_NAME}, beside or len(pair) > 1
            last, is_linked = kind, False
        elif kind == _LINK:
            is_linked = True
        elif kind != _SMALL:
            last = ""
    return names, beside


def _linked(items: Sequence[Item], kinds: Sequence[str]) -> tuple[Part, ...]:
    """The names of a message, of the unclear ones that are ordinary words too those beside a link."""
    around = zip(items, kinds, ["", *kinds], [*kinds[1:], ""], strict=False)
    named = (item for item, kind, *sides in around if kind == _NAME or (kind == _UNCLEAR and _LINK in sides))
    return tuple({part.name: part for item in named if not isinstance(item, str) for part in item}.values())


def _is_unknown(book: NameBook, word: str) -> bool:
    """Whether a word may be a name that is not known here."""
    if word in book.english or word in book.mixing.plain_words or len(word) < _SHORTEST - 1:
        return False
    return len(word) < _SLIP_FROM or not any(other in book.english for other in _one_slip(word))


def _one_slip(word: str) -> Iterator[str]:
    """Every spelling one letter away."""
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        yield head + tail[1:]
        yield head + tail[1:2] + tail[:1] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail
            yield head + letter + tail[1:]


def _walk(book: NameBook, typed: Sequence[str]) -> Iterator[Item]:
    """Yield the words that are no names, and the names: the longest at each place, as they were typed."""
    words = [word.removeprefix(_HYPHEN) for word in typed]
    position = 0
    while position < len(words):
        size, parts = _named(book, words, position)
        phrase = _phrase(book.mixing, words, position)
        if size >= phrase:
            plain = " ".join(words[position : position + size])
            written = " ".join(typed[position : position + size]).replace(f" {_HYPHEN}", _HYPHEN)
            written = written.removeprefix(_HYPHEN)
            yield tuple(replace(part, name=written) if part.name == plain else part for part in parts)
        else:
            size = phrase
            yield " ".join(words[position : position + size])
        position += size


def _phrase(mixing: Mixing, words: Sequence[str], position: int) -> int:
    """How many words at `position` belong together and are no name ("come down", "drug test")."""
    lists = (mixing.around, mixing.links, mixing.plain_words, mixing.elsewhere, mixing.small_words)
    for size in range(min(_LONGEST_PHRASE, len(words) - position), 1, -1):
        phrase = " ".join(words[position : position + size])
        if any(phrase in known for known in lists):
            return size
    return 1


def _is_route(book: NameBook, words: Sequence[str], position: int) -> bool:
    """Whether a word says how the name after it is taken ("smoke heroin") and names nothing itself."""
    mixing = book.mixing
    if words[position] not in mixing.routes:
        return False
    after = position + 1
    while after < len(words) and (words[after] in mixing.amounts or words[after].isdigit()):
        after += 1
    return after < len(words) and words[after] not in mixing.routes and _named(book, words, after)[0] > 0


def _named(book: NameBook, words: Sequence[str], position: int) -> tuple[int, tuple[Part, ...]]:
    mixing, names = book.mixing, book.names
    for size in range(min(LONGEST_NAME, len(words) - position), 0, -1):
        name = tuple(words[position : position + size])
        written = " ".join(name)
        if name in mixing.mixtures:
            return size, tuple(Part(in_words(one), (one,)) for one in mixing.mixtures[name])
        if size == 1 and _is_route(book, words, position):
            return 0, ()
        if meanings := names.ambiguous.get(name):
            is_other = size == 1 and is_no_name(mixing, words, position)
            return (0, ()) if is_other else (size, (Part(written, meanings),))
        if substance := names.of.get(name):
            return size, (Part(written, mixing.groups.get(substance, (substance,))),)
        if written in mixing.slang:
            return size, (Part(written, (mixing.slang[written],)),)
        if written in mixing.medicines:
            return size, (Part(written, (written,)),)
    word, after = words[position], words[position + 1 : position + 2]
    if word in mixing.verbs and (not after or after[0] in mixing.joins):
        return 1, (Part(mixing.families[mixing.verbs[word]].name.lower(), (mixing.verbs[word],)),)
    guess = _misspelt(book, word)
    return (1, (guess,)) if guess else (0, ())


def _misspelt(book: NameBook, word: str) -> Part | None:
    """The name that an unknown word stands for; every near one where it may stand for several."""
    is_plain = word in book.english or word in book.mixing.plain_words or _is_small(book.mixing, word)
    if is_plain or len(word) < _SHORTEST or not word.isalpha():
        return None
    limit = 2 if len(word) >= _TWO_ERRORS_FROM else 1
    near = nearest_words(word, tuple(book.single), limit + 1)
    meant = dict.fromkeys(book.single[name] for name, errors in near if errors <= limit)
    if not meant:
        return None
    alike = {other for one in meant for other in book.names.look_alikes.get(one, ())}
    also = dict.fromkeys(book.single[name] for name, _ in near if book.single[name] in alike)
    return Part(_meant(book, word, near, limit) if len(meant | also) == 1 else word, tuple(meant | also))


def _meant(book: NameBook, word: str, near: Sequence[tuple[str, int]], limit: int) -> str:
    """The name to show for a misspelt one. Some names of the table are misspelt themselves: the substance's own name
    is shown where it is near, else the nearest, of which the first in the table."""
    own = in_words(book.single[near[0][0]])
    if nearest_words(word, (own,), limit + 1):
        return own
    place = {name: number for number, name in enumerate(book.single)}
    return min(near, key=lambda one: (one[1], place[one[0]]))[0]
