"""What a table would change in the knowledge: all of it, or every reason why not, row by row. Nothing is written."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from bot.content.loader import Loaded, load
from bot.content.sheets.apply import Entry, Pieces, apply, cut, fields_of
from bot.content.sheets.cells import (
    CATEGORY,
    COLUMNS,
    EDITED,
    EXPORTED,
    ID,
    LISTS,
    NEEDED,
    SOURCES,
    Cell,
    CellError,
    cells_of,
    rows_of,
    value_of,
)
from bot.content.sheets.marks import marks_of, read_marks, was_edited
from bot.content.sheets.table import Row, Table
from bot.content.strict_yaml import Value, read_bytes
from bot.content.writer import Page, path_of, read_page
from bot.errors import KnowledgeError, Mistake

_VALID = dt.timedelta(days=365)  # of a new entry until somebody has to look at it again
_LISTED = (*LISTS, SOURCES)


class SheetError(KnowledgeError):
    """A sheet cannot be taken over; `mistakes` has one for every bad cell, its line being the row."""

    def __init__(self, mistakes: "list[Mistake]") -> None:
        super().__init__(mistakes)
        self.args = ("\n".join(f"{_place(one)}: {one.what}" for one in self.mistakes),)


def _place(one: Mistake) -> str:
    return (
        f"{one.file}, row {one.line}"
        if one.line and not one.file.endswith(".yaml")
        else str(one).split(": ")[0]
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """The texts to write, the knowledge before and after, the entries that change, and sentences about the sheet."""

    texts: tuple[tuple[Page, str], ...]
    before: Loaded
    after: Loaded
    topics: tuple[str, ...]
    remarks: tuple[str, ...]


@dataclass(slots=True)
class _Work:
    """What is found on the way through the rows."""

    name: str
    mistakes: list[Mistake] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    edited: dict[str, dict[str, str]] = field(default_factory=dict)
    new: dict[str, dict[str, Entry]] = field(default_factory=dict)

    def note(self, row: int, what: str) -> None:
        self.mistakes.append(Mistake(self.name, row, what))


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The files of entries as they are."""

    pages: Mapping[str, Page]
    pieces: Mapping[str, Pieces]
    entries: Mapping[str, tuple[str, Entry]]


def export_rows(root: Path, lang: str) -> list[list[str]]:
    """Return all entries as a table with its header. Raises KnowledgeError where a file cannot be read."""
    entries = _shelf(root, lang).entries
    cells = [cells_of(topic, category, entry) for topic, (category, entry) in entries.items()]
    return rows_of([{**one, EXPORTED: marks_of(one)} for one in cells])


def plan(root: Path, lang: str, table: Table, name: str, today: dt.date) -> Plan:
    """Return what the table of the file called `name` would change. Raises SheetError with every reason why not."""
    shelf, work = _shelf(root, lang), _Work(name)
    for row in table.rows:
        _row(row, shelf, work, today)
    texts = _texts(shelf, work)
    if work.mistakes:
        raise SheetError(work.mistakes)
    before = load(root, lang)
    paths = {path_of(root, lang, page.category): text.encode() for page, text in texts}
    after = load(root, lang, paths) if paths else before
    old = {(one.file, one.what) for one in before.mistakes}
    if fresh := [one for one in after.mistakes if (one.file, one.what) not in old]:
        raise SheetError([_in_rows(one, texts, work) for one in fresh])
    missing = len(shelf.entries.keys() - work.rows.keys())
    remarks = (f"{missing} entries are not in the sheet; they stay as they are.",) if missing else ()
    changed = (
        *(topic for one in work.edited.values() for topic in one),
        *(topic for one in work.new.values() for topic in one),
    )
    return Plan(texts, before, after, changed, (*table.remarks, *remarks))


def _shelf(root: Path, lang: str) -> _Shelf:
    pages = {
        path.stem: read_page(root, lang, path.stem)
        for path in sorted((root / lang / "topics").glob("[!.]*.yaml"))
    }
    pieces = {category: cut(page.text, f"{category}.yaml") for category, page in pages.items()}
    entries: dict[str, tuple[str, Entry]] = {}
    for category, page in pages.items():
        value = read_bytes(page.text.encode(), f"{category}.yaml").value
        for topic, entry in value.items() if isinstance(value, dict) else ():
            if isinstance(entry, dict):
                entries.setdefault(topic, (category, entry))
    return _Shelf(pages, pieces, entries)


