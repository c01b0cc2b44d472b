"""What doctor asks Telegram: is the token good, where do messages go, how many wait, and what time is it there.

Asks nothing that takes a message away from a running bot. Part of doctor; shows no token and no address of a webhook.
"""

import asyncio
import datetime as dt
import http.client
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from bot.clock import Clock
from bot.config import Settings
from bot.finding import Finding, advice, right, wrong
from bot.transports.telegram.api import TELEGRAM, attempt, make_bot
from bot.transports.telegram.reach import REFUSED

_SECONDS = 10.0
_MANY_WAIT = 50
_SKEW_SECONDS = 60.0
_REFUSALS = ("InvalidToken", "Unauthorized")


def ask_telegram(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Yield what Telegram says. Nothing is asked without a token."""
    if settings.token is None:
        return
    me, hook = asyncio.run(_asked(settings.token.reveal(), settings.api_url))
    if isinstance(me, Exception):
        yield _unreached(me)
    else:
        name = me.get("username") if isinstance(me, Mapping) else ""
        yield right(f"token: Telegram takes it, for @{name}")
    if isinstance(hook, Mapping):
        yield from webhook_state(hook, settings)
    yield from clock_state(served_at(settings.api_url or TELEGRAM), clock.now())


async def _asked(token: str, api_url: str | None) -> tuple[object, object]:
    bot = make_bot(token, api_url)
    try:
        me = await attempt(bot.call("getMe"))
        return me, None if isinstance(me, Exception) else await attempt(bot.call("getWebhookInfo"))
    finally:
        await bot.close_line()


def _unreached(error: Exception) -> Finding:
    if type(error).__name__ in _REFUSALS:
        return wrong(f"token: {REFUSED}")
    kind = type(error).__name__
    return wrong(
        f"Telegram: cannot be reached ({kind}); look at the network, a firewall, or `api_url` in the settings"
    )


def webhook_state(info: Mapping[object, object], settings: Settings) -> Iterator[Finding]:
    """Yield whether messages come to us, and how many wait."""
    url, ours = info.get("url"), settings.webhook.url if settings.webhook else ""
    if url and url != ours:
        yield wrong(
            "webhook: another program's is set, so messages go there; stop it (deleteWebhook). "
            "If you know of none, somebody has the token: see deploy/token-theft.md"
        )
    elif ours and not url:
        yield advice("webhook: not set now; `saferbot run` sets it at its start")
    else:
        yield right("webhook: ours is set" if ours else "webhook: none is set, as it should be")
    if info.get("last_error_message"):
        yield advice(
            "webhook: Telegram could not deliver lately; look at what speaks https in front of the bot"
        )
    waiting = info.get("pending_update_count")
    if isinstance(waiting, int) and waiting > _MANY_WAIT:
        yield advice(f"messages waiting at Telegram: {waiting}; is the bot running?")
    elif isinstance(waiting, int):
        yield right(f"messages waiting at Telegram: {waiting}")


def served_at(root: str) -> dt.datetime | None:
    """Return the time of day at a server, from the Date of its answer (RFC 9110, 6.6.1); None where it says none. The
    token is not in the request."""
    parts = urlsplit(root)
    made = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = made(parts.netloc, timeout=_SECONDS)
    try:
        connection.request("HEAD", "/")
        return parsedate_to_datetime(connection.getresponse().headers.get("Date", ""))
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()


def clock_state(there: dt.datetime | None, here: dt.datetime) -> Iterator[Finding]:
    """Yield whether this machine's clock agrees with Telegram's."""
    if there is None:
        yield advice("clock: not compared, the server told no time")
        return
    away = (here - there.astimezone(dt.UTC)).total_seconds()
    if abs(away) <= _SKEW_SECONDS:
        yield right("clock: agrees with Telegram's")
        return
    way = "ahead of" if away > 0 else "behind"
    yield wrong(
        f"clock: {_long(abs(away))} {way} Telegram's, so what is open now would be told wrong; "
        "switch on time synchronisation (timedatectl set-ntp true)"
    )


def _long(seconds: float) -> str:
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} seconds"
