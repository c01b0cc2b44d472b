"""The builder of the health endpoint: what a running bot knows of itself, told on the loopback where that is wanted."""

import datetime as dt
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bot import logs
from bot.clock import Clock
from bot.config import Settings
from bot.health.door import answering
from bot.health.report import DAYS, Health
from bot.live import Live
from bot.logs import Event
from bot.privacy.release import Released
from bot.store.counters import Counters
from bot.store.database import StoreError

# What concerns the service itself. None that goes with a message is among them (a send that failed, a limit reached).
TOLD = frozenset(
    {
        Event.UNREACHABLE,
        Event.CONFLICT,
        Event.SETTINGS_CHANGED,
        Event.LEARNING_FAILED,
        Event.KNOWLEDGE_REJECTED,
        Event.SERVICES_REJECTED,
        Event.STORE_SET_ASIDE,
        Event.STORE_UNAVAILABLE,
        Event.WARNING,
        Event.INTERNAL_ERROR,
    }
)
_PAGES = Path("/proc/self/statm")
_PAGE_BYTES = 4_096


@asynccontextmanager
async def telling(
    settings: Settings, clock: Clock, live: Live, counters: Counters | None, undone: int
) -> AsyncIterator[None]:
    """Tell how the bot is while the block runs, where the settings say so. Where nobody can listen there it says so in
    the log, and answers go on."""
    if settings.health is None:
        yield
        return
    look = _Look(clock, live, counters, settings.state is not None, undone)
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(answering(look.now, settings.health.host, settings.health.port))
        except OSError as error:
            logs.event(Event.WARNING, error=error)
        yield


class _Look:
    """Looks at the parts of a running bot. Totals are of whole days, so they are read once a day."""

    def __init__(
        self, clock: Clock, live: Live, counters: Counters | None, is_wanted: bool, undone: int
    ) -> None:
        self._clock, self._live, self._counters = clock, live, counters
        self._is_wanted, self._undone = is_wanted, undone
        self._started = int(clock.now().timestamp())
        self._totals: tuple[dt.date, Mapping[str, Released]] | None = None

    async def now(self) -> Health:
        """Return the state now."""
        seen = logs.so_far()
        version = self._live.version
        return Health(
            is_reachable=seen.get(Event.UNREACHABLE, 0) <= seen.get(Event.REACHABLE_AGAIN, 0),
            topics=len(version.view.knowledge.topics),
            left_out=len(version.mistakes),
            sites=len(self._live.sites.names),
            is_counting=self._counters is not None if self._is_wanted else None,
            undone=self._undone,
            started=self._started,
            resident=_resident(),
            events={event.value: seen.get(event, 0) for event in TOLD},
            totals=await self._released(),
            is_learning=version.is_early,
        )

    async def _released(self) -> Mapping[str, Released]:
        today = self._clock.now().date()
        if self._counters is None:
            return {}
        if self._totals is None or self._totals[0] != today:
            try:
                found = await self._counters.totals(DAYS)
            except StoreError:
                return {}
            self._totals = (today, {counter.value: released for counter, released in found.items()})
        return self._totals[1]


def _resident() -> int:
    try:
        return int(_PAGES.read_text("ascii").split()[1]) * _PAGE_BYTES
    except (OSError, ValueError, IndexError):
        return 0
