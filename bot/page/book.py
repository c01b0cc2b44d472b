"""What the page is made from, where everything on it stands, and the frame around each of its files."""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.core.menu import Action, decode
from bot.core.model import Button, Topic
from bot.core.site import Sites
from bot.core.view import View
from bot.core.wording import fill
from bot.page.html import Html, el, many, verbatim
from bot.services.show import date

INDEX, STEPS, PLACES, MIXES = "index.html", "steps.html", "places.html", "mixes.html"
CARDS, POSTERS = "cards.html", "posters.html"
GENERATOR = "saferbot page"  # by this a folder is known as one that may be replaced
_STYLE = verbatim((Path(__file__).parent / "style.css").read_text("utf-8"))
_HASH = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
# Whatever a mistake of ours might let in: nothing is run and nothing is asked for.
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class Book:
    """The knowledge in force, the places, an aware moment that the page is of, and the page's own words: its sentences,
    what it calls numbers, kinds of emergencies and steps (each in the order in which they stand), and which sentences
    of the conversation are not true here.

    `bot` is the bot's name on Telegram (empty: no posters lead there), `squares` makes a link the rows of a code that
    can be scanned, True where it is dark (None: the link stands there in words).
    """

    view: View
    sites: Sites
    words: Mapping[str, str]
    numbers: Mapping[str, str]
    kinds: Mapping[str, str]
    steps: Mapping[str, str]
    leave_out: tuple[str, ...]
    at: datetime
    bot: str = ""
    squares: Callable[[str], Sequence[Sequence[bool]]] | None = None

    def say(self, name: str, /, **more: str) -> str:
        """Return one of the page's own sentences, filled in."""
        return fill(self.words[name], {**self.view.facts, **more})

    def tell(self, text: str) -> str:
        """Return a text of the knowledge, filled in, without what only the conversation can say."""
        for sentence in self.leave_out:
            text = text.replace(sentence, "")
        kept = (" ".join(line.split()) for line in text.split("\n") if line.strip() or not line)
        return fill("\n".join(kept), self.view.facts)

    def day(self) -> str:
        """Return the day that the page is of."""
        return date(self.at.date(), self.view.knowledge.sites)


@dataclass(frozen=True, slots=True)
class Page:
    """One file of the page: its name, its title and what stands between head and foot."""

    name: str
    title: str
    body: Html


def topic_page(category: str) -> str:
    """Return the name of the file with the entries of a category."""
    return f"topic-{category}.html"


def topic_link(topic: Topic) -> Html:
    """Return a link to an entry, with its title."""
    return el("a", topic.title, href=f"{topic_page(topic.category)}#{topic.id}")


def button_link(button: Button, book: Book) -> Html:
    """Return where a button of the bot leads on the page; its words alone where it leads nowhere here."""
    press = decode(button.code)
    knowledge = book.view.knowledge
    if press is None:
        return many(button.label)
    href = ""
    if press.action is Action.STEP and press.target in knowledge.steps:
        href = f"{STEPS}#{press.target}"
    elif press.action is Action.TOPIC and press.target in knowledge.topics:
        href = f"{topic_page(knowledge.topics[press.target].category)}#{press.target}"
    elif press.action is Action.RED and press.target in knowledge.guidance:
        href = f"{INDEX}#{press.target}"
    elif press.action is Action.SERVICE:
        href = f"{PLACES}#help"
    elif press.action is Action.MIX:
        href = MIXES
    return el("a", button.label, href=href) if href else many(button.label)


def links(items: list[Html], class_: str = "links") -> Html:
    """Return a list of links, nothing where there are none."""
    return el("ul", *(el("li", one) for one in items), class_=class_) if items else many()


def document(page: Page, book: Book) -> str:
    """Return the whole file: head, way back, body and foot."""
    title = book.say("title")
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="generator", content=GENERATOR),
        el("meta", name="robots", content="noindex") if page.name in (CARDS, POSTERS) else many(),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        el("title", page.title if page.title == title else f"{page.title} - {title}"),
        el("style", _STYLE),
    )
    body = el(
        "body",
        el("a", book.say("skip"), href="#main", class_="skip"),
        _top(page, book),
        el("main", el("h1", page.title), page.body, id="main"),
        _foot(book),
        class_=page.name.removesuffix(".html"),
    )
    return f"<!DOCTYPE html>\n{el('html', head, body, lang=book.view.knowledge.lang)}\n"


def _top(page: Page, book: Book) -> Html:
    """The way to what matters most, on every page; the start page has it all below."""
    places = ((INDEX, "home"), (INDEX + "#emergency", "emergency"), (INDEX + "#numbers", "numbers"))
    if page.name == INDEX:
        places = (("#emergency", "emergency"), ("#numbers", "numbers"), ("#answers", "answers"))
    items = [el("a", book.say(word), href=href) for href, word in places]
    return el("header", el("nav", links(items, "top"), aria_label=book.say("contents")))


def _foot(book: Book) -> Html:
    said = (book.say("made", date=book.day()), book.say("run_by"))
    return el(
        "footer", *(el("p", one) for one in said if one), el("p", el("a", book.say("to_top"), href="#main"))
    )
