"""`saferbot backup` and `saferbot restore`: all of a deployment but the token, in one file and back."""

import os
from pathlib import Path

import click

from bot import app, app_backup


@click.command()
@click.argument("archive", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(file: str | None, archive: Path) -> None:
    """Write knowledge, settings, sites, places and totals into ARCHIVE; never the token."""
    parts = app_backup.backup(app.read_settings(file, os.environ, Path.cwd()), archive)
    click.echo(
        f"Written: {archive}, {len(parts)} files, {archive.stat().st_size // 1024} KB. The token is not in it."
    )


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
def restore(archive: Path, folder: Path) -> None:
    """Put ARCHIVE back into a new FOLDER, whole or not at all. The token has to be put beside it again."""
    parts = app_backup.restore(archive, folder)
    click.echo(f"Restored: {folder}, {len(parts)} files.")
    click.echo(
        f"Put the token back where the settings say, then: saferbot --config {folder / 'config.yaml'} doctor"
    )
