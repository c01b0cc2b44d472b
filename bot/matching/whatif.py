"""Asking the knowledge's own test phrases again, and what an edit changes in how they are answered.

Everything here is plain values in and out: an index before, an index after, and the phrases that stand in the
knowledge. Nothing that people asked the bot ever comes here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.core.model import Topic, Zone
from bot.matching.again import prepare, remembering
from bot.matching.between import by_feature, with_some
from bot.matching.index import Index
from bot.matching.model import best, likeness
from bot.matching.several import find

_NEAR_EACH = 120  # ways of asking around each one that comes or goes
_MOST_NEAR = 3_000  # in all
_NOTICED = 0.15  # the kernel of two phrases from which one can change what the other finds, but by a hair


class Role(Enum):
    """What a phrase is in its entry: a test phrase that must find it, one that must not, or a way of asking."""

    MUST = "must_match"
    MUST_NOT = "must_not_match"
    QUESTION = "questions"


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """A phrase of the knowledge and the entry it stands in."""

    topic: str
    phrase: str
    role: Role = Role.MUST


@dataclass(frozen=True, slots=True)
class Answer:
    """What a phrase finds: how sure, and the entries, best first."""

    zone: Zone
    topics: tuple[str, ...] = ()

    @property
    def best(self) -> str:
        """The entry that comes first, empty where there is none."""
        return self.topics[0] if self.topics else ""


class Move(Enum):
    """How what a phrase finds has changed. GAINED: answered now, and not before. LOST: the other way round. MOVED:
    another entry comes first. ZONE: the same entry, offered among choices now or no longer."""

    GAINED = "gained"
    LOST = "lost"
    MOVED = "moved"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Change:
    """A phrase that finds something else than before."""

    case: Case
    move: Move
    before: Answer
    after: Answer


@dataclass(frozen=True, slots=True)
class Near:
    """A phrase near another: the entry it stands in, and how alike they are, 0 to 1 (cosine)."""

    topic: str
    phrase: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What other ways of asking do; an estimate where it is not known what is learned with them.

    `gains` are phrases of the entry that find it now, or more surely; `takes` are phrases of other entries that find
    this one now, or find their own less surely because of it; `others` tipped over elsewhere. `breaks` are phrases that
    found what they should and no longer do, `mends` the other way round; they stand among the first three as well.
    """

    phrase: str
    topic: str
    near: tuple[Near, ...]
    before: Answer
    after: Answer
    gains: tuple[Change, ...]
    takes: tuple[Change, ...]
    others: tuple[Change, ...]
    breaks: tuple[Change, ...]
    mends: tuple[Change, ...]
    asked: int
    is_estimate: bool = False


def must_phrases(topics: Iterable[Topic]) -> tuple[Case, ...]:
    """Return the `must_match` and `must_not_match` phrases of the entries."""
    return tuple(
        Case(topic.id, phrase, role)
        for topic in topics
        for role, phrases in ((Role.MUST, topic.must_match), (Role.MUST_NOT, topic.must_not_match))
        for phrase in phrases
    )


def all_phrases(topics: Iterable[Topic]) -> tuple[Case, ...]:
    """Return the test phrases and the ways of asking of the entries."""
    known = tuple(topics)
    asked = (Case(topic.id, phrase, Role.QUESTION) for topic in known for phrase in topic.questions)
    return (*must_phrases(known), *asked)


def added(before: Iterable[Case], after: Iterable[Case]) -> tuple[Case, ...]:
    """Return the phrases that stand only in what came after, in their order."""
    stood = frozenset(before)
    return tuple(case for case in after if case not in stood)


def ask(index: Index, phrase: str) -> Answer:
    """Return what a phrase finds."""
    found = find(index, phrase)
    return Answer(found.zone, tuple(one.topic for one in found.candidates))


def ask_all(index: Index, cases: Iterable[Case]) -> dict[Case, Answer]:
    """Return what each phrase finds. One that stands in several places, every fifth test phrase, is asked once."""
    asked = tuple(cases)
    phrases = dict.fromkeys(case.phrase for case in asked)
    ready = remembering(index)
    prepare(ready, phrases)
    found = {phrase: ask(ready, phrase) for phrase in phrases}
    return {case: found[case.phrase] for case in asked}


def holds(case: Case, found: Answer) -> bool:
    """Whether a phrase finds what it should: `must_match` its entry, surely or among choices; `must_not_match` not its
    entry as the answer; a way of asking its entry before all others."""
    if case.role is Role.MUST:
        return found.zone is not Zone.UNSURE and case.topic in found.topics
    if case.role is Role.MUST_NOT:
        return found.zone is not Zone.ANSWER or found.best != case.topic
    return found.best in (case.topic, "")


def broken(found: Mapping[Case, Answer]) -> Iterator[tuple[Case, Answer]]:
    """Yield the phrases that do not find what they should."""
    return ((case, answer) for case, answer in found.items() if not holds(case, answer))


def changes(before: Mapping[Case, Answer], after: Mapping[Case, Answer]) -> Iterator[Change]:
    """Yield what has changed, of the phrases that were asked both times."""
    for case, now in after.items():
        then = before.get(case)
        if then is not None and (move := _move(then, now)):
            yield Change(case, move, then, now)


