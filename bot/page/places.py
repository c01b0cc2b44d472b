"""Where help is: the same list of sites as the bot's, by town, and what is known of each kind of help.

Hidden places are left out altogether: a page is copied and printed by anybody. Nothing here says "open now", which
would be false an hour later; the hours stand there by day, and since when they are known.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.core.site import Precision, Site, SiteKind
from bot.core.text import fold
from bot.core.wording import fill
from bot.page.book import PLACES, Book, Page, links
from bot.page.html import Html, el, many
from bot.page.prose import calls, line, prose
from bot.services import show
from bot.services.directory import Hit
from bot.services.status import Now, status_on, week

ON_A_PAGE = 60  # sites: some 40 KB, which an old phone still opens
_REMOTE = (SiteKind.MAIL, SiteKind.PHONE)


def place_pages(book: Book) -> Iterator[Page]:
    """Yield the page of places, and more of them where the list is long."""
    sites = sorted(filter(_may_show, book.sites.sites), key=lambda one: _order(one, book))
    parts = [sites[at : at + ON_A_PAGE] for at in range(0, len(sites), ON_A_PAGE)] or [[]]
    title = book.say("places")
    yield Page(PLACES, title, many(_head(book), _listed(parts[0], book), _onward(parts, book), _help(book)))
    for at, part in enumerate(parts[1:], 1):
        yield Page(_file(at), f"{title}: {_range(part, book)}", _listed(part, book))


def _may_show(site: Site) -> bool:
    return site.precision is not Precision.HIDDEN


def _order(site: Site, book: Book) -> tuple[bool, bool, str, str, str]:
    town = _town(site, book)
    return site.kind not in _REMOTE, town == book.say("place_no_town"), fold(town), fold(site.name), site.id


def _town(site: Site, book: Book) -> str:
    if site.kind in _REMOTE:
        return book.say("place_remote")
    return site.city or site.area or book.say("place_no_town")


def _file(at: int) -> str:
    return f"places-{at + 1}.html" if at else PLACES


def _range(part: Sequence[Site], book: Book) -> str:
    first, last = _town(part[0], book), _town(part[-1], book)
    return first if first == last else book.say("places_from", first=first, last=last)


def _head(book: Book) -> Html:
    said = "places_note" if any(map(_may_show, book.sites.sites)) else "places_none"
    example = book.sites.example
    warning = book.view.knowledge.sites["example"].format(example=example) if example else ""
    return many(el("p", book.say(said, date=book.day())), prose(warning))


def _onward(parts: Sequence[Sequence[Site]], book: Book) -> Html:
    if len(parts) < 2:
        return many()
    items = [el("a", _range(part, book), href=_file(at)) for at, part in enumerate(parts) if at]
    return el("nav", el("h2", book.say("places_more")), links(items), aria_label=book.say("places_more"))


def _listed(sites: Sequence[Site], book: Book) -> Html:
    towns = groupby(sites, key=lambda one: _town(one, book))
    return many(*(many(el("h2", town), *(_site(one, book) for one in found)) for town, found in towns))


def _site(site: Site, book: Book) -> Html:
    words, lang, today = book.view.knowledge.sites, book.view.knowledge.lang, book.at.date()
    hit = Hit(site, Now(status=status_on(site, today)))
    parts = [el("h3", site.name)]
    parts += [el("p", one) for one in show.lasting(hit, words, lang)]
    parts += [el("p", *_numbers(site, book))] if site.phone else []
    parts += [el("p", one) for one in _hours(site, book)]
    parts.append(el("p", _checked(site, book), class_="notes"))
    return el("article", *parts)


def _numbers(site: Site, book: Book) -> Iterator[str]:
    before, _, after = book.view.knowledge.sites["phone"].partition("{numbers}")
    yield before
    for at, number in enumerate(site.phone):
        yield ", " if at else ""
        yield calls(number)
    yield after


def _hours(site: Site, book: Book) -> Iterator[str]:
    """The hours of a site, or of each of its stops; in words where they are only known in words."""
    words, rules = book.view.knowledge.sites, book.sites.rules_of(site)
    for stop in site.stops:
        place = ", ".join(one for one in (stop.name, stop.address) if one)
        days = (
            show.week_table(week(site, book.at, rules, stop), words) if stop.hours else words["unknown_mute"]
        )
        yield f"{place}: {days.replace(chr(10), '; ')}"
    if site.hours:
        days = show.week_table(week(site, book.at, rules), words)
        yield book.say("place_hours", date=book.day(), hours=days.replace("\n", "; "))
    if told := show.hours_text(site, book.view.knowledge.lang):
        yield told
    elif not site.hours and not site.stops:
        yield words["unknown"] if site.phone else words["unknown_mute"]


def _checked(site: Site, book: Book) -> str:
    words = book.view.knowledge.sites
    if site.verified is None:
        return words["unchecked"] if site.phone else words["unchecked_mute"]
    return book.say("place_checked", date=show.date(site.verified, words))


def _help(book: Book) -> Html:
    """What is known of each kind of help, whether or not a site of it is written down."""
    known = book.view.knowledge.services.items()
    told = (
        el("article", el("h3", one.title), _called(fill(one.text, book.view.facts)), id=f"help-{name}")
        for name, one in known
    )
    return el("section", el("h2", book.say("place_help")), *told, id="help")


def _called(text: str) -> Html:
    return many(*(el("p", line(one) if "**" in one else calls(one)) for one in text.split("\n") if one))
