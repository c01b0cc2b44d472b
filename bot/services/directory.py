"""Which sites are near, which are open, and what is left when none is: the answers to "where is the nearest ...".

Exact distance is the base; people see what is open first. Sites whose place is hidden are never measured (their
coordinates are not even here), and lines and mail have no distance. Nothing about who asks is kept.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.core.site import Point, Precision, Site, SiteKind, Sites, Status, Stop
from bot.core.text import fold
from bot.services import status
from bot.services.nearest import Nearest
from bot.services.status import Now

CAP_KM = 100.0  # further than this nobody goes on foot or by bus: "none near you", and what can be reached from there
OPEN_FIRST_KM = 25.0  # a bus ride: an open site within it comes before a closed one next door
_REMOTE = (SiteKind.MAIL, SiteKind.PHONE)
_FALLBACKS = ("pharmacy", "health_department")
# What neither a pharmacy nor a health department stands in for.
_NO_FALLBACK = frozenset({"shelter", "food", "shower", "outreach"})
_IN_PLAN = 2  # of each kind: a plan fits a small screen
_LOOKED_AT = 20  # of the nearest, for what opens next
_LATE = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for: any of `services` and of `kinds` (none: all), all of `access`; `open_now` wants only what is
    surely open."""

    services: frozenset[str] = frozenset()
    kinds: frozenset[SiteKind] = frozenset()
    access: frozenset[str] = frozenset()
    open_now: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A site found, or one stop of it. `km` is the great-circle distance, None where there is none to tell."""

    site: Site
    now: Now
    km: float | None = None
    stop: Stop | None = None

    @property
    def point(self) -> Point | None:
        """Where the pin goes; None where no exact place may be shown."""
        if self.site.precision is not Precision.EXACT:
            return None
        return self.stop.point if self.stop else self.site.point


@dataclass(frozen=True, slots=True)
class Plan:
    """What is left when nothing is near or nothing is open, each the best first and possibly empty: what opens next
    nearby, kits by mail, phone lines, pharmacies, the health department."""

    opens_next: tuple[Hit, ...] = ()
    by_mail: tuple[Hit, ...] = ()
    by_phone: tuple[Hit, ...] = ()
    pharmacies: tuple[Hit, ...] = ()
    health_department: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Spot:
    """One point that is searched: a site, or a stop of one."""

    site: Site
    stop: Stop | None
    point: Point


class Directory:
    """All sites of one version, ready to be searched. Made once, never changed; every method may be called at once by
    several threads."""

    def __init__(self, sites: Sites) -> None:
        self._sites = sites
        self._remote = tuple(site for site in sites.sites if site.kind in _REMOTE)
        spots = tuple(spot for site in sites.sites for spot in _spots(site))
        by_service: defaultdict[str, list[_Spot]] = defaultdict(list)
        for spot in spots:
            for service in spot.site.services:
                by_service[service].append(spot)
        self._all = _Searchable(spots)
        self._by_service = {name: _Searchable(tuple(found)) for name, found in by_service.items()}
        self._by_id = {site.id: site for site in sites.sites}
        self._services = frozenset(service for site in sites.sites for service in site.services)
        self._by_name: defaultdict[str, list[Site]] = defaultdict(list)
        for site in sites.sites:
            for name in {fold(site.city), fold(site.area)} - {""}:
                self._by_name[name].append(site)

    @property
    def sites(self) -> Sites:
        """What it was made from."""
        return self._sites

    @property
    def services(self) -> frozenset[str]:
        """Every kind of help that some site or line has."""
        return self._services

    def site(self, name: str) -> Site | None:
        """The site with this id."""
        return self._by_id.get(name)

    def is_measured(self, site: Site) -> bool:
        """Whether a site has a distance to tell."""
        return next(_spots(site), None) is not None

    def hit(self, site: Site, at: dt.datetime) -> Hit:
        """A site by itself, without a distance."""
        return Hit(site, status.now(site, at, self._rules(site)))

    def nearest(
        self, here: Point, wish: Wish, at: dt.datetime, most: int = 5, cap_km: float = CAP_KM
    ) -> tuple[Hit, ...]:
        """Return the sites that fit by exact distance, nearest first, none further than `cap_km`. `at` is aware."""

        def is_wanted(spot: _Spot) -> bool:
            return self._fits(spot, wish, at)

        searched = self._searchable(wish)
        found = searched.search(here, most, cap_km, is_wanted)
        return tuple(self._hit(spot, km, at) for km, spot in found)

    def for_people(
        self, here: Point, wish: Wish, at: dt.datetime, most: int = 3, cap_km: float = CAP_KM
    ) -> tuple[Hit, ...]:
        """Return what to show: what is open within OPEN_FIRST_KM first, then the rest by distance. The nearest of all
        is always among them, because it may open in a minute."""
        nearest = self.nearest(here, wish, at, most, cap_km)
        surely = replace(wish, open_now=True)
        open_now = self.nearest(here, surely, at, most, min(cap_km, OPEN_FIRST_KM))
        rest = tuple(hit for hit in nearest if hit not in open_now)
        shown = (*open_now, *rest)[:most]
        if rest and most > 1 and nearest[0] not in shown:
            shown = (*shown[: most - 1], nearest[0])
        return shown

    def in_area(
        self, name: str, wish: Wish, at: dt.datetime, most: int = 5, *, without_distance: bool = False
    ) -> tuple[Hit, ...]:
        """Return the sites of a town or neighbourhood by its name, also those without coordinates (or only those:
        `without_distance`); open first."""
        fitting = (
            site
            for site in self._by_name.get(fold(name), ())
            if self._fits_wish(site, wish) and not (without_distance and self.is_measured(site))
        )
        hits = [self.hit(site, at) for site in fitting if not _is_gone(site, at)]
        wanted = [hit for hit in hits if hit.now.is_open or not wish.open_now]
        return tuple(sorted(wanted, key=lambda hit: not hit.now.is_open)[:most])

    def areas(self) -> tuple[str, ...]:
        """The towns and neighbourhoods that sites name, folded."""
        return tuple(self._by_name)

    def remote(self, kind: SiteKind, wish: Wish, at: dt.datetime) -> tuple[Hit, ...]:
        """Return the lines or mail services that fit, open ones first."""
        fitting = (site for site in self._remote if site.kind is kind and self._fits_services(site, wish))
        hits = [self.hit(site, at) for site in fitting if not _is_gone(site, at)]
        return tuple(sorted(hits, key=lambda hit: _openness(hit.now)))

    def plan(
        self,
        here: Point | None,
        wish: Wish,
        at: dt.datetime,
        shown: Collection[Hit] = (),
        most: int = _IN_PLAN,
    ) -> Plan:
        """Return what can still be done when nothing is near or open, without what is `shown` already. `here` is None
        where nobody knows it."""
        anything = replace(wish, open_now=False)

        def new(hits: Iterable[Hit]) -> tuple[Hit, ...]:
            return tuple(hit for hit in hits if hit not in shown)[:most]

        others = {
            name: new(self._others(here, name, at, most + len(shown)))
            for name in _FALLBACKS
            if wish.services - _NO_FALLBACK and name not in wish.services
        }
        return Plan(
            opens_next=new(self._opens_next(here, anything, at)) if here else (),
            by_mail=new(self.remote(SiteKind.MAIL, wish, at)),
            by_phone=new(self.remote(SiteKind.PHONE, wish, at)),
            pharmacies=others.get("pharmacy", ()),
            health_department=others.get("health_department", ()),
        )

    def _others(self, here: Point | None, service: str, at: dt.datetime, most: int) -> tuple[Hit, ...]:
        wish = Wish(frozenset((service,)))
        near = self.for_people(here, wish, at, most) if here else ()
        lines = self.remote(SiteKind.PHONE, wish, at)
        return (*near, *lines)

    def _opens_next(self, here: Point, wish: Wish, at: dt.datetime) -> tuple[Hit, ...]:
        """Of the nearest that are closed now, those that open soonest."""
        near = self.nearest(here, wish, at, _LOOKED_AT)
        opening = [hit for hit in near if hit.now.is_open is False and hit.now.opens]
        return tuple(sorted(opening, key=lambda hit: hit.now.opens or _LATE))

    def _hit(self, spot: _Spot, km: float, at: dt.datetime) -> Hit:
        return Hit(spot.site, status.now(spot.site, at, self._rules(spot.site), spot.stop), km, spot.stop)

    def _searchable(self, wish: Wish) -> "_Searchable":
        if len(wish.services) == 1:
            return self._by_service.get(next(iter(wish.services)), _Searchable(()))
        return self._all

    def _fits(self, spot: _Spot, wish: Wish, at: dt.datetime) -> bool:
        site = spot.site
        if not self._fits_wish(site, wish) or _is_gone(site, at):
            return False
        return not wish.open_now or status.is_open(site, at, self._rules(site), spot.stop) is True

    def _fits_wish(self, site: Site, wish: Wish) -> bool:
        is_kind = not wish.kinds or site.kind in wish.kinds
        return is_kind and wish.access <= frozenset(site.access) and self._fits_services(site, wish)

    def _fits_services(self, site: Site, wish: Wish) -> bool:
        return not wish.services or not wish.services.isdisjoint(site.services)

    def _rules(self, site: Site) -> tuple[str, ...]:
        return self._sites.rules_of(site)


class _Searchable:
    """Spots by distance."""

    def __init__(self, spots: Sequence[_Spot]) -> None:
        self._spots = spots
        self._nearest = Nearest([spot.point for spot in spots])

    def search(
        self, here: Point, most: int, cap_km: float, keep: Callable[[_Spot], bool]
    ) -> Iterator[tuple[float, _Spot]]:
        found = self._nearest.search(here, most, cap_km, lambda place: keep(self._spots[place]))
        return ((km, self._spots[place]) for km, place in found)


def _spots(site: Site) -> Iterator[_Spot]:
    """What of a site may be searched by distance."""
    if site.precision is Precision.HIDDEN or site.kind in _REMOTE:
        return
    for stop in site.stops:
        if stop.point is not None:
            yield _Spot(site, stop, stop.point)
    if site.point is not None and not any(stop.point for stop in site.stops):
        yield _Spot(site, None, site.point)


def _is_gone(site: Site, at: dt.datetime) -> bool:
    """Whether it is closed for good: one that is only closed for a time, or has moved, is still told of."""
    return site.status is Status.CLOSED and status.status_on(site, at.date()) is Status.CLOSED


def _openness(now: Now) -> int:
    return 0 if now.is_open else 1 if now.is_open is None else 2
