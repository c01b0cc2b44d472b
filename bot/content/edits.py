"""Editing the text of a file of entries: one question, one field, one entry, and not a letter beside it.

A YAML library that writes what it has read loses something of how people wrote it: line breaks, quotes, spaces. So the
text itself is edited where the value stands. Every edit is read back: unless the file then says exactly what it should,
it is refused, and nothing that is odd but valid can make an edit go wrong in silence.
"""

import re
from collections.abc import Mapping, Sequence

from bot.content.edit_text import (
    ITEM,
    Held,
    checked,
    indent,
    inserted,
    lines_of,
    read_held,
    refused,
    scalar,
    value_at,
    with_new_field,
)
from bot.content.strict_yaml import Span, Value
from bot.errors import KnowledgeError, Mistake


def with_item(text: str, file: str, topic: str, key: str, item: str) -> str:
    """Return the text with one more `item` at the end of a list of an entry, such as a way of asking.

    Raises KnowledgeError where there is no such entry, or the text is written in a way that cannot be edited here.
    """
    held = read_held(text, file, topic)
    items = _items(held, topic, key)
    if not items:
        return checked(held, _with_list(held, topic, key, [item]), (topic, key), [item])
    last = held.spans[(topic, key, len(items) - 1)]
    if held.spans[(topic, key)].style == "[":
        edited = f"{text[: last.end]}, {scalar(item, is_flow=True)}{text[last.end :]}"
    else:
        start = held.line_start(last.start)
        mark = text[start : last.start]
        if not ITEM.fullmatch(mark):
            raise refused(file, topic, key)
        edited = inserted(
            held, held.line_end(held.last((topic, key, len(items) - 1))), f"{mark}{scalar(item)}"
        )
    return checked(held, edited, (topic, key), [*items, item])


def without_item(text: str, file: str, topic: str, key: str, item: str) -> str:
    """Return the text without one `item` of a list with one item a line. Raises KnowledgeError as `with_item` does."""
    held = read_held(text, file, topic)
    items = _items(held, topic, key)
    if item not in items or held.spans[(topic, key)].style == "[":
        raise refused(file, topic, key)
    path = (topic, key, items.index(item))
    start, end = held.line_start(held.spans[path].start), held.line_end(held.last(path))
    return checked(held, text[:start] + text[end:], (topic, key), [one for one in items if one != item])


def with_field(text: str, file: str, topic: str, key: str, value: str) -> str:
    """Return the text with another text in a field of an entry, written as the old one was; a field that is not there
    yet is put in its usual place. Raises KnowledgeError as `with_item` does."""
    held = read_held(text, file, topic)
    wanted = value.strip()
    span = held.spans.get((topic, key))
    if span is None:
        edited = with_new_field(held, topic, key, _field(held, wanted, " " * indent(held, topic)))
    elif not isinstance(value_at(held.value, (topic, key)), str):
        raise refused(file, topic, key)
    elif span.style in ("|", ">"):
        edited = _with_block(held, span, wanted, " " * (indent(held, topic) + 2))
    else:
        fresh = _field(held, wanted, " " * indent(held, topic), span.style)
        edited = text[: span.start] + fresh + text[span.end :]
    return checked(held, edited, (topic, key), wanted)


def with_entry(text: str, file: str, topic: str, fields: Mapping[str, Value]) -> str:
    """Return the text with one more entry at its end. Raises KnowledgeError where there is one of that name already,
    or as `with_item` does."""
    held = read_held(text, file)
    if isinstance(held.value, dict) and topic in held.value:
        raise KnowledgeError([Mistake(file, 0, f"there is a `{topic}` already; choose another id")])
    lines = [f"{topic}:", *lines_of(fields, 1)]
    if re.search(r"\n\r?\n[^\s#]", text):  # entries stand apart here
        lines = ["", *lines]
    edited = inserted(held, len(text), held.newline.join(lines))
    return checked(held, edited, (topic,), dict(fields))


def _items(held: Held, topic: str, key: str) -> list[str]:
    entry = value_at(held.value, (topic,))
    found = entry.get(key, []) if isinstance(entry, dict) else []
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise refused(held.file, topic, key)
    return [str(one) for one in found]


def _with_list(held: Held, topic: str, key: str, items: Sequence[str]) -> str:
    """The text with the first items of a list that is empty or not there."""
    span = held.spans.get((topic, key))
    if span is not None and span.style == "[":
        inside = ", ".join(scalar(one, is_flow=True) for one in items)
        return f"{held.text[: span.start]}[{inside}]{held.text[span.end :]}"
    if span is not None:
        raise refused(held.file, topic, key)
    space = " " * indent(held, topic)
    lines = "".join(f"{held.newline}{space}  - {scalar(one)}" for one in items)
    return with_new_field(held, topic, key, lines)


def _with_block(held: Held, span: Span, value: str, otherwise: str) -> str:
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


def _field(held: Held, value: str, space: str, style: str = "") -> str:
    """A text as the value of a key that stands `space` in."""
    if "\n" in value:
        return "|" + "".join(
            held.newline + (f"{space}  {line}" if line.strip() else "") for line in value.splitlines()
        )
    return scalar(value, style)
