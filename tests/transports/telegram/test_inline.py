"""Inline mode over the wire: answered once, for the asker only, soon forgotten, nothing told of who or where."""

from typing import Any

import pytest

from bot.core.inline import Article, Offer
from bot.core.text import utf16_length
from bot.transports.telegram import inbound
from bot.transports.telegram.inline import as_answer
from tests.auxil.botapi import FakeBotApi
from tests.auxil.botapi_html import parse_html
from tests.transports.telegram.conftest import FakeDesk, serving

PERSON = 7_700_000_001


def results(*articles: Article) -> list[dict[str, Any]]:
    answer: Any = as_answer("1", Offer(articles, "u", "Ask"), "a_bot")
    return list(answer["results"])


def text_of(article: Article) -> str:
    return str(results(article)[0]["input_message_content"]["message_text"])


async def test_a_query_is_answered_for_its_asker_only(api: FakeBotApi) -> None:
    """A short cache, a way to the private chat, no preview of links."""
    async with serving(api):
        person = api.user(PERSON)
        answer = await person.inline_answer(person.asks_inline("what is it"))
    (result,) = answer["results"]
    assert result["text"] == "You typed: what is it"
    assert answer["is_personal"] is True
    assert answer["cache_time"] <= 10
    assert answer["button"]["start_parameter"]
    assert result["input_message_content"]["link_preview_options"] == {"is_disabled": True}
    assert api.refused == []


async def test_nothing_of_where_they_are_is_looked_at(api: FakeBotApi) -> None:
    """The location that Telegram can add does not come in."""
    desk = FakeDesk()
    async with serving(api, desk):
        query = {"id": "9", "from": api.user(PERSON).about, "query": "hi", "offset": ""}
        api.push_raw({"inline_query": {**query, "location": {"latitude": 1.0, "longitude": 2.0}}})
        await api.wait_for(lambda: desk.came)
    assert desk.came[0].spot is None


async def test_what_was_chosen_is_not_asked_for_and_not_read(api: FakeBotApi) -> None:
    """Telegram is never told to tell it; where it came all the same nothing happens."""
    assert "chosen_inline_result" not in inbound.KINDS
    desk = FakeDesk()
    async with serving(api, desk):
        chosen = {"result_id": "one", "from": api.user(PERSON).about, "query": "hi"}
        api.push_raw({"chosen_inline_result": chosen})
        await api.wait_for(lambda: not api.unconfirmed())
    assert desk.came == []


async def test_a_query_that_cannot_be_answered_holds_nobody_up(api: FakeBotApi) -> None:
    """Too old, refused, or Telegram gone for a moment: the next one is answered."""
    async with serving(api):
        person = api.user(PERSON)
        api.fail("answerInlineQuery", status=400, description="Bad Request: query is too old")
        api.fail("answerInlineQuery", status=500)
        for text in ("a", "ab"):
            person.asks_inline(text)
        await api.wait_for(lambda: len(api.called("answerInlineQuery")) == 2)
        answer = await person.inline_answer(person.asks_inline("abc"))
        await api.wait_for(lambda: not api.unconfirmed())
    assert answer["results"][0]["text"] == "You typed: abc"


@pytest.mark.parametrize("length", [10, 4_000, 4_096, 9_000])
def test_what_is_sent_fits_one_message(length: int) -> None:
    """The fine print goes before a word of the answer does."""
    words = "<&> " * (length // 4)
    said = parse_html(text_of(Article("id", "T", words, "From: a page " * 9)))
    assert 0 < utf16_length(said.text) <= 4096
    assert ("From:" in said.text) == (length < 3_900)


def test_a_link_opens_the_topic_in_private() -> None:
    """A plain link with the topic, the same for everybody; none for emergency steps."""
    topic, steps = Article("t", "T", "x", topic="naloxone-what-is-it"), Article("steps", "S", "y")
    first, second = results(topic, steps)
    (row,) = first["reply_markup"]["inline_keyboard"]
    assert row == [{"text": "Ask", "url": "https://t.me/a_bot?start=naloxone-what-is-it"}]
    assert "reply_markup" not in second