def _move(before: Answer, after: Answer) -> Move | None:
    was, is_now = before.zone is Zone.ANSWER, after.zone is Zone.ANSWER
    if was != is_now:
        return Move.GAINED if is_now else Move.LOST
    if before.best != after.best and Zone.UNSURE not in (before.zone, after.zone):
        return Move.MOVED
    return Move.ZONE if before.zone is not after.zone else None


def nearest(index: Index, phrase: str, count: int = 5) -> tuple[Near, ...]:
    """Return the ways of asking most like `phrase`, at once and without learning anything."""
    query = index.query(index.read(phrase))
    if not len(query.features):
        return ()
    alike = likeness(index.model, query).shared[: len(index.phrases)]
    found = ((index.phrases[row], float(alike[row])) for row in best(alike, count))
    return tuple(Near(one.topic, one.asked, round(how, 4)) for one, how in found if how > 0)


def edited(before: Iterable[Topic], after: Iterable[Topic]) -> tuple[str, ...]:
    """Return what came or went of titles, ways of asking and phrases that an entry must not match."""
    was, now = (
        {
            (one.id, text, is_own)
            for one in topics
            for is_own, texts in ((True, (one.title, *one.questions)), (False, one.must_not_match))
            for text in texts
        }
        for topics in (before, after)
    )
    return tuple(sorted({text for _, text, _ in was ^ now}))


def touched(index: Index, phrases: Sequence[str], topics: Iterable[Topic]) -> tuple[Case, ...]:
    """Return the phrases to ask again after `phrases` came or went: the test phrases that are like one of them, and the
    ways of asking most like it. What is less like them can tip over by a hair only. `index` knows the words of both."""
    if not phrases:
        return ()
    known = all_phrases(topics)
    tests = tuple(dict.fromkeys(case.phrase for case in known if case.role is not Role.QUESTION))
    alike = with_some(index.queries(tests), by_feature(index.queries(phrases), len(index.rarity)))
    noticed = {text for text, how in zip(tests, alike.max(axis=1).tolist(), strict=True) if how >= _NOTICED}
    near = {(one.topic, one.phrase) for phrase in phrases for one in nearest(index, phrase, _NEAR_EACH)}
    ways = [case for case in known if case.role is Role.QUESTION and (case.topic, case.phrase) in near]
    return (
        *(case for case in known if case.role is not Role.QUESTION and case.phrase in noticed),
        *ways[:_MOST_NEAR],
    )


def effect(
    phrase: str, topic: str, before: Index, after: Index, cases: Iterable[Case], known: Mapping[Case, Answer]
) -> Effect:
    """Return what the way of asking `phrase` does when it is added to `topic`. `after` is the index with it, `cases`
    the phrases to ask again, `known` what is known already of what they found before.

    Exact for the phrases asked; pure: nothing is written.
    """
    asked = tuple(cases)
    before = remembering(before)
    after = remembering(after, before)
    fresh = ask_all(before, (case for case in asked if case not in known))
    then = {case: known.get(case) or fresh[case] for case in asked}
    now = ask_all(after, asked)
    moved = tuple(
        Change(case, _move(then[case], now[case]) or Move.ZONE, then[case], now[case]) for case in asked
    )
    differing = tuple(one for one in moved if _move(one.before, one.after))
    gains = tuple(one for one in differing if _is_gain(one, topic))
    takes = tuple(one for one in differing if _is_taken(one, topic))
    return Effect(
        phrase,
        topic,
        nearest(before, phrase),
        ask(before, phrase),
        ask(after, phrase),
        gains=gains,
        takes=takes,
        others=tuple(one for one in differing if one not in gains and one not in takes),
        breaks=tuple(one for one in moved if holds(one.case, one.before) and not holds(one.case, one.after)),
        mends=tuple(one for one in moved if holds(one.case, one.after) and not holds(one.case, one.before)),
        asked=len(asked),
    )


_ORDER = (Zone.UNSURE, Zone.CHOICES, Zone.ANSWER)


def _rank(found: Answer, topic: str) -> tuple[bool, int]:
    return found.best == topic, _ORDER.index(found.zone)


def taken_by(found: Iterable[Change], topic: str) -> tuple[Change, ...]:
    """Return the changes by which an entry takes a phrase that does not ask for it."""
    return tuple(one for one in found if _is_taken(one, topic))


def _is_gain(change: Change, topic: str) -> bool:
    wants = change.case.topic == topic and change.case.role is not Role.MUST_NOT
    return wants and _rank(change.after, topic) > _rank(change.before, topic)


def _is_taken(change: Change, topic: str) -> bool:
    """Whether a phrase that does not ask for the entry finds it now, or its own less surely with it beside."""
    own = change.case.topic
    if own == topic and change.case.role is not Role.MUST_NOT:
        return False
    if change.after.best == topic:
        return _rank(change.after, topic) > _rank(change.before, topic)
    is_less = change.before.best == own and _rank(change.after, own) < _rank(change.before, own)
    return is_less and topic in change.after.topics
