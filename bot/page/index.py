"""The start page: what to do in an emergency first, then the numbers, then the way to everything else.

Small enough for an old phone, and whole by itself: whoever saves only this file has the emergency steps.
"""

from collections.abc import Iterator

from bot.core.model import Guidance
from bot.page.book import (
    CARDS,
    INDEX,
    MIXES,
    PLACES,
    POSTERS,
    STEPS,
    Book,
    Page,
    button_link,
    links,
    topic_page,
)
from bot.page.html import Html, el, many
from bot.page.prose import call, calls, prose, steps


def index_page(book: Book) -> Page:
    """Return the start page."""
    body = many(_emergencies(book), numbers(book), _ways(book), _answers(book), _about(book))
    return Page(INDEX, book.say("title"), body)


def numbers(book: Book) -> Html:
    """Return the numbers to call."""
    rows = [
        many(el("dt", label), el("dd", call(known) if name == "emergency_number" else calls(known)))
        for name, label, known in listed_numbers(book)
    ]
    note = el("p", book.say("numbers_note"))
    return el("section", el("h2", book.say("numbers")), el("dl", *rows), note, id="numbers")


def listed_numbers(book: Book) -> Iterator[tuple[str, str, str]]:
    """Yield each number or local fact that is known here: its name, what it is called, and what is said of it."""
    facts = book.view.facts
    return ((name, label, facts[name]) for name, label in book.numbers.items() if facts.get(name))


def ordered(book: Book) -> Iterator[Guidance]:
    """Yield the kinds of emergencies in the order of the page; one that it does not name comes last."""
    kinds, names = book.view.knowledge.guidance, list(book.kinds)
    return iter(
        sorted(kinds.values(), key=lambda one: names.index(one.kind) if one.kind in names else len(names))
    )


def _emergencies(book: Book) -> Html:
    first, *others = ordered(book)
    jumps = [el("a", _name(one, book), href=f"#{one.kind}") for one in others]
    return el(
        "section",
        el("h2", book.say("emergency")),
        el("p", *_call(book.view.facts["emergency_number"], book), class_="call"),
        _emergency(first, book),
        el("h3", book.say("others")),
        links(jumps),
        *(_emergency(one, book) for one in others),
        id="emergency",
        class_="red",
    )


def _name(guidance: Guidance, book: Book) -> str:
    return book.kinds.get(guidance.kind, guidance.kind)


def _call(number: str, book: Book) -> Iterator[Html]:
    before, _, after = book.words["call"].partition("{number}")
    yield many(before, call(number), after)


def _emergency(guidance: Guidance, book: Book) -> Html:
    topic = book.view.knowledge.topics.get(guidance.topic)
    onward = [button_link(one, book) for one in guidance.buttons]
    if topic and not any(f"#{topic.id}" in one for one in onward):
        onward.append(el("a", book.say("more"), href=f"{topic_page(topic.category)}#{topic.id}"))
    red = steps(book.tell(guidance.red))
    return el("article", el("h3", _name(guidance, book)), red, links(onward), id=guidance.kind)


def _ways(book: Book) -> Html:
    places = [(STEPS, "steps")]
    places += [(PLACES, "places")]
    places += [(MIXES, "mixes")] if book.view.mixing else []
    places += [(CARDS, "cards"), (POSTERS, "posters")]
    return el(
        "nav",
        links([el("a", book.say(word), href=name) for name, word in places], "ways"),
        aria_label=book.say("contents"),
    )


def _answers(book: Book) -> Html:
    topics = list(book.view.knowledge.topics.values())
    items = []
    for name, title in book.view.knowledge.categories.items():
        if count := sum(topic.category == name for topic in topics):
            link = el("a", title, href=topic_page(name))
            items.append(many(link, " ", el("small", book.say("count", count=str(count)))))
    return el("section", el("h2", book.say("answers")), links(items), id="answers")


def _about(book: Book) -> Html:
    topics = book.view.knowledge.topics.values()
    drafted = sum(topic.review.status != "reviewed" for topic in topics)
    said = book.say("unreviewed", drafted=str(drafted), all=str(len(topics))) if drafted else ""
    return el("section", prose(book.say("about")), prose(said), class_="about")
