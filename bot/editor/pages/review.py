"""What is due for review, by category and the soonest first, and how much a clinician has read."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.content.review import is_due
from bot.core.model import Topic
from bot.editor.desk import Desk
from bot.editor.exchange import Menu, Page, Request, Shown


@dataclass(frozen=True, slots=True)
class Tally:
    """How many entries a clinician has read, how many only somebody's draft are, and how many have run out, whoever
    read them. Together they are all entries."""

    reviewed: int
    drafted: int
    expired: int


@dataclass(frozen=True, slots=True)
class Due:
    """A category and what is due in it, the soonest first."""

    title: str
    topics: tuple[Topic, ...]


def show(desk: Desk, request: Request) -> Shown:
    """List what is due."""
    view = desk.present().view
    today, topics = view.today(), tuple(view.knowledge.topics.values())
    found = tuple(_due(topics, view.knowledge.categories, today))
    values = {
        "tally": tally(topics, today),
        "categories": found,
        "count": sum(len(one.topics) for one in found),
        "today": today,
    }
    return Shown("review.html", values)


def tally(topics: Collection[Topic], today: dt.date) -> Tally:
    """Return how many entries stand where."""
    live = [one.review.status for one in topics if one.review.expires >= today]
    read = live.count("reviewed")
    return Tally(read, len(live) - read, len(topics) - len(live))


def _due(topics: Iterable[Topic], titles: Mapping[str, str], today: dt.date) -> Iterator[Due]:
    """The category with the soonest comes first."""
    inside: dict[str, list[Topic]] = {}
    for topic in sorted(
        topics, key=lambda one: (one.review.expires, one.urgency.value != "emergency", one.id)
    ):
        if is_due(topic, today):
            inside.setdefault(topic.category, []).append(topic)
    for name, held in inside.items():
        yield Due(titles.get(name, name), tuple(held))


PAGE = Page("/review", "Review", show, menu=Menu.CHECKING)
