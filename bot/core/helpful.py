"""Was this helpful? Two buttons under an answer, counted like everything else: by entry and day, blurred, of nobody.

Asked only where it is counted, and never of whoever may be in danger.
"""

from dataclasses import replace

from bot.core.answers import main_buttons, sentence
from bot.core.menu import Action, Press, button
from bot.core.model import Kind, Reply, Urgency
from bot.core.view import View


def asked(reply: Reply, view: View) -> Reply:
    """Return an entry's answer with the two buttons; any other reply as it is."""
    topic = view.knowledge.topics.get(reply.topics[0]) if reply.topics else None
    is_calm = topic is not None and topic.urgency is Urgency.NONE and not reply.signs
    if not view.counts or reply.kind is not Kind.ANSWER or topic is None or not is_calm:
        return reply
    labels = view.knowledge.buttons
    buttons = (
        button(labels["helpful"], Action.HELPFUL, topic.id),
        button(labels["unhelpful"], Action.UNHELPFUL, topic.id),
    )
    return replace(reply, buttons=(*reply.buttons, *buttons))


def pressed(press: Press, view: View) -> Reply | None:
    """Return the thanks, and after a no what else there is; None for any other button, and where it is not counted (any
    more)."""
    if (
        not view.counts
        or press.action not in (Action.HELPFUL, Action.UNHELPFUL)
        or press.target not in view.knowledge.topics
    ):
        return None
    is_helpful = press.action is Action.HELPFUL
    text = sentence("helpful" if is_helpful else "unhelpful", view)
    buttons = () if is_helpful else main_buttons(view)
    return Reply(Kind.ANSWER, text, view.knowledge.lang, buttons, judged=press.target, was_helpful=is_helpful)