def _row(row: Row, shelf: _Shelf, work: _Work, today: dt.date) -> None:
    topic = row.cells[ID].text.strip()
    if row.trouble:
        work.note(row.number, row.trouble)
    elif not topic:
        work.note(row.number, "has no `id`; give a new entry one, or empty the row")
    elif topic in work.rows:
        work.note(row.number, f"`id` {topic} stands in row {work.rows[topic]} already; keep one")
    elif topic in shelf.entries:
        work.rows[topic] = row.number
        _edit(row, topic, shelf, work)
    else:
        work.rows[topic] = row.number
        _new(row, topic, shelf, work, today)


def _edit(row: Row, topic: str, shelf: _Shelf, work: _Work) -> None:
    """Note what a row changes in an entry that there is."""
    category, entry = shelf.entries[topic]
    now, marks = cells_of(topic, category, entry), read_marks(row.cells.get(EXPORTED, Cell()).text)
    moved = row.cells.get(CATEGORY, Cell(category)).text.strip()
    if moved not in (category, ""):
        what = f"`category` is {moved!r}, and the entry stands in {category}; an entry cannot be moved by a sheet"
        work.note(row.number, what)
    changes: dict[str, Value] = {}
    for column in EDITED:
        try:
            text = was_edited(column, row.cells[column], now[column], marks) if column in row.cells else None
            if text is not None:
                changes[column] = _value(column, text)
        except CellError as error:
            work.note(row.number, f"`{column}` {error}")
    if changes:
        try:
            lines = shelf.pieces[category].entries[topic]
            lines = apply(lines, f"{category}.yaml", topic, entry, changes)
            work.edited.setdefault(category, {})[topic] = lines
        except KnowledgeError as error:
            work.mistakes += [Mistake(work.name, row.number, one.what) for one in error.mistakes]


def _value(column: str, text: str) -> Value:
    value = value_of(column, text)
    if not value and column in NEEDED:
        raise CellError("is empty, and every entry needs it; a sheet cannot take an entry out")
    return value


def _new(row: Row, topic: str, shelf: _Shelf, work: _Work, today: dt.date) -> None:
    """Note the entry that a row brings."""
    category = row.cells.get(CATEGORY, Cell()).text.strip()
    if category not in shelf.pages:
        near = ", ".join(get_close_matches(category, shelf.pages, 3)) or ", ".join(sorted(shelf.pages))
        near_ids = get_close_matches(topic, shelf.entries, 1)
        hint = f"; or did you mean the entry {near_ids[0]}?" if near_ids else ""
        work.note(row.number, f"`category` is {category!r}; a new entry goes into one of: {near}{hint}")
        return
    values: dict[str, Value] = {
        "urgency": "none", "status": "drafted", "date": str(today), "expires": str(today + _VALID),
    }  # fmt: skip
    good = True
    for column in (one for one in COLUMNS if one in EDITED):
        try:
            text = was_edited(column, row.cells.get(column, Cell()), "", {}) or ""
            if text or column not in values:
                values[column] = _value(column, text)
        except CellError as error:
            work.note(row.number, f"`{column}` {error}")
            good = False
    if good:
        work.new.setdefault(category, {})[topic] = fields_of(values)


def _texts(shelf: _Shelf, work: _Work) -> tuple[tuple[Page, str], ...]:
    """The new text of each file that changes; none where there is a mistake already."""
    found = []
    for category in sorted({*work.edited, *work.new}) if not work.mistakes else ():
        try:
            edited, new = work.edited.get(category, {}), work.new.get(category, {})
            found.append((shelf.pages[category], shelf.pieces[category].text(edited, new)))
        except KnowledgeError as error:
            work.mistakes += error.mistakes
    return tuple(found)


def _in_rows(one: Mistake, texts: tuple[tuple[Page, str], ...], work: _Work) -> Mistake:
    """A mistake of a file, told by the row that brings it."""
    topics = [topic for topic in _named(one, texts) if topic in work.rows]
    if not topics:
        return one
    what = one.what.replace(f"`{topics[0]}.review.", "`").replace(f"`{topics[0]}.", "`")
    return Mistake(work.name, work.rows[topics[0]], what)


def _named(one: Mistake, texts: tuple[tuple[Page, str], ...]) -> Iterator[str]:
    """The entry in whose lines a mistake stands, and those it speaks of."""
    for page, text in texts:
        if one.line and one.file.endswith(f"/{page.category}.yaml"):
            lines = read_bytes(text.encode(), one.file).lines
            above = [path for path, line in lines.items() if len(path) == 1 and line <= one.line]
            yield from (str(path[0]) for path in above[-1:])
    yield from re.findall(r"[a-z0-9][a-z0-9-]{2,58}", one.what)
