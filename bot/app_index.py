"""The index that belongs to a knowledge: taken from the last version, from the cache folder, or made anew.

Learning the ways of asking takes half a minute, and most edits do not touch them. So an index is known by a digest of
all that it is made from, and is used again as long as that stays the same: an edit of an answer learns nothing. Until
an edit of the ways of asking is learned, a provisional index stands in (matching/edited.py): made from the last one
that was learned, and never kept.
"""

import contextlib
import gc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from threading import Lock

from bot.config import Settings
from bot.content import compiled
from bot.content.loader import Loaded, load
from bot.matching.digest import digest
from bot.matching.edited import edited
from bot.matching.index import Index, build
from bot.matching.lexicon import Lexicon
from bot.matching.names import Names
from bot.matching.words import Synonyms

_ABOUT = 32  # signs, half of a key
IndexParts = tuple[
    list[tuple[str, str]],
    Names,
    Lexicon,
    Synonyms,
    Mapping[str, tuple[str, ...]],
    list[tuple[str, str]],
]


@dataclass(frozen=True, slots=True)
class Learned:
    """An index, and the digest of what it was made from; a provisional one has none."""

    key: str
    index: Index


@dataclass(slots=True)
class Newest:
    """What was learned last: for the version before, or while several versions wait for learning, for any of them. It
    holds one index and no version, each of which is tens of megabytes."""

    learned: Learned | None = None


class Lesson:
    """Gives what was learned: taken from where it is kept, or learned when it is first wanted; once, whichever threads
    want it. `kept` is given what is newest, and what is learned here is then. `quick` makes of it a provisional index,
    or None."""

    def __init__(
        self,
        kept: Callable[[Learned | None], Learned | None],
        learn: Callable[[], Learned],
        learned: Learned | None = None,
        newest: Newest | None = None,
        quick: Callable[[Newest], Index | None] = lambda newest: None,
    ) -> None:
        self._kept, self._learn, self._learned, self._quick = kept, learn, learned, quick
        self.newest = newest or Newest(learned)
        self._turn = Lock()

    def __call__(self) -> Learned:
        """Return what was learned. Takes as long as learning does where that has not been done."""
        with self._turn:
            return self._found() or self._holding(self._learn())

    def is_learned(self) -> bool:
        """Whether nothing has to be learned any more. Waits for learning that is under way."""
        with self._turn:
            return self._found() is not None

    def provisional(self) -> Index | None:
        """Return a provisional index in place of what has to be learned, at once; None where that cannot be made."""
        return self._quick(self.newest)

    def at_hand(self) -> Learned:
        """Return what can be had at once: what was learned, else a provisional index, else what is learned now."""
        quick = None if self.is_learned() else self.provisional()
        return Learned("", quick) if quick else self()

    def _found(self) -> Learned | None:
        if self._learned is None and (found := self._kept(self.newest.learned)):
            return self._holding(found)
        return self._learned

    def _holding(self, learned: Learned) -> Learned:
        self._learned = self.newest.learned = learned
        return learned


def ready(
    settings: Settings,
    program: Path,
    make_index: Callable[[Loaded], Index],
    newest: Newest | None = None,
    reread: Callable[[], Loaded | None] = lambda: None,
) -> tuple[Loaded, Lesson]:
    """Return the knowledge and its index as they were kept from an earlier start, or made now and then kept.

    `program` is the folder of the code, `newest` what was learned before, `reread` may read the knowledge faster than
    all of it. Raises KnowledgeError where the knowledge cannot be used.
    """
    before = _key(settings, program)
    match compiled.take(settings.cache, before):
        case (Loaded() as taken, Learned() as learned):
            return taken, Lesson(lambda _: learned, lambda: learned, learned)
    with _without_collecting():
        loaded = reread() or load(settings.knowledge, settings.language)

    @cache
    def key() -> str:
        return _index_key(program, index_parts(loaded))

    def whole(learned: Learned) -> Learned:
        if _key(settings, program) == before:  # an edit meanwhile is not what was read
            compiled.keep(settings.cache, before, (_sharing(loaded, learned.index), learned))
        return learned

    def kept(before: Learned | None) -> Learned | None:
        found = _kept(settings, key(), before)
        return whole(found) if found else None

    def learn() -> Learned:
        return whole(_new(settings, key(), partial(make_index, loaded)))

    def quick(newest: Newest) -> Index | None:
        newest.learned = newest.learned or _last(settings, key())
        return _edited(newest.learned, key(), index_parts(loaded))

    return loaded, Lesson(kept, learn, newest=newest, quick=quick)


