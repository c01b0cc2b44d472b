"""What a conversation asks of the places of help: the spot a text means, and a page of cards around a spot.

The only thing here that knows the time of day. Nothing about who asks comes in, and nothing is kept.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.core.place import Candidates, Place, Why
from bot.core.search import CARDS, LAST_PAGE, Card, Pin, Search, Shown, Spot
from bot.core.text import fold
from bot.services import show
from bot.services.directory import CAP_KM, OPEN_FIRST_KM, Directory, Hit, Wish
from bot.services.places import Places

_MOST_UNMEASURED = 9  # sites of a town that have no distance to tell


@dataclass(frozen=True, slots=True)
class Finder:
    """`words` are those of cards, `now` gives an aware moment, `country` is where distances are told as usual there;
    `credit` is what the licence of imported places asks to be shown."""

    directory: Directory
    places: Places
    words: show.Words
    lang: str
    country: str
    now: Callable[[], dt.datetime]
    credit: str = ""

    def offers(self) -> frozenset[str]:
        """Every kind of help that some site has."""
        return self.directory.services

    def has_site(self, name: str) -> bool:
        """Whether a site has this id."""
        return self.directory.site(name) is not None

    def is_place(self, text: str) -> bool:
        """Whether a text is exactly a place's name or code."""
        return fold(text) in self.directory.areas() or self.places.is_place(text)

    def resolve(self, text: str) -> tuple[Spot, ...] | Why:
        """Return the spots a text may mean, or why it means none."""
        found = self.places.resolve(text)
        if isinstance(found, Place):
            return (_spot(found),)
        if isinstance(found, Candidates):
            return tuple(map(_spot, found.places))
        area = fold(text).strip(" .,!?")
        return (Spot(self._written(area)),) if area in self.directory.areas() else found.why

    def find(self, spot: Spot, search: Search) -> Shown:
        """Return one page of cards, and what can still be done where none of them is surely open."""
        at, wish = self.now(), Wish(frozenset(search.kinds), open_now=search.open_now)
        before, hits, has_more = self._page(spot, search, wish, at)
        is_first = not search.page
        is_open = any(hit.now.is_open for hit in (*before, *hits))
        plan = (
            self.directory.plan(spot.point, wish, at, (*before, *hits)) if is_first and not is_open else None
        )
        return Shown(
            cards=tuple(self._card(hit, at) for hit in hits),
            has_more=has_more,
            none="" if hits else show.none_line(self.words, self._country(), search.open_now, CAP_KM),
            plan=show.plan(plan, self.words, at) if plan else "",
            notes=tuple(self._notes(hits)),
        )

    def _page(
        self, spot: Spot, search: Search, wish: Wish, at: dt.datetime
    ) -> tuple[tuple[Hit, ...], tuple[Hit, ...], bool]:
        """The hits of the pages before, those of this page, and whether there are more. Each page is what a longer list
        shows that the pages before did not, so that none is left out or shown twice."""
        before: tuple[Hit, ...] = ()
        shown: tuple[Hit, ...] = ()
        for page in range(search.page + 1):
            listed = self._hits(spot, wish, at, CARDS * (page + 1))
            before, shown = shown, (*shown, *(hit for hit in listed if hit not in shown))
        has_more = any(hit not in shown for hit in self._hits(spot, wish, at, len(shown) + 1))
        return before, shown[len(before) :], has_more and search.page < LAST_PAGE

    def _hits(self, spot: Spot, wish: Wish, at: dt.datetime, most: int) -> tuple[Hit, ...]:
        measured = self.directory.for_people(spot.point, wish, at, most) if spot.point else ()
        if len(measured) >= most:
            return measured
        return (*measured, *self._unmeasured(spot, wish, at))[:most]

    def _unmeasured(self, spot: Spot, wish: Wish, at: dt.datetime) -> Iterator[Hit]:
        """Sites of the same town that have no distance: hidden ones, and those whose point nobody wrote down."""
        seen: set[str] = set()
        has_point = spot.point is not None
        for area in self._areas(spot, at):
            for hit in self.directory.in_area(area, wish, at, _MOST_UNMEASURED, without_distance=has_point):
                if hit.site.id not in seen:
                    seen.add(hit.site.id)
                    yield hit

    def _areas(self, spot: Spot, at: dt.datetime) -> Iterator[str]:
        """The town of a spot: by its name, else by the nearest site of any kind."""
        yield spot.name.partition(",")[0]
        if spot.point:
            for hit in self.directory.nearest(spot.point, Wish(), at, 1, OPEN_FIRST_KM):
                yield from (name for name in (hit.site.area, hit.site.city) if name)

    def _card(self, hit: Hit, at: dt.datetime) -> Card:
        title = show.title(hit, self.words)
        pin = (
            Pin(title, show.where(hit, self.words) or hit.site.city or title, hit.point)
            if hit.point
            else None
        )
        return Card(hit.site.id, show.card(hit, self.words, at, self.lang), pin)

    def _notes(self, hits: tuple[Hit, ...]) -> Iterator[str]:
        """What holds for all the cards."""
        if any(hit.km is not None for hit in hits):
            yield self.words["straight"]
        if example := self.directory.sites.example:
            yield self.words["example"].format(example=example)

    def _written(self, area: str) -> str:
        """An area as the sites write it."""
        names = (name for site in self.directory.sites.sites for name in (site.area, site.city))
        return next((name for name in names if fold(name) == area), area)

    def _country(self) -> str:
        sites = self.directory.sites.sites
        return self.country or (sites[0].country if sites else "")


def _spot(place: Place) -> Spot:
    return Spot(place.name, place.point, place.is_rough)
