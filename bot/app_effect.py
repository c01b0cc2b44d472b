"""What an edit of a file of entries would lose and change in what people find: part of app, for every editor.

Somebody waits for it on a phone, so it is an estimate: a provisional index (matching/edited.py) is asked what is like
the edit. Where an edit was learned whole before, that is asked.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot import app, app_index
from bot.admin.changes import Book, topics_in
from bot.app_index import Learned
from bot.config import Settings
from bot.content import compiled
from bot.content.lint import STYLE, all_facts
from bot.content.loader import Loaded, load, read_one
from bot.content.overlay import with_entries
from bot.content.style import faults, lost, read_style
from bot.content.told import ESTIMATE, broken_line, change_line
from bot.content.writer import SITES
from bot.core.model import Topic
from bot.errors import Mistake
from bot.matching import whatif
from bot.matching.again import remembering
from bot.matching.whatif import Answer, Case

ANSWERS = ".answers"  # what phrases find, in the cache folder
MOST_LINES = 12  # of one sort, in a message on a phone


@dataclass(frozen=True, slots=True)
class _Asked:
    """The same phrases asked before an edit and after it."""

    then: Mapping[Case, Answer]
    now: Mapping[Case, Answer]

    def is_broken(self, case: Case) -> bool:
        """Whether a phrase found what it should, and no longer does."""
        return whatif.holds(case, self.then[case]) and not whatif.holds(case, self.now[case])


def losses(settings: Settings, book: Book, category: str, text: str) -> tuple[str, ...]:
    """Return the facts that entries must say and would lose, and the words we do not write that would come in."""
    if category.startswith(SITES):
        return ()
    mistakes: list[Mistake] = []
    root, lang = settings.knowledge, settings.language
    style = read_style(read_one(root, root / lang / STYLE, mistakes), mistakes)
    facts = all_facts(root, lang, mistakes)
    before, after = _both(book, category, text)
    found: list[str] = []
    for topic in after.values():
        old = before.get(topic.id)
        known = {*faults(old, style), *lost(old, facts)} if old else set()
        if topic != old:
            found += [one for one in (*faults(topic, style), *lost(topic, facts)) if one not in known]
    return tuple(found[:MOST_LINES])


def effect(settings: Settings, book: Book, category: str, text: str) -> tuple[str, ...]:
    """Return in words what people would find that they do not find now; nothing where that is the same."""
    if category.startswith(SITES):
        return ()
    before, after = _both(book, category, text)
    if _what_is_learned(before.values()) == _what_is_learned(after.values()):
        return ()
    loaded, lesson = app_index.ready(settings, app.PACKAGE, app_index.build_index)
    edited = with_entries(loaded, category, text) or _read_anew(settings, category, text)
    learned = app_index.with_edit(settings, app.PACKAGE, lesson, app_index.index_parts(edited))
    return tuple(_lines(settings, *learned, loaded, edited))


def _read_anew(settings: Settings, category: str, text: str) -> Loaded:
    path = settings.knowledge / settings.language / "topics" / f"{category}.yaml"
    return load(settings.knowledge, settings.language, {path: text.encode()})


def _both(book: Book, category: str, text: str) -> tuple[dict[str, Topic], dict[str, Topic]]:
    now = book.page(category).text.encode()
    return topics_in(book.lang, category, now), topics_in(book.lang, category, text.encode())


def _what_is_learned(topics: Iterable[Topic]) -> list[tuple[object, ...]]:
    """What of entries an index is made from, and what is asked of it."""
    return [(one.id, one.title, one.questions, one.must_match, one.must_not_match) for one in topics]


def _ask_all(settings: Settings, one: Learned, cases: Iterable[Case]) -> dict[Case, Answer]:
    """What phrases find. Asking 3,000 takes most of the time, so it is kept with the index that it was asked of."""
    held = compiled.take(settings.cache, one.key, ANSWERS)
    known = (
        {case: answer for case, answer in held.items() if isinstance(answer, Answer)}
        if isinstance(held, dict)
        else {}
    )
    wanted = tuple(cases)
    fresh = whatif.ask_all(one.index, (case for case in wanted if case not in known))
    found = {case: known.get(case) or fresh[case] for case in wanted}
    if found.keys() - known.keys():
        compiled.keep(settings.cache, one.key, {**known, **found}, ANSWERS)
    return found


def _lines(settings: Settings, old: Learned, new: Learned, before: Loaded, after: Loaded) -> Iterator[str]:
    old = replace(old, index=remembering(old.index))
    new = replace(new, index=remembering(new.index, old.index))
    topics = after.knowledge.topics
    known, held = (whatif.all_phrases(one.knowledge.topics.values()) for one in (before, after))
    fresh = whatif.added(known, held)
    phrases = whatif.edited(before.knowledge.topics.values(), topics.values())
    again = frozenset(whatif.touched(new.index, phrases, topics.values()))
    cases = tuple(one for one in known if one in again)
    asked = _Asked(_ask_all(settings, old, cases), _ask_all(settings, new, cases))
    changed = [one for one in whatif.changes(asked.then, asked.now) if not asked.is_broken(one.case)]
    taken = {one for topic in {case.topic for case in fresh} for one in whatif.taken_by(changed, topic)}
    missed = whatif.broken(_ask_all(settings, new, fresh))
    yield from _told(
        "Breaks", [broken_line(one, asked.now[one], topics) for one in cases if asked.is_broken(one)]
    )
    yield from _told(
        "Takes from other entries", [change_line(one, topics) for one in changed if one in taken]
    )
    yield from _told("Else found now", [change_line(one, topics) for one in changed if one not in taken])
    yield from _told("New, and not found", [broken_line(case, found, topics) for case, found in missed])
    yield f"(Asked {len(cases)} phrases with and without it.)"
    if not (old.key and new.key):
        yield ESTIMATE


def _told(title: str, lines: list[str]) -> Iterator[str]:
    yield f"{title}: {len(lines) or 'nothing'}"
    if lines:
        yield capped(lines, MOST_LINES)


def capped(lines: list[str], most: int) -> str:
    """Return lines as a text, with how many were left out."""
    more = [f"… and {len(lines) - most} more"] if len(lines) > most else []
    return "\n".join([*lines[:most], *more])
