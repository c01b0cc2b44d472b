"""Cards to hand out: part of app, it builds what they are made from and asks Telegram for the bot's name."""

import asyncio
from difflib import get_close_matches

from bot.config import Settings
from bot.content.card import Card, bot_name, make_card
from bot.content.loader import load
from bot.errors import KnowledgeError, Mistake, SaferbotError


def card(settings: Settings, topic: str, named: str, title: str) -> Card:
    """Return the card for a topic (empty: the first screen). `named` is the bot's name, asked of Telegram where empty;
    `title` is the knowledge's own where empty. Raises SaferbotError where the card cannot be made."""
    name = bot_name(named) if named else asyncio.run(_asked_name(settings))
    knowledge = load(settings.knowledge, settings.language).knowledge
    if topic and topic not in knowledge.topics:
        near = ", ".join(get_close_matches(topic, knowledge.topics, 3)) or "none is near"
        raise KnowledgeError([Mistake("topics", 0, f"there is no entry {topic!r}; {near}")])
    return make_card(name, topic, title or knowledge.sentences["card"])


async def _asked_name(settings: Settings) -> str:
    if settings.token is None:
        raise SaferbotError("the bot's name is not known here: say it with --bot NAME, or set a token")
    from bot.transports.telegram.api import attempt, make_bot  # half a second to import

    line = make_bot(settings.token.reveal(), settings.api_url)
    try:
        me = await attempt(line.call("getMe"))
    finally:
        await line.close_line()
    if not isinstance(me, dict) or not me.get("username"):
        raise SaferbotError("Telegram did not tell the bot's name; say it with --bot NAME, or try again")
    return bot_name(str(me["username"]))
