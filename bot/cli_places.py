"""`saferbot places`: the lists of postcodes and towns that an admin downloaded, brought into one file."""

import os
from pathlib import Path

import click

from bot import app, app_sites
from bot.services.nearby import Nearby
from bot.services.places_import import Report, import_places

_COUNTRY = "two letters, such as CA"


@click.group()
def places() -> None:
    """The postcodes and towns that places people type are looked up in."""


def _country(_: click.Context, __: click.Parameter, codes: tuple[str, ...]) -> frozenset[str]:
    for code in codes:
        if len(code) != 2 or not (code.isascii() and code.isalpha()):
            raise click.BadParameter(f"{code!r} is no country code; write {_COUNTRY}")
    return frozenset(code.upper() for code in codes)


@places.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--country", "countries", multiple=True, metavar="CC", callback=_country, help="Only this country."
)
@click.option(
    "--within", type=click.FloatRange(1, 20_000), metavar="KM", help="Only what lies within KM of a site."
)
@click.pass_obj
def import_(
    file: str | None, files: tuple[Path, ...], countries: frozenset[str], within: float | None
) -> None:
    """Read GeoNames' FILES (CA.zip, GB_full.csv.zip, cities500.zip, ...) and add them to the file of places.

    Download them from geonames.org (CC BY 4.0); nothing is fetched by this command. A later import adds to the earlier
    ones and wins over them; deleting the file begins anew. Running it again changes nothing.
    """
    for line in _imported(file, files, countries, within).lines():
        click.echo(line)


def _imported(
    file: str | None, files: tuple[Path, ...], countries: frozenset[str], within: float | None
) -> Report:
    settings = app.read_settings(file, os.environ, Path.cwd())
    if within is None:
        return import_places(files, settings.places, countries)
    near = Nearby(app_sites.site_points(settings))
    return import_places(files, settings.places, countries, lambda point: near.is_within(point, within))
