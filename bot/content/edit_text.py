"""The text of a file of entries while it is edited: what it says, where each value stands in it, and how a value is
written. Every edit is read back (`checked`): unless the file then says exactly what it should, it is refused.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.content.strict_yaml import Path_, Span, Value, read_bytes, read_spans
from bot.errors import KnowledgeError, Mistake

# The fields of an entry in the order in which people expect them; those at the end are an alert's.
ORDER = (
    "title", "urgency", "questions", "answer", "short", "must_match", "must_not_match", "related", "services",
    "sources", "review", "by", "ended",
)  # fmt: skip
ITEM = re.compile(r"[ \t]*-[ \t]+")
# What other readers of YAML take for a number, a date, or yes and no.
_NO_TEXT = re.compile(r"[-+.\d][-+.,:_\dTZa-fx]*|y|n|yes|no|on|off|true|false|null|~", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Held:
    """A file being edited: its name for messages, its text, what it says and where. `lines` are those of the keys."""

    file: str
    text: str
    value: Value
    spans: Mapping[Path_, Span]
    lines: Mapping[Path_, int]

    @property
    def newline(self) -> str:
        """How the lines of the file end."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def line_start(self, at: int) -> int:
        """Where the line that `at` is in begins."""
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
        value = value_at(self.value, key) if "?" not in key else ""
        return isinstance(value, str) or span.style in ("[", "{")


def read_held(text: str, file: str, topic: str | None = None) -> Held:
    """Read a text for editing. Raises KnowledgeError where it has no entry `topic`, or cannot be read."""
    document = read_bytes(text.encode(), file)
    value = document.value
    if topic is not None and (not isinstance(value, dict) or not isinstance(value.get(topic), dict)):
        raise KnowledgeError([Mistake(file, 0, f"there is no entry `{topic}` in this file")])
    return Held(file, text, value, read_spans(text, file), document.lines)


def value_at(value: Value, path: Path_) -> Value:
    """What stands at `path`, which must be there."""
    for part in path:
        value = value[part]  # type: ignore[index]
    return value


def indent(held: Held, topic: str) -> int:
    """How far in the keys of an entry stand."""
    at = min(span.start for key, span in held.spans.items() if len(key) == 2 and key[:1] == (topic,))
    line = held.text[held.line_start(at) :]
    return len(line) - len(line.lstrip(" "))


def with_new_field(held: Held, topic: str, key: str, written: str) -> str:
    """The text with a field that was not there, after the one that usually stands before it."""
    entry = value_at(held.value, (topic,))
    there = [name for name in ORDER[: ORDER.index(key)] if isinstance(entry, dict) and name in entry]
    if not there:
        raise refused(held.file, topic, key)
    space = " " * indent(held, topic)
    gap = "" if written.startswith(("\n", "\r")) else " "
    return inserted(held, held.line_end(held.last((topic, there[-1]))), f"{space}{key}:{gap}{written}")


def inserted(held: Held, at: int, line: str) -> str:
    """The text with a line of its own at the beginning of a line, or at the end."""
    before, after = held.text[:at], held.text[at:]
    if before and not before.endswith("\n"):
        return before + held.newline + line + after
    return before + line + held.newline + after


def scalar(value: str, style: str = "", *, is_flow: bool = False) -> str:
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


def lines_of(fields: Mapping[str, Value], depth: int) -> list[str]:
    """A mapping in the style of the house."""
    space, found = "  " * depth, []
    for key, value in fields.items():
        if isinstance(value, dict):
            found += [f"{space}{key}:", *lines_of(value, depth + 1)]
        elif isinstance(value, list):
            found.append(f"{space}{key}:")
            for item in value:
                inside = lines_of(item, depth + 2) if isinstance(item, dict) else [scalar(str(item))]
                found.append(f"{space}  - {inside[0].lstrip()}")
                found += inside[1:]
        elif "\n" in value:
            found += [
                f"{space}{key}: |",
                *(f"{space}  {line}" if line.strip() else "" for line in value.splitlines()),
            ]
        else:
            found.append(f"{space}{key}: {scalar(value)}")
    return found


def checked(held: Held, edited: str, path: Path_, wanted: Value) -> str:
    """The edited text, if it says what the old one said but for `wanted` at `path`."""
    try:
        now = read_bytes(edited.encode(), held.file).value
    except KnowledgeError:
        raise refused(held.file, *path) from None
    if bare(now) != bare(put(held.value, path, wanted)):
        raise refused(held.file, *path)
    return edited


def put(value: Value, path: Path_, wanted: Value) -> Value:
    """A copy of a value of mappings with `wanted` at `path`."""
    if not path:
        return wanted
    held = dict(value) if isinstance(value, dict) else {}
    name = str(path[0])
    held[name] = put(held.get(name, {}), path[1:], wanted)
    return held


def bare(value: Value) -> Value:
    """A value without the white space around texts, which no reader of entries sees."""
    if isinstance(value, dict):
        return {key: bare(one) for key, one in value.items()}
    return [bare(one) for one in value] if isinstance(value, list) else value.strip()


def refused(file: str, *path: str | int) -> KnowledgeError:
    """The error for a text that is written in a way that cannot be edited here."""
    named = ".".join(str(one) for one in path)
    what = f"`{named}` is written in a way that cannot be edited here; edit the file itself"
    return KnowledgeError([Mistake(file, 0, what)])
