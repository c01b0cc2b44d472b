"""The places of help: the list with what is wrong in it, a map, and marking one closed or changed.

A hidden place has no coordinates anywhere, so it stands in the list alone. Marking goes the way that admins go in the
chat (bot/admin/making.py), through the one safe door, and is shown before it is done.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.admin.access import Command
from bot.admin.changes import compared
from bot.admin.judging import reasons_of
from bot.admin.making import LONGEST_REASON, Known, Made, make
from bot.admin.submitting import submit
from bot.content.writer import StaleError
from bot.core.site import Point, Precision, Site
from bot.core.text import fold
from bot.editor.desk import Desk, Listing, State
from bot.editor.exchange import (
    CONFLICT,
    OK,
    UNPROCESSABLE,
    Answer,
    Menu,
    Moved,
    Page,
    Request,
    Shown,
    missing,
)
from bot.editor.sketch import Sketch, sketch
from bot.errors import KnowledgeError

LONGEST_SEARCH = 120
MOST_SHOWN = 300  # on one page, and as dots; whoever has more looks for a town
MOST_ADVICE = 20
SAVE = "save"
_MARKS = {
    "until": (Command.UNTIL, "Closed until a day"), "moved": (Command.MOVED, "Moved"),
    "shut": (Command.SHUT, "Closed for good"), "open": (Command.OPEN, "Open again, as its hours say"),
}  # fmt: skip
_NONE: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Row:
    """A site in the list: how it is now, its kinds of help in words, and whether it is on the map."""

    site: Site
    state: State
    kinds: tuple[str, ...]
    is_drawn: bool


@dataclass(frozen=True, slots=True)
class Dot:
    """A point on the map: of which site (and stop), what is said of it, how it looks, and where it lies."""

    site: str
    said: str
    look: str
    x: float
    y: float


def show(desk: Desk, request: Request) -> Shown:
    """Show all sites, or those of a kind that hold every word that was searched for."""
    listing = desk.places()
    wanted, kind = request.query.get("q", "").strip()[:LONGEST_SEARCH], request.query.get("kind", "")
    found = [site for site in listing.sites if _holds(site, fold(wanted).split(), kind)]
    rows = [_row(site, listing) for site in found[:MOST_SHOWN]]
    drawn, dots = _map(rows)
    values = {
        "listing": listing,
        "wanted": wanted,
        "kind": kind,
        "kinds": _kinds(listing),
        "count": len(found),
        "rows": rows,
        "drawn": drawn,
        "dots": dots,
        "on_map": sum(row.is_drawn for row in rows),
        "advice": listing.advice[:MOST_ADVICE],
        "done": done if (done := request.query.get("done", "")).isdecimal() else "",
    }
    return Shown("places.html", values)


def _holds(site: Site, words: Iterable[str], kind: str) -> bool:
    if kind and kind not in (*site.services, site.kind.value):
        return False
    text = fold(f"{site.id} {site.name} {site.city} {site.area} {site.address}")
    return all(word in text for word in words)


def _kinds(listing: Listing) -> dict[str, str]:
    """What the list can be narrowed to: the kinds of help, then the sorts of places that are on it."""
    services = {name for site in listing.sites for name in site.services}
    sorts = dict.fromkeys(site.kind.value for site in listing.sites)
    names = {name: said for name, said in listing.names.items() if name in services}
    return names | {one: f"{one} (sort of place)" for one in sorts}


def _row(site: Site, listing: Listing) -> Row:
    kinds = tuple(listing.names.get(name, name) for name in site.services)
    return Row(site, listing.state(site), kinds, next(_points(site), None) is not None)


def _points(site: Site) -> Iterator[tuple[str, Point]]:
    """What is drawn of a site: each stop, else itself; nothing of a hidden one, whatever its file says."""
    if site.precision is Precision.HIDDEN:
        return
    stops = [(f"{site.name}, {one.name}", one.point) for one in site.stops if one.point]
    yield from stops or ([(site.name, site.point)] if site.point else [])


def _map(rows: Iterable[Row]) -> tuple[Sketch | None, tuple[Dot, ...]]:
    there = [(row, name, point) for row in rows for name, point in _points(row.site)]
    drawn = sketch([point for _, _, point in there])
    spots = drawn.spots if drawn else ()
    dots = (
        Dot(row.site.id, f"{name}: {row.state.said}", _look(row), x, y)
        for (row, name, _), (x, y) in zip(there, spots, strict=True)
    )
    return drawn, tuple(dots)


def _look(row: Row) -> str:
    """The classes of a dot."""
    state = {True: "open", False: "shut", None: "unknown"}[row.state.is_open]
    return f"{state} area" if row.site.precision is Precision.AREA else state


def show_one(desk: Desk, request: Request) -> Answer:
    """Show a site with the form that marks it closed or changed."""
    listing, site = _found(desk, request)
    if site is None:
        return missing("There is no such place on the list.")
    return _marking(desk, listing, site, {"version": _version(desk, listing, site)})


def _found(desk: Desk, request: Request) -> tuple[Listing, Site | None]:
    listing = desk.places()
    return listing, next((one for one in listing.sites if one.id == request.parts["site"]), None)


def _version(desk: Desk, listing: Listing, site: Site) -> str:
    category = listing.files.get(site.id)
    return desk.book.page(category).version if category else ""


def send_one(desk: Desk, request: Request) -> Answer:
    """Show what a mark would change; make it where that was seen and is still so."""
    listing, site = _found(desk, request)
    if site is None:
        return missing("There is no such place on the list any more; nothing was changed.")
    form = request.form
    try:
        made = _made(desk, listing, site, form)
        if form.get("version") != made.page.version:
            return _stale(desk, listing, site, form)
        if form.get("do") == SAVE:
            return _saved(desk, made)
        return _marking(desk, listing, site, form, _seen(desk, made))
    except StaleError:
        return _stale(desk, listing, site, form)
    except KnowledgeError as error:
        wrong = {"wrong": tuple(one.what for one in error.mistakes)}
        return _marking(desk, listing, site, form, wrong, UNPROCESSABLE)


def _stale(desk: Desk, listing: Listing, site: Site, form: Mapping[str, str]) -> Shown:
    what = "Somebody changed the same file meanwhile. Nothing was saved; look at the difference once more."
    fresh = {**form, "version": _version(desk, listing, site)}
    return _marking(desk, listing, site, fresh, {"trouble": what}, CONFLICT)


def _made(desk: Desk, listing: Listing, site: Site, form: Mapping[str, str]) -> Made:
    command = _MARKS.get(form.get("mark", ""), _MARKS["until"])[0]
    day, words = form.get("day", "").strip(), form.get("words", "").strip()
    text = f"{day} {words}" if command is Command.UNTIL else words
    return make(command, site.id, text, desk.book, Known({}, listing.files), "")


def _seen(desk: Desk, made: Made) -> Mapping[str, object]:
    before, after = made.page.text.encode(), made.text.encode()
    changes = compared(desk.book.root, desk.book.lang, made.page.category, before, after)
    return {"changes": changes, "reasons": reasons_of(desk.book, made.page, made.text), "is_seen": True}


def _saved(desk: Desk, made: Made) -> Moved:
    outcome = submit(desk.book, made.page, made.text, made.action, made.topic)
    number = outcome.entry.number
    return Moved(
        f"/waiting?new={number}" if outcome.is_waiting else f"/places?done={number}#site-{made.topic}"
    )


def _marking(
    desk: Desk,
    listing: Listing,
    site: Site,
    form: Mapping[str, str],
    more: Mapping[str, object] = _NONE,
    status: int = OK,
) -> Shown:
    values: dict[str, object] = {
        "title": site.name,
        "row": _row(site, listing),
        "can_edit": site.id in listing.files,
        "example": listing.example,
        "marks": {name: said for name, (_, said) in _MARKS.items()},
        "form": {name: form.get(name, "") for name in ("mark", "day", "words", "version")},
        "today": listing.today.isoformat(),
        "limit": LONGEST_REASON,
        "changes": (),
        "reasons": (),
        "is_seen": False,
        "wrong": (),
        "trouble": "",
        **more,
    }
    return Shown("place.html", values, status)


PAGE = Page("/places", "Places", show, menu=Menu.KNOWLEDGE)
ONE = Page("/places/{site}", "Place", show_one, send_one)
