"""answerInlineQuery as strict as Telegram: at most 50 results with ids of their own, texts that fit after formatting,
a button that leads to the private chat, and a query that can be answered once and soon."""

import re
from typing import Any

from tests.auxil import botapi_rules as rules
from tests.auxil.botapi_methods import QUERY_IS_OLD
from tests.auxil.botapi_rules import Json, bad_request
from tests.auxil.botapi_world import World

MOST_RESULTS = 50
ID_BYTES = 64
QUERY_SECONDS = 30  # Telegram's own figure is not published; answers within half a minute pass.
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


def answer_inline_query(world: World, params: Json) -> bool:
    results = params.get("results")
    if not isinstance(results, list):
        raise bad_request("can't parse results: expected an Array of InlineQueryResult")
    if len(results) > MOST_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    parsed = [_article(one) for one in results]
    ids = [one["id"] for one in parsed]
    if len(set(ids)) != len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    _check_around(params)
    query = world.queries.get(str(params.get("inline_query_id")))
    if query is None or query.answer is not None or world.clock() - query.at > QUERY_SECONDS:
        raise bad_request(QUERY_IS_OLD)
    query.answer = {**params, "results": parsed}
    world.signal.notify()
    return True


def _article(result: Any) -> Json:
    """A result as the person sees it: `text` and `entities` are what would be sent."""
    broken = "can't parse InlineQueryResult: "
    if not isinstance(result, dict) or result.get("type") != "article":
        raise bad_request(broken + "Unsupported result type specified in this test server")
    if not 1 <= len(str(result.get("id", "")).encode()) <= ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if not str(result.get("title") or "").strip():
        raise bad_request(broken + 'Can\'t find field "title"')
    content = result.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise bad_request(broken + "input message content is not specified")
    said = rules.formatted({**content, "text": content["message_text"]})
    rules.reply_markup(result, inline_only=True)
    return {**result, "text": said.text, "entities": list(said.entities)}


def _check_around(params: Json) -> None:
    seconds = params.get("cache_time", 300)
    if type(seconds) is not int or seconds < 0:
        raise bad_request("cache_time is invalid")
    if len(str(params.get("next_offset") or "").encode()) > ID_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    button = params.get("button")
    if button is None:
        return
    if not isinstance(button, dict) or not str(button.get("text") or "").strip():
        raise bad_request("can't parse inline query results button: Text must be non-empty")
    ways = [name for name in ("web_app", "start_parameter") if button.get(name)]
    if len(ways) != 1:
        raise bad_request("inline query results button must have exactly one optional field")
    if ways == ["start_parameter"] and not START_PARAMETER.fullmatch(str(button["start_parameter"])):
        raise bad_request("START_PARAM_INVALID")
