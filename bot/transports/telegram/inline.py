"""Draws answers for inline mode: what answerInlineQuery takes. Nobody is told which of them was sent.

Links are never previewed, no button sends anything back to the bot, and the answer is for the one who asked only and
soon forgotten by Telegram: what somebody typed must not come to light in another chat.
"""

from collections.abc import Iterator

from bot.core.inline import Article, Offer
from bot.core.text import MESSAGE_LIMIT, split, utf16_length, visible
from bot.transports.telegram.outbound import Piece, as_html

CACHE_SECONDS = 10
PRIVATE_CHAT = "https://t.me/{name}?start={topic}"
START = "private"  # a start without a topic: the first screen


def as_answer(query: str, offer: Offer, me: str) -> dict[str, object]:
    """Return the parameters of answerInlineQuery. `me` is the bot's name, for links to its private chat; without it
    there are none."""
    return {
        "inline_query_id": query,
        "results": list(_results(offer, me)),
        "cache_time": CACHE_SECONDS,
        "is_personal": True,
        "button": {"text": offer.private, "start_parameter": START},
    }


def _results(offer: Offer, me: str) -> Iterator[dict[str, object]]:
    for one in offer.articles:
        url = PRIVATE_CHAT.format(name=me, topic=one.topic)
        link = [[{"text": offer.private, "url": url}]]
        yield {
            "type": "article",
            "id": one.id,
            "title": one.title,
            "description": offer.under,
            "input_message_content": _content(one),
            **({"reply_markup": {"inline_keyboard": link}} if me and one.topic else {}),
        }


def _content(article: Article) -> dict[str, object]:
    drawn = as_html(_fitting(article))
    return {
        "message_text": drawn["text"],
        "parse_mode": drawn["parse_mode"],
        "link_preview_options": drawn["link_preview_options"],
    }


def _fitting(article: Article) -> Piece:
    """One message holds it: else without the fine print, else as much of it as fits."""
    length = utf16_length(visible(article.text)) + 1 + utf16_length(visible(article.notes))
    if length <= MESSAGE_LIMIT:
        return Piece(article.text, article.notes)
    return Piece(split(article.text)[0])
