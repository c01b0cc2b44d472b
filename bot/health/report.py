"""What may be told of a running bot: facts of the process, of what it read, and totals as people may see them.

NEVER a number that moves with each message: watched often enough it would be a diary of when somebody wrote. So there
is no count of messages, no processor time and no duration here; totals are of whole days and released
(privacy/release.py).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.privacy.release import Released

DAYS = 7  # totals of the last whole days
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Health:
    """The state at a moment. `started` is in Unix seconds, `resident` the memory in bytes; `is_counting` is None where
    no totals are wanted, False where they cannot be written. `undone` is how much of the hardening could not be done,
    `events` how often the log told what concerns the service itself, `totals` the released sums by counter and name.
    `is_learning`: questions are told to come back, all else is answered; no trouble, it ends by itself.
    """

    is_reachable: bool
    topics: int
    left_out: int
    sites: int
    is_counting: bool | None
    undone: int
    started: int
    resident: int
    events: Mapping[str, int] = field(default_factory=dict)
    totals: Mapping[str, Released] = field(default_factory=dict)
    is_learning: bool = False


def troubles(health: Health) -> tuple[str, ...]:
    """Return what keeps the bot from answering well, one a line; none where all is well."""
    found = {
        "telegram: cannot be reached": not health.is_reachable,
        "knowledge: none could be read": not health.topics,
        "totals: cannot be written": health.is_counting is False,
    }
    return tuple(text for text, is_so in found.items() if is_so)


def metrics(health: Health) -> str:
    """Return everything in the text format of Prometheus (version 0.0.4)."""
    return "".join(f"{line}\n" for line in _lines(health))


def _lines(health: Health) -> Iterator[str]:
    simple = (
        ("saferbot_telegram_reachable", "1 where the last call to Telegram went through.", int(health.is_reachable)),
        ("saferbot_topics", "Entries of the knowledge in force.", health.topics),
        ("saferbot_left_out", "Mistakes in it, each of which left something out.", health.left_out),
        ("saferbot_sites", "Places of help in force.", health.sites),
        ("saferbot_learning", "1 while it cannot look up questions yet.", int(health.is_learning)),
        ("saferbot_not_hardened", "Parts of the hardening that could not be done.", health.undone),
        ("process_start_time_seconds", "When it was started.", health.started),
        ("process_resident_memory_bytes", "Memory, in whole MiB.", health.resident // _MIB * _MIB),
    )  # fmt: skip
    for name, meaning, value in simple:
        yield from _described(name, "gauge", meaning)
        yield f"{name} {value}"
    yield from _described(
        "saferbot_events_total", "counter", "What the log told of the service itself, since its start."
    )
    for event, times in sorted(health.events.items()):
        yield f'saferbot_events_total{{event="{event}"}} {times}'
    yield from _described(
        "saferbot_replies", "gauge", f"Totals of the last {DAYS} days, blurred; small ones are not told."
    )
    for counter, released in sorted(health.totals.items()):
        for name, count in sorted(released.cells.items()):
            if count is not None:
                yield f'saferbot_replies{{counter="{counter}",name="{name}"}} {count}'


def _described(name: str, kind: str, meaning: str) -> tuple[str, str]:
    return f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"
