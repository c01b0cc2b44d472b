"""Replies that are not emergencies: an entry's answer, choices, pages, places to look, and "I don't know"."""

import datetime as dt
from dataclasses import replace

from bot.core import browse, shortcuts
from bot.core.browse import topic_button
from bot.core.menu import Action, button
from bot.core.model import Button, Candidate, Found, Kind, Reply, Topic, Urgency
from bot.core.text import fold
from bot.core.view import View
from bot.core.wording import fill

MOST_CHOICES = 4
_MARKS = " .!?,¿¡"
FIRST_PAGES = ("start", "help", "hello", "starting")
_ORDER = (Urgency.EMERGENCY, Urgency.CHECK, Urgency.NONE)


def sentence(name: str, view: View) -> str:
    """Return a fixed sentence with the local facts filled in."""
    return fill(view.knowledge.sentences[name], view.facts)


def page(name: str, view: View, kind: Kind = Kind.ANSWER) -> Reply:
    """Return one of the fixed pages ("start", "help", "privacy", "topics"...) with the main buttons, or with the small
    menu where somebody begins."""
    if name == "topics":
        return browse.topics(view)
    is_first = name in FIRST_PAGES
    under = main_buttons(view, "clear" if name == "privacy" else "privacy")
    buttons, keys = ((), shortcuts.keys(view)) if is_first else (under, ())
    return Reply(kind, sentence(name, view), view.knowledge.lang, buttons, menu=keys)


def main_buttons(view: View, last: str = "privacy") -> tuple[Button, ...]:
    """The buttons under a page: emergency first, always. `last` is the command that the last one stands for."""
    labels = view.knowledge.buttons
    return (
        button(labels["emergency"], Action.RED, "panic"),
        button(labels["topics"], Action.PAGE, "topics"),
        button(labels[last], Action.PAGE, last),
    )


def answer(topic: Topic, view: View, score: float = 1.0, about_danger: bool = False) -> Reply:
    """Return an entry's answer. `about_danger` adds the line for the case that it is happening now."""
    parts = [fill(topic.answer, view.facts)]
    if topic.urgency is Urgency.CHECK:
        parts.insert(0, sentence("check_line", view))
    elif about_danger and topic.urgency is Urgency.NONE:
        parts.append(sentence("if_now", view))
    buttons = (*_guide(topic, view), *_related_buttons(topic, view), *_service_buttons(topic, view))
    text = "\n\n".join(parts)
    return Reply(Kind.ANSWER, text, topic.lang, buttons, notes(topic, view), (topic.id,), score)


def found_answer(found: Found, view: View, about_danger: bool = False) -> Reply:
    """Return the answer that was found. Where a message asks several things, the most urgent is answered and the others
    are offered; of those as urgent, the surest is answered."""
    asked = sorted((*found.candidates[:1], *found.beside), key=lambda one: _urgency(one, view))
    topics = [view.knowledge.topics[one.topic] for one in asked]
    reply = answer(topics[0], view, asked[0].score, about_danger)
    if len(topics) == 1:
        return reply
    others = tuple(topics[1:])
    also = fill(view.knowledge.sentences["also_asked"], {"titles": " ".join(one.title for one in others)})
    buttons = (
        *map(topic_button, others),
        *(one for one in reply.buttons if one not in map(topic_button, others)),
    )
    return replace(reply, text=f"{reply.text}\n\n{also}", buttons=buttons)


def _urgency(one: Candidate, view: View) -> tuple[int, float]:
    return _ORDER.index(view.knowledge.topics[one.topic].urgency), -one.score


def _guide(topic: Topic, view: View) -> tuple[Button, ...]:
    start = view.knowledge.guides.get(topic.id)
    return (button(view.knowledge.buttons["guide"], Action.STEP, start),) if start else ()


def _related_buttons(topic: Topic, view: View) -> tuple[Button, ...]:
    return tuple(topic_button(view.knowledge.topics[one]) for one in topic.related)


def _service_buttons(topic: Topic, view: View) -> tuple[Button, ...]:
    services = view.knowledge.services
    return tuple(button(services[name].title, Action.SERVICE, name) for name in topic.services)


def notes(topic: Topic, view: View) -> str:
    """Return the fine print of an entry: where it comes from, and who has checked it when."""
    named = [
        f"{source.publisher}{f' ({source.year})' if source.year else ''}: {source.url}"
        for source in topic.sources
    ]
    lines = [view.knowledge.sentences["sources"].strip(), *named]
    status = "reviewed" if topic.review.status == "reviewed" else "drafted"
    facts = {**view.facts, "date": _day(topic.review.date)}
    lines.append(fill(view.knowledge.sentences[status], facts))
    if topic.review.expires < view.today():
        lines.append(sentence("expired", view))
    return "\n".join(lines)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"


def choices(candidates: tuple[Candidate, ...], view: View, about_danger: bool = False) -> Reply:
    """Return up to four entries to choose from, the likeliest first; one alone is asked about."""
    topics = tuple(view.knowledge.topics[one.topic] for one in candidates[:MOST_CHOICES])
    lines = [sentence("choices" if len(topics) > 1 else "choice", view)]
    if about_danger or any(topic.urgency is not Urgency.NONE for topic in topics):
        lines.append(sentence("if_now", view))
    ids = tuple(topic.id for topic in topics)
    buttons = tuple(map(topic_button, topics))
    return Reply(
        Kind.CHOICES, "\n\n".join(lines), view.knowledge.lang, buttons, topics=ids, score=candidates[0].score
    )


def unsure(view: View, name: str = "unsure", score: float = 0.0) -> Reply:
    """Return the honest "I don't know" with a human to turn to."""
    return Reply(Kind.UNKNOWN, sentence(name, view), view.knowledge.lang, main_buttons(view), score=score)


def service(name: str, view: View) -> Reply:
    """Return what is known of one kind of help here."""
    known = view.knowledge.services[name]
    text = f"{fill(known.text, view.facts)}\n\n{sentence('services_none', view)}"
    return Reply(Kind.SERVICES, text, view.knowledge.lang, main_buttons(view))


def small_talk(text: str, view: View) -> Reply | None:
    """Return the reply to a greeting, thanks and the like, or None where it is more than that."""
    said = fold(text).replace("'", "").strip(_MARKS)
    words = " ".join(word for word in said.split() if any(map(str.isalnum, word)))  # "thanks 🙏"
    once = said[:1] if said == said[:1] * len(said) else said  # "🙏🙏"
    known = view.knowledge.small_talk
    name = known.get(said) or known.get(words.strip(_MARKS)) or known.get(once)
    return page(name, view, Kind.ANSWER) if name else None
