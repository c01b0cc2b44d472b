"""Does somebody wait at Telegram whom it does not show us yet? Only then is anything confirmed before it is answered.

Asked, Telegram shows a hundred unanswered updates; calling, those of two hundred chats (`max_loaded_updates_` in
WebhookActor.cpp of tdlib/telegram-bot-api), and whoever stands behind them is not seen until some of these are
confirmed. Nobody in danger may stand there for long. So where calm ones fill what it shows, they are confirmed and kept
in memory, where a stop still answers them and only a crash would lose them; danger is confirmed when it is answered.

Both cannot be had at once: that a crash at any moment loses nobody, and that whoever is in danger is seen within
seconds at any depth. Nobody can look ahead (core.telegram.org/bots/api#getupdates): an offset confirms all below it, a
negative one forgets all before it, a hundred is the most, and `allowed_updates` sorts only what is yet to come. So the
update at place n is read when all but 99 before it are confirmed: answered, which at 25 a second takes (n - 100) / 25
seconds, or unanswered. What could keep the unanswered over a crash is a second copy of who wrote what, on disk, in
another program or in a chat of Telegram's, and there must be none. Up to place 225 five seconds are kept without
confirming anything early; from there on `Pace.unseen`, `deep` and `young` weigh the one against the other.
"""

from collections.abc import Callable, Mapping

from bot.transports.telegram.api import Line, attempt
from bot.transports.telegram.pace import Pace


class Depth:
    """What is known of those behind. `is_deep` while looking for them comes before safety from a crash."""

    def __init__(self, bot: Line, pace: Pace, monotonic: Callable[[], float]) -> None:
        self._bot, self._pace, self._monotonic = bot, pace, monotonic
        self._began = monotonic()
        self._full_since: float | None = None
        self._looked: float | None = None
        self.is_deep = False

    def eased(self) -> None:
        """All who wait were shown."""
        self._full_since, self.is_deep = None, False

    async def filled(self) -> bool:
        """Unanswered ones fill all that is shown; return whether the calm ones among them must make room."""
        now = self._monotonic()
        if self._full_since is None:
            self._full_since = now
        if not self.is_deep:
            self.is_deep = now - self._full_since >= self._pace.unseen or await self._many_wait(now)
        return self.is_deep

    async def _many_wait(self, now: float) -> bool:
        """Whether more wait than can be seen in good time; asked once a second at most, and not just after a start."""
        if now - self._began < self._pace.young:
            return False
        if self._looked is not None and now - self._looked < self._pace.deep_look:
            return False
        self._looked = now
        info = await attempt(self._bot.call("getWebhookInfo"))
        waiting = info.get("pending_update_count") if isinstance(info, Mapping) else None
        return isinstance(waiting, int) and waiting > self._pace.deep
