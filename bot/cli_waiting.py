"""`saferbot waiting`: what waits for a second person, read in full, confirmed or refused; and what every command says
of a change that waits.

Whoever has a shell here can write the files without us, so this is no wall against them: it is a second pair of eyes
before a number reaches somebody in danger. A role is what somebody says they are, here as in every command.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from bot import app, app_admin, app_effect
from bot.admin import pending
from bot.admin.audit import Entry
from bot.admin.changes import Book, shown
from bot.admin.held import Held, holding
from bot.admin.pending import Proposal
from bot.admin.sensitive import kinds
from bot.admin.submitting import Outcome
from bot.clock import RealClock
from bot.config import Settings
from bot.errors import KnowledgeError, Mistake


@click.command()
@click.argument("number", type=click.IntRange(1), required=False)
@click.option("--confirm", is_flag=True, help="Put NUMBER in place; somebody in another role proposed it.")
@click.option("--refuse", is_flag=True, help="Refuse NUMBER, or withdraw it where it is your own.")
@click.option(
    "--quick", is_flag=True, help="Do not look at what questions find with it, which takes some seconds."
)
@click.option("--role", default="editor", show_default=True, help="Who decides: a role, never a name.")
@click.pass_obj
def waiting(
    file: str | None, number: int | None, confirm: bool, refuse: bool, quick: bool, role: str
) -> None:
    """Show what waits for a second person; with a NUMBER all that it would change, with --confirm do it.

    What changes emergency text, numbers, doses, telephone numbers or links waits until an admin of the settings in
    another role has read and confirmed it, or for a day where there is no other.
    """
    if (confirm and refuse) or (number is None and (confirm or refuse)):
        raise click.UsageError("say which NUMBER, and either --confirm or --refuse")
    settings = app.read_settings(file, os.environ, Path.cwd())
    book = replace(app_admin.book_of(settings, role, RealClock()), tell=_warn)
    if number is None:
        _list(settings, book)
        return
    one = _named(book, number)
    if refuse:
        _refused(settings, book, one)
    elif confirm:
        _confirmed(settings, book, one)
    else:
        _show(settings, book, one, quick)


def say_outcome(settings: Settings, outcome: Outcome) -> None:
    """Print what a change changed; of one that waits also why, for whom, and what they type."""
    for entry in outcome.entries:
        click.echo(headline(entry))
        for one in shown(settings.knowledge, settings.language, entry):
            click.echo(str(one))
    if outcome.is_waiting:
        say_waiting(settings, outcome)


def say_waiting(settings: Settings, outcome: Outcome) -> None:
    """Print why a change waits, for whom, and what they type."""
    click.echo("Nothing has changed yet. It needs a second person, because it")
    for why in kinds(outcome.reasons):
        click.echo(f"- {why.value}")
    for entry in outcome.entries:
        click.echo(_way(settings, Proposal(entry.number, entry.deed)))


def headline(entry: Entry) -> str:
    """Return a line of the record as a sentence."""
    deed = entry.deed
    return f"{entry.number}. {deed.when:%Y-%m-%d %H:%M} UTC, {deed.role}: {deed.action} ({deed.topic})"


def _way(settings: Settings, one: Proposal) -> str:
    """Who puts a proposal in place, and how."""
    others = sorted({admin.role for admin in settings.admins} - {one.deed.role})
    type_ = f"saferbot waiting {one.number} --confirm --role"
    if others:
        who = " or ".join(f"`{other}`" for other in others)
        return f'Number {one.number} waits for {who}: in the chat (/admin), or here: {type_} "{others[0]}"'
    day = f"{one.due:%Y-%m-%d %H:%M} UTC"
    return (
        f'Number {one.number} waits until {day}, as no other admin is named: then {type_} "{one.deed.role}"'
    )


def _list(settings: Settings, book: Book) -> None:
    found = pending.waiting(book)
    for one in found:
        click.echo(headline(Entry(one.number, replace(one.deed, action=one.action), "")))
        click.echo(f"  {_way(settings, one)}")
    if not found:
        click.echo("Nothing waits.")


def _named(book: Book, number: int) -> Proposal:
    for one in pending.waiting(book):
        if one.number == number:
            return one
    raise _mistake(f"waiting {number}", "nothing waits under this number; `saferbot waiting` lists what does")


def _show(settings: Settings, book: Book, one: Proposal, is_quick: bool) -> None:
    held = holding(book, one)
    click.echo("\n".join(_told(held)))
    if pending.is_stale(book, one):
        click.echo("Its file has been changed since; refuse it and make the change once more.")
        return
    for lost in app_effect.losses(settings, book, held.page.category, held.text):
        click.echo(f"It no longer says, or not as we write: {lost}")
    if not is_quick:
        click.echo("What questions find with it (it takes some seconds):")
        found = app_effect.effect(settings, book, held.page.category, held.text)
        click.echo("\n".join(found) or "Every question finds what it found before.")
    click.echo(_way(settings, one))


def _told(held: Held) -> Iterator[str]:
    yield from map(str, held.changes)
    for entry in held.fresh:
        yield f"The new entry, all of it:\n{entry}"
    for reason in held.reasons:
        yield f"It needs a second person: {reason}"


def _confirmed(settings: Settings, book: Book, one: Proposal) -> None:
    roles = {admin.role for admin in settings.admins}
    if one.deed.role == book.role and not roles - {book.role}:
        _after_a_day(settings, book, one)
        return
    _require_admin(book.role, roles)
    click.echo(headline(pending.confirm(book, one.number)))


def _after_a_day(settings: Settings, book: Book, one: Proposal) -> None:
    """Where nobody else is named who could confirm it."""
    if book.clock.now() < one.due:
        raise _mistake(f"waiting {one.number}", f"is your own. {_way(settings, one)}")
    for entry in pending.apply_due(book, (book.role,)):
        click.echo(headline(entry))


def _refused(settings: Settings, book: Book, one: Proposal) -> None:
    if one.deed.role != book.role:
        _require_admin(book.role, {admin.role for admin in settings.admins})
    click.echo(headline(pending.close(book, one.number)))


def _require_admin(role: str, roles: set[str]) -> None:
    if role not in roles:
        known = ", ".join(sorted(roles)) or "none"
        raise _mistake("--role", f"{role!r} is no admin of the settings; they are: {known}")


def _mistake(where: str, what: str) -> KnowledgeError:
    return KnowledgeError([Mistake(where, 0, what)])


def _warn(said: str) -> None:
    click.echo(said, err=True)
