"""`saferbot new`, `add`, `diff` and `undo`: changing the knowledge from the command line, safely and on the record."""

import os
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

import click

from bot import app, app_sites
from bot.admin.changes import Book, history, last_change
from bot.admin.submitting import Outcome, submit, submit_undo_all
from bot.cli_waiting import headline, say_outcome
from bot.clock import RealClock
from bot.config import Settings
from bot.content.differences import differences
from bot.content.drafting import SOURCE_HINT, drafted_entry, source_from
from bot.content.edits import with_entry, with_item
from bot.content.loader import load
from bot.content.revision import earlier
from bot.content.topics import question_trouble
from bot.core.model import Urgency
from bot.errors import KnowledgeError, Mistake

_ROLE = click.option(
    "--role", default="editor", show_default=True, help="Who changes it: a role, never a name."
)


def _settings(file: str | None) -> Settings:
    return app.read_settings(file, os.environ, Path.cwd())


def _book(settings: Settings, role: str) -> Book:
    folder = app_sites.sites_folder(settings)
    return Book(settings.knowledge, settings.language, role, RealClock(), folder, _warn)


def _warn(said: str) -> None:
    click.echo(said, err=True)


def _source(_: click.Context, __: click.Parameter, written: tuple[str, ...]) -> list[Mapping[str, str]]:
    """Sources as they are typed: publisher; title; address; year."""
    found: list[Mapping[str, str]] = []
    for one in written:
        source = source_from(one)
        if source is None:
            raise click.BadParameter(f'{one!r} is no source; write "{SOURCE_HINT}"')
        found.append(source)
    return found


@click.command()
@click.argument("topic", metavar="ID")
@click.option("--category", required=True, help="The file of entries it goes into, such as naloxone.")
@click.option("--title", required=True, help="As a person would ask.")
@click.option(
    "--question", "questions", multiple=True, required=True, help="A way people type it; several times."
)
@click.option("--answer", help="The answer; left out, it is read from standard input.")
@click.option(
    "--source", "sources", multiple=True, required=True, callback=_source, help="publisher; title; url; year"
)
@click.option(
    "--urgency", type=click.Choice([one.value for one in Urgency]), default="none", show_default=True
)
@click.option("--short", help="For emergencies: at most six lines, shown first.")
@_ROLE
@click.pass_obj
def new(
    file: str | None, topic: str, category: str, title: str, questions: tuple[str, ...], answer: str | None,
    sources: list[Mapping[str, str]], urgency: str, short: str | None, role: str,
) -> None:  # fmt: skip
    """Add an entry called ID, drafted and awaiting clinical review. Refused where it has a mistake."""
    settings, today = _settings(file), RealClock().now().date()
    text = answer if answer is not None else sys.stdin.read()
    fields = drafted_entry(title, questions, text, sources, today, urgency, short or "")
    book = _book(settings, role)
    page = book.page(category)
    edited = with_entry(page.text, f"{category}.yaml", topic, fields)
    say_outcome(settings, submit(book, page, edited, "new entry", topic))


@click.command()
@click.argument("question")
@click.option("--to", "topic", required=True, metavar="ID", help="The entry it is a way of asking of.")
@_ROLE
@click.pass_obj
def add(file: str | None, question: str, topic: str, role: str) -> None:
    """Add the way of asking QUESTION to an entry; `saferbot try --add` shows before what it does."""
    settings = _settings(file)
    topics = load(settings.knowledge, settings.language).knowledge.topics
    if topic not in topics:
        near = ", ".join(get_close_matches(topic, topics, 3)) or "none is near"
        raise KnowledgeError([Mistake("topics", 0, f"there is no entry {topic!r}; {near}")])
    category = topics[topic].category
    if said := question_trouble(question, topics.values()):
        raise KnowledgeError([Mistake(f"{category}.yaml", 0, f"{question!r} {said}")])
    book = _book(settings, role)
    page = book.page(category)
    edited = with_item(page.text, f"{category}.yaml", topic, "questions", question)
    say_outcome(settings, submit(book, page, edited, "add question", topic))


@click.command()
@click.option(
    "--against", metavar="FOLDER|REV", help="What differs from this folder, or this revision of git."
)
@click.option("--log", "is_log", is_flag=True, help="All changes on the record, with the last seal.")
@click.pass_obj
def diff(file: str | None, against: str | None, is_log: bool) -> None:
    """Show in plain words what the last change changed (or all of them, or what differs from another knowledge)."""
    settings = _settings(file)
    if against is not None:
        _compare(settings, against)
        return
    entries = history(settings.knowledge)
    if is_log:
        for entry in entries:
            click.echo(headline(entry))
        click.echo(f"The last seal is {entries[-1].seal}" if entries else "Nothing was changed yet.")
        return
    last = last_change(_book(settings, "editor"))
    click.echo("There is no change to show.") if last is None else say_outcome(settings, Outcome(last))


def _compare(settings: Settings, against: str) -> None:
    with earlier(settings.knowledge, against) as folder:
        before = load(folder, settings.language).knowledge.topics
    after = load(settings.knowledge, settings.language).knowledge.topics
    found = list(differences(before, after))
    click.echo("\n".join(map(str, found)) or "No entry differs.")


@click.command()
@_ROLE
@click.pass_obj
def undo(file: str | None, role: str) -> None:
    """Take back the last change made by saferbot; again for the one before."""
    settings = _settings(file)
    say_outcome(settings, submit_undo_all(_book(settings, role)))
