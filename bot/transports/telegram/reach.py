"""Is Telegram there? How long to wait when it is not, one line in the log when that begins and one when it ends.

A refused token and a foreign webhook do not mend themselves: they end the run, with a sentence on what to do. NEVER
put the token or the webhook's address into it.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter

from bot.errors import SaferbotError
from bot.logs import Event, event
from bot.transports.telegram.api import Line, attempt
from bot.transports.telegram.pace import Pace
from bot.transports.telegram.sending import seconds_of

REFUSED = (
    "Telegram refuses the token: it is mistyped, or was taken back. "
    "Get the right one from @BotFather (/mybots, API Token), put it where the settings say, and start again."
)
WEBHOOK = (
    "Another program has set a webhook for this bot, so messages go there and not here. "
    "Stop that program and remove its webhook (the Bot API method deleteWebhook), then start again. If you know of "
    "no such program, somebody else has the token: let @BotFather make a new one (/revoke)."
)

REFUSED_HOOK = (
    "Telegram refuses the webhook's address: it must be https with a name that everybody can look up, and port 443, "
    "80, 88 or 8443. Mend `url` under telegram, webhook in the settings, and start again."
)


class Reach:
    """What a run knows of how Telegram is doing."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._failures = 0
        self._told: set[Event] = set()

    def worked(self) -> None:
        """A call went through."""
        if Event.UNREACHABLE in self._told:
            event(Event.REACHABLE_AGAIN)
        self._failures = 0
        self._told.clear()

    def failed(self, error: Exception) -> float:
        """A call failed: return how many seconds to wait. Raises SaferbotError where waiting does not help."""
        if isinstance(error, InvalidToken):
            event(Event.UNAUTHORIZED)
            raise SaferbotError(REFUSED)
        if isinstance(error, RetryAfter):
            return self._pace.after_flood(seconds_of(error))
        is_conflict = isinstance(error, Conflict)
        self._tell_once(Event.CONFLICT if is_conflict else Event.UNREACHABLE, error)
        self._failures += 1
        return self._pace.after_conflict() if is_conflict else self._pace.backoff(self._failures - 1)

    def _tell_once(self, what: Event, error: Exception) -> None:
        if what not in self._told:
            event(what, error=error)
        self._told.add(what)

    async def insist(self, bot: Line, method: str, params: Mapping[str, object] | None = None) -> Any:
        """Return the result of a call that everything else waits for, however long that takes."""
        while True:
            outcome = await attempt(bot.call(method, params))
            if not isinstance(outcome, Exception):
                self.worked()
                return outcome
            if isinstance(outcome, BadRequest) and method == "setWebhook":
                raise SaferbotError(REFUSED_HOOK)
            await asyncio.sleep(self.failed(outcome))


async def greet(bot: Line, reach: Reach, ours: str = "") -> str:
    """Make sure that the token is good and that no webhook but `ours` is set, and return the bot's own name. Raises
    SaferbotError where not."""
    me = await reach.insist(bot, "getMe")
    _refuse(await reach.insist(bot, "getWebhookInfo"), ours)
    return str(me.get("username") or "") if isinstance(me, Mapping) else ""


async def refuse_foreign_webhook(bot: Line, ours: str = "") -> None:
    """Raise SaferbotError where the messages go to another program's webhook; where that cannot be asked, go on."""
    _refuse(await attempt(bot.call("getWebhookInfo")), ours)


def _refuse(webhook: object, ours: str) -> None:
    if isinstance(webhook, dict) and webhook.get("url") not in (None, "", ours):
        event(Event.CONFLICT)
        raise SaferbotError(WEBHOOK)
