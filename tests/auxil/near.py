"""A town with places of help, made up and put into files, and the real conversation about them."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from bot import app_sites
from bot.config import Settings
from bot.content.loader import read_one
from bot.content.places import read_places
from bot.core.search import Local
from bot.core.view import View
from tests.auxil.clock import FakeClock
from tests.conftest import KNOWLEDGE

NOON = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)  # a Thursday
SITES = """version: 1
defaults: {timezone: Europe/Tallinn, country: EE, verified: 2026-11-01}
sites:
  - {id: corner-house, name: Corner House, services: [needle_exchange, naloxone], city: Tartu, area: Kesklinn,
     lat: 58.378, lon: 26.729, address: Corner 1, hours: "Mo-Fr 09:00-18:00", phone: ["+372 555 0101"],
     access: [no_id, walk_in]}
  - {id: river-room, name: River Room, services: [naloxone], city: Tartu, lat: 58.384, lon: 26.735,
     address: River 2, hours: "Mo-Su 16:00-22:00"}
  - {id: hill-shop, name: Hill Shop, services: [naloxone, pharmacy], city: Tartu, lat: 58.390, lon: 26.720,
     address: Hill 3, hours: "24/7"}
  - {id: mill-shop, name: Mill Shop, services: [naloxone, pharmacy], city: Tartu, lat: 58.395, lon: 26.710,
     address: Mill 4, hours: "24/7"}
  - {id: sand-shop, name: Sand Shop, services: [naloxone], city: Elva, lat: 58.222, lon: 26.421, address: Sand 5,
     hours: "Mo-Fr 08:00-09:00"}
  - {id: quiet-house, name: Quiet House, services: [shelter], city: Tartu, location: hidden, phone: ["+372 555 0102"]}
  - {id: post-kits, name: Post Kits, kind: mail, services: [naloxone], url: "https://kits.example"}
  - {id: night-line, name: Night Line, kind: phone, services: [naloxone, counselling], phone: ["116 000"],
     hours: "24/7"}
aliases: {the station: [58.3735, 26.7070], oldtown east: [58.381, 26.730], oldtown west: [58.377, 26.715]}
"""


def write_sites(folder: Path, text: str = SITES) -> Path:
    """Put a list into a folder, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sites.yaml").write_text(text, "utf-8")
    return folder


def make_local(view: View, folder: Path, clock: FakeClock | None = None) -> Local:
    """Read a folder of sites with the real words."""
    settings = Settings(KNOWLEDGE, country="EE", sites=folder, places=folder / "none.sqlite")
    words = read_places(read_one(KNOWLEDGE, KNOWLEDGE / "en" / "places.yaml", []), [])
    finder = app_sites.finder(settings, words, view.knowledge.sites, clock or FakeClock(NOON), folder)
    return app_sites.local(words, lambda: finder)


def with_sites(view: View, folder: Path, clock: FakeClock | None = None) -> View:
    """The view with these places of help in it."""
    return replace(view, local=make_local(view, folder, clock))
