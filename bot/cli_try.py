"""`saferbot try`: what questions find, what changed since the last time, and what one more way of asking would do."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from bot import app, app_try
from bot.app_try import Idea, Trial
from bot.clock import RealClock
from bot.config import Settings
from bot.content.told import broken_line, change_line, effect_lines, finds, named
from bot.core.model import Level
from bot.matching.whatif import Answer, Case, Change, Effect, Near, Role, ask, nearest

_NEAR = 5


@click.command("try")
@click.argument("questions", nargs=-1, metavar="QUESTION...")
@click.option("--all", "is_all", is_flag=True, help="Ask every test phrase again and show what changed.")
@click.option("--against", metavar="FOLDER|REV", help="Compare with this folder, or this revision of git.")
@click.option("--add", "phrase", metavar="PHRASE", help="What this way of asking would do, added to --to.")
@click.option("--to", "topic", metavar="ID", help="The entry that --add is meant for.")
@click.option("--json", "is_json", is_flag=True, help="One object for programs.")
@click.pass_obj
def try_(
    file: str | None, questions: tuple[str, ...], is_all: bool, against: str | None, phrase: str | None,
    topic: str | None, is_json: bool,
) -> None:  # fmt: skip
    """Try QUESTIONs (each in quotes), or everything, or an idea. Nothing is written to the knowledge.

    Exits with 1 where a test phrase (must_match, must_not_match) does not find what it should.
    """
    chosen = (bool(questions), is_all, phrase is not None)
    if sum(chosen) != 1 or (phrase is None) != (topic is None) or (against and not is_all):
        raise click.UsageError("say one of: QUESTION..., --all [--against FOLDER|REV], --add PHRASE --to ID")
    settings = app.read_settings(file, os.environ, Path.cwd())
    if is_all:
        _all(settings, against or "", is_json)
    elif phrase is not None and topic is not None:
        _add(settings, phrase, topic, is_json)
    else:
        _questions(settings, questions, is_json)


def _all(settings: Settings, against: str, is_json: bool) -> None:
    trial = app_try.try_all(settings, RealClock().now().date(), against)
    click.echo(_json(_trial_object(trial)) if is_json else "\n".join(_trial_lines(trial)))
    if trial.broken:
        sys.exit(1)


def _trial_lines(trial: Trial) -> Iterator[str]:
    topics = trial.topics
    yield f"Asked {len(trial.found)} test phrases of {len(topics)} entries."
    yield f"Broken: {len(trial.broken) or 'nothing'}"
    yield from (f"  {broken_line(case, answer, topics)}" for case, answer in trial.broken)
    if not trial.since:
        yield "There is nothing to compare with yet; the next time shows what changed since now."
        return
    yield f"Changed since {trial.since}: {len(trial.changes) or 'nothing'}"
    yield from (f"  {change_line(one, topics)}" for one in trial.changes)
    if trial.fresh:
        yield f"New since then: {trial.fresh} test phrases"
    if trial.changes:
        yield "(+ answered now, - no longer answered, > another entry, ~ more or less sure)"


def _questions(settings: Settings, written: tuple[str, ...], is_json: bool) -> None:
    together = len(written) > 1 and not any(" " in one for one in written)  # typed without quotes
    questions = (" ".join(written),) if together else written
    version = app.build_version(settings, settings.country, RealClock())
    index, topics = version.index(), version.view.knowledge.topics
    rows = []
    for question in questions:
        answer, near = ask(index, question), nearest(index, question, _NEAR)
        danger = version.view.assess(question, frozenset())
        is_danger = danger.level in (Level.RED, Level.AMBER)
        rows.append(
            {"question": question, **_answer_object(answer), "near": [_near_object(one) for one in near]}
        )
        rows[-1]["danger"] = danger.kind if is_danger else None
        if is_json:
            continue
        click.echo(f'"{question}" {finds(answer, topics)}')
        if is_danger:
            click.echo(f"  but danger is looked at first, and this reads like one: {danger.kind}")
        for one in near:
            click.echo(f'  {one.likeness:.2f} like "{one.phrase}" of {named(one.topic, topics)}')
    if is_json:
        click.echo(_json({"tried": rows}))


def _add(settings: Settings, phrase: str, topic: str, is_json: bool) -> None:
    idea = app_try.idea(settings, phrase, topic)
    if not is_json:
        click.echo("\n".join(_first_lines(idea)))
    effect = app_try.what_if(settings, idea)
    topics = idea.loaded.knowledge.topics
    click.echo(_json(_effect_object(effect)) if is_json else "\n".join(effect_lines(effect, topics)))
    if any(one.case.role is not Role.QUESTION for one in effect.breaks):
        sys.exit(1)


def _first_lines(idea: Idea) -> Iterator[str]:
    """What can be said before anything is asked."""
    topics = idea.loaded.knowledge.topics
    yield f'"{idea.phrase}" is most like:'
    for one in nearest(idea.lesson.at_hand().index, idea.phrase, _NEAR):
        yield f'  {one.likeness:.2f} "{one.phrase}" of {named(one.topic, topics)}'
    yield "Asking with it and without it..."


def _json(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _answer_object(answer: Answer) -> dict[str, object]:
    return {"zone": answer.zone.value, "topics": list(answer.topics)}


def _case_object(case: Case) -> dict[str, object]:
    return {"topic": case.topic, "phrase": case.phrase, "role": case.role.value}


def _near_object(one: Near) -> dict[str, object]:
    return {"topic": one.topic, "phrase": one.phrase, "likeness": one.likeness}


def _change_object(one: Change) -> dict[str, object]:
    then, now = _answer_object(one.before), _answer_object(one.after)
    return {**_case_object(one.case), "move": one.move.value, "before": then, "after": now}


def _trial_object(trial: Trial) -> dict[str, object]:
    return {
        "asked": len(trial.found),
        "since": trial.since or None,
        "new": trial.fresh,
        "broken": [{**_case_object(case), **_answer_object(answer)} for case, answer in trial.broken],
        "changes": [_change_object(one) for one in trial.changes],
    }


def _effect_object(effect: Effect) -> dict[str, object]:
    names = ("gains", "takes", "others", "breaks", "mends")
    parts: dict[str, tuple[Change, ...]] = {name: getattr(effect, name) for name in names}
    return {
        "phrase": effect.phrase,
        "topic": effect.topic,
        "asked": effect.asked,
        "estimate": effect.is_estimate,
        "before": _answer_object(effect.before),
        "after": _answer_object(effect.after),
        "near": [_near_object(one) for one in effect.near],
        **{name: [_change_object(one) for one in found] for name, found in parts.items()},
    }
