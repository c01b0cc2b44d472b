"""Trying the knowledge before and after an edit: part of app, it builds what bot/matching/whatif.py compares."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from bot import app
from bot.app_index import Learned, Lesson, build_index, index_parts, ready, with_edit
from bot.config import Settings
from bot.content.loader import Loaded
from bot.content.revision import earlier
from bot.content.topics import question_trouble
from bot.content.tried import Tried, place_of, read_tried, write_tried
from bot.core.model import Topic
from bot.errors import KnowledgeError, Mistake
from bot.matching import whatif
from bot.matching.whatif import Answer, Case, Change, Effect


@dataclass(frozen=True, slots=True)
class Trial:
    """All test phrases asked again. `since` says what they are compared with, empty where there is nothing; `fresh` is
    how many were not asked then."""

    topics: Mapping[str, Topic]
    found: Mapping[Case, Answer]
    broken: tuple[tuple[Case, Answer], ...]
    changes: tuple[Change, ...] = ()
    since: str = ""
    fresh: int = 0


def try_all(settings: Settings, today: dt.date, against: str = "") -> Trial:
    """Ask every `must_match` and `must_not_match` again and compare with the last time, or with the knowledge that
    `against` names: a folder, or a revision of git. Raises KnowledgeError where one of them cannot be used."""
    loaded, learned = _read(settings)
    topics = loaded.knowledge.topics
    cases = whatif.must_phrases(topics.values())
    found = whatif.ask_all(learned.index, cases)
    trial = Trial(topics, found, tuple(whatif.broken(found)))
    if against:
        return _compared(trial, _found_in(settings, against, cases), against)
    last = _last(settings)
    if settings.cache is not None:
        place = place_of(settings.cache, settings.knowledge, settings.language)
        write_tried(place, Tried(today, learned.key, found))
    return _compared(trial, last.found, last.day.isoformat()) if last else trial


def _last(settings: Settings) -> Tried | None:
    if settings.cache is None:
        return None
    return read_tried(place_of(settings.cache, settings.knowledge, settings.language))


def _compared(trial: Trial, before: Mapping[Case, Answer], since: str) -> Trial:
    changed = tuple(sorted(whatif.changes(before, trial.found), key=lambda one: one.case))
    return replace(trial, changes=changed, since=since, fresh=len(trial.found.keys() - before.keys()))


def _found_in(settings: Settings, named: str, cases: tuple[Case, ...]) -> Mapping[Case, Answer]:
    """What the phrases find in another knowledge, those that belong to an entry it has."""
    with earlier(settings.knowledge, named) as folder:
        loaded, learned = _read(replace(settings, knowledge=folder))
    return whatif.ask_all(learned.index, (case for case in cases if case.topic in loaded.knowledge.topics))


def _read(settings: Settings) -> tuple[Loaded, Learned]:
    loaded, learned = ready(settings, app.PACKAGE, build_index)
    return loaded, learned()


@dataclass(frozen=True, slots=True)
class Idea:
    """A way of asking that might be added to an entry, with the knowledge as it is. Raises KnowledgeError where there
    is no such entry, or the phrase could not stand there."""

    phrase: str
    topic: str
    loaded: Loaded
    lesson: Lesson

    def __post_init__(self) -> None:
        topics = self.loaded.knowledge.topics
        if self.topic not in topics:
            near = ", ".join(get_close_matches(self.topic, topics, 3)) or "none is near"
            raise KnowledgeError([Mistake("topics", 0, f"there is no entry {self.topic!r}; {near}")])
        if said := question_trouble(self.phrase, topics.values()):
            raise KnowledgeError(
                [Mistake(f"{topics[self.topic].category}.yaml", 0, f"{self.phrase!r} {said}")]
            )


def idea(settings: Settings, phrase: str, topic: str) -> Idea:
    """Return what is needed to look at one more way of asking."""
    return Idea(phrase.strip(), topic, *ready(settings, app.PACKAGE, build_index))


def what_if(settings: Settings, one: Idea) -> Effect:
    """Return what the idea does; nothing is written to the knowledge. Takes some seconds."""
    pairs, names, lexicon, synonyms, spellings, strangers = index_parts(one.loaded)
    parts = ([*pairs, (one.phrase, one.topic)], names, lexicon, synonyms, spellings, strangers)
    learned = with_edit(settings, app.PACKAGE, one.lesson, parts)
    topics = one.loaded.knowledge.topics.values()
    cases = whatif.touched(learned[1].index, [one.phrase], topics)
    return _effect(settings, one.phrase, one.topic, learned, cases)


def weigh(settings: Settings, edited: Topic) -> Effect:
    """Return what an entry with other ways of asking or test phrases does, beside the knowledge as it is.
    `Effect.phrase` is its title. Takes some seconds; nothing is written to the knowledge.

    Raises KnowledgeError where it cannot be used.
    """
    loaded, lesson = ready(settings, app.PACKAGE, build_index)
    topics = loaded.knowledge.topics
    changed = replace(loaded, knowledge=replace(loaded.knowledge, topics={**topics, edited.id: edited}))
    learned = with_edit(settings, app.PACKAGE, lesson, index_parts(changed))
    before = [topics[edited.id]] if edited.id in topics else []
    fresh = whatif.added(whatif.all_phrases(before), whatif.all_phrases([edited]))
    phrases = whatif.edited(before, [edited])
    touched = whatif.touched(learned[1].index, phrases, changed.knowledge.topics.values())
    return _effect(settings, edited.title, edited.id, learned, tuple(dict.fromkeys((*touched, *fresh))))


def _effect(
    settings: Settings, phrase: str, topic: str, learned: tuple[Learned, Learned], cases: tuple[Case, ...]
) -> Effect:
    """The effect of an edit by the indexes before and after it."""
    before, after = learned
    last = _last(settings)
    known = last.found if last and last.key == before.key else {}
    found = whatif.effect(phrase, topic, before.index, after.index, cases, known)
    return replace(found, is_estimate=not (before.key and after.key))
