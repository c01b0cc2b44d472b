"""The commands a person types. Each reads the settings, builds what it needs in app.py, and prints plain sentences."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from bot import __version__, app, app_notices, app_sites
from bot.cli_alert import alert
from bot.cli_backup import backup, restore
from bot.cli_card import qr
from bot.cli_disclose import disclose
from bot.cli_edit import add, diff, new, undo
from bot.cli_editor import edit
from bot.cli_page import page
from bot.cli_places import places
from bot.cli_questions import questions
from bot.cli_sheets import export, import_
from bot.cli_sites import sites
from bot.cli_stats import stats
from bot.cli_talk import Beginning, answered
from bot.cli_try import try_
from bot.cli_waiting import waiting
from bot.clock import RealClock
from bot.config import Settings
from bot.core.dialogue import respond
from bot.core.model import Question, Reply
from bot.core.view import View
from bot.doctor import examine
from bot.errors import SaferbotError
from bot.explain import explain
from bot.transports.terminal import Terminal, drawn, visible_text

PROMPT = "> "


class Commands(click.Group):
    """Prints our own errors as sentences and anything else as it is."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SaferbotError as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=Commands, invoke_without_command=True)
@click.option(
    "--config", "file", metavar="PATH", help="The settings file (else SAFERBOT_CONFIG, else config.yaml)."
)
@click.version_option(__version__, prog_name="saferbot")
@click.pass_context
def main(ctx: click.Context, file: str | None) -> None:
    """Answers about safer drug use, overdose and naloxone, from knowledge anyone can read and edit.

    Without a command: talks here, or on Telegram where a token is set (same as `saferbot run`).
    """
    ctx.obj = file
    if ctx.invoked_subcommand is None:
        ctx.invoke(run)


def _settings(file: str | None) -> Settings:
    return app.read_settings(file, os.environ, Path.cwd())


def _local_version(file: str | None) -> app.Version:
    settings = _settings(file)
    clock = RealClock()
    version = app.build_version(
        settings,
        app.with_locale(settings, os.environ),
        clock,
        make_local=app_sites.maker(settings, clock, may_be_example=True),
    )
    for mistake in version.mistakes:
        click.echo(f"left out: {mistake}", err=True)
    return version


def _now(file: str | None, version: Callable[[], app.Version]) -> Callable[[], View]:
    """Return what gives the view as it is at each moment: with alerts, and whether somebody is there."""
    notices = app_notices.Notices(_settings(file), RealClock(), _tell)

    def now() -> View:
        view = version().view
        notices.refresh(view)
        return notices.over(view)

    return now


def _tell(alerts: int, mistakes: int) -> None:
    if mistakes:
        click.echo(f"alerts: {mistakes} mistakes (`saferbot alert list` names them)", err=True)


@main.command()
@click.pass_obj
def run(file: str | None) -> None:
    """Serve Telegram where a token is set; otherwise talk in this terminal."""
    settings = _settings(file)
    if settings.token is None:
        _talk(file)
    else:
        from bot import service  # the Telegram library takes half a second to import

        service.run(settings)


@main.command()
@click.pass_obj
def chat(file: str | None) -> None:
    """Talk in this terminal (or answer a pipe line by line)."""
    _talk(file)


def _talk(file: str | None) -> None:
    version = _local_version(file)
    if sys.stdin.isatty():  # whoever pipes questions in waits for all answers
        beginning = Beginning(version)
        now, is_ready = _now(file, beginning.version), beginning.is_ready
        terminal = Terminal(now, RealClock(), click.echo, is_ready)
    else:
        terminal = Terminal(_now(file, lambda: version), RealClock(), click.echo)
    terminal.greet()
    terminal.talk(_lines())


def _typed() -> Iterator[str]:
    while True:
        try:
            yield input(PROMPT)
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return


@main.command()
@click.argument("question", nargs=-1)
@click.option("--why", is_flag=True, help="Show what led to the answer: signs, words, phrases and scores.")
@click.option(
    "--jsonl", is_flag=True, help="Read one question a line from standard input, write one object a line."
)
@click.pass_obj
def ask(file: str | None, question: tuple[str, ...], why: bool, jsonl: bool) -> None:
    """Ask one QUESTION and print the reply. Without one, each line of standard input is a question.

    A story of several lines is one question where it is given as QUESTION, in quotes.
    """
    version = _local_version(file)
    view = replace(_now(file, lambda: version)(), counts=False)  # nothing that is asked here is counted
    if jsonl:
        for line in [" ".join(question)] if question else sys.stdin:
            click.echo(json.dumps(_object(_reply_to(line.rstrip("\n"), view)), ensure_ascii=False))
        return
    for text in [" ".join(question)] if question else _piped():
        for reply in answered(text, version, view, _say_meanwhile):
            click.echo(drawn(reply))
        if why:
            click.echo(explain(text, version))


