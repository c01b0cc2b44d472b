"""What an edit does is told at once, of what is like it: an estimate, and exact where it was learned before."""

import random
from collections.abc import Iterable, Mapping

import pytest

from bot import app_admin, app_effect, app_index
from bot.admin.changes import Book
from bot.app import PACKAGE
from bot.clock import RealClock
from bot.config import Settings
from bot.content.compiled import INDEX, keep
from bot.content.edits import with_item, without_item
from bot.content.loader import load
from bot.content.told import ESTIMATE, broken_line, change_line
from bot.core.model import Topic
from bot.matching import whatif
from bot.matching.edited import edited
from bot.matching.index import Index
from bot.matching.whatif import Answer, Case
from tests.auxil.admin import settings_for, small_knowledge

CATEGORY = "naloxone"
TITLES = ("Breaks", "Takes from other entries", "Else found now", "New, and not found")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("effect")
    return settings_for(small_knowledge(folder / "knowledge"), folder / "cache")


@pytest.fixture
def book(settings: Settings) -> Book:
    return app_admin.book_of(settings, "nurse", RealClock())


def edits(settings: Settings, text: str, many: int) -> list[str]:
    """Ways of asking added, taken from another entry, and gone; one, two and three at a time."""
    topics = load(settings.knowledge).knowledge.topics
    own = [one for one in topics.values() if one.category == CATEGORY and len(one.questions) > 9]
    other = [phrase for one in topics.values() for phrase in one.must_match]
    rng, made = random.Random(7), []  # noqa: S311 - the same edits in every run
    for number in range(many):
        new = text
        for topic in rng.sample(own, 1 + number % 3):
            words = rng.choice(other).split()
            new = with_item(new, CATEGORY, topic.id, "questions", f"so {' '.join(words)} {number} mate")
            if number % 2:
                new = without_item(new, CATEGORY, topic.id, "questions", rng.choice(topic.questions))
        made.append(new)
    return made


def asked_of(index: Index, topics: Mapping[str, Topic]) -> dict[Case, Answer]:
    """Every phrase asked by itself."""
    return {case: whatif.ask(index, case.phrase) for case in whatif.all_phrases(topics.values())}


def the_long_way(
    before: dict[Case, Answer], was: Mapping[str, Topic], topics: Mapping[str, Topic], index: Index
) -> tuple[str, ...]:
    """What is told of an edit after which there are these entries and this index, worked out phrase by phrase."""
    now = asked_of(index, topics)
    like_it = whatif.touched(index, whatif.edited(was.values(), topics.values()), topics.values())
    both = [case for case in before if case in now and case in like_it]
    fresh = [case for case in now if case not in before]
    broken = [one for one in both if whatif.holds(one, before[one]) and not whatif.holds(one, now[one])]
    changed = [one for one in whatif.changes(before, now) if one.case not in broken]
    taken = {one for topic in {case.topic for case in fresh} for one in whatif.taken_by(changed, topic)}
    parts = {
        "Breaks": [broken_line(one, now[one], topics) for one in broken],
        "Takes from other entries": [change_line(one, topics) for one in changed if one in taken],
        "Else found now": [change_line(one, topics) for one in changed if one not in taken],
        "New, and not found": [
            broken_line(one, now[one], topics) for one in fresh if not whatif.holds(one, now[one])
        ],
    }
    return tuple(
        f"{title}: {'nothing' if not lines else len(lines)} {sorted(lines)}" for title, lines in parts.items()
    )


def in_order(told: tuple[str, ...]) -> tuple[str, ...]:
    """What was told, each part with its lines in order."""
    parts: list[tuple[str, list[str]]] = []
    for one in told[: [line.startswith("(Asked") for line in told].index(True)]:
        if one.startswith(TITLES):
            parts.append((one, []))
        else:
            parts[-1][1].extend(one.split("\n"))
    return tuple(f"{title} {sorted(lines)}" for title, lines in parts)


@pytest.mark.parametrize("is_learned", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_an_edit_does_what_it_does_phrase_by_phrase(
    settings: Settings, book: Book, monkeypatch: pytest.MonkeyPatch, is_learned: bool
) -> None:
    """Of each of many edits the lines are those that asking everything anew gives: what breaks, what is taken, what
    tips over elsewhere, and what is new and not found. Only an edit that was not learned is told as an estimate."""
    monkeypatch.setattr(app_effect, "MOST_LINES", 10_000)
    text = book.page(CATEGORY).text
    loaded, lesson = app_index.ready(settings, PACKAGE, app_index.build_index)
    was = loaded.knowledge.topics
    before = asked_of(lesson().index, was)
    path = settings.knowledge / "en" / "topics" / f"{CATEGORY}.yaml"
    seen = set()
    for edit in edits(settings, text, 3):
        after = load(settings.knowledge, "en", {path: edit.encode()})
        pairs, _, lexicon, _, spellings, strangers = app_index.index_parts(after)
        index = edited(lesson().index, pairs, lexicon, spellings, strangers)
        if is_learned:
            index = app_index.build_index(after)
            key = app_index._index_key(PACKAGE, app_index.index_parts(after))
            keep(settings.cache, key, index, INDEX)
        assert index
        told = app_effect.effect(settings, book, CATEGORY, edit)
        assert in_order(told) == the_long_way(before, was, after.knowledge.topics, index)
        assert (ESTIMATE in told) is not is_learned
        seen |= {title for title in TITLES if f"{title}: nothing" not in " ".join(told)}
    assert len(seen) >= 2


def test_a_second_edit_does_not_ask_again_what_was_asked(
    settings: Settings, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the knowledge finds as it is was kept by the first edit: phrases are asked again with the edit only; what an
    estimate finds is not kept."""
    text = book.page(CATEGORY).text
    one, other = (
        with_item(text, CATEGORY, "naloxone-expired", "questions", f"is it {word} now")
        for word in ("off", "dud")
    )
    app_effect.effect(settings, book, CATEGORY, one)
    asked: list[int] = []
    whole = whatif.ask_all

    def counted(index: Index, cases: Iterable[Case]) -> dict[Case, Answer]:
        some = list(cases)
        asked.append(len(some))
        return whole(index, some)

    monkeypatch.setattr(whatif, "ask_all", counted)
    app_effect.effect(settings, book, CATEGORY, one)
    assert asked[0] == 0
    assert asked[1] > 3
    app_effect.effect(settings, book, CATEGORY, other)
    assert asked[3] < asked[4]
