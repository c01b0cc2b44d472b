"""One entry as the cells of a row, and a cell as the value of a field.

Ways of asking, test phrases and links stand one a line in their cell; so do sources, whose parts are separated by `;`.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.content.strict_yaml import Value

ID, CATEGORY, EXPORTED = "id", "category", "exported"
TEXTS = ("title", "urgency", "answer", "short")
LISTS = ("questions", "must_match", "must_not_match", "related", "services")
SOURCES = "sources"
REVIEW = ("status", "date", "expires", "by")
DATES = ("date", "expires")
COLUMNS = (
    ID, CATEGORY, "title", "urgency", "questions", "answer", "short", "must_match", "must_not_match", "related",
    "services", SOURCES, *REVIEW, EXPORTED,
)  # fmt: skip
# What an edit is looked for in, in the order of `exported`.
EDITED = COLUMNS[2:-1]
NEEDED = ("title", "questions", "answer", SOURCES, "status", "date", "expires")
_PARTS = ("publisher", "title", "url", "year", "note")
_LEAST_PARTS = 3
# What a spreadsheet takes for a formula, and what we have made harmless already.
_FORMULA = re.compile(r"('*)\s*[=+\-@＝＋－＠]")
_NUMBER_ENDING = re.compile(r"(\d+)\.0+")


class Kind(Enum):
    """What a spreadsheet holds in a cell. In a CSV file everything is text."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes or no"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it was read. A number is written shortest, a date as 2026-11-23."""

    text: str = ""
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a worksheet does not show in its cells: rows in which cells are merged, and hidden rows."""

    merged: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()


class CellError(ValueError):
    """A cell cannot be what it should; the message is the end of a sentence."""


def cells_of(topic: str, category: str, entry: Mapping[str, Value]) -> dict[str, str]:
    """Return the cells of an entry, as it stands in its file, by column; without `exported`."""
    review = entry.get("review", {})
    found = {ID: topic, CATEGORY: category}
    found |= {name: settled(str(entry.get(name, ""))) for name in TEXTS}
    found |= {name: _lines(entry.get(name, [])) for name in LISTS}
    found[SOURCES] = _source_lines(entry.get(SOURCES, []))
    found |= {name: str(review.get(name, "")) if isinstance(review, dict) else "" for name in REVIEW}
    return found


def _lines(items: Value) -> str:
    return "\n".join(" ".join(str(one).split()) for one in items)


def _source_lines(items: Value) -> str:
    return "\n".join(_source_line(one) for one in items if isinstance(one, dict))


def _source_line(source: Mapping[str, Value]) -> str:
    parts = [_part(str(source.get(name, ""))) for name in _PARTS]
    while len(parts) > _LEAST_PARTS and not parts[-1]:
        parts.pop()
    return "; ".join(parts)


def _part(text: str) -> str:
    bare = " ".join(text.split())
    return '"' + bare.replace('"', '""') + '"' if ";" in bare or bare.startswith('"') else bare


def value_of(column: str, text: str) -> Value:
    """Return what a cell says in a field. Raises CellError where it says nothing that can stand there."""
    if column in LISTS:
        return [line.strip() for line in text.split("\n") if line.strip()]
    if column == SOURCES:
        return [_source(line) for line in text.split("\n") if line.strip()]
    if "\n" in text and column not in ("answer", "short"):
        raise CellError("has several lines; write one")
    return text


def _source(line: str) -> Value:
    try:
        rows = list(csv.reader([line.strip()], delimiter=";", skipinitialspace=True, strict=True))
    except csv.Error:
        rows = []
    parts = [part.strip() for part in rows[0]] if len(rows) == 1 else []
    while parts and not parts[-1]:
        parts.pop()
    if not _LEAST_PARTS <= len(parts) <= len(_PARTS) or not all(parts[:_LEAST_PARTS]):
        raise CellError(f'has {line.strip()[:60]!r}; write a source as "publisher; title; https://...; year"')
    found = {name: part for name, part in zip(_PARTS, parts, strict=False) if part}
    if year := _NUMBER_ENDING.fullmatch(found.get("year", "")):
        found["year"] = year[1]
    return dict(found)


def settled(text: str) -> str:
    """Return a text as two versions of it are compared: one kind of line ending, no spaces at the ends of lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def harmless(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula; `as_meant` takes the `'` off again."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_meant(text: str) -> str:
    """Return what `harmless` was given."""
    found = _FORMULA.match(text)
    return text[1:] if found and found[1] else text


def rows_of(entries: Sequence[Mapping[str, str]]) -> list[list[str]]:
    """Return a table with its header, every cell harmless."""
    return [list(COLUMNS), *([harmless(one[name]) for name in COLUMNS] for one in entries)]
