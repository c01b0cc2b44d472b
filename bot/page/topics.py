"""The whole answer base, a file for each category: every entry with its sources and who has checked it when."""

from collections.abc import Iterator

from bot.core.answers import sentence
from bot.core.model import Source, Topic, Urgency
from bot.core.wording import fill
from bot.page.book import PLACES, STEPS, Book, Page, links, topic_link, topic_page
from bot.page.html import Html, el, many
from bot.page.prose import line, prose, steps
from bot.services.show import date


def topic_pages(book: Book) -> Iterator[Page]:
    """Yield the page of each category that has entries."""
    for name, title in book.view.knowledge.categories.items():
        topics = [topic for topic in book.view.knowledge.topics.values() if topic.category == name]
        if topics:
            yield Page(topic_page(name), title, _category(topics, book))


def _category(topics: list[Topic], book: Book) -> Html:
    jumps = links([el("a", topic.title, href=f"#{topic.id}") for topic in topics])
    contents = el("nav", jumps, aria_label=book.say("contents"))
    return many(contents, *(_entry(topic, book) for topic in topics))


def _entry(topic: Topic, book: Book) -> Html:
    parts = [el("h2", topic.title)]
    if topic.urgency is Urgency.CHECK:
        parts.append(el("p", line(sentence("check_line", book.view)), class_="now"))
    if topic.short:
        parts.append(el("div", steps(book.tell(topic.short)), class_="red"))
    parts += [prose(book.tell(topic.answer)), links(_onward(topic, book)), _notes(topic, book)]
    return el("article", *parts, id=topic.id, lang=topic.lang)


def _onward(topic: Topic, book: Book) -> list[Html]:
    known = book.view.knowledge
    guide = known.guides.get(topic.id)
    first = [el("a", known.buttons["guide"], href=f"{STEPS}#{guide}")] if guide else []
    related = [topic_link(known.topics[one]) for one in topic.related]
    help_ = [el("a", known.services[one].title, href=f"{PLACES}#help-{one}") for one in topic.services]
    return [*first, *related, *help_]


def _notes(topic: Topic, book: Book) -> Html:
    """Where an entry comes from, and who has checked it: in words, since nothing here leads to another site."""
    sentences = book.view.knowledge.sentences
    status = "reviewed" if topic.review.status == "reviewed" else "drafted"
    day = date(topic.review.date, book.view.knowledge.sites)
    said = [fill(sentences[status], {**book.view.facts, "date": day})]
    if topic.review.expires < book.view.today():
        said.append(sentence("expired", book.view))
    items = links([sourced(source) for source in topic.sources], "sources")
    return el(
        "div", el("p", sentences["sources"].strip()), items, *(el("p", one) for one in said), class_="notes"
    )


def sourced(source: Source) -> Html:
    """Return a source in words: publisher, title, year, and the address to type."""
    year = f" ({source.year})" if source.year else ""
    return many(f"{source.publisher}{year}: {source.title}. ", el("span", source.url, class_="url"))
