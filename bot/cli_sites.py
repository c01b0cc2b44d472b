"""The commands for places of help: `saferbot sites ...`."""

import datetime as dt
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot import app, app_sites, cli_imports
from bot.clock import RealClock
from bot.config import Settings
from bot.content.loader import load_words
from bot.content.site_checks import aged
from bot.core.place import Candidates, Place, Unknown
from bot.core.site import SERVICES, Point, SiteKind
from bot.core.text import fold, visible
from bot.services import show
from bot.services.directory import CAP_KM, Directory, Hit, Wish

MOST = 50
MOST_OLD = 20  # lines about sites nobody has checked for long
_PAIR = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*")
_TREATMENT = frozenset({"treatment_methadone", "treatment_buprenorphine", "detox", "counselling"})

Words = Mapping[str, str]


@click.group()
def sites() -> None:
    """Look for places of help, check their list, and import or export it."""


cli_imports.register(sites)


def _point(_: click.Context, __: click.Parameter, written: str | None) -> Point | None:
    if written is None:
        return None
    found = _PAIR.fullmatch(written)
    if not found or abs(float(found[1])) > 90 or abs(float(found[2])) > 180:
        raise click.BadParameter(f"{written!r} is no point; write latitude,longitude such as 49.28,-123.12")
    return Point(float(found[1]), float(found[2]))


def _kinds(_: click.Context, __: click.Parameter, written: tuple[str, ...]) -> Wish:
    """Services and kinds of sites as people write them."""
    services: set[str] = set()
    kinds: set[SiteKind] = set()
    for one in written:
        name = one.strip().lower().replace("-", "_").replace(" ", "_")
        if name in SERVICES:
            services.add(name)
        elif name == "treatment":
            services |= _TREATMENT
        elif name in {kind.value for kind in SiteKind}:
            kinds.add(SiteKind(name))
        else:
            near = get_close_matches(name, SERVICES, 1)
            better = f"did you mean {near[0]}?" if near else f"use one of: {', '.join(SERVICES)}"
            raise click.BadParameter(f"{one!r} is nothing known here; {better}")
    return Wish(frozenset(services), frozenset(kinds))


def _moment(_: click.Context, __: click.Parameter, written: str | None) -> dt.datetime | None:
    if written is None:
        return None
    try:
        return dt.datetime.fromisoformat(written)
    except ValueError:
        raise click.BadParameter(f"{written!r} is no time; write 2026-11-27T18:30 or with +01:00") from None


def _aware(moment: dt.datetime | None, directory: Directory) -> dt.datetime:
    """The moment that is asked about, else now. One without a zone is meant by the clocks where most sites are."""
    if moment is None:
        return RealClock().now()
    zones = Counter(site.timezone for site in directory.sites.sites).most_common(1) or [("UTC", 0)]
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zones[0][0]))


@sites.command()
@click.option("--at", "here", metavar="LAT,LON", callback=_point, help="Around this point.")
@click.option("--place", metavar="TEXT", help="Around a postcode, town, neighbourhood or name you gave.")
@click.option(
    "--kind", "wish", metavar="KIND", multiple=True, callback=_kinds, help="Such as naloxone, or mobile."
)
@click.option("--open-now", is_flag=True, help="Only what is surely open.")
@click.option(
    "--when", metavar="TIME", callback=_moment, help="Not now but then: 2026-11-27T18:30, or with a zone."
)
@click.option("--limit", default=5, type=click.IntRange(1, MOST), show_default=True, help="How many.")
@click.option("--json", "is_json", is_flag=True, help="One object for programs, by distance alone.")
@click.pass_obj
def near(
    file: str | None, here: Point | None, place: str | None, wish: Wish, open_now: bool, when: dt.datetime | None,
    limit: int, is_json: bool,
) -> None:  # fmt: skip
    """Look for the nearest sites; without --json what is open comes first."""
    if (here is None) == (place is None):
        raise click.UsageError("say where: --at LAT,LON or --place TEXT")
    settings = app.read_settings(file, os.environ, Path.cwd())
    folder = app_sites.sites_folder(settings, may_be_example=True)
    directory = app_sites.directory(settings, folder)
    if directory.sites.example:
        click.echo(_words(settings)["example"].format(example=directory.sites.example), err=is_json)
    around = _around(settings, directory, here, place or "")
    if isinstance(around, Candidates | Unknown):
        _ask(around, is_json)
        return
    wanted, at = replace(wish, open_now=open_now), _aware(when, directory)
    if is_json:
        click.echo(json.dumps(_found(directory, around, wanted, at, limit), ensure_ascii=False))
    else:
        _print(settings, directory, around, wanted, at, limit)


