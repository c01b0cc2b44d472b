"""Following every link in the knowledge: what leads nowhere is a mistake, and is left out of what people see."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.core import menu
from bot.core.model import Button, Knowledge
from bot.core.wording import fill, placeholders
from bot.errors import Mistake

_OWN = (
    "date",
    "name",
    "minutes",
    "titles",
    "what",
    "where",
    "do",
    "source",
    "until",
    "count",
    "how",
    "back",
    "time",
    "day",
)  # what a sentence is given beside the local facts
_BRACE = re.compile(r"[{}]")


def check_links(place: str, knowledge: Knowledge) -> Iterator[Mistake]:
    """Yield what links to something that is not there. `place` is the language's folder as shown in messages."""
    for topic in knowledge.topics.values():
        file = f"{place}/topics/{topic.category}.yaml"
        if topic.category not in knowledge.categories:
            yield Mistake(file, 0, "is not the name of a category in categories.yaml")
        links = ((one, knowledge.topics) for one in topic.related)
        services = ((one, knowledge.services) for one in topic.services)
        for one, known in (*links, *services):
            if one not in known:
                yield Mistake(file, 0, f"`{topic.id}` links to `{one}`, which is not there")
    for one in sorted(set(knowledge.most_asked) - knowledge.topics.keys()):
        yield Mistake(f"{place}/wording.yaml", 0, f"`most_asked` names `{one}`, which is not there")
    for name, start in knowledge.guides.items():
        if name not in knowledge.topics or start not in knowledge.steps:
            yield Mistake(f"{place}/guides.yaml", 0, f"`{name}: {start}` leads from or to what is not there")
    for step in knowledge.steps.values():
        if step.then and step.then not in knowledge.steps:
            yield Mistake(
                f"{place}/steps.yaml", 0, f"`{step.id}`: `then` leads to `{step.then}`, which is not there"
            )
    yield from _check_buttons(place, knowledge)


def _check_buttons(place: str, knowledge: Knowledge) -> Iterator[Mistake]:
    places = [("emergency.yaml", one.kind, one.buttons) for one in knowledge.guidance.values()]
    places += [("steps.yaml or guides.yaml", step.id, step.buttons) for step in knowledge.steps.values()]
    for file, name, buttons in places:
        for button in buttons:
            if not _leads_somewhere(button, knowledge):
                yield Mistake(f"{place}/{file}", 0, f"`{name}`: {button.label!r} leads nowhere")


def check_facts(place: str, knowledge: Knowledge, known: frozenset[str]) -> Iterator[Mistake]:
    """Yield the texts that ask for a local fact which is not in local.yaml."""
    texts = [
        (f"topics/{one.category}.yaml", one.id, one.answer + one.short) for one in knowledge.topics.values()
    ]
    texts += [("steps.yaml", step.id, step.text) for step in knowledge.steps.values()]
    texts += [("wording.yaml", name, text) for name, text in knowledge.sentences.items()]
    texts += [("wording.yaml", name, service.text) for name, service in knowledge.services.items()]
    texts += [("emergency.yaml", one.kind, one.red + one.check) for one in knowledge.guidance.values()]
    for file, name, text in texts:
        if _BRACE.search(fill(text, dict.fromkeys(placeholders(text), ""))):
            what = "has a { or } that is not around the name of a local fact, as in {emergency_number}"
            yield Mistake(f"{place}/{file}", 0, f"`{name}` {what}")
        for fact in placeholders(text):
            if fact not in known and fact not in _OWN:
                yield Mistake(
                    f"{place}/{file}", 0, f"`{name}` asks for {{{fact}}}, which is not in local.yaml"
                )


def without_dead_links(knowledge: Knowledge) -> Knowledge:
    """Leave out links to what is not there, so that nobody presses a button that does nothing."""
    topics = {
        topic.id: replace(
            topic,
            related=tuple(one for one in topic.related if one in knowledge.topics),
            services=tuple(one for one in topic.services if one in knowledge.services),
        )
        for topic in knowledge.topics.values()
    }
    steps = {
        name: replace(
            step,
            buttons=_live(step.buttons, knowledge),
            then=step.then if step.then in knowledge.steps else "",
        )
        for name, step in knowledge.steps.items()
    }
    guidance = {
        kind: replace(
            one,
            buttons=_live(one.buttons, knowledge),
            topic=one.topic if one.topic in topics else "",
        )
        for kind, one in knowledge.guidance.items()
    }
    guides = {name: step for name, step in knowledge.guides.items() if step in steps}
    asked = tuple(one for one in knowledge.most_asked if one in topics)
    return replace(knowledge, topics=topics, steps=steps, guides=guides, guidance=guidance, most_asked=asked)


def _leads_somewhere(button: Button, knowledge: Knowledge) -> bool:
    press = menu.decode(button.code)
    targets: Mapping[str, object] = knowledge.steps
    if press and press.action is menu.Action.TOPIC:
        targets = knowledge.topics
    return press is not None and press.target in targets


def _live(buttons: tuple[Button, ...], knowledge: Knowledge) -> tuple[Button, ...]:
    return tuple(button for button in buttons if _leads_somewhere(button, knowledge))
