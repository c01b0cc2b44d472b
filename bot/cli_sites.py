"""The commands for places of help: `saferbot sites ...`."""

import datetime as dt
import json
import math
import os
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
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

_UNKNOWN = "That is no place known here. Write a postcode, a town or a neighbourhood, or --at LAT,LON."

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
@click.option(
    "--within",
    type=click.FloatRange(0, min_open=True),
    metavar="KM",
    help="No further [100; with --json any distance].",
)
@click.option("--json", "is_json", is_flag=True, help="One object for programs, by distance alone.")
@click.pass_obj
def near(
    file: str | None, here: Point | None, place: str | None, wish: Wish, open_now: bool, when: dt.datetime | None,
    limit: int, within: float | None, is_json: bool,
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
    cap_km = within or (math.inf if is_json else CAP_KM)
    search = _Search(
        directory, around, replace(wish, open_now=open_now), _aware(when, directory), limit, cap_km
    )
    if is_json:
        rows = [_row(hit) for hit in search.by_distance()]
        _say({"place": _shown(around.name, around.point), "sites": rows})
    else:
        click.echo(_text(search, _words(settings), settings))


@dataclass(frozen=True, slots=True)
class _Around:
    """Where to look: `point` is None where only sites that name the place are known."""

    name: str = ""
    point: Point | None = None
    is_rough: bool = False


@dataclass(frozen=True, slots=True)
class _Search:
    """Everything that is asked for."""

    directory: Directory
    around: _Around
    wish: Wish
    at: dt.datetime
    limit: int
    cap_km: float

    def by_distance(self) -> tuple[Hit, ...]:
        """The hits as a program wants them."""
        point = self.around.point
        if point is None:
            return self.directory.in_area(self.around.name, self.wish, self.at, self.limit)
        return self.directory.nearest(point, self.wish, self.at, self.limit, self.cap_km)

    def for_people(self) -> tuple[Hit, ...]:
        """The hits as people want them."""
        point = self.around.point
        if point is None:
            return self.by_distance()
        return self.directory.for_people(point, self.wish, self.at, self.limit, self.cap_km)


def _around(
    settings: Settings, directory: Directory, here: Point | None, text: str
) -> _Around | Candidates | Unknown:
    if here is not None:
        return _Around("", here)
    found = app_sites.resolver(settings, directory.sites).resolve(text)
    if isinstance(found, Place):
        return _Around(found.name, found.point, found.is_rough)
    if isinstance(found, Unknown) and fold(text) in directory.areas():
        return _Around(text.strip())  # the sites there have no coordinates
    return found


def _ask(found: Candidates | Unknown, is_json: bool) -> None:
    """Say which places could be meant, or that none is."""
    if isinstance(found, Unknown):
        _say({"unknown_place": True}) if is_json else click.echo(_UNKNOWN)
    elif is_json:
        _say({"ask": [_shown(one.name, one.point) for one in found.places]})
    else:
        click.echo("\n".join(("Which one?", *(f"- {one.name}" for one in found.places))))


def _say(value: dict[str, object]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))


def _shown(name: str, point: Point | None) -> dict[str, object]:
    return {"name": name or None, "lat": point and point.lat, "lon": point and point.lon}


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


def _text(search: _Search, words: Words, settings: Settings) -> str:
    """Cards for people, and what is left where none is surely open."""
    around, at = search.around, search.at
    hits = search.for_people()
    parts = [words["searching"].format(place=around.name)] if around.name else []
    parts += [words["rough"]] if around.is_rough else []
    parts += [show.card(hit, words, at, settings.language) for hit in hits]
    if not hits:
        parts.append(show.none_line(words, settings.country, search.wish.open_now, search.cap_km))
    if not any(hit.now.is_open for hit in hits):
        parts.append(show.plan(search.directory.plan(around.point, search.wish, at, hits), words, at))
    if any(hit.km is not None for hit in hits):
        parts.append(words["straight"])
    return "\n\n".join(visible(part) for part in parts if part)


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
