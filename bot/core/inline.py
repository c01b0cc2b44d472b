"""Answers to put into any chat: what somebody who types after the bot's name may choose from.

Danger is looked at first here too. Whoever chose what is never known, and nothing is kept: each query stands alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core import answers, flows, mix_answers
from bot.core.model import ANY, Found, Level, Reply, Zone
from bot.core.view import View

MOST = 5  # that are read on a small screen, with a keyboard over half of it
_CALM = frozenset((Level.NONE, Level.GREEN))


@dataclass(frozen=True, slots=True)
class Article:
    """One answer to choose: its id, the title in the list, what a tap sends (plain text with **bold**, and fine print
    that may be left out), and the topic that a link to the private chat opens, empty where there is none."""

    id: str
    title: str
    text: str
    notes: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """The answers to choose from, best first; what the list says under each title; and what the way to the private chat
    says, which stands above the list also where that is empty."""

    articles: tuple[Article, ...]
    under: str
    private: str


def offer(query: str, view: View) -> Offer:
    """Return what may be put into a chat for a query: the steps first where it reads like danger, the answers asked for
    most where nothing is typed, and nothing where nothing is surely written on it."""
    words = view.knowledge.inline
    articles = tuple(_articles(query, view))[:MOST]
    return Offer(articles, words["under"], words["private"])


def _articles(query: str, view: View) -> Iterator[Article]:
    if not any(letter.isalnum() for letter in query):
        yield from (_topic(one, view) for one in view.knowledge.most_asked[:MOST])
        return
    danger = view.assess(query, frozenset())
    if danger.level not in _CALM:
        yield _steps(danger.kind, view)
    mixed = mix_answers.asked(query, view) or mix_answers.joined(query, view)
    if mixed and mixed.notes:  # else it asks something back, which nobody could tap there
        yield _mix(mixed, view)
    yield from (_topic(one, view) for one in _found(view.find(query)))


def _found(found: Found) -> tuple[str, ...]:
    if found.zone is Zone.UNSURE:
        return ()
    named = found.candidates[:1] + found.beside if found.zone is Zone.ANSWER else found.candidates
    return tuple(dict.fromkeys(one.topic for one in named[: answers.MOST_CHOICES]))


def _steps(kind: str, view: View) -> Article:
    reply = flows.red(kind or ANY, view)
    return Article(f"steps-{reply.emergency}", view.knowledge.inline["emergency"], reply.text)


def _mix(reply: Reply, view: View) -> Article:
    return Article("mix", view.knowledge.inline["mix"], reply.text, reply.notes)


def _topic(name: str, view: View) -> Article:
    topic = view.knowledge.topics[name]
    reply = answers.answer(topic, view)
    return Article(name, topic.title, reply.text, reply.notes, name)
