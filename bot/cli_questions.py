"""`saferbot questions`: the questions without an answer that people agreed to have kept, to read and to delete."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import click

from bot import app
from bot.app_questions import opened
from bot.clock import RealClock
from bot.config import Settings
from bot.store.suggestions import Suggestion


@click.command()
@click.option("--drop", "number", type=int, metavar="N", help="Delete question N of the list, for good.")
@click.pass_obj
def questions(file: str | None, number: int | None) -> None:
    """List the questions without an answer that people agreed to have kept, with the week; delete one of them.

    Kept for four weeks, without anything about who asked; `keep_questions: true` in the settings turns asking on.
    """
    settings = app.read_settings(file, os.environ, Path.cwd())
    if not settings.keep_questions:
        click.echo("No questions are kept: `keep_questions` is not set to true.")
        return
    kept = asyncio.run(_listed(settings, number))
    if number is not None and not 1 <= number <= len(kept):
        raise click.UsageError(f"there is no question {number}; `saferbot questions` lists them")
    if number is not None:
        click.echo(f"Deleted: {kept[number - 1].text}")
        return
    for place, one in enumerate(kept, 1):
        click.echo(f"{place}. week of {one.week}: {one.text}")
    click.echo(f"Kept: {len(kept)}")


async def _listed(settings: Settings, number: int | None) -> Sequence[Suggestion]:
    """What is kept, after deleting the one of that number."""
    async with opened(settings, RealClock()) as suggestions:
        if suggestions is None:
            return ()
        kept = await suggestions.all()
        if number is not None and 1 <= number <= len(kept):
            await suggestions.drop(kept[number - 1])
        return kept
