"""Editing the text of a file of entries: one question, one field, one entry, and not a letter beside it.

A YAML library that writes what it has read loses something of how people wrote it: line breaks, quotes, spaces. So the
text itself is edited where the value stands. Every edit is read back: unless the file then says exactly what it should,
it is refused, and nothing that is odd but valid can make an edit go wrong in silence.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.content.strict_yaml import Path_, Span, Value, read_bytes, read_spans
from bot.errors import KnowledgeError, Mistake

# The fields of an entry in the order in which people expect them; those at the end are an alert's.
ORDER = (
    "title", "urgency", "questions", "answer", "short", "must_match", "must_not_match", "related", "services",
    "sources", "review", "by", "ended",
)  # fmt: skip
_ITEM = re.compile(r"[ \t]*-[ \t]+")
# What other readers of YAML take for a number, a date, or yes and no.
_NO_TEXT = re.compile(r"[-+.\d][-+.,:_\dTZa-fx]*|y|n|yes|no|on|off|true|false|null|~", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Text:
    """A file being edited: its name for messages, its text, what it says and where."""

    file: str
    text: str
    value: Value
    spans: Mapping[Path_, Span]

    @property
    def newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """After the line break of the line that `at` is in, or the end of the text."""
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1

    def last(self, path: Path_) -> int:
        """The place of the last letter of what stands at `path` or below it."""
        leaves = [
            span for key, span in self.spans.items() if key[: len(path)] == path and self._is_leaf(key, span)
        ]
        ends = [span.start + len(self.text[span.start : span.end].rstrip()) - 1 for span in leaves]
        return max(ends, default=self.spans[path].start)

    def _is_leaf(self, key: Path_, span: Span) -> bool:
        value = _at(self.value, key) if "?" not in key else ""
        return isinstance(value, str) or span.style in ("[", "{")


def with_item(text: str, file: str, topic: str, key: str, item: str) -> str:
    """Return the text with one more `item` at the end of a list of an entry, such as a way of asking.

    Raises KnowledgeError where there is no such entry, or the text is written in a way that cannot be edited here.
    """
    held = _read(text, file, topic)
    items = _items(held, topic, key)
    if not items:
        return _checked(held, _with_list(held, topic, key, [item]), (topic, key), [item])
    last = held.spans[(topic, key, len(items) - 1)]
    if held.spans[(topic, key)].style == "[":
        edited = f"{text[: last.end]}, {_scalar(item, is_flow=True)}{text[last.end :]}"
    else:
        start = held.line_start(last.start)
        mark = text[start : last.start]
        if not _ITEM.fullmatch(mark):
            raise _refused(file, topic, key)
        edited = _inserted(
            held, held.line_end(held.last((topic, key, len(items) - 1))), f"{mark}{_scalar(item)}"
        )
    return _checked(held, edited, (topic, key), [*items, item])


def without_item(text: str, file: str, topic: str, key: str, item: str) -> str:
    """Return the text without one `item` of a list with one item a line. Raises KnowledgeError as `with_item` does."""
    held = _read(text, file, topic)
    items = _items(held, topic, key)
    if item not in items or held.spans[(topic, key)].style == "[":
        raise _refused(file, topic, key)
    path = (topic, key, items.index(item))
    start, end = held.line_start(held.spans[path].start), held.line_end(held.last(path))
    return _checked(held, text[:start] + text[end:], (topic, key), [one for one in items if one != item])


def with_field(text: str, file: str, topic: str, key: str, value: str) -> str:
    """Return the text with another text in a field of an entry, written as the old one was; a field that is not there
    yet is put in its usual place. Raises KnowledgeError as `with_item` does."""
    held = _read(text, file, topic)
    wanted = value.strip()
    span = held.spans.get((topic, key))
    if span is None:
        edited = _with_new_field(held, topic, key, _field(held, wanted, " " * _indent(held, topic)))
    elif not isinstance(_at(held.value, (topic, key)), str):
        raise _refused(file, topic, key)
    elif span.style in ("|", ">"):
        edited = _with_block(held, span, wanted, " " * (_indent(held, topic) + 2))
    else:
        fresh = _field(held, wanted, " " * _indent(held, topic), span.style)
        edited = text[: span.start] + fresh + text[span.end :]
    return _checked(held, edited, (topic, key), wanted)


def with_entry(text: str, file: str, topic: str, fields: Mapping[str, Value]) -> str:
    """Return the text with one more entry at its end. Raises KnowledgeError where there is one of that name already,
    or as `with_item` does."""
    held = _read(text, file)
    if isinstance(held.value, dict) and topic in held.value:
        raise KnowledgeError([Mistake(file, 0, f"there is a `{topic}` already; choose another id")])
    lines = [f"{topic}:", *_lines(fields, 1)]
    if re.search(r"\n\r?\n[^\s#]", text):  # entries stand apart here
        lines = ["", *lines]
    edited = _inserted(held, len(text), held.newline.join(lines))
    return _checked(held, edited, (topic,), dict(fields))


def _read(text: str, file: str, topic: str | None = None) -> _Text:
    value = read_bytes(text.encode(), file).value
    if topic is not None and (not isinstance(value, dict) or not isinstance(value.get(topic), dict)):
        raise KnowledgeError([Mistake(file, 0, f"there is no entry `{topic}` in this file")])
    return _Text(file, text, value, read_spans(text, file))


def _at(value: Value, path: Path_) -> Value:
    for part in path:
        value = value[part]  # type: ignore[index]
    return value


def _items(held: _Text, topic: str, key: str) -> list[str]:
    entry = _at(held.value, (topic,))
    found = entry.get(key, []) if isinstance(entry, dict) else []
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _refused(held.file, topic, key)
    return [str(one) for one in found]


def _with_list(held: _Text, topic: str, key: str, items: Sequence[str]) -> str:
    """The text with the first items of a list that is empty or not there."""
    span = held.spans.get((topic, key))
    if span is not None and span.style == "[":
        inside = ", ".join(_scalar(one, is_flow=True) for one in items)
        return f"{held.text[: span.start]}[{inside}]{held.text[span.end :]}"
    if span is not None:
        raise _refused(held.file, topic, key)
    space = " " * _indent(held, topic)
    lines = "".join(f"{held.newline}{space}  - {_scalar(one)}" for one in items)
    return _with_new_field(held, topic, key, lines)


def _indent(held: _Text, topic: str) -> int:
    """How far in the keys of an entry stand."""
    at = min(span.start for key, span in held.spans.items() if len(key) == 2 and key[:1] == (topic,))
    line = held.text[held.line_start(at) :]
    return len(line) - len(line.lstrip(" "))


def _with_new_field(held: _Text, topic: str, key: str, written: str) -> str:
    """The text with a field that was not there, after the one that usually stands before it."""
    entry = _at(held.value, (topic,))
    there = [name for name in ORDER[: ORDER.index(key)] if isinstance(entry, dict) and name in entry]
    if not there:
        raise _refused(held.file, topic, key)
    space = " " * _indent(held, topic)
    gap = "" if written.startswith(("\n", "\r")) else " "
    return _inserted(held, held.line_end(held.last((topic, there[-1]))), f"{space}{key}:{gap}{written}")


def _inserted(held: _Text, at: int, line: str) -> str:
    """The text with a line of its own at the beginning of a line, or at the end."""
    before, after = held.text[:at], held.text[at:]
    if before and not before.endswith("\n"):
        return before + held.newline + line + after
    return before + line + held.newline + after


def _with_block(held: _Text, span: Span, value: str, otherwise: str) -> str:
    """The text with other lines in a block (`|`); remarks on the first line and blank lines after it stay."""
    body = held.line_end(span.start)
    header = held.text[span.start : body].rstrip("\r\n") or "|"
    old = held.text[body : span.end]
    spaces = re.match(r"(?:[ ]*\r?\n)*([ ]*)", old)
    space = (spaces[1] if spaces else "") or otherwise
    if re.match(r"[|>][-+]?\d", header):
        header, space = "|", otherwise
    rest = old[len(old.rstrip()) :]
    rest = rest[rest.find("\n") + 1 :] if "\n" in rest else ""
    lines = held.newline.join(space + line if line.strip() else "" for line in value.splitlines())
    ending = held.newline if "\n" in old[len(old.rstrip()) :] else ""
    fresh = f"|{header[1:]}{held.newline}{lines}{ending}{rest}"
    return held.text[: span.start] + fresh + held.text[span.end :]


def _field(held: _Text, value: str, space: str, style: str = "") -> str:
    """A text as the value of a key that stands `space` in."""
    if "\n" in value:
        return "|" + "".join(
            held.newline + (f"{space}  {line}" if line.strip() else "") for line in value.splitlines()
        )
    return _scalar(value, style)


def _scalar(value: str, style: str = "", *, is_flow: bool = False) -> str:
    """One line of text as YAML: plain where every reader takes it for the same text, else in quotes."""
    if style == "'":
        return "'" + value.replace("'", "''") + "'"
    if not style and value and not _NO_TEXT.fullmatch(value):
        try:
            tried = f"[{value}, x]" if is_flow else f"- {value}"
            if read_bytes(tried.encode(), "").value == ([value, "x"] if is_flow else [value]):
                return value
        except KnowledgeError:
            pass
    return json.dumps(value, ensure_ascii=False)


def _lines(fields: Mapping[str, Value], depth: int) -> list[str]:
    """A mapping in the style of the house."""
    space, found = "  " * depth, []
    for key, value in fields.items():
        if isinstance(value, dict):
            found += [f"{space}{key}:", *_lines(value, depth + 1)]
        elif isinstance(value, list):
            found.append(f"{space}{key}:")
            for item in value:
                inside = _lines(item, depth + 2) if isinstance(item, dict) else [_scalar(str(item))]
                found.append(f"{space}  - {inside[0].lstrip()}")
                found += inside[1:]
        elif "\n" in value:
            found += [
                f"{space}{key}: |",
                *(f"{space}  {line}" if line.strip() else "" for line in value.splitlines()),
            ]
        else:
            found.append(f"{space}{key}: {_scalar(value)}")
    return found


def _checked(held: _Text, edited: str, path: Path_, wanted: Value) -> str:
    """The edited text, if it says what the old one said but for `wanted` at `path`."""
    try:
        now = read_bytes(edited.encode(), held.file).value
    except KnowledgeError:
        raise _refused(held.file, *path) from None
    if _bare(now) != _bare(_put(held.value, path, wanted)):
        raise _refused(held.file, *path)
    return edited


def _put(value: Value, path: Path_, wanted: Value) -> Value:
    if not path:
        return wanted
    held = dict(value) if isinstance(value, dict) else {}
    name = str(path[0])
    held[name] = _put(held.get(name, {}), path[1:], wanted)
    return held


def _bare(value: Value) -> Value:
    """A value without the white space around texts, which no reader of entries sees."""
    if isinstance(value, dict):
        return {key: _bare(one) for key, one in value.items()}
    return [_bare(one) for one in value] if isinstance(value, list) else value.strip()


def _refused(file: str, *path: str | int) -> KnowledgeError:
    named = ".".join(str(one) for one in path)
    what = f"`{named}` is written in a way that cannot be edited here; edit the file itself"
    return KnowledgeError([Mistake(file, 0, what)])
