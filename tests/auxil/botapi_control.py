"""The fake Bot API as a process of its own, for benchmarks and for tests that kill and restart a bot.

It prints one line of JSON, {"url", "token"}, when it listens, and stops at SIGTERM or SIGINT. People are
moved by POST http://127.0.0.1:N/control/<verb> with a JSON body; every answer is {"ok", "result"}.
"""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from tests.auxil.botapi import FakeBotApi

Json = dict[str, Any]
Verb = Callable[[FakeBotApi, Json], object]


def _says(api: FakeBotApi, what: Json) -> Json:
    """{user, text}: a person writes; their message."""
    return api.user(int(what["user"])).says(what["text"])


def _presses(api: FakeBotApi, what: Json) -> Json:
    """{user, message_id, label}: a person taps a button; the callback query or the message."""
    return api.user(int(what["user"])).presses({"message_id": what["message_id"]}, what["label"])


def _shares_location(api: FakeBotApi, what: Json) -> Json:
    """{user, latitude, longitude}: a person sends a place; their message."""
    return api.user(int(what["user"])).shares_location(what["latitude"], what["longitude"])


def _inbox(api: FakeBotApi, what: Json) -> list[Json]:
    """{user}: the bot's messages to that person."""
    return [asdict(sent) for sent in api.user(int(what["user"])).inbox()]


def _push_raw(api: FakeBotApi, what: Json) -> int:
    """{update}: queues any update; its update_id."""
    return api.push_raw(what["update"])


def _fault(name: str) -> Verb:
    def order(api: FakeBotApi, what: Json) -> bool:
        getattr(api, name)(**what)
        return True

    return order


def _state(api: FakeBotApi, _: Json) -> Json:
    """What happened so far: calls by method, refusals, what is confirmed and what is not."""
    counts: dict[str, int] = {}
    for name, _params in api.calls:
        counts[name] = counts.get(name, 0) + 1
    waiting = [update["update_id"] for update in api.unconfirmed()]
    offset = api.confirmed_offset
    return {
        "calls": counts,
        "refused": api.refused,
        "unconfirmed": waiting,
        "confirmed_offset": offset,
    }


VERBS: dict[str, Verb] = {
    "says": _says,
    "presses": _presses,
    "shares_location": _shares_location,
    "inbox": _inbox,
    "push_raw": _push_raw,
    "state": _state,
    **{name: _fault(name) for name in ("fail", "drop", "delay")},
}


def control(api: FakeBotApi, verb: str, what: Json) -> object:
    """Carries out one verb; KeyError where there is no such verb or a field is missing."""
    return VERBS[verb](api, what)


async def serve(port: int) -> None:
    """Serves until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, stopped.set)
    async with FakeBotApi(port, control=control) as api:
        sys.stdout.write(json.dumps({"url": api.root, "token": api.token}) + "\n")
        sys.stdout.flush()
        await stopped.wait()


def main() -> None:
    """Reads --port (0 takes a free one) and serves."""
    parser = argparse.ArgumentParser(prog="python -m tests.auxil.botapi")
    parser.add_argument("--port", type=int, default=0)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(parser.parse_args().port))


if __name__ == "__main__":
    main()
