"""Looking for hundreds of thousands of spellings at once, in files and in the memory of a process that runs.

Everything it says of absence is worth what it finds when something is planted, so each test that uses it plants first.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WORD = 8
FILTER_BITS = 24
SPREAD = np.uint64(0x9E3779B97F4A7C15)
LARGE = 1 << 20  # in more than that, five bytes of ten thousand numbers are found by chance
SHORTEST_IN_LARGE = 6
PIECE = 1 << 24


@dataclass
class Swept:
    """What a sweep has looked at and found: how often each thing, and where first."""

    files: int = 0
    size: int = 0
    found: Counter[str] = field(default_factory=Counter)
    where: dict[str, str] = field(default_factory=dict)

    def add(self, place: str, size: int, found: Iterable[str]) -> None:
        """One more file, or part of a memory."""
        self.size += size
        for what in found:
            self.found[what] += 1
            self.where.setdefault(what, place)


class Needles:
    """Spellings, each with the name of what it would give away."""

    def __init__(self, named: Iterable[tuple[str, bytes]]) -> None:
        self.count = 0
        self._by_start: dict[int, dict[bytes, list[tuple[str, bytes]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for what, form in named:
            size = min(len(form), WORD)
            self._by_start[size][form[:size]].append((what, form))
            self.count += 1
        self._tables = {size: _Table(list(starts), size) for size, starts in self._by_start.items()}

    def in_bytes(self, data: bytes, at_least: int = 0) -> list[str]:
        """What is found in these bytes; spellings shorter than `at_least` are not looked for."""
        found = []
        for size in (one for one in self._tables if one >= min(at_least, WORD)):
            for place in self._tables[size].places(data):
                start = data[place : place + size]
                found += [
                    what for what, form in self._by_start[size].get(start, ()) if data.startswith(form, place)
                ]
        return found

    def in_folders(self, folders: Iterable[Path], but: Sequence[str] = ()) -> Swept:
        """Search every file below, but those of the names given."""
        swept = Swept()
        for path in (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()):
            if path.name in but:
                continue
            data = path.read_bytes()
            swept.files += 1
            swept.add(
                path.name, len(data), self.in_bytes(data, SHORTEST_IN_LARGE if len(data) > LARGE else 0)
            )
        return swept

    def in_memory(self, pid: int) -> Swept:
        """Search everything a process can write to, as root sees it."""
        swept = Swept()
        for name, data in memory_of(pid):
            swept.add(name, len(data), self.in_bytes(data, SHORTEST_IN_LARGE))
        return swept


class _Table:
    """Finds where in some bytes one of many starts of the same length stands."""

    def __init__(self, starts: list[bytes], size: int) -> None:
        self._mask = np.uint64((1 << 8 * size) - 1)
        self._starts = np.array(sorted({int.from_bytes(one, "little") for one in starts}), dtype=np.uint64)
        self._filter = np.zeros(1 << FILTER_BITS, dtype=bool)
        self._filter[_spread(self._starts)] = True

    def places(self, data: bytes) -> Iterator[int]:
        padded = data + bytes(2 * WORD)
        for shift in range(WORD):
            count = (len(data) - shift + WORD - 1) // WORD
            if count <= 0:
                continue
            words = np.frombuffer(padded, dtype="<u8", count=count, offset=shift) & self._mask
            likely = np.flatnonzero(self._filter[_spread(words)])
            sure = likely[np.isin(words[likely], self._starts)]
            yield from (int(place) * WORD + shift for place in sure)


def _spread(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return (words * SPREAD) >> np.uint64(64 - FILTER_BITS)


def memory_of(pid: int) -> Iterator[tuple[str, bytes]]:
    """Give every part of a process's memory that it can write to, in pieces that overlap a little."""
    maps = Path(f"/proc/{pid}/maps").read_text("ascii")
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps.splitlines():
            start, end, rights, name = re.fullmatch(r"(\w+)-(\w+) (\S+) \S+ \S+ \S+\s*(.*)", line).groups()  # type: ignore[union-attr]
            if not rights.startswith("rw"):
                continue
            first, last = int(start, 16), int(end, 16)
            for at in range(first, last, PIECE):
                yield name or "anonymous", _read(memory, at, min(PIECE + 256, last - at))


def _read(memory: object, at: int, size: int) -> bytes:
    try:
        memory.seek(at)  # type: ignore[attr-defined]
        return bytes(memory.read(size))  # type: ignore[attr-defined]
    except (OSError, OverflowError):
        return b""
