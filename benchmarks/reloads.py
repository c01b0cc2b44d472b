"""Editing the knowledge again and again while people ask: no reply mixes versions, no broken edit replaces a good one.

    python -m benchmarks.reloads [--reloads 1000] [--per-second 50]

A copy of the whole knowledge is edited in two files at once: the answer of an entry and the name of a service, which
stands on a button under that answer, both with the number of the edit. Every third edit is broken, each in another way.
Meanwhile so many messages a second ask for that entry. Prints how long replies took from when they were due, and
how many were wrong. A reload of everything takes seconds, so the whole run takes an hour; the delays show in less.
"""

import argparse
import asyncio
import itertools
import re
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.clock import RealClock
from bot.config import Settings
from bot.content.atomic import write_whole
from bot.live import Live
from bot.transports.base import Desk, Incoming

ROOT = Path(__file__).parent.parent
ASKED = "after-overdose-next-hours"
_MARK = re.compile(r"edit number (\d+)")
_NUMBERS = itertools.count(1)  # a chat each, so that no limit is met
# What breaks a file, each in its own way.
BREAKS: tuple[Callable[[str], str], ...] = (
    lambda text: text.replace("  answer: |", "  answer: |\n {", 1),
    lambda text: text + "\nnot an entry\n",
    lambda text: text.replace("  urgency: none", "  urgancy: none", 1),
    lambda text: text[: len(text) // 2],
    lambda text: text.replace("  answer: |\n", "  answer: |\n    {no_such_fact}\n", 1),
)


@dataclass(frozen=True, slots=True)
class Result:
    """`delays` in seconds, one a reply, sorted; `mixed` replies came from two versions, `broken` from a broken edit,
    `old` from a version before one that was seen already; `versions` good ones were seen."""

    delays: tuple[float, ...]
    mixed: int
    broken: int
    old: int
    versions: int

    def at(self, share: float) -> float:
        """The delay that this share of replies does not pass, in milliseconds."""
        return 1_000 * self.delays[min(int(share * len(self.delays)), len(self.delays) - 1)]


class Quiet(Live):
    """The version in force without the picture of mixes, which a process of its own draws."""

    async def draw(self) -> None:
        """Draw nothing."""


class Editor:
    """Edits two files of a copy of the knowledge, well or badly."""

    def __init__(self, root: Path) -> None:
        self._entry, self._words = root / "en" / "topics" / "after.yaml", root / "en" / "wording.yaml"
        self._texts = self._entry.read_text("utf-8"), self._words.read_text("utf-8")
        self.good: set[int] = {0}
        self.edit(0)

    def edit(self, number: int) -> None:
        """Make edit `number`; every third is broken."""
        is_broken = number % 3 == 2
        entry = _marked(self._texts[0], f"\n{ASKED}:", "  answer: |\n", f"    Edit number {number}.\n\n")
        words = _marked(self._texts[1], "\nservices:", "title: ", f"Edit number {number} ")
        if is_broken:
            entry = BREAKS[number // 3 % len(BREAKS)](entry)
        else:
            self.good.add(number)
        for path, text in ((self._words, words), (self._entry, entry)):
            write_whole(path, text.encode())


def _marked(text: str, start: str, key: str, mark: str) -> str:
    place = text.index(key, text.index(start)) + len(key)
    return text[:place] + mark + text[place:]


async def _ask(
    desk: Desk, per_second: float, stop: asyncio.Event, seen: list[tuple[float, set[int]]]
) -> None:
    """Ask so many times a second until told to stop; what was due while the loop was held up is asked at once."""
    due = time.monotonic()
    while not stop.is_set():
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        reply = desk.reply(Incoming(next(_NUMBERS), text="", code=f"1:t:{ASKED}"))
        said = "" if reply is None else "\n".join((reply.text, *(one.label for one in reply.buttons)))
        seen.append((time.monotonic() - due, {int(one) for one in _MARK.findall(said.lower())}))
        due += 1 / per_second


async def run(root: Path, reloads: int, per_second: float) -> Result:
    """Edit the knowledge at `root`, a copy, so many times while it is asked."""
    editor = Editor(root)
    live = Quiet(Settings(root, country="GB"), RealClock())
    desk = Desk(live.view, RealClock(), secrets.token_bytes)
    stop, seen = asyncio.Event(), list[tuple[float, set[int]]]()
    asking = asyncio.create_task(_ask(desk, per_second, stop, seen))
    for number in range(1, reloads + 1):
        editor.edit(number)
        await live.refresh()
        await asyncio.sleep(1.5 / per_second)  # at least one message hears of it
    stop.set()
    await asking
    live.aside.end()
    return _result(seen, editor.good)


def _result(seen: list[tuple[float, set[int]]], good: set[int]) -> Result:
    newest, old, versions = 0, 0, set[int]()
    for _, numbers in seen:
        old += any(number < newest for number in numbers)
        newest = max(numbers | {newest})
        versions |= numbers
    return Result(
        delays=tuple(sorted(delay for delay, _ in seen)),
        mixed=sum(len(numbers) != 1 for _, numbers in seen),
        broken=sum(not numbers <= good for _, numbers in seen),
        old=old,
        versions=len(versions),
    )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--reloads", type=int, default=1_000)
    options.add_argument("--per-second", type=float, default=50)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        root = Path(shutil.copytree(ROOT / "knowledge", Path(place) / "knowledge"))
        found = asyncio.run(run(root, chosen.reloads, chosen.per_second))
    print(f"{chosen.reloads} reloads, {len(found.delays)} replies, {found.versions} versions seen")
    print(f"mixed {found.mixed}, from a broken edit {found.broken}, older than one seen before {found.old}")
    print(f"delay p50 {found.at(0.5):.0f} ms, p95 {found.at(0.95):.0f} ms, p99 {found.at(0.99):.0f} ms")


if __name__ == "__main__":
    main()
