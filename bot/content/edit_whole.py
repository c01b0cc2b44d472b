"""An entry by its own lines: where they stand in the text of its file, and writing others in their place, as somebody
who edits its YAML does. Not a letter beside them changes."""

from functools import lru_cache

from bot.content.strict_yaml import Document, Value, read_bytes
from bot.errors import KnowledgeError, Mistake


@lru_cache(maxsize=4)
def reading(text: str, file: str) -> Document:
    """Return what the text of a file says; the last few are held, because a page looks at one many times. Not to be
    changed. Raises KnowledgeError with one mistake."""
    return read_bytes(text.encode(), file)


def whole(text: str, file: str, topic: str) -> tuple[int, int]:
    """Return where an entry stands in the text of its file, in lines: the first (from 0) and the one after the last.
    Remarks above the next entry are not its own. Raises KnowledgeError where there is no such entry."""
    _entry(text, file, topic)
    document = reading(text, file)
    keys = sorted(line - 1 for path, line in document.lines.items() if len(path) == 1)
    first = document.line((topic,)) - 1
    lines = text.splitlines()
    last = next((line for line in keys if line > first), len(lines))
    while last > first + 1 and (not lines[last - 1].strip() or lines[last - 1].startswith("#")):
        last -= 1
    return first, last


def with_whole(text: str, file: str, topic: str, written: str) -> str:
    """Return the text with the lines of an entry written by somebody in place of its own.

    Raises KnowledgeError, with the line in the file, where they cannot be read, or say more or less than this entry.
    """
    first, last = whole(text, file, topic)
    lines = text.splitlines(keepends=True)
    newline = _newline(text)
    own = "".join(f"{line}{newline}" for line in written.strip("\n").split("\n"))
    edited = "".join(lines[:first]) + own + "".join(lines[last:])
    value = reading(edited, file).value
    before = reading(text, file).value
    is_one = isinstance(value, dict) and isinstance(before, dict) and list(value) == list(before)
    if not is_one or any(value[name] != before[name] for name in before if name != topic):  # type: ignore[index,call-overload]
        what = f"write the lines of `{topic}` here and nothing else, beginning with `{topic}:`"
        raise KnowledgeError([Mistake(file, first + 1, what)])
    return edited


def _entry(text: str, file: str, topic: str) -> dict[str, Value]:
    value = reading(text, file).value
    entry = value.get(topic) if isinstance(value, dict) else None
    if not isinstance(entry, dict):
        raise KnowledgeError([Mistake(file, 0, f"there is no entry `{topic}` in this file")])
    return entry


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