def _say_meanwhile(text: str) -> None:
    """Say something to whoever looks on and waits."""
    if sys.stderr.isatty():
        click.echo(text, err=True)


def _piped() -> Iterator[str]:
    """Yield the questions of standard input, one a line, each repeated so that one sees which reply is whose."""
    is_asked = False
    for text in filter(None, map(str.strip, _lines())):
        is_asked = True
        if not sys.stdin.isatty():
            click.echo(PROMPT + text)
        yield text
    if not is_asked:
        raise click.UsageError('there is no question; write `saferbot ask "..."`, or pipe one a line into it')


def _lines() -> Iterable[str]:
    return _typed() if sys.stdin.isatty() else sys.stdin


def _reply_to(line: str, view: View) -> Reply:
    """Answer one line of --jsonl: plain text, or an object with `text` (and `lang`)."""
    text = line
    if line.lstrip().startswith("{"):
        try:
            asked = json.loads(line)
            text = str(asked.get("text", ""))
        except (ValueError, RecursionError):
            text = line
    return respond(Question(text), view)


def _object(reply: Reply) -> dict[str, object]:
    return {
        "kind": reply.kind.value,
        "emergency": reply.emergency or None,
        "topics": list(reply.topics),
        "score": round(min(max(reply.score, 0.0), 1.0), 4),
        "lang": reply.lang,
        "reply": visible_text(reply),
    }


@main.command()
@click.pass_obj
def check(file: str | None) -> None:
    """Check the settings and the knowledge; print mistakes one a line and exit 1 where there are any."""
    settings = _settings(file)
    version = app.build_version(settings, settings.country, RealClock())
    mistakes = (*app.check(settings, version), *app_notices.read_board(settings, version.view)[1])
    for mistake in mistakes:
        click.echo(str(mistake))
    if mistakes:
        sys.exit(1)
    knowledge = version.view.knowledge
    click.echo(f"All right: {len(knowledge.topics)} entries, {len(version.index().phrases)} ways of asking.")


@main.command()
@click.pass_obj
def learn(file: str | None) -> None:
    """Learn the second opinion on danger again, after an edit of the examples in danger/."""
    click.echo(f"Learned: {app.learn(_settings(file))}")


@main.command()
@click.argument("picture", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.pass_obj
def chart(file: str | None, picture: Path) -> None:
    """Draw all mixes into the file PICTURE (PNG)."""
    parts = app.chart_parts(_local_version(file).view)
    if parts is None:
        raise click.ClickException("nothing is known of mixes; `saferbot check` says why")
    picture.write_bytes(app.draw_chart(*parts))


@main.command()
@click.argument("topic", required=False)
@click.option(
    "--sign", "role", metavar="ROLE", help="Write down that a clinician in this role has read TOPIC."
)
@click.pass_obj
def review(file: str | None, topic: str | None, role: str | None) -> None:
    """List what a clinician has to read, print one TOPIC for reading, or sign it off."""
    settings = _settings(file)
    for line in app.review(settings, RealClock(), topic, role):
        click.echo(line)


@main.command()
@click.option("--offline", is_flag=True, help="Ask nobody, not even Telegram.")
@click.pass_obj
def doctor(file: str | None, offline: bool) -> None:
    """Look at everything the bot needs and say for each whether it is right, or what to do."""
    is_well = True
    for finding in examine(file, os.environ, Path.cwd(), is_offline=offline):
        click.echo(str(finding))
        is_well = is_well and finding.is_right
    if not is_well:
        sys.exit(1)


main.add_command(page)
main.add_command(alert)
main.add_command(places)
main.add_command(qr)
main.add_command(sites)
main.add_command(stats)
main.add_command(try_)
main.add_command(waiting)
main.add_command(disclose)
for _command in (new, add, diff, undo, export, import_, questions, edit, backup, restore):
    main.add_command(_command)
