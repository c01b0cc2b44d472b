"""What an edit does is found quickly, and is what asking everything of an index made from nothing finds."""

import random
from collections.abc import Iterable, Mapping

import pytest

from bot import app_admin, app_effect, app_index
from bot.admin.changes import Book
from bot.clock import RealClock
from bot.config import Settings
from bot.content.edits import with_item, without_item
from bot.content.loader import load
from bot.content.told import broken_line, change_line
from bot.core.model import Topic
from bot.matching import whatif
from bot.matching.index import Index
from bot.matching.whatif import Answer, Case, Role
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


def from_nothing(before: dict[Case, Answer], topics: Mapping[str, Topic], index: Index) -> tuple[str, ...]:
    """What is told of an edit after which there are these entries and this index, worked out the long way."""
    now = asked_of(index, topics)
    both = [case for case in before if case in now]
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
    for one in told[:-1]:
        if one.startswith(TITLES):
            parts.append((one, []))
        else:
            parts[-1][1].extend(one.split("\n"))
    return tuple(f"{title} {sorted(lines)}" for title, lines in parts)


@pytest.mark.parametrize(
    ("first", "last", "kinds"), [(0, 3, 2), pytest.param(3, 6, 3, marks=pytest.mark.slow)]
)
def test_an_edit_does_what_it_does_from_nothing(
    settings: Settings, book: Book, monkeypatch: pytest.MonkeyPatch, first: int, last: int, kinds: int
) -> None:
    """Of each of many edits the lines are those that learning and asking everything anew gives: what breaks, what is
    taken, what tips over elsewhere, and what is new and not found."""
    monkeypatch.setattr(app_effect, "MOST_LINES", 10_000)
    text = book.page(CATEGORY).text
    loaded = load(settings.knowledge)
    before = asked_of(app_index.build_index(loaded), loaded.knowledge.topics)
    path = settings.knowledge / "en" / "topics" / f"{CATEGORY}.yaml"
    seen = set()
    for edited in edits(settings, text, last)[first:]:
        told = in_order(app_effect.effect(settings, book, CATEGORY, edited))
        after = load(settings.knowledge, "en", {path: edited.encode()})
        assert told == from_nothing(before, after.knowledge.topics, app_index.build_index(after))
        seen |= {title for title in TITLES if f"{title}: nothing" not in " ".join(told)}
    assert len(seen) >= kinds


def test_a_second_edit_does_not_ask_again_what_was_asked(
    settings: Settings, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the knowledge finds as it is was kept by the first edit: test phrases are asked with the edit only."""
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
        asked.append(sum(case.role is not Role.QUESTION for case in some))
        return whole(index, some)

    monkeypatch.setattr(whatif, "ask_all", counted)
    app_effect.effect(settings, book, CATEGORY, other)
    musts = len(whatif.must_phrases(load(settings.knowledge).knowledge.topics.values()))
    assert asked[0] == 0
    assert sum(asked) == musts