def _key(settings: Settings, program: Path) -> str:
    return compiled.key_of(settings.knowledge, settings.language, program) if settings.cache else ""


def with_edit(
    settings: Settings, program: Path, lesson: Lesson, parts: IndexParts
) -> tuple[Learned, Learned]:
    """Return what a preview compares, of what can be had at once: the lesson's index, and that of edited parts."""
    before = lesson.at_hand()
    return before, _at_hand(settings, program, parts, lesson.newest.learned)


def _at_hand(settings: Settings, program: Path, parts: IndexParts, base: Learned | None) -> Learned:
    """What is learned from parts, as it was kept; else a provisional index; else learned now, and kept."""
    key = _index_key(program, parts)
    if found := _kept(settings, key, base):
        return found
    quick = _edited(base, key, parts)
    return Learned("", quick) if quick else _new(settings, key, partial(build_from, parts))


def _index_key(program: Path, parts: IndexParts) -> str:
    """A digest of what an index is made from. Its first _ABOUT signs are of all but the ways of asking."""
    pairs, *others, strangers = parts
    about = digest((compiled.program_key(program), others))[:_ABOUT]
    return about + digest((pairs, strangers))[_ABOUT:]


def _edited(base: Learned | None, key: str, parts: IndexParts) -> Index | None:
    if base is None or base.key[:_ABOUT] != key[:_ABOUT]:
        return None
    pairs, _, lexicon, _, spellings, strangers = parts
    return edited(base.index, pairs, lexicon, spellings, strangers)


def _kept(settings: Settings, key: str, last: Learned | None) -> Learned | None:
    if last is not None and last.key == key:
        return last
    index = compiled.take(settings.cache, key, compiled.INDEX)
    return Learned(key, index) if isinstance(index, Index) else None


def _last(settings: Settings, key: str) -> Learned | None:
    """What was kept last of those that differ from `key` in the ways of asking alone."""
    return _kept(settings, compiled.newest(settings.cache, key[:_ABOUT], compiled.INDEX), None)


def _new(settings: Settings, key: str, make: Callable[[], Index]) -> Learned:
    index = make()
    compiled.keep(settings.cache, key, index, compiled.INDEX)
    return Learned(key, index)


def _sharing(loaded: Loaded, index: Index) -> Loaded:
    """The knowledge with the index's own copies of what both hold, so that it is kept and held once."""
    lexicon = replace(loaded.lexicon, senses=index.senses)
    return replace(loaded, lexicon=lexicon, names=index.names, synonyms=index.synonyms)


def build_index(loaded: Loaded) -> Index:
    """Make the ways people ask searchable."""
    return build_from(index_parts(loaded))


def build_from(parts: IndexParts) -> Index:
    """Make an index from its parts."""
    with _without_collecting():
        return build(*parts)


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """Nothing made meanwhile is garbage in a ring, and looking for some takes a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def index_parts(loaded: Loaded) -> IndexParts:
    """Return what an index is built from, plain values that can be handed to another process."""
    topics = loaded.knowledge.topics.values()
    pairs = [
        (asked, topic.id)
        for topic in topics
        for asked in (topic.title, *topic.questions, *loaded.asked.get(topic.id, ()))
    ]
    strangers = [(text, topic.id) for topic in topics for text in topic.must_not_match]
    strangers += [(text, "") for text in loaded.strangers]
    spellings = loaded.detector.rules.spelling.spellings
    return pairs, loaded.names, loaded.lexicon, loaded.synonyms, spellings, strangers
