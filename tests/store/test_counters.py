"""Counts of events by day: blurred before writing, never of people, never in the way of an answer."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.privacy.pseudonym import WINDOW_SECONDS
from bot.store.counters import FLUSH_SECONDS, Counter, Counters
from bot.store.database import Database, Row, Statement, StoreError
from tests.auxil.clock import FakeClock

TOPICS = frozenset({"naloxone-how", "fentanyl-strips"})
KINDS = frozenset({"overdose", "suicide"})
CELLS = {
    "answered:naloxone-how",
    "answered:fentanyl-strips",
    "emergency:overdose",
    "emergency:suicide",
    "choices",
    "unknown",
    "check",
    "services",
    *(f"{judged}:{topic}" for judged in ("helpful", "unhelpful") for topic in TOPICS),
}
DAY_SECONDS = 86_400


class FakeStore:
    """The shape of Database, in a dictionary; `is_broken` makes every call fail."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], int] = {}
        self.begun: list[tuple[str, str]] = []
        self.is_broken = False

    async def write(self, statements: Sequence[Statement]) -> None:
        if self.is_broken:
            raise StoreError("broken on purpose")
        (begin, new), (add, more) = statements
        assert begin.startswith("INSERT")
        assert add.startswith("UPDATE")
        for day, cell, n in new:
            self.begun.append((str(day), str(cell)))
            self.rows.setdefault((str(day), str(cell)), int(n))
        for n, day, cell in more:
            self.rows[(str(day), str(cell))] += int(n)

    async def read(self, statement: str, values: Row = ()) -> list[Row]:
        if self.is_broken:
            raise StoreError("broken on purpose")
        since, until = map(str, values)
        within = [(cell, n) for (day, cell), n in self.rows.items() if since <= day < until]
        return [(cell, sum(n for c, n in within if c == cell)) for cell in sorted(dict(within))]


def tails() -> bool:
    """Noise of exactly 0."""
    return False


def key(length: int) -> bytes:
    return bytes(range(length))


def counters(store: FakeStore, clock: FakeClock, seed: int | None = None) -> Counters:
    source = Random(seed)  # noqa: S311 - the same noise every time
    bits = tails if seed is None else lambda: source.getrandbits(1) == 1
    return Counters(store, clock, bits=bits, random_bytes=key, topics=TOPICS, kinds=KINDS)


def tag(n: int) -> bytes:
    return n.to_bytes(8, "big")


async def test_what_was_counted_is_written_by_day() -> None:
    """Three people asked one thing, one another."""
    store = FakeStore()
    counts = counters(store, FakeClock())
    for person in range(3):
        counts.count(Counter.ANSWERED, tag(person), "naloxone-how")
    counts.count(Counter.UNKNOWN, tag(0))
    assert await counts.flush() == 0
    told = {cell: n for (_, cell), n in store.rows.items() if n}
    assert told == {"answered:naloxone-how": 3, "unknown": 1}
    assert {day for day, _ in store.rows} == {"2030-01-15"}


async def test_nothing_is_written_before_the_flush() -> None:
    """The disk does not show when within a quarter of an hour someone asked."""
    store = FakeStore()
    counts = counters(store, FakeClock())
    counts.count(Counter.CHECK, tag(1))
    assert store.rows == {}
    assert FLUSH_SECONDS == 900


async def test_every_row_of_the_day_is_begun_at_once() -> None:
    """That a row stands there does not tell that anyone asked about it."""
    store = FakeStore()
    await counters(store, FakeClock()).flush()
    assert {cell for _, cell in store.rows} == CELLS


async def test_rows_begin_at_a_noise_draw_each() -> None:
    """The disk never holds a true number: with nothing counted, rows are not all 0."""
    store = FakeStore()
    clock = FakeClock()
    counts = counters(store, clock, seed=5)
    for _ in range(50):
        await counts.flush()
        clock.advance(DAY_SECONDS)
    values = list(store.rows.values())
    assert len(values) == 50 * len(CELLS)
    assert len(set(values)) > 6
    assert abs(values.count(0) / len(values) - 1 / 3) < 0.1


async def test_noise_is_drawn_once_and_never_again() -> None:
    """Otherwise many looks would average it away: later flushes and restarts keep the row."""
    store = FakeStore()
    clock = FakeClock()
    counts = counters(store, clock, seed=5)
    await counts.flush()
    before = dict(store.rows)
    await counts.flush()
    await counters(store, clock, seed=6).flush()
    assert store.rows == before
    assert len(store.begun) == 2 * len(CELLS)  # once for each of the two runs


