"""Bringing the edited cells of rows into the text of a file of entries, entry by entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.content.edit_lists import with_list, with_mapping, without_field
from bot.content.edit_text import refused
from bot.content.edits import with_entry, with_field
from bot.content.sheets.cells import LISTS, REVIEW, SOURCES, TEXTS
from bot.content.strict_yaml import Value, read_bytes

Entry = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Pieces:
    """A file of entries cut into what stands before the first one and the lines of each, by their ids."""

    file: str
    head: str
    entries: Mapping[str, str]

    def text(self, edited: Mapping[str, str], new: Mapping[str, Entry]) -> str:
        """Return the file with other lines for some entries, and more entries at its end. Raises KnowledgeError where
        the file would then not say exactly that."""
        text = self.head + "".join(edited.get(topic, lines) for topic, lines in self.entries.items())
        wanted = {name: _said({**self.entries, **edited}[name], self.file, name) for name in self.entries}
        now = read_bytes(text.encode(), self.file).value
        if now != wanted:
            raise refused(self.file, *edited)
        for topic, fields in new.items():
            text = with_entry(text, self.file, topic, fields)
        return text


def cut(text: str, file: str) -> Pieces:
    """Return the pieces of a file. Raises KnowledgeError where it cannot be read."""
    document = read_bytes(text.encode(), file)
    names = list(document.value) if isinstance(document.value, dict) else []
    starts = [_start(text, document.lines[(name,)]) for name in names]
    ends = [*starts[1:], len(text)]
    pieces = {name: text[start:end] for name, start, end in zip(names, starts, ends, strict=True)}
    return Pieces(file, text[: starts[0]] if starts else text, pieces)


def _start(text: str, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        at = text.index("\n", at) + 1
    return at


def _said(lines: str, file: str, topic: str) -> Value:
    value = read_bytes(lines.encode(), file).value
    if not isinstance(value, dict) or list(value) != [topic]:
        raise refused(file, topic)  # several entries on one line
    return value[topic]


def apply(lines: str, file: str, topic: str, entry: Entry, changes: Mapping[str, Value]) -> str:
    """Return the lines of an entry with `changes`, by column. An empty text or list takes the field out.

    Raises KnowledgeError where they are written in a way that cannot be edited here.
    """
    for column, value in changes.items():
        if column in LISTS or column == SOURCES:
            items = _aligned(entry.get(column, []), value)
            lines = with_list(lines, file, topic, column, items)
        elif column in TEXTS and not value:
            lines = without_field(lines, file, topic, column)
        elif column in TEXTS:
            lines = with_field(lines, file, topic, column, str(value))
    if any(column in REVIEW for column in changes):
        lines = with_mapping(lines, file, topic, "review", _review(entry, changes))
    return lines


def _aligned(old: Value, new: Value) -> list[Value]:
    """The new items, each as it stood before where it says the same: spaces and the order of keys do not show in a
    sheet."""
    known = {_shown(one): one for one in reversed(old)} if isinstance(old, list) else {}
    return [known.get(_shown(one), one) for one in new]


def _shown(item: Value) -> object:
    if isinstance(item, dict):
        return frozenset((key, " ".join(str(one).split())) for key, one in item.items())
    return " ".join(str(item).split())


def _review(entry: Entry, changes: Mapping[str, Value]) -> dict[str, str]:
    before = entry.get("review", {})
    review = {key: str(one) for key, one in before.items()} if isinstance(before, dict) else {}
    review |= {column: str(changes[column]) for column in REVIEW if column in changes}
    return {key: one for key, one in review.items() if one}


def fields_of(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the fields of a new entry, in the order of the house, from the values of its columns."""
    order: Sequence[str] = ("title", "urgency", "questions", "answer", "short", *LISTS[1:], SOURCES)
    found = {name: values[name] for name in order if values.get(name)}
    review = {name: values[name] for name in REVIEW if values.get(name)}
    return {**found, "review": review}
