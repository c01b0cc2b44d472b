"""The commands for places of help: `saferbot sites ...`."""

import click

from bot import cli_imports


@click.group()
def sites() -> None:
    """Look for places of help, check their list, and import or export it."""


cli_imports.register(sites)
