"""What a sheet does to the questions that people ask: part of app, it builds what bot/matching/whatif.py compares."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot import app
from bot.app_index import build_index, index_parts, ready, with_edit
from bot.config import Settings
from bot.content.sheets.plan import Plan
from bot.content.told import ESTIMATE, broken_line, change_line
from bot.core.model import Topic
from bot.matching import whatif
from bot.matching.whatif import Answer, Case, Change, Role

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
    is_estimate: bool = False


def effect_of(settings: Settings, plan: Plan) -> Effect:
    """Return what a plan does to questions, which takes seconds, and where it has many of them as long as learning;
    nothing is written to the knowledge."""
    was, now = plan.before.knowledge.topics.values(), plan.after.knowledge.topics.values()
    parts, fresh = index_parts(plan.after), whatif.added(whatif.must_phrases(was), whatif.must_phrases(now))
    if parts == index_parts(plan.before) and not fresh:
        return Effect(0)
    _, lesson = ready(settings, app.PACKAGE, build_index)
    before, after = with_edit(settings, app.PACKAGE, lesson, parts)
    phrases = whatif.edited(was, now)
    cases = tuple(dict.fromkeys((*whatif.touched(after.index, phrases, now), *fresh)))
    then, found = whatif.ask_all(before.index, cases), whatif.ask_all(after.index, cases)
    edited = frozenset(plan.topics)
    differing = tuple(whatif.changes(then, found))
    takes = tuple(one for one in differing if _is_taken(one, edited))
    broken = tuple(
        one for one in whatif.broken(found) if whatif.holds(one[0], then[one[0]]) or _is_new(one[0], plan)
    )
    others = tuple(one for one in differing if one not in takes)
    return Effect(len(cases), broken, takes, others, is_estimate=not (before.key and after.key))


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
    if effect.is_estimate:
        yield ESTIMATE
