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
@click.option(
    "--telegram", is_flag=True, help="Serve it for admins inside Telegram, as `editor:` in the settings says."
)
@click.pass_obj
def edit(file: str | None, port: int, role: str, telegram: bool) -> None:
    """Edit the knowledge in a browser on this machine. Open the link that is printed; it works once.

    With --telegram it is opened from the chat instead (/admin): it runs beside the bot until it is stopped, and who
    somebody is and in which role is Telegram's word and the settings'.
    """
    from bot import app_edit, app_launch  # what serves pages takes a while to import

    if telegram:
        app_launch.serve(lambda: app.read_settings(file, os.environ, Path.cwd()), RealClock(), click.echo)
        return
    app_edit.edit(app.read_settings(file, os.environ, Path.cwd()), RealClock(), port, role, click.echo)
