"""`saferbot edit`: the editor in a browser."""

import os
from pathlib import Path

import click

from bot import app
from bot.clock import RealClock

_LARGEST_PORT = 65_535


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, _LARGEST_PORT),
    default=0,
    help="The port on this machine; left out, a free one. Through `ssh -L` use the same on both sides.",
)
@click.option("--role", default="editor", show_default=True, help="Who changes it: a role, never a name.")
@click.pass_obj
def edit(file: str | None, port: int, role: str) -> None:
    """Edit the knowledge in a browser on this machine. Open the link that is printed; it works once."""
    from bot import app_edit  # what serves pages takes a while to import

    app_edit.edit(app.read_settings(file, os.environ, Path.cwd()), RealClock(), port, role, click.echo)
