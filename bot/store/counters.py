"""How often what was answered, by day: a closed list of counters, blurred before anything is written.

It counts events, not people, and never says when in the day. Every row of a day is begun at once, each at
its own noise draw: so the disk never holds a true number, and that a row stands there tells nothing. A
failure here is a number returned from `flush`, never an error in somebody's answer.
"""

import re
from collections import Counter as Tallies
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from enum import Enum
from hashlib import blake2b
from typing import Protocol

from bot.clock import Clock
from bot.privacy.pseudonym import WINDOW_SECONDS
from bot.privacy.release import Released, noise, release
from bot.store.database import Row, Statement, StoreError

FLUSH_SECONDS = 900  # how often to call flush: rarely enough that a row does not show who came when
MOST_SEEN = 50_000  # more than the overall limit lets through in one window
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}", re.ASCII)

BEGIN_ROW = "INSERT INTO counts (day, counter, n) VALUES (?, ?, ?) ON CONFLICT (day, counter) DO NOTHING"
ADD = "UPDATE counts SET n = n + ? WHERE day = ? AND counter = ?"
SUMS = "SELECT counter, sum(n) FROM counts WHERE day >= ? AND day < ? GROUP BY counter"


class Counter(Enum):
    """Everything that is ever counted. ANSWERED goes by topic, EMERGENCY by kind, DOUBTED (a site said to be
    closed or wrong) by site, HELPFUL and UNHELPFUL by the topic of the answer; the others are one number each."""

    ANSWERED = "answered"
    CHOICES = "choices"
    UNKNOWN = "unknown"
    EMERGENCY = "emergency"
    CHECK = "check"
    SERVICES = "services"
    DOUBTED = "doubted"
    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"


class Store(Protocol):
    """What counters need of a database (store/database.py); both raise only StoreError."""

    async def write(self, statements: Sequence[Statement]) -> None:
        """All of it or none of it."""
        ...

    async def read(self, statement: str, values: Row = ()) -> list[Row]:
        """The rows of one SELECT."""
        ...


class Counters:
    """Daily counts. `bits` is one fair coin (`secrets.randbits(1) == 1`), `random_bytes` as in Tags."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        *,
        bits: Callable[[], bool],
        random_bytes: Callable[[int], bytes],
        topics: frozenset[str],
        kinds: frozenset[str],
        sites: frozenset[str] = frozenset(),
    ) -> None:
        self._store = store
        self._clock = clock
        self._bits = bits
        self._cells = _closed_list(topics, kinds, sites)
        self._waiting: Tallies[tuple[str, str]] = Tallies()
        self._refused = 0
        self._begun: tuple[str, frozenset[str]] = ("", frozenset())
        self._seen = _OncePerWindow(clock, random_bytes)

    def use(self, topics: frozenset[str], kinds: frozenset[str], sites: frozenset[str] = frozenset()) -> None:
        """Go by these topics, kinds and sites from now on, after the knowledge changed."""
        self._cells = _closed_list(topics, kinds, sites)

    def has(self, counter: Counter, name: str) -> bool:
        """Whether this is counted."""
        return _cell(counter, name) in self._cells

    def count(self, counter: Counter, tag: bytes, name: str = "") -> None:
        """One more today, unless this tag was counted there within the window. Never raises: a name that
        is not on the list is not counted, and `flush` will say so."""
        cell = _cell(counter, name)
        if cell not in self._cells or self._seen.is_full():
            self._refused += 1
        elif self._seen.is_new(tag, cell):
            self._waiting[(self._today().isoformat(), cell)] += 1

    async def flush(self) -> int:
        """Write what has gathered; gives how many counts were lost (0 is well). Never raises StoreError."""
        waiting, refused = self._waiting, self._refused
        self._waiting, self._refused = Tallies(), 0
        self._seen.sweep()
        today, cells = self._today().isoformat(), self._cells
        days = {today, *(day for day, _ in waiting)}
        begin = [(day, cell, noise(self._bits)) for day in sorted(days) for cell in self._unbegun(day)]
        add: list[Row] = [(n, day, cell) for (day, cell), n in waiting.items()]
        try:
            await self._store.write([(BEGIN_ROW, begin), (ADD, add)])
        except StoreError:
            return refused + waiting.total()
        self._begun = (today, cells)
        return refused

    async def totals(self, days: int) -> Mapping[Counter, Released]:
        """The sums of the last whole days, as people may see them. Today is left out: watching it grow
        would show single questions. StoreError when the counts cannot be read."""
        if days < 1:
            raise ValueError("totals are of one day or more")
        today = self._today()
        since = today - timedelta(days=days)
        rows = await self._store.read(SUMS, (since.isoformat(), today.isoformat()))
        sums = {str(cell): int(n) for cell, n in rows}
        return {counter: release(_part(sums, counter), days) for counter in Counter}

    def _unbegun(self, day: str) -> list[str]:
        """In a fixed order, so that the order of writing tells nothing."""
        begun_day, begun = self._begun
        return sorted(self._cells - begun if day == begun_day else self._cells)

    def _today(self) -> date:
        return self._clock.now().date()


class _OncePerWindow:
    """One tag adds at most one to a cell in a window. Held as keyed hashes, so that what is held does not
    say outright which tag asked about what."""

    def __init__(self, clock: Clock, random_bytes: Callable[[int], bytes]) -> None:
        self._clock = clock
        self._random_bytes = random_bytes
        self._start()

    def is_full(self) -> bool:
        self.sweep()
        return len(self._seen) >= MOST_SEEN

    def is_new(self, tag: bytes, cell: str) -> bool:
        mark = blake2b(tag + cell.encode(), key=self._key, digest_size=8).digest()
        is_new = mark not in self._seen
        self._seen.add(mark)
        return is_new

    def sweep(self) -> None:
        if self._clock.monotonic() - self._since >= WINDOW_SECONDS:
            self._key[:] = bytes(len(self._key))
            self._start()

    def _start(self) -> None:
        self._key = bytearray(self._random_bytes(32))
        self._seen: set[bytes] = set()
        self._since = self._clock.monotonic()


def _closed_list(topics: frozenset[str], kinds: frozenset[str], sites: frozenset[str]) -> frozenset[str]:
    """Every cell there is. ValueError for a name that is not a short lower-case name."""
    if not all(NAME.fullmatch(name) for name in topics | kinds | sites):
        raise ValueError("a counter goes by names of at most 60 of a-z 0-9 - _")
    alone = {Counter.CHOICES, Counter.UNKNOWN, Counter.CHECK, Counter.SERVICES}
    answered = {_cell(Counter.ANSWERED, topic) for topic in topics}
    emergency = {_cell(Counter.EMERGENCY, kind) for kind in kinds}
    doubted = {_cell(Counter.DOUBTED, site) for site in sites}
    judged = {_cell(kind, topic) for kind in (Counter.HELPFUL, Counter.UNHELPFUL) for topic in topics}
    return frozenset({_cell(counter, "") for counter in alone} | answered | emergency | doubted | judged)


def _cell(counter: Counter, name: str) -> str:
    return f"{counter.value}:{name}" if name else counter.value


def _part(sums: Mapping[str, int], counter: Counter) -> dict[str, int]:
    """This counter's cells by name; the single number of a counter without names goes by ''."""
    named = ((cell.partition(":"), n) for cell, n in sums.items())
    return {name: n for (kind, _, name), n in named if kind == counter.value}
