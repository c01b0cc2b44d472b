"""`saferbot alert`: alerts put out, listed and taken down from the command line, on the record like every change."""

import datetime as dt
import os
import re
import sys
from pathlib import Path

import click

from bot import app, app_notices
from bot.admin import alerts as desk
from bot.admin import pending
from bot.admin.audit import Entry
from bot.admin.changes import Book, shown
from bot.clock import RealClock
from bot.config import Settings
from bot.content.alerts import Known
from bot.core.alerts import day
from bot.core.board import Alert
from bot.core.view import View
from bot.errors import KnowledgeError, Mistake

_ROLE = click.option("--role", default="editor", show_default=True, help="Who does it: a role, never a name.")
_DAYS = 14  # how long an alert stays out where nobody says otherwise


@click.group()
def alert() -> None:
    """Alerts about what is going round: shown beside the answers they belong to, until their last day."""


def _settings(file: str | None) -> Settings:
    return app.read_settings(file, os.environ, Path.cwd())


def _view(settings: Settings) -> View:
    return app.build_version(settings, settings.country, RealClock()).view


def _known(settings: Settings) -> Known:
    mistakes: list[Mistake] = []
    known = app_notices.known_to(settings, _view(settings), mistakes)
    if mistakes:
        raise KnowledgeError(mistakes)
    return known


def _book(settings: Settings, role: str) -> Book:
    return Book(settings.knowledge, settings.language, role, RealClock())


@alert.command("new")
@click.argument("name", metavar="ID", required=False)
@click.option("--what", required=True, help="What is going round, in one line.")
@click.option("--where", required=True, help="Where: a town, an area, a festival.")
@click.option("--do", "advice", required=True, help="What to do about it, in one line.")
@click.option("--source", required=True, help="Who says so, and when.")
@click.option("--topic", "topics", multiple=True, help="An entry that shows it; several times.")
@click.option("--substance", "substances", multiple=True, help="A substance or family; several times.")
@click.option("--expires", help=f"The last day it is shown, as 2026-12-04 (else in {_DAYS} days).")
@_ROLE
@click.pass_obj
def new(
    file: str | None, name: str | None, what: str, where: str, advice: str, source: str,
    topics: tuple[str, ...], substances: tuple[str, ...], expires: str | None, role: str,
) -> None:  # fmt: skip
    """Put an alert out. Refused where it has a mistake: doses, words that hurt, anything on getting drugs."""
    settings, today = _settings(file), RealClock().now().date()
    fresh = Alert(
        id=name or _named(what, today),
        what=what.strip(),
        where=where.strip(),
        do=advice.strip(),
        source=source.strip(),
        published=today,
        expires=_day(expires) if expires else today + dt.timedelta(_DAYS),
        by=role,
        topics=frozenset(topics),
        substances=frozenset(substances),
    )
    roles = frozenset(one.role for one in settings.admins)
    done = desk.publish(_book(settings, role), fresh, _known(settings), roles)
    _say(settings, done.entry)
    if done.is_waiting:
        number = done.entry.number
        click.echo(
            f"It waits for another role: saferbot alert confirm {number} --role ... (or refuse {number})."
        )


def _named(what: str, today: dt.date) -> str:
    """An id made of the first words and the day."""
    words = re.findall(r"[a-z0-9]+", what.lower())[:4]
    return "-".join([*(word[:12] for word in words), f"{today:%Y%m%d}"])


def _day(written: str) -> dt.date:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        raise click.BadParameter(f"{written!r} is no day; write it as 2026-12-04") from None


@alert.command("list")
@click.option("--all", "is_all", is_flag=True, help="Those that are over too.")
@click.pass_obj
def listed(file: str | None, is_all: bool) -> None:
    """Print the alerts that are out, those that wait, when somebody last looked, and every mistake in the file."""
    settings, today = _settings(file), RealClock().now().date()
    view = _view(settings)
    board, mistakes = app_notices.read_board(settings, view)
    for one in board.alerts if is_all else board.on(today):
        click.echo(f"{one.id}: {_state(one, today)}\n  {one.where}: {one.what}\n  {one.do}")
    if not board.on(today):
        click.echo("No alert is out.")
    _list_waiting(settings, view)
    click.echo(f"Last looked at: {day(board.looked) if board.looked else 'never'}")
    for mistake in mistakes:
        click.echo(f"left out: {mistake}", err=True)
    if mistakes:
        sys.exit(1)


def _list_waiting(settings: Settings, view: View) -> None:
    book, known = _book(settings, "editor"), app_notices.known_to(settings, view, [])
    for proposal in desk.waiting(book):
        one = desk.proposed(book, proposal, known)
        said = f"{one.where}: {one.what}\n  {one.do}" if one else proposal.deed.topic
        click.echo(f"{proposal.number} waits for another role than {proposal.deed.role}\n  {said}")


@alert.command("confirm")
@click.argument("number", type=int)
@_ROLE
@click.pass_obj
def confirm(file: str | None, number: int, role: str) -> None:
    """Put out the alert that waits under NUMBER; somebody in another role proposed it."""
    settings = _settings(file)
    book = _alert_of(settings, number, role)
    _say(settings, pending.confirm(book, number))


@alert.command("refuse")
@click.argument("number", type=int)
@_ROLE
@click.pass_obj
def refuse(file: str | None, number: int, role: str) -> None:
    """Refuse the alert that waits under NUMBER, or withdraw it where it is your own."""
    settings = _settings(file)
    book = _alert_of(settings, number, role)
    _say(settings, pending.close(book, number))


def _alert_of(settings: Settings, number: int, role: str) -> Book:
    """The book for whoever decides about a proposal, once it is sure that the role is an admin's and it is an alert."""
    roles = sorted(one.role for one in settings.admins)
    if role not in roles:
        known = ", ".join(roles) or "none"
        raise KnowledgeError(
            [Mistake("--role", 0, f"{role!r} is no admin of the settings; they are: {known}")]
        )
    book = _book(settings, role)
    if all(one.number != number for one in desk.waiting(book)):
        raise KnowledgeError(
            [Mistake("alerts", 0, f"no alert waits under {number}; see `saferbot alert list`")]
        )
    return book


def _state(one: Alert, today: dt.date) -> str:
    if one.ended:
        return f"ended {one.ended}"
    if today < one.published:
        return f"out from {one.published} to {one.expires}"
    return f"out until {one.expires}" if today <= one.expires else f"over since {one.expires}"


@alert.command("end")
@click.argument("name", metavar="ID")
@_ROLE
@click.pass_obj
def end(file: str | None, name: str, role: str) -> None:
    """Take the alert ID down, at once."""
    settings = _settings(file)
    _say(settings, desk.end(_book(settings, role), name, _known(settings)))


@alert.command("looked")
@_ROLE
@click.pass_obj
def looked(file: str | None, role: str) -> None:
    """Write down that somebody looked today and there is nothing new; /alerts says so."""
    settings = _settings(file)
    _say(settings, desk.looked(_book(settings, role), _known(settings)))


def _say(settings: Settings, entry: Entry) -> None:
    deed = entry.deed
    click.echo(f"{entry.number}. {deed.when:%Y-%m-%d %H:%M} UTC, {deed.role}: {deed.action} ({deed.topic})")
    for one in shown(settings.knowledge, settings.language, entry):
        click.echo(str(one))
