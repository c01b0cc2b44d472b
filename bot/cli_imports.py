"""`saferbot sites import` and `saferbot sites export`: lists of others become ours, ours become lists for others."""

import os
from pathlib import Path

import click

from bot import app, app_admin, app_sites, imports
from bot.admin.changes import Book, shown
from bot.admin.submitting import Outcome, submit
from bot.cli_waiting import headline, say_waiting
from bot.clock import RealClock
from bot.config import Settings
from bot.content.writer import SITES, Page
from bot.services import hours
from bot.services.exports import csv_file, geojson, hsds
from bot.services.importers.ids import source_name
from bot.services.importers.mapping import services as known_services
from bot.services.importers.own import record_of
from bot.services.importers.wanted import Wanted

_WRITERS = {"geojson": geojson.write, "csv": csv_file.write, "hsds": hsds.write}
_MOST_SHOWN = 40  # changes on the screen
_ENDINGS = {"geojson": "geojson", "csv": "csv", "hsds": "zip"}


def register(group: click.Group) -> None:
    """Add both commands to the group of the sites."""
    group.add_command(import_)
    group.add_command(export)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--map", "map_file", type=click.Path(path_type=Path), help="A YAML file that says which column is what."
)
@click.option("--source", help="A short name of the list, part of every id (else the name of the file).")
@click.option(
    "--services", default="", help="What is given at every site of the list, with commas: naloxone,detox."
)
@click.option("--country", default="", help="Two letters, such as CA.")
@click.option("--timezone", default="", help="The clocks of the sites, such as America/Toronto.")
@click.option("--preview", is_flag=True, help="Only say what would be done.")
@click.option("--out", type=click.Path(path_type=Path), help="The file to write or to bring up to date.")
@click.option("--report", "report_file", type=click.Path(path_type=Path), help="Write the whole report here.")
@click.option("--role", default="editor", show_default=True, help="Who changes it: a role, never a name.")
@click.pass_obj
def import_(
    config: str | None,
    file: Path,
    map_file: Path | None,
    source: str | None,
    services: str,
    country: str,
    timezone: str,
    preview: bool,
    out: Path | None,
    report_file: Path | None,
    role: str,
) -> None:
    """Import sites from FILE (a CSV, GeoJSON, ArcGIS, Overpass or Open Referral file, folder or zip).

    Writes one YAML file for a person to review. Import into the same file again to bring it up to date: what people
    changed in it stays. A file that people are shown, in the folder of sites, changes as an edit does: on the record,
    and new telephone numbers, links or places wait for a second person (`saferbot waiting`).

    \b
    A mapping file (--map) is needed only where the columns are not understood:
      columns: {name: ID, street: [street1, street2], hours_mo: [mon_open, mon_close]}
      services:
        always: [naloxone]
        column: Type
        words: {Clinic: [detox, counselling], Office: []}
        yes_in: {Has kits: naloxone}
      language: fr
    """
    name = source_name(source or file.stem)
    given = known_services([one.strip() for one in services.split(",") if one.strip()], "--services")
    wanted = Wanted(name, given, country.upper(), timezone, is_valid_hours=hours.is_sound)
    target = out or Path(f"{name}.yaml")
    settings = app.read_settings(config, os.environ, Path.cwd())
    book = app_admin.book_of(settings, role, RealClock())
    page = _shown_to_people(book, target)
    done = imports.prepare(file, map_file, wanted, target)
    click.echo(done.report.text())
    if report_file:
        imports.replace_whole(report_file, f"{done.report.text(None)}\n".encode())
    if preview:
        click.echo("Nothing was written: this was a preview.")
    elif not done.is_new and not done.report.kept:
        raise click.ClickException(
            "no site of this list can be used; nothing was written. The report above says why."
        )
    elif not done.is_new:
        click.echo(f"{target} holds all this already; nothing was changed.")
    elif page is not None:
        _say(settings, submit(book, page, done.text, "import sites", target.stem))
    else:
        imports.replace_whole(target, done.text.encode())
        click.echo(
            f"Written: {target}. Read it and correct it; then move it to knowledge/sites/ where people see it."
        )


def _shown_to_people(book: Book, target: Path) -> Page | None:
    """The file to write as it is now, where it is one of those that people are shown; None where it is for review."""
    folder = book.sites
    is_read = target.suffix == ".yaml" and not target.name.startswith(".")
    if folder is None or not is_read or target.resolve().parent != folder.resolve():
        return None
    return book.page(f"{SITES}{target.stem}")


def _say(settings: Settings, outcome: Outcome) -> None:
    click.echo(headline(outcome.entry))
    changes = [str(one) for one in shown(settings.knowledge, settings.language, outcome.entry)]
    click.echo("\n".join(changes[:_MOST_SHOWN]))
    if len(changes) > _MOST_SHOWN:
        click.echo(f"… and {len(changes) - _MOST_SHOWN} more changes")
    if outcome.is_waiting:
        say_waiting(settings, outcome)


@click.command()
@click.option(
    "--format", "form", type=click.Choice(sorted(_WRITERS)), required=True, help="The form of the file."
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="The file to write (else sites.geojson, .csv or .zip)."
)
@click.pass_obj
def export(file: str | None, form: str, out: Path | None) -> None:
    """Export all sites. Hidden ones go without coordinates and address."""
    settings = app.read_settings(file, os.environ, Path.cwd())
    loaded = app_sites.read_sites(settings, app_sites.sites_folder(settings))
    for mistake in loaded.mistakes:
        click.echo(f"left out: {mistake}", err=True)
    records = [record_of(site) for site in loaded.sites.sites]
    target = out or Path(f"sites.{_ENDINGS[form]}")
    imports.replace_whole(target, _WRITERS[form](records))
    click.echo(f"Written: {target}, {len(records)} sites.")
