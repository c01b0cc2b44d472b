"""Replies for danger: the red steps, the amber check, and guided help one step at a time.

Nothing is remembered between steps: each button carries all it needs, so it works however late it is pressed.
"""

from bot.core.answers import main_buttons, sentence
from bot.core.menu import Action, button
from bot.core.model import Danger, Kind, Reply
from bot.core.text import fold
from bot.core.view import View
from bot.core.wording import fill

ANY = "panic"  # what is said where the kind of emergency is not known

ASKED = "asked-"  # + kind: the bot has just asked whether someone is in danger


def red(kind: str, view: View, signs: frozenset[str] = frozenset()) -> Reply:
    """Return the emergency steps: at most six lines, the number first, then what can be tapped."""
    guidance = view.knowledge.guidance.get(kind) or view.knowledge.guidance[ANY]
    topics = (guidance.topic,) if guidance.topic else ()
    text = fill(guidance.red, view.facts)
    buttons, lang = guidance.buttons, view.knowledge.lang
    return Reply(Kind.EMERGENCY, text, lang, buttons, "", topics, 1.0, guidance.kind, signs)


def check(danger: Danger, topics: tuple[str, ...], view: View) -> Reply:
    """Return one line of action and one question. "No" leads to the first of `topics`; anything unclear is red."""
    guidance = view.knowledge.guidance.get(danger.kind) or view.knowledge.guidance[ANY]
    buttons = (
        button(guidance.yes, Action.RED, guidance.kind),
        button(guidance.no, Action.SAFE, topics[0] if topics else ""),
    )
    return Reply(
        Kind.CHECK,
        fill(guidance.check, view.facts),
        view.knowledge.lang,
        buttons,
        topics=topics,
        score=1.0,
        emergency=guidance.kind,
        signs=danger.signs | {ASKED + guidance.kind},
    )


def asked(recent: frozenset[str]) -> str:
    """Return which kind of danger the bot has just asked about, or an empty string."""
    return min((name.removeprefix(ASKED) for name in recent if name.startswith(ASKED)), default="")


def asked_if_safe(recent: frozenset[str], view: View) -> bool:
    """Whether the bot has just asked "are you safe?", so that a bare "no" means danger."""
    names = (name.removeprefix(ASKED) for name in recent if name.startswith(ASKED))
    asked_of = (view.knowledge.guidance.get(name) for name in names)
    return any(one is not None and not fold(one.no).startswith("no") for one in asked_of)


def safe(view: View) -> Reply:
    """Return what is said when nobody is in danger after all."""
    return Reply(Kind.ANSWER, sentence("safe", view), view.knowledge.lang, main_buttons(view))


def step(name: str, view: View) -> Reply:
    """Return one step of guided help. A step that is gone leads to the red steps, never to nothing."""
    known = view.knowledge.steps.get(name)
    if known is None:
        return red(ANY, view)
    text = fill(known.text, view.facts)
    return Reply(Kind.EMERGENCY, text, view.knowledge.lang, known.buttons, score=1.0, emergency=ANY)
