"""Which column says what: by the names that publishers use (a mapping file can say it otherwise)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.core.site import SERVICES
from bot.services.importers.clean import YES
from bot.services.importers.synonyms import SYNONYMS

DAY_CELLS = tuple(f"hours_{day}" for day in ("mo", "tu", "we", "th", "fr", "sa", "su"))

CELLS = tuple(SYNONYMS)
_MANY = frozenset({"notes", "phone"})  # several columns may say these, with no mapping
_TWINS = {"name": "name2", "street": "street2"}


@dataclass(frozen=True, slots=True)
class Columns:
    """`take`: for each of our cells the columns that say it, joined in that order. `always`: services of every row.
    `words`: what a word in the services or type cell means. `yes_in`: columns that say yes or no for one service.
    `unused`: columns that nothing was taken from. `language` of the text of hours."""

    take: Mapping[str, tuple[str, ...]]
    always: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    yes_in: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[str, ...] = ()
    language: str = "en"

    def cells(self, row: Mapping[str, str]) -> dict[str, str]:
        """Return our cells of one row. Two columns for one day are its opening and its closing time."""
        found: dict[str, str] = {}
        for cell, columns in self.take.items():
            parts = [row[column] for column in columns if row.get(column, "").strip()]
            mark = (
                "-"
                if cell in DAY_CELLS
                else "\n"
                if cell in ("notes", "services")
                else "; "
                if cell == "phone"
                else ", "
            )
            found[cell] = (" - " if cell == "name" else mark).join(parts)
        for column in self.yes_in:
            found[yes_cell(column)] = "yes" if row.get(column, "").strip().casefold() in YES else ""
        return found


def yes_cell(column: str) -> str:
    """Return the cell that holds the yes of a column which stands for one service."""
    return f"yes:{column}"


def fold(header: str) -> str:
    """Return a header as it is compared: `POSTAL_CODE`, `Postal Code` and `postalCode` are one."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.strip().lstrip("\ufeff"))
    bare = "".join(c for c in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\s_\-.]+", " ", bare.casefold()).split())


_KNOWN = {fold(name): (cell, rank) for cell, names in SYNONYMS.items() for rank, name in enumerate(names)}
_SERVICE_HEADERS = {fold(service): service for service in SERVICES}


def guessed(header: Iterable[str], ours: bool = False, empty: Iterable[str] = ()) -> Columns:
    """Match the columns by their names. `ours`: the names already are those of our cells. `empty` columns, which say
    nothing in any row, are passed over."""
    names, silent = tuple(header), frozenset(empty)
    if ours:
        return Columns({cell: (cell,) for cell in names})
    found: dict[str, list[tuple[int, str]]] = {}
    yes_in: dict[str, str] = {}
    for column in names:
        cell, rank = _KNOWN.get(fold(column), ("", 0))
        if column == "_id" or column in silent:  # CKAN gives rows a new `_id` with every edition
            continue
        if cell:
            found.setdefault(cell, []).append((rank, column))
        elif fold(column) in _SERVICE_HEADERS:
            yes_in[column] = _SERVICE_HEADERS[fold(column)]
    take = {
        cell: tuple(c for _, c in (list(hits) if cell in _MANY else sorted(hits)[:1]))
        for cell, hits in found.items()
    }
    for first, second in _TWINS.items():
        if first in take and second in take:
            take[first] += take.pop(second)
    used = {column for columns in take.values() for column in columns} | set(yes_in)
    return Columns(take, yes_in=yes_in, unused=tuple(c for c in names if c not in used))
