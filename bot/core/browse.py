"""The topic browser: the categories, and the entries of each, a page at a time.

A page turns in the message that it stands in (`Reply.in_place`), so looking around does not fill the chat. A button's
code names the page and nothing else, so it works for as long as there is a message to press it in.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.core.menu import Action, Press, button, fits
from bot.core.model import Button, Kind, Reply, Topic
from bot.core.view import View
from bot.core.wording import fill

PAGE = 8  # rows that a small phone shows at once, with the text above them
_TURN = re.compile(r"([0-9]{1,2})(?:-([a-z0-9-]+))?", re.ASCII)


def topic_button(topic: Topic) -> Button:
    """Return the button that shows an entry."""
    return button(topic.title, Action.TOPIC, topic.id)


def topics(view: View, page: int = 0) -> Reply:
    """Return a page of the categories to choose from; one past the end is the last."""
    filled = {topic.category for topic in view.knowledge.topics.values()}
    titles = [(name, title) for name, title in view.knowledge.categories.items() if name in filled]
    choices = [button(title, Action.TURN, f"0-{name}") for name, title in titles if fits(f"0-{name}")]
    text = fill(view.knowledge.sentences["topics"], view.facts)
    return _page(text, choices, "", page, view)


def category(name: str, view: View, page: int = 0) -> Reply:
    """Return a page of the entries of one category to choose from."""
    listed = [topic_button(topic) for topic in view.knowledge.topics.values() if topic.category == name]
    title = view.knowledge.categories.get(name, "")
    text = f"**{title}**\n\n{fill(view.knowledge.sentences['category'], view.facts)}"
    return _page(text, listed, f"-{name}", page, view)


def pressed(press: Press, view: View) -> Reply | None:
    """Return the page that a button of the browser leads to, in the place of the one before; None where there is no
    such page any more."""
    # Buttons from before there were pages name the category alone.
    read = _TURN.fullmatch(f"0-{press.target}" if press.action is Action.CATEGORY else press.target)
    if read is None:
        return None
    page, name = int(read[1]), read[2]
    if name is None:
        return replace(topics(view, page), in_place=True)
    is_there = any(topic.category == name for topic in view.knowledge.topics.values())
    return replace(category(name, view, page), in_place=True) if is_there else None


def _page(text: str, choices: Sequence[Button], of: str, page: int, view: View) -> Reply:
    last = max(0, (len(choices) - 1) // PAGE)
    page = min(page, last)
    labels = view.knowledge.buttons
    before = [button(labels["page_before"], Action.TURN, f"{page - 1}{of}")] if page > 0 else []
    after = [button(labels["page_after"], Action.TURN, f"{page + 1}{of}")] if page < last else []
    back = [button(labels["back"], Action.TURN, "0")] if of else []
    where = fill(labels["page"], {"page": str(page + 1), "pages": str(last + 1)})
    shown = f"{text} {where}" if last else text
    buttons = (*choices[page * PAGE : (page + 1) * PAGE], *before, *after, *back)
    return Reply(Kind.ANSWER, shown, view.knowledge.lang, buttons, is_list=True)
