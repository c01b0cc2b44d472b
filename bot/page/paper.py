"""For paper: cards for a pocket, folded once (steps on one side, numbers on the other), and posters."""

from bot.page.book import CARDS, POSTERS, Book, Page
from bot.page.code import drawn
from bot.page.html import Html, el, many
from bot.page.index import listed_numbers, ordered
from bot.page.prose import prose, steps

ON_A_SHEET = 4  # cards of 90 mm by 124 mm: A4 and Letter both hold them
_ON_A_CARD = ("spotting_line", "crisis_line", "poison_line", "treatment_line")
_LINK = "https://t.me/"


def cards_page(book: Book) -> Page:
    """Return a sheet of pocket cards, all alike."""
    sheet = el("div", *[_card(book)] * ON_A_SHEET, class_="sheet")
    return Page(CARDS, book.say("cards"), many(el("p", book.say("cards_note"), class_="screen"), sheet))


def posters_page(book: Book) -> Page:
    """Return the posters: what to do in an overdose, and where the bot is, if its name is known."""
    posters = [_poster_of_steps(book)] + ([_poster_of_bot(book)] if book.bot else [])
    return Page(
        POSTERS, book.say("posters"), many(el("p", book.say("posters_note"), class_="screen"), *posters)
    )


def _first_steps(book: Book) -> Html:
    return steps(book.tell(next(iter(ordered(book))).red))


def _card(book: Book) -> Html:
    number = book.say("call", number=book.view.facts["emergency_number"])
    known = {name: (label, said) for name, label, said in listed_numbers(book)}
    rows = (many(el("dt", known[name][0]), el("dd", known[name][1])) for name in _ON_A_CARD if name in known)
    front = el("div", el("h2", f"{book.say('card_steps')}: {number}"), _first_steps(book))
    back = el(
        "div",
        el("h2", number),
        _code(book),
        el("dl", *rows),
        el("p", book.say("card_write"), class_="write"),
    )
    return el("section", front, back, class_="card")


def _code(book: Book) -> Html:
    """The link to the bot, to scan where it can be drawn."""
    if not book.bot:
        return many()
    link = _LINK + book.bot
    words = el("p", link.removeprefix("https://"), class_="link")
    return many(el("div", drawn(book.squares(link), link), class_="code"), words) if book.squares else words


def _poster_of_steps(book: Book) -> Html:
    number = book.say("call", number=book.view.facts["emergency_number"])
    return el(
        "section",
        el("h2", book.say("poster_steps")),
        el("p", number, class_="call"),
        _first_steps(book),
        _code(book),
        class_="poster",
    )


def _poster_of_bot(book: Book) -> Html:
    link = (_LINK + book.bot).removeprefix("https://")
    return el(
        "section",
        el("h2", book.say("poster_bot")),
        el("div", prose(book.say("poster_bot_text"))),
        _code(book),
        el("p", book.say("poster_scan", link=link)) if book.squares else many(),
        class_="poster bot",
    )