async def test_one_person_adds_one_per_counter_and_window() -> None:
    """Asking ten times does not stand out of the noise; the next window counts again."""
    store = FakeStore()
    clock = FakeClock()
    counts = counters(store, clock)
    for _ in range(10):
        counts.count(Counter.CHECK, tag(1))
        counts.count(Counter.SERVICES, tag(1))
    clock.advance(WINDOW_SECONDS)
    counts.count(Counter.CHECK, tag(1))
    await counts.flush()
    assert store.rows[("2030-01-15", "check")] == 2
    assert store.rows[("2030-01-15", "services")] == 1


async def test_what_was_asked_is_not_held_beside_the_tag() -> None:
    """Held are keyed hashes: neither a tag nor a topic stands in them, and they go with the window."""
    clock = FakeClock()
    counts = counters(FakeStore(), clock)
    counts.count(Counter.ANSWERED, b"CANARY-1", "naloxone-how")
    held = counts._seen._seen
    assert len(held) == 1
    assert all(b"CANARY" not in mark and len(mark) == 8 for mark in held)
    clock.advance(WINDOW_SECONDS)
    await counts.flush()
    assert len(counts._seen._seen) == 0


async def test_midnight_in_utc_begins_a_new_day() -> None:
    """A count belongs to the day it was asked on, even where it is written the next day."""
    store = FakeStore()
    clock = FakeClock(datetime(2030, 1, 15, 23, 59, 50, tzinfo=UTC))
    counts = counters(store, clock)
    counts.count(Counter.CHECK, tag(1))
    clock.advance(20)
    counts.count(Counter.CHECK, tag(2))
    await counts.flush()
    assert store.rows[("2030-01-15", "check")] == 1
    assert store.rows[("2030-01-16", "check")] == 1


@pytest.mark.parametrize("days", [-1, 365])
async def test_a_wrong_date_makes_no_negative_or_lost_count(days: int) -> None:
    """REL-4: the clock is set while counts are waiting."""
    store = FakeStore()
    clock = FakeClock()
    counts = counters(store, clock)
    counts.count(Counter.CHECK, tag(1))
    clock.set_wall_clock(clock.now() + timedelta(days=days))
    counts.count(Counter.CHECK, tag(2))
    assert await counts.flush() == 0
    assert sum(store.rows.values()) == 2
    assert min(store.rows.values()) == 0


@pytest.mark.parametrize(
    ("counter", "name"),
    [
        (Counter.ANSWERED, "not-a-topic"),
        (Counter.ANSWERED, "he is blue"),
        (Counter.ANSWERED, ""),
        (Counter.EMERGENCY, "naloxone-how"),
        (Counter.UNKNOWN, "naloxone-how"),
    ],
)
async def test_what_is_not_on_the_list_is_not_counted(counter: Counter, name: str) -> None:
    """A closed list: it is never written and never raised, only told as one lost count."""
    store = FakeStore()
    counts = counters(store, FakeClock())
    counts.count(counter, tag(1), name)
    assert await counts.flush() == 1
    assert {cell for _, cell in store.rows} == CELLS
    assert set(store.rows.values()) == {0}


def test_a_topic_that_is_no_name_is_refused_at_once() -> None:
    """No text gets in by the list itself."""
    with pytest.raises(ValueError, match="names of at most 60"):
        Counters(
            FakeStore(),
            FakeClock(),
            bits=tails,
            random_bytes=key,
            topics=frozenset({"He is blue"}),
            kinds=KINDS,
        )


async def test_new_topics_are_counted_after_the_knowledge_changed() -> None:
    """And their rows are begun on the same day."""
    store = FakeStore()
    counts = counters(store, FakeClock())
    await counts.flush()
    counts.use(TOPICS | {"new-topic"}, KINDS)
    counts.count(Counter.ANSWERED, tag(1), "new-topic")
    assert await counts.flush() == 0
    assert store.rows[("2030-01-15", "answered:new-topic")] == 1


async def test_a_failing_store_costs_the_counts_and_says_how_many() -> None:
    """REL-3: no error reaches an answer; afterwards counting goes on."""
    store = FakeStore()
    counts = counters(store, FakeClock())
    store.is_broken = True
    counts.count(Counter.CHECK, tag(1))
    counts.count(Counter.CHECK, tag(2))
    assert await counts.flush() == 2
    store.is_broken = False
    counts.count(Counter.CHECK, tag(3))
    assert await counts.flush() == 0
    assert store.rows[("2030-01-15", "check")] == 1


