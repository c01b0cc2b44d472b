"""The index that belongs to a knowledge: taken from the last version, from the cache folder, or made anew.

Learning the ways of asking takes seconds, and most edits do not touch them. So an index is known by a digest of all
that it is made from, and is used again as long as that stays the same: an edit of an answer learns nothing.
"""

import contextlib
import gc
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from bot.config import Settings
from bot.content import compiled
from bot.content.loader import Loaded, load
from bot.matching.digest import digest
from bot.matching.index import Index, build
from bot.matching.lexicon import Lexicon
from bot.matching.names import Names
from bot.matching.words import Synonyms

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
    """An index, and the digest of what it was made from."""

    key: str
    index: Index


def ready(
    settings: Settings, program: Path, make_index: Callable[[Loaded], Index], last: Learned | None = None
) -> tuple[Loaded, Callable[[], Learned]]:
    """Return the knowledge and its index as they were kept from an earlier start, or made now and then kept.

    `program` is the folder of the code. Raises KnowledgeError where the knowledge cannot be used.
    """
    before = _key(settings, program)
    match compiled.take(settings.cache, before):
        case (Loaded() as kept, Learned() as learned):
            return kept, lambda: learned
    with _without_collecting():
        loaded = load(settings.knowledge, settings.language)

    @cache
    def made() -> Learned:
        nonlocal last
        learned = learned_from(settings, program, index_parts(loaded), partial(make_index, loaded), last)
        last = None  # a hundred megabytes, which this version would hold for as long as it lives
        if _key(settings, program) == before:  # an edit meanwhile is not what was read
            compiled.keep(settings.cache, before, (_sharing(loaded, learned.index), learned))
        return learned

    return loaded, made


def _key(settings: Settings, program: Path) -> str:
    return compiled.key_of(settings.knowledge, settings.language, program) if settings.cache else ""


def learned_from(
    settings: Settings,
    program: Path,
    parts: IndexParts,
    make: Callable[[], Index] | None = None,
    last: Learned | None = None,
) -> Learned:
    """The last index where it fits, else the one kept for these ways of asking, else a new one, which is then kept."""
    key = digest((compiled.program_key(program), parts))
    if last is not None and last.key == key:
        return last
    kept = compiled.take(settings.cache, key, compiled.INDEX)
    if isinstance(kept, Index):
        return Learned(key, kept)
    index = make() if make else build_from(parts)
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
