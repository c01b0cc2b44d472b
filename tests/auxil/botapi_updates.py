"""The queue of updates as Telegram keeps it: handed out again and again until an offset confirms them.

One poller at a time: a new getUpdates ends the one that waits with 409. The filter of allowed_updates
applies when an update happens, not when it is fetched, and stays set until another one is given.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any

from tests.auxil.botapi_rules import Refused

Json = dict[str, Any]

FIRST_UPDATE_ID = 100_000_001
KEPT_SECONDS = 24 * 3600
LONGEST_POLL_SECONDS = 50
MOST_UPDATES = 100
LEFT_OUT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
OTHER_POLLER = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_IS_SET = (
    "Conflict: can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)


class Signal:
    """Wakes whoever waits for something to happen here."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Something changed: everybody looks again."""
        for one in self._waiting:
            if not one.done():
                one.set_result(None)

    async def wait(self, is_true: Callable[[], object], seconds: float, every: float | None) -> bool:
        """Whether `is_true` came true in time; looked at on each change and, if given, `every` seconds."""
        end = time.monotonic() + seconds
        while not is_true():
            left = end - time.monotonic()
            if left <= 0:
                return False
            await self._next(left if every is None else min(left, every))
        return True

    async def _next(self, seconds: float) -> None:
        change: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(change)
        try:
            await asyncio.wait({change}, timeout=seconds)
        finally:
            self._waiting.discard(change)


class UpdateQueue:
    """What happened and was not yet confirmed, oldest first."""

    def __init__(self, signal: Signal, clock: Callable[[], float]) -> None:
        self.confirmed_offset = 0
        self.webhook: Json | None = None
        self.allowed: frozenset[str] | None = None
        self._signal = signal
        self._clock = clock
        self._next_id = FIRST_UPDATE_ID
        self._kept: list[tuple[float, Json]] = []
        self._poll = 0
        self._ended_by = OTHER_POLLER

    def add(self, kind: str, body: Json) -> int | None:
        """Queues an update of this kind; its id, or None where allowed_updates leaves it out."""
        if not self.lets_through(kind):
            return None
        return self.push_raw({kind: body})

    def push_raw(self, update: Json) -> int:
        """Queues this update whatever it holds, and gives it the next update_id."""
        update_id = self._next_id
        self._next_id += 1
        self._kept.append((self._clock(), {**update, "update_id": update_id}))
        self._signal.notify()
        return update_id

    def lets_through(self, kind: str) -> bool:
        """Whether allowed_updates lets this kind through."""
        return kind not in LEFT_OUT_BY_DEFAULT if self.allowed is None else kind in self.allowed

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Keeps a new list of allowed kinds; None changes nothing, an empty one is the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def unconfirmed(self) -> list[Json]:
        """The updates Telegram still keeps for the bot: not confirmed and at most 24 hours old."""
        oldest = self._clock() - KEPT_SECONDS
        self._kept = [(at, update) for at, update in self._kept if at >= oldest]
        return [update for _, update in self._kept]

    def confirm(self, offset: int) -> None:
        """Forgets every update below the offset; a negative one keeps only that many from the end."""
        waiting = self.unconfirmed()
        if offset < 0:
            offset = waiting[offset:][0]["update_id"] if waiting else 0
        if offset > 0:
            self.confirmed_offset = max(self.confirmed_offset, offset)
            self._kept = [kept for kept in self._kept if kept[1]["update_id"] >= offset]
            self._signal.notify()

    def set_webhook(self, webhook: Json | None) -> None:
        """Sets or removes the webhook; a waiting poll ends with 409."""
        self.webhook = webhook
        self._end_poll("Conflict: terminated by setWebhook request")

    def drop_pending(self) -> None:
        """Throws away everything unconfirmed, as drop_pending_updates asks."""
        self.confirm(self._next_id)

    def _end_poll(self, why: str) -> int:
        self._poll += 1
        self._ended_by = why
        self._signal.notify()
        return self._poll

    async def long_poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """The answer of getUpdates: at once where something is kept, else after `seconds` at most."""
        if self.webhook:
            raise Refused(409, WEBHOOK_IS_SET)
        mine = self._end_poll(OTHER_POLLER)
        self.confirm(offset)
        await self._signal.wait(
            lambda: mine != self._poll or self.unconfirmed(),
            min(max(seconds, 0), LONGEST_POLL_SECONDS),
            every=None,
        )
        if mine != self._poll:
            raise Refused(409, self._ended_by)
        return self.unconfirmed()[: min(max(limit, 1), MOST_UPDATES)]
