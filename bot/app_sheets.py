"""What a sheet does to the questions that people ask: part of app, it builds what bot/matching/whatif.py compares."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot import app
from bot.app_index import build_index, index_parts, learned_from, ready
from bot.config import Settings
from bot.content.loader import Loaded
from bot.content.sheets.plan import Plan
from bot.content.told import broken_line, change_line
from bot.core.model import Topic
from bot.matching import whatif
from bot.matching.index import Index
from bot.matching.whatif import Answer, Case, Change, Role

_NEAR = 120  # ways of asking that are asked again for each new one
_MOST_ASKED = 3_000  # ways of asking in all: some seconds
_SHOWN = 40  # lines of each kind


@dataclass(frozen=True, slots=True)
class Effect:
    """What phrases of the knowledge find after an edit and did not before. `breaks` found what they should and no
    longer do; `takes` are questions of other entries that find an edited one now, or their own less surely; `others`
    differ in another way. `asked` is how many were asked again, 0 where nothing that is matched was edited."""

    asked: int
    breaks: tuple[tuple[Case, Answer], ...] = ()
    takes: tuple[Change, ...] = ()
    others: tuple[Change, ...] = ()


def effect_of(settings: Settings, plan: Plan) -> Effect:
    """Return what a plan does to questions, by learning with it, which takes seconds; nothing is written to the
    knowledge, and what was learned need not be learned again when the plan is carried out."""
    parts = index_parts(plan.after)
    cases = whatif.must_phrases(plan.after.knowledge.topics.values())
    if parts == index_parts(plan.before) and cases == whatif.must_phrases(
        plan.before.knowledge.topics.values()
    ):
        return Effect(0)
    _, learned = ready(settings, app.PACKAGE, build_index)
    before, after = learned().index, learned_from(settings, app.PACKAGE, parts).index
    cases += _touched(before, plan.before, plan.after)
    then, now = whatif.ask_all(before, cases), whatif.ask_all(after, cases)
    edited = frozenset(plan.topics)
    differing = tuple(whatif.changes(then, now))
    takes = tuple(one for one in differing if _is_taken(one, edited))
    broken = tuple(
        one for one in whatif.broken(now) if whatif.holds(one[0], then[one[0]]) or _is_new(one[0], plan)
    )
    return Effect(len(cases), broken, takes, tuple(one for one in differing if one not in takes))


def _touched(index: Index, before: Loaded, after: Loaded) -> tuple[Case, ...]:
    """The ways of asking, of both versions, that are most like one that came or went."""
    was, now = _asked(before.knowledge.topics), _asked(after.knowledge.topics)
    near = {
        (one.topic, one.phrase) for phrase, _ in was ^ now for one in whatif.nearest(index, phrase, _NEAR)
    }
    kept = sorted((topic, phrase) for topic, phrase in near if (phrase, topic) in was & now)
    return tuple(Case(topic, phrase, Role.QUESTION) for topic, phrase in kept[:_MOST_ASKED])


def _asked(topics: Mapping[str, Topic]) -> set[tuple[str, str]]:
    return {(phrase, topic.id) for topic in topics.values() for phrase in topic.questions}


def _is_new(case: Case, plan: Plan) -> bool:
    """Whether a test phrase came with the sheet."""
    topic = plan.before.knowledge.topics.get(case.topic)
    return topic is None or case.phrase not in (*topic.must_match, *topic.must_not_match, *topic.questions)


def _is_taken(change: Change, edited: frozenset[str]) -> bool:
    own = change.case.topic
    if change.case.role is Role.MUST_NOT or own in edited:
        return False
    return change.before.best == own and (
        change.after.best in edited or set(change.after.topics) & edited != set()
    )


def effect_lines(effect: Effect, topics: Mapping[str, Topic]) -> Iterator[str]:
    """Yield what a sheet does to questions, the harm first."""
    if not effect.asked:
        yield "No way of asking was edited: every question finds what it found."
        return
    yield f"Asked {effect.asked} phrases with and without it."
    parts: tuple[tuple[str, Sequence[str]], ...] = (
        ("Breaks", [broken_line(case, answer, topics) for case, answer in effect.breaks]),
        ("Takes from other entries", [change_line(one, topics) for one in effect.takes]),
        ("Other changes", [change_line(one, topics) for one in effect.others]),
    )
    for title, lines in parts:
        yield f"{title}: {len(lines) or 'nothing'}"
        yield from (f"  {line}" for line in lines[:_SHOWN])
        if len(lines) > _SHOWN:
            yield f"  ... and {len(lines) - _SHOWN} more"
