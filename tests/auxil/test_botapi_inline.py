"""The fake's inline mode is as strict as Telegram's."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Bot, InlineQueryResultArticle, InputTextMessageContent
from telegram.error import BadRequest

from bot.transports.telegram.api import Line, make_bot
from tests.auxil.botapi import FakeBotApi, User
from tests.auxil.conftest import HOUR, Hand


@pytest.fixture
async def line(api: FakeBotApi) -> AsyncIterator[Line]:
    """Our own line, which calls a method with whatever it is given."""
    ours = make_bot(api.token, api.root)
    yield ours
    await ours.close_line()


def article(text: str = "Hello", name: str = "1", mode: str | None = "HTML") -> InlineQueryResultArticle:
    return InlineQueryResultArticle(name, "Title", InputTextMessageContent(text, parse_mode=mode))


async def test_a_query_comes_and_its_answer_is_seen(api: FakeBotApi, bot: Bot, person: User) -> None:
    """With the text as it would be sent."""
    query = person.asks_inline("hi")
    (update,) = await bot.get_updates(allowed_updates=["inline_query"])
    assert update.inline_query
    assert update.inline_query.query == "hi"
    await bot.answer_inline_query(query, [article("<b>Hello</b>")], cache_time=1)
    answer = await person.inline_answer(query)
    assert answer["results"][0]["text"] == "Hello"


@pytest.mark.parametrize(
    ("results", "message"),
    [
        ([article("x" * 4097)], "too long"),
        ([article("<b>open")], "parse entities"),
        ([article(), article()], "duplicate"),
        ([article(name="x" * 65)], "result_id_invalid"),
        ([article(name=str(n)) for n in range(51)], "results_too_much"),
    ],
)
async def test_what_telegram_refuses_is_refused(line: Line, person: User, results: Any, message: str) -> None:
    """Too long after formatting, broken markup, one id twice, a long id, too many."""
    query = person.asks_inline("hi")
    with pytest.raises(BadRequest) as refused:
        await line.call(
            "answerInlineQuery",
            {"inline_query_id": query, "results": [one.to_dict() for one in results]},
        )
    assert message in str(refused.value).lower()


async def test_a_query_is_answered_once_and_soon(bot: Bot, person: User, clock: Hand) -> None:
    """Twice, late, or one nobody asked: refused."""
    query, late = person.asks_inline("a"), person.asks_inline("ab")
    await bot.answer_inline_query(query, [])
    clock.seconds += HOUR
    for one in (query, late, "12345"):
        with pytest.raises(BadRequest, match="too old"):
            await bot.answer_inline_query(one, [])


@pytest.mark.parametrize("button", [{"text": ""}, {"text": "x"}, {"text": "x", "start_parameter": "a b"}])
async def test_a_button_that_leads_nowhere_is_refused(line: Line, person: User, button: Any) -> None:
    """It needs words and one way on."""
    params = {"inline_query_id": person.asks_inline("a"), "results": [], "button": button}
    with pytest.raises(BadRequest):
        await line.call("answerInlineQuery", params)
