"""Reading YAML that people wrote by hand, strictly; the only file that imports yaml.

The library's own loaders take seconds on a 700-byte file made to harm, keep the last of two equal keys in silence and
turn `NO` into False and `9:30` into 570. Here a file is read event by event: no anchors, tags, merges or second
document, bounded size and depth, equal keys refused, and every scalar stays the text that was written.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import yaml

from bot.content.advice import Trouble, advice
from bot.errors import KnowledgeError, Mistake

SIZE_LIMIT = 262_144  # bytes; a 250 KB honest list takes well under a second to read
DEPTH_LIMIT = 12

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Path_: TypeAlias = tuple[str | int, ...]

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# Control characters, and those that change direction or take no room (emoji keep their joiner).
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200c\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2060-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# A Greek, Cyrillic or Armenian letter that touches a Latin one: it looks right and no search finds it.
# Micro (\u03bc) may stand.
_MIXED = re.compile(
    "(?<=[A-Za-z])[\u0370-\u03bb\u03bd-\u03ff\u0400-\u0587]|[\u0370-\u03bb\u03bd-\u03ff\u0400-\u0587](?=[A-Za-z])"
)


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, and the line (from 1) of every value by its path of keys and positions."""

    file: str
    value: Value
    lines: Mapping[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int:
        """The line of `path`, or of its nearest ancestor that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a value stands in the text of its file: from the character `start` to before `end`. `style` is one of
    | > ' " for a text written so, [ or { for a list or mapping in brackets, and empty for anything plain."""

    start: int
    end: int
    style: str = ""


def read_spans(text: str, file: str) -> Mapping[Path_, Span]:
    """Return where every value stands, for whoever edits a text. The end of a list or mapping without brackets says
    nothing: what follows it belongs to nobody. Raises KnowledgeError with one mistake."""
    reader, skipped = _Reader(file), len(text) - len(text.removeprefix("\ufeff"))
    reader.read(text[skipped:])
    spans = reader.spans.items()
    return {path: Span(one.start + skipped, one.end + skipped, one.style) for path, one in spans}


def read_file(path: Path, name: str | None = None, limit: int = SIZE_LIMIT) -> Document:
    """Read one file of at most `limit` bytes. `name` is how it is called in messages. Raises KnowledgeError with one
    mistake."""
    shown = name or path.name
    return read_bytes(bytes_of(path, shown, limit), shown, limit)


def bytes_of(path: Path, shown: str, limit: int) -> bytes:
    """Return what is in a file, at most one byte more than `limit`. Raises KnowledgeError with one mistake."""
    try:
        if not path.exists():
            raise _mistake(shown, 0, "is not there; check the name, or put the file back")
        if not path.is_file():
            raise _mistake(shown, 0, "this is not an ordinary file; take it out or replace it")
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        raise _mistake(
            shown, 0, f"cannot be read ({error.strerror}); check the file and its permissions"
        ) from None


def read_bytes(data: bytes, file: str, limit: int = SIZE_LIMIT) -> Document:
    """Read the bytes of a file called `file`. Raises KnowledgeError with one mistake."""
    if len(data) > limit:
        raise _mistake(file, 0, f"is larger than {limit // 1024} KB; split it into several files")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _mistake(file, line, "has a letter that is not UTF-8; save the file as UTF-8") from None
    refuse_hidden(text, file)
    return _Reader(file).read(text)


def refuse_hidden(text: str, file: str, first: int = 1) -> None:
    """Refuse what a reader cannot see. `first` is the number of the first line. Raises KnowledgeError."""
    if text.isascii() and text.isprintable():
        return
    if hidden := _HIDDEN.search(text):
        line = text.count("\n", 0, hidden.start()) + first
        what = f"has a hidden character (U+{ord(hidden[0]):04X}); delete it and type the text again"
        raise _mistake(file, line, what)
    if mixed := _MIXED.search(text):
        line = text.count("\n", 0, mixed.start()) + first
        what = f"has a letter of another alphabet inside a word (U+{ord(mixed[0]):04X}); type the word again"
        raise _mistake(file, line, what)


def _mistake(file: str, line: int, what: str) -> KnowledgeError:
    return KnowledgeError([Mistake(file, line, what)])


class _Reader:
    """Builds the value from the parser's events, so that nothing is expanded before it has been looked at."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._lines: dict[Path_, int] = {}
        self.spans: dict[Path_, Span] = {}

    def read(self, text: str) -> Document:
        try:
            events = self._wanted(text)
            first = next(events, None)
            value: Value = {} if first is None else self._value(first, events, ())
            next(events, None)  # a second document is refused here
        except yaml.MarkedYAMLError as error:
            line, what = advice(_trouble(error), text.split("\n"))
            raise _mistake(self._file, line, what) from None
        except yaml.reader.ReaderError:
            raise _mistake(
                self._file,
                0,
                "has a character that YAML does not allow; save the file as plain UTF-8 text",
            ) from None
        return Document(self._file, value, self._lines)

    def _wanted(self, text: str) -> Iterator[yaml.Event]:
        documents = 0
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
                yield event
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                what = "holds more than one document; take out the line `---`"
                raise _mistake(self._file, _line(event), what)

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path_) -> Value:
        line = _line(event)
        self._lines.setdefault(path, line)
        self.spans[path] = _span(event)
        if len(path) > DEPTH_LIMIT:
            raise _mistake(self._file, line, "is nested too deep; check the spaces at the start of the lines")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _mistake(
                self._file, line, "uses `&` or `*` at the start of a value; put the text in quotes"
            )
        if getattr(event, "tag", None):
            raise _mistake(self._file, line, "uses `!` at the start of a value; put the text in quotes")
        if isinstance(event, yaml.ScalarEvent):
            refuse_hidden(event.value, self._file, line)  # again: an escape in quotes can hide one
            return str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, path)
        return self._mapping(events, path)

    def _list(self, events: Iterator[yaml.Event], path: Path_) -> Value:
        items: list[Value] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                self._close(path, event)
                break
            items.append(self._value(event, events, (*path, len(items))))
        return items

    def _mapping(self, events: Iterator[yaml.Event], path: Path_) -> Value:
        items: dict[str, Value] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                self._close(path, event)
                break
            line = _line(event)
            key = self._value(event, events, (*path, "?"))
            if not isinstance(key, str) or key == "<<":
                raise _mistake(self._file, line, "has a key that is not plain text; write `key: value`")
            if key in items:
                raise _mistake(self._file, line, f"has `{key}` twice in the same place; keep one of them")
            self._lines[(*path, key)] = line
            items[key] = self._value(next(events), events, (*path, key))
        return items

    def _close(self, path: Path_, event: yaml.Event) -> None:
        """Note where a list or mapping ends, which its first event does not know."""
        began = self.spans[path]
        self.spans[path] = Span(began.start, _span(event).end, began.style)


def _span(event: yaml.Event) -> Span:
    style = getattr(event, "style", None) or ""
    if getattr(event, "flow_style", False):
        style = "{" if isinstance(event, yaml.MappingStartEvent) else "["
    first, last = event.start_mark, event.end_mark
    return Span(first.index, last.index, style) if first and last else Span(0, 0)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _trouble(error: yaml.MarkedYAMLError) -> Trouble:
    said = f"{error.context or ''} {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    began = error.context_mark or mark
    return Trouble(said, mark.line if mark else 0, mark.column if mark else 0, began.line if began else 0)
