"""The list of sites for the editor: part of app, it hands bot/editor what services knows of them."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from bot import app_sites
from bot.clock import Clock
from bot.config import Settings
from bot.content.site_checks import aged
from bot.content.writer import SITES
from bot.core.site import SERVICES, Site, Status
from bot.editor.desk import Listing, State
from bot.services import show, status
from bot.services.directory import Directory, Hit


def listing(settings: Settings, clock: Clock, words: Mapping[str, str]) -> Listing:
    """Return the list of sites as it is now. `words` is what cards say. An example is shown, and cannot be edited
    unless the settings name it."""
    folder = app_sites.sites_folder(settings, may_be_example=True)
    loaded = app_sites.read_sites(settings, folder)
    directory, at = Directory(loaded.sites), clock.now()
    is_own = folder == app_sites.sites_folder(settings)
    today = at.date()
    return Listing(
        loaded.sites.sites,
        {name: f"{SITES}{Path(file).stem}" for name, (file, _) in loaded.places.items()} if is_own else {},
        loaded.mistakes,
        (*loaded.advice, *sorted(aged(loaded.sites.sites, loaded.places, today))),
        loaded.sites.example,
        lambda site: _state(site, directory, words, at),
        {name: words.get(f"service_{name}", name.replace("_", " ")) for name in SERVICES},
        today,
    )


def _state(site: Site, directory: Directory, words: Mapping[str, str], at: dt.datetime) -> State:
    hit, rules = directory.hit(site, at), directory.sites.rules_of(site)
    stops = (Hit(site, status.now(site, at, rules, stop), None, stop) for stop in site.stops)
    return State(
        hit.now.is_open,
        show.status_line(hit, words, at),
        show.checked_line(site, words, at),
        hit.now.status is not Status.OPEN,
        tuple((one.stop.name, show.status_line(one, words, at)) for one in stops if one.stop),
    )
