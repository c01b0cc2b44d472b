"""The places of help while Telegram is served: taken up whole or not at all when their files change. Part of app.

A change with a mistake in it is told to the log and left at that; the last good list stays in force.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot import app_sites, logs
from bot.clock import Clock
from bot.config import Settings
from bot.content.loader import Loaded
from bot.content.watch import Fingerprint, fingerprint, without
from bot.core.search import Local
from bot.core.wanted import PlaceWords
from bot.errors import SaferbotError
from bot.logs import Event

MOST_COUNTED = 1_000  # a row of a day for each site; beyond that a doubt is told to the log only
MOST_DOUBTS_TOLD = 20  # lines in the log a day, and one a site


@dataclass(frozen=True, slots=True)
class _Words:
    """What the knowledge says of places: how they are asked for, and what cards say."""

    places: PlaceWords
    cards: Mapping[str, str]


class LiveSites:
    """The list in force. `names` are the ids of its sites."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._folder = app_sites.sites_folder(settings)
        self._seen: Fingerprint | None = None
        self._words: _Words | None = None
        self.local: Local | None = None
        self.names: frozenset[str] = frozenset()

    def without(self, found: Fingerprint) -> Fingerprint:
        """A fingerprint of the knowledge without the list, which is looked at here."""
        return without(found, self._folder)

    def make(self, loaded: Loaded) -> Local | None:
        """Return the places of help for a knowledge that was read: anew, or the last good ones."""
        self._words = _Words(loaded.places, loaded.knowledge.sites)
        self._seen = self._look()
        self._take_up()
        return self.local

    def is_changed(self) -> bool:
        """Whether the files are others than those looked at last; they count as looked at from then on."""
        before, self._seen = self._seen, self._look()
        return before != self._seen

    def again(self) -> None:
        """Read the files once more."""
        self._take_up()

    def _look(self) -> Fingerprint:
        file = self._settings.places
        imported = {(str(file), file.stat().st_mtime_ns, file.stat().st_size)} if file.exists() else set()
        return fingerprint(self._folder) | imported

    def _take_up(self) -> None:
        is_first = self.local is None
        try:
            self._use(self._settings, is_first)
        except SaferbotError as error:
            logs.event(Event.SERVICES_REJECTED, error=error)
            if is_first:
                self._use(app_sites.without_imports(self._settings), is_first)

    def _use(self, settings: Settings, is_first: bool) -> None:
        words = self._words
        if words is None:
            return
        mistakes = app_sites.read_sites(settings, self._folder).mistakes
        if mistakes:
            logs.event(Event.SERVICES_REJECTED, mistakes=len(mistakes))
            if not is_first:
                return
        finder = app_sites.finder(settings, words.places, words.cards, self._clock, self._folder)
        sites = finder.directory.sites.sites
        self.local = app_sites.local(words.places, lambda: finder) if sites else None
        self.names = frozenset(site.id for site in sites)
        logs.event(Event.SERVICES_LOADED, sites=len(sites), left_out=len(mistakes))


class Doubts:
    """Tells the log which site somebody doubts: its id and nothing else, once a day, so that no line says when."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._day = clock.now().date()
        self._told: set[str] = set()

    def tell(self, site: str) -> None:
        """One line for admins, where there was none today."""
        today = self._clock.now().date()
        if today != self._day:
            self._day, self._told = today, set()
        if site not in self._told and len(self._told) < MOST_DOUBTS_TOLD:
            self._told.add(site)
            logs.event(Event.SITE_DOUBTED, site=site)
