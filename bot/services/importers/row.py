"""One record as its publisher wrote it, and the words in which an import is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, Union

from bot.errors import SaferbotError

Written: TypeAlias = Union[str, list["Written"], dict[str, "Written"]]  # noqa: UP007 - it names itself
Record: TypeAlias = dict[str, Written]


class ImportRefused(SaferbotError):  # noqa: N818 - it reads as what happened
    """The whole file cannot be imported; the sentence says what it is and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """`number` counts as a spreadsheet does: the header is row 1. In JSON the first record is 1. `cells` are by column
    name. `trouble` says why the row cannot be used, empty where it can."""

    number: int
    cells: Mapping[str, str]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows of a file. `names_are_ours`: the format itself says what each cell is, so headers need no guessing.
    `remarks` are sentences about the file for the report; `skipped` counts records that are no sites by format."""

    shape: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    names_are_ours: bool = False
    remarks: tuple[str, ...] = field(default=())

    def empty_columns(self) -> tuple[str, ...]:
        """The columns that say nothing in any row."""
        return tuple(
            name for name in self.header if not any(row.cells.get(name, "").strip() for row in self.rows)
        )