_Around = tuple[str, Point | None, bool]


def _around(
    settings: Settings, directory: Directory, here: Point | None, text: str
) -> _Around | Candidates | Unknown:
    """Where to look: the name of the place, its point (None where only the names of sites are known), is it rough."""
    if here is not None:
        return "", here, False
    found = app_sites.resolver(settings, directory.sites).resolve(text)
    if isinstance(found, Place):
        return found.name, found.point, found.is_rough
    if isinstance(found, Unknown) and fold(text) in directory.areas():
        return text.strip(), None, False  # sites there have no coordinates
    return found


def _ask(found: Candidates | Unknown, is_json: bool) -> None:
    """Say which places could be meant, or that none is."""
    if isinstance(found, Candidates):
        if is_json:
            click.echo(
                json.dumps({"ask": [_place(one.name, one.point) for one in found.places]}, ensure_ascii=False)
            )
        else:
            click.echo("\n".join(("Which one?", *(f"- {one.name}" for one in found.places))))
    elif is_json:
        click.echo(json.dumps({"unknown_place": True}))
    else:
        click.echo(
            "That is no place known here. Write a postcode, a town or a neighbourhood, or --at LAT,LON."
        )


def _place(name: str, point: Point | None) -> dict[str, object]:
    return {"name": name or None, "lat": point and point.lat, "lon": point and point.lon}


def _found(
    directory: Directory, around: _Around, wish: Wish, at: dt.datetime, limit: int
) -> dict[str, object]:
    name, point, _ = around
    hits = directory.nearest(point, wish, at, limit) if point else directory.in_area(name, wish, at, limit)
    return {"place": _place(name, point), "sites": [_row(hit) for hit in hits]}


def _row(hit: Hit) -> dict[str, object]:
    site, now = hit.site, hit.now
    return {
        "id": site.id,
        "name": site.name if hit.stop is None else f"{site.name}: {hit.stop.name}",
        "km": None if hit.km is None else round(hit.km, 3),
        "services": list(site.services),
        "open": now.is_open,
        "until": now.until and now.until.isoformat(),
        "opens": now.opens and now.opens.isoformat(),
        "checked": site.verified and site.verified.isoformat(),
    }


def _print(
    settings: Settings, directory: Directory, around: _Around, wish: Wish, at: dt.datetime, limit: int
) -> None:
    words, (name, point, is_rough) = _words(settings), around
    if name:
        click.echo(words["searching"].format(place=name) + (f" {words['rough']}" if is_rough else ""))
    hits = directory.for_people(point, wish, at, limit) if point else directory.in_area(name, wish, at, limit)
    cards = [show.card(hit, words, at, settings.language) for hit in hits]
    if not hits or not any(hit.now.is_open for hit in hits):
        if not hits:
            cards.append(show.none_line(words, settings.country, wish.open_now, CAP_KM))
        cards.append(show.plan(directory.plan(point, wish, at, hits), words, at))
    if any(hit.km is not None for hit in hits):
        cards.append(words["straight"])
    click.echo("\n\n".join(visible(one) for one in cards if one))


def _words(settings: Settings) -> Words:
    return load_words(settings.knowledge, settings.language)


@sites.command()
@click.pass_obj
def check(file: str | None) -> None:
    """Check the list of sites; print mistakes and advice one a line, and exit 1 where there are mistakes."""
    settings = app.read_settings(file, os.environ, Path.cwd())
    folder = app_sites.sites_folder(settings, may_be_example=True)
    loaded = app_sites.read_sites(settings, folder)
    found = loaded.sites.sites
    for mistake in loaded.mistakes:
        click.echo(str(mistake))
    old = sorted(aged(found, loaded.places, RealClock().now().date()))
    for advice in (*loaded.advice, *old[:MOST_OLD]):
        click.echo(f"note: {advice}")
    if len(old) > MOST_OLD:
        click.echo(f"note: {len(old) - MOST_OLD} more sites that nobody has checked for long")
    if loaded.mistakes:
        click.echo(f"{len(loaded.mistakes)} mistakes; {len(found)} sites can be used all the same.", err=True)
        sys.exit(1)
    what = "an example" if loaded.sites.example else "your sites"
    click.echo(f"All right: {len(found)} sites in {folder.name} ({what}).")