async def test_a_flood_of_tags_does_not_fill_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Past the bound nothing is counted, rather than counted twice."""
    monkeypatch.setattr("bot.store.counters.MOST_SEEN", 5)
    store = FakeStore()
    counts = counters(store, FakeClock())
    for person in range(8):
        counts.count(Counter.CHECK, tag(person))
    assert await counts.flush() == 3
    assert store.rows[("2030-01-15", "check")] == 5


async def test_totals_are_of_whole_days_and_released_by_the_rules() -> None:
    """Today is not in them, small cells are hidden, and so is a total that would reveal one."""
    store = FakeStore()
    clock = FakeClock()
    counts = counters(store, clock)
    for person in range(41):
        counts.count(Counter.ANSWERED, tag(person), "naloxone-how")
    for person in range(4):
        counts.count(Counter.ANSWERED, tag(person), "fentanyl-strips")
    for person in range(22):
        counts.count(Counter.UNKNOWN, tag(person))
    await counts.flush()
    assert (await counts.totals(1))[Counter.UNKNOWN].total is None  # the day is not over yet
    clock.advance(DAY_SECONDS)
    totals = await counts.totals(1)
    assert totals[Counter.ANSWERED].cells == {"naloxone-how": 40, "fentanyl-strips": None}
    assert totals[Counter.ANSWERED].total is None
    assert totals[Counter.UNKNOWN].cells == {"": 20}
    assert totals[Counter.UNKNOWN].total == 20
    assert set(totals) == set(Counter)


async def test_sums_of_many_days_hide_what_may_be_noise() -> None:
    """13 in a day is shown, 13 in four weeks is not."""
    store = FakeStore()
    clock = FakeClock()
    counts = counters(store, clock)
    for person in range(13):
        counts.count(Counter.CHECK, tag(person))
    await counts.flush()
    clock.advance(DAY_SECONDS)
    assert (await counts.totals(1))[Counter.CHECK].total == 15
    assert (await counts.totals(28))[Counter.CHECK].total is None


async def test_totals_of_no_days_are_refused() -> None:
    """A mistake of the caller, not an empty table."""
    with pytest.raises(ValueError, match="one day or more"):
        await counters(FakeStore(), FakeClock()).totals(0)


async def test_the_real_database_does_what_the_fake_does(tmp_path: Path) -> None:
    """The same counting through SQLite, under its authorizer, over a restart."""
    clock = FakeClock()
    path = tmp_path / "state" / "counts.sqlite"
    for run in range(2):
        database = await Database.open(path)
        counts = Counters(database, clock, bits=tails, random_bytes=key, topics=TOPICS, kinds=KINDS)
        for person in range(20):
            counts.count(Counter.EMERGENCY, tag(person), "overdose")
            counts.count(Counter.ANSWERED, tag(person), "naloxone-how")
        assert await counts.flush() == 0, run
        await database.close()
    clock.advance(DAY_SECONDS)
    database = await Database.open(path)
    counts = Counters(database, clock, bits=tails, random_bytes=key, topics=TOPICS, kinds=KINDS)
    totals = await counts.totals(7)
    rows = await database.read("SELECT counter, n FROM counts")
    await database.close()
    assert totals[Counter.EMERGENCY].cells == {"overdose": 40, "suicide": None}
    assert {str(cell) for cell, _ in rows} == CELLS


async def test_doubts_go_by_site_and_no_other_name(tmp_path: Path) -> None:
    """A site that is not on the list is not counted; every site has its row from the start, at its own noise."""
    database = await Database.open(tmp_path / "counts.sqlite")
    sites = frozenset({"corner-house", "hill-shop"})
    counts = Counters(
        database, FakeClock(), bits=tails, random_bytes=key, topics=TOPICS, kinds=KINDS, sites=sites
    )
    assert counts.has(Counter.DOUBTED, "corner-house")
    assert not counts.has(Counter.DOUBTED, "elsewhere")
    for _ in range(2):
        counts.count(Counter.DOUBTED, tag(1), "corner-house")
    assert await counts.flush() == 0
    rows = {str(cell): n for cell, n in await database.read("SELECT counter, n FROM counts")}
    await database.close()
    assert (rows["doubted:corner-house"], rows["doubted:hill-shop"]) == (1, 0)
