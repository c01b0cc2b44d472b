"""The entries by category, and finding one by any of its words."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.model import Topic
from bot.core.text import fold
from bot.editor.desk import Desk
from bot.editor.exchange import Menu, Page, Request, Shown
from bot.errors import Mistake

LONGEST_SEARCH = 120
_NAMED = re.compile(r"`([a-z0-9][a-z0-9-]{0,59})[.`]")


@dataclass(frozen=True, slots=True)
class Category:
    """A category with its entries, those that were found."""

    id: str
    title: str
    topics: tuple[Topic, ...]


def show(desk: Desk, request: Request) -> Shown:
    """Show all entries, or those that hold every word that was searched for."""
    present = desk.present()
    wanted = request.query.get("q", "").strip()[:LONGEST_SEARCH]
    knowledge = present.view.knowledge
    found = [topic for topic in knowledge.topics.values() if _holds(topic, fold(wanted).split())]
    values = {
        "wanted": wanted,
        "count": len(found),
        "all": len(knowledge.topics),
        "categories": tuple(_by_category(found, knowledge.categories)),
        "mistakes": present.mistakes,
        "left_out": tuple(_left_out(present.mistakes, knowledge.topics)),
        "today": present.view.today(),
    }
    return Shown("entries.html", values)


def _holds(topic: Topic, words: Iterable[str]) -> bool:
    text = fold(" ".join((topic.id, topic.title, *topic.questions, topic.answer, topic.short)))
    return all(word in text for word in words)


def _left_out(mistakes: Iterable[Mistake], topics: Mapping[str, Topic]) -> Iterable[str]:
    """The entries that mistakes are in and that are not in use, each once."""
    named = (_NAMED.match(one.what) for one in mistakes if "/topics/" in one.file)
    return dict.fromkeys(found[1] for found in named if found and found[1] not in topics)


def _by_category(topics: Iterable[Topic], titles: Mapping[str, str]) -> Iterable[Category]:
    held = list(topics)
    for name in dict.fromkeys((*titles, *(topic.category for topic in held))):
        if inside := tuple(topic for topic in held if topic.category == name):
            yield Category(name, titles.get(name, name), inside)


PAGE = Page("/", "Entries", show, menu=Menu.KNOWLEDGE)
