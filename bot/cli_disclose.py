"""`saferbot disclose`: everything held about an account. A drill for whoever has to show that it is nothing."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import click

from bot import app, config
from bot.app_disclose import disclose as looked_for
from bot.clock import RealClock
from bot.core.answers import sentence


@click.command()
@click.argument("number", metavar="ID", type=int)
@click.pass_obj
def disclose(file: str | None, number: int) -> None:
    """Print everything held about the Telegram account with the number ID: an empty list.

    Every file the bot writes is searched for the number in some fifty spellings. Exit code 1 where it is found.
    """
    settings = app.read_settings(file, os.environ, Path.cwd())
    held = looked_for(settings, config.find_file(file, os.environ, Path.cwd()), number)
    view = app.build_version(settings, settings.country, RealClock()).view
    name = "disclose_found" if held.traces else "disclose"
    if held.traces and all(trace.may_be_chance for trace in held.traces):
        name = "disclose_chance"
    click.echo(sentence(name, view))
    click.echo(json.dumps([asdict(trace) for trace in held.traces], indent=1))
    click.echo(f"searched: {held.files} files, {held.size} bytes", err=True)
    if held.traces:
        sys.exit(1)
