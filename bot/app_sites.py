"""The builder of what has to do with places: the folder of sites, the directory, the resolver of what people type.

Apart from app.py because most commands need none of it, and its libraries take a tenth of a second to import.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot import app
from bot.clock import Clock
from bot.config import Settings
from bot.content import compiled
from bot.content.loader import Loaded, read_one
from bot.content.places import read_places
from bot.content.sites import HOLIDAYS, LoadedSites, load_sites
from bot.core.search import Local
from bot.core.site import Point, Sites
from bot.core.wanted import PlaceWords
from bot.core.wordlist import word_list
from bot.errors import KnowledgeError, Mistake
from bot.services.directory import Directory
from bot.services.finder import Finder
from bot.services.gazetteer import site_points as points_of
from bot.services.geonames import PlacesError
from bot.services.places import Places, build_places
from bot.services.places_file import PlacesFile

SITES = "sites"
EXAMPLE = "sites-example"
_CACHE = "sites"  # in a folder of its own: edits of sites must not push out the knowledge that was kept


def sites_folder(settings: Settings, may_be_example: bool = False) -> Path:
    """Return the folder of sites: the one of the settings, else `sites` in the knowledge. Where that holds none and
    `may_be_example` (in the terminal, which says so; never on Telegram), the example's."""
    if settings.sites is not None:
        return settings.sites
    own = settings.knowledge / SITES
    return settings.knowledge / EXAMPLE if may_be_example and not any(own.glob("*.yaml")) else own


def read_sites(settings: Settings, folder: Path) -> LoadedSites:
    """Return the sites of a folder as they were kept from an earlier start, or read now and then kept. Never raises:
    what cannot be read is among the mistakes."""
    before = _key(settings, folder)
    kept = compiled.take(_cache(settings), before)
    if isinstance(kept, LoadedSites):
        return kept
    loaded = load_sites(folder, settings.knowledge)
    if _key(settings, folder) == before:  # an edit meanwhile is not what was read
        compiled.keep(_cache(settings), before, loaded)
    return loaded


def directory(settings: Settings, folder: Path) -> Directory:
    """Return the directory of a folder of sites, ready to be searched."""
    return Directory(read_sites(settings, folder).sites)


def resolver(settings: Settings, sites: Sites) -> Places:
    """Return what finds the place a person types: near these sites, by the imported lists where there are some.

    Raises KnowledgeError where the words of places cannot be read, PlacesError where the imported file is damaged.
    """
    mistakes: list[Mistake] = []
    root, lang = settings.knowledge, settings.language
    words = read_places(read_one(root, root / lang / "places.yaml", mistakes), mistakes)
    if mistakes:
        raise KnowledgeError(mistakes)
    return _places(settings, sites, words)


def _places(settings: Settings, sites: Sites, words: PlaceWords) -> Places:
    english = word_list(_lines(settings.knowledge / "words" / f"{settings.language}.txt"))
    file = PlacesFile.open(settings.places) if settings.places.exists() else None
    countries = (settings.country,) if settings.country else ()
    return build_places(sites.sites, words, english, sites.aliases, file, countries)


def maker(settings: Settings, clock: Clock, may_be_example: bool = False) -> Callable[[Loaded], Local | None]:
    """Return what makes the places of help of the knowledge that was read, None where no file holds any.

    They are read when they are first wanted: an emergency is answered without them.
    """
    folder = sites_folder(settings, may_be_example)

    def make(loaded: Loaded) -> Local | None:
        if not any(folder.glob("*.yaml")):
            return None

        def found() -> Finder:
            parts = loaded.places, loaded.knowledge.sites, clock, folder
            try:
                return finder(settings, *parts)
            except PlacesError:  # `saferbot doctor` says so; without imported places the sites' own names do
                return finder(without_imports(settings), *parts)

        return local(loaded.places, cache(found))

    return make


def without_imports(settings: Settings) -> Settings:
    """The settings where the imported places are damaged: the names in the list of sites still do."""
    return replace(settings, places=Path(os.devnull) / "none")


def finder(
    settings: Settings, words: PlaceWords, cards: Mapping[str, str], clock: Clock, folder: Path
) -> Finder:
    """Read the sites of a folder and make them ready to be searched. Raises PlacesError where the imported places are
    damaged."""
    found = directory(settings, folder)
    places = _places(settings, found.sites, words)
    file = places.codes.file
    credit = file.attribution() if file else ""
    return Finder(found, places, cards, settings.language, settings.country, clock.now, credit)


def local(words: PlaceWords, find: Callable[[], Finder]) -> Local:
    """Return what a conversation asks of the places of help, each of them answered by what `find` returns."""
    return Local(
        words=words,
        offers=lambda: find().offers(),
        resolve=lambda text: find().resolve(text),
        is_place=lambda text: find().is_place(text),
        find=lambda spot, search: find().find(spot, search),
        has_site=lambda name: find().has_site(name),
        credit=lambda: find().credit,
    )


def site_points(settings: Settings) -> tuple[Point, ...]:
    """Return where the sites are."""
    return points_of(read_sites(settings, sites_folder(settings)).sites.sites)


def _lines(path: Path) -> Iterable[str]:
    try:
        return path.read_text("utf-8").split()
    except (OSError, UnicodeDecodeError):  # without the list of words, more words are taken for names
        return ()


def _cache(settings: Settings) -> Path | None:
    return settings.cache / _CACHE if settings.cache else None


def _key(settings: Settings, folder: Path) -> str:
    """What names one state of the folder, of the rules of holidays and of this program; empty where nothing is kept."""
    if settings.cache is None or not folder.is_dir():
        return ""
    try:
        rules = hashlib.sha256((settings.knowledge / HOLIDAYS).read_bytes()).hexdigest()
    except OSError:
        return ""
    return compiled.key_of(folder, f"{folder.resolve()} {rules}", app.PACKAGE)
