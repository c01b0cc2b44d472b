"""`saferbot page`: the knowledge as a static page, for when Telegram is down, on paper, on old phones."""

import os
import re
from pathlib import Path

import click

from bot import app, app_page
from bot.clock import RealClock

_BOT = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{4,31})", re.ASCII)


def _name(_: click.Context, __: click.Parameter, written: str) -> str:
    if not written:
        return ""
    found = _BOT.fullmatch(written)
    if not found:
        raise click.BadParameter(
            f"{written!r} is no bot's name; write it as Telegram shows it, such as riverside_bot"
        )
    return found[1]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--bot", default="", metavar="NAME", callback=_name, help="The bot's name, for cards and posters."
)
@click.pass_obj
def page(file: str | None, folder: Path, bot: str) -> None:
    """Write the knowledge into FOLDER as a page: emergency steps, numbers, places, all answers, cards and posters.

    Plain files without scripts, for a web server, a USB stick or a printer. An old page is replaced whole, or stays.
    """
    settings = app.read_settings(file, os.environ, Path.cwd())
    files, mistakes = app_page.write_page(settings, RealClock(), folder, bot)
    for mistake in mistakes:
        click.echo(f"left out: {mistake}", err=True)
    size = sum(map(len, files.values()))
    click.echo(f"Written: {folder}, {len(files)} files, {size // 1024} KB. Open {folder / 'index.html'}.")
