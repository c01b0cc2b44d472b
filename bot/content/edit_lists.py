"""Editing a whole list of an entry, or taking a field out, as people do in a form: what stays the same keeps its line,
its quotes and the remarks beside it, and only what was changed, added or taken out is touched.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from bot.content.edits import with_field, with_item
from bot.content.strict_yaml import Document, Span, Value, read_bytes, read_spans
from bot.errors import KnowledgeError, Mistake

_BRACKETS = "["


@lru_cache(maxsize=4)
def reading(text: str, file: str) -> Document:
    """Return what the text of a file says; the last few are held, because a page looks at one many times. Not to be
    changed. Raises KnowledgeError with one mistake."""
    return read_bytes(text.encode(), file)


def with_items(text: str, file: str, topic: str, key: str, items: Sequence[str]) -> str:
    """Return the text with `items` as the list `key` of an entry. Without any, the list is taken out.

    Raises KnowledgeError where there is no such entry, or the text is written in a way that cannot be edited here.
    """
    wanted = [one.strip() for one in items if one.strip()]
    old = _items(text, file, topic, key)
    if wanted == old:
        return text
    if not wanted:
        return without_field(text, file, topic, key)
    if not old or read_spans(text, file)[(topic, key)].style == _BRACKETS:
        return _checked(_anew(text, file, topic, key, wanted), file, topic, key, wanted)
    for do, at, item in _steps(old, wanted):
        text = _stepped(text, file, topic, key, at, item if do != "delete" else None, is_new=do == "insert")
    return _checked(text, file, topic, key, wanted)


def _checked(text: str, file: str, topic: str, key: str, wanted: Sequence[str]) -> str:
    try:
        found = _items(text, file, topic, key)
    except KnowledgeError:
        raise _refused(file, topic, key) from None
    if found != wanted:
        raise _refused(file, topic, key)
    return text


def _steps(old: Sequence[str], wanted: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """What to do, at which place of the list, with which item; from the end, so that places before it stay."""
    for tag, first, last, start, end in reversed(SequenceMatcher(None, old, wanted, False).get_opcodes()):
        if tag == "equal":
            continue
        both = min(last - first, end - start)
        yield from (("insert", first + both, one) for one in reversed(wanted[start + both : end]))
        yield from (("delete", at, "") for at in range(last - 1, first + both - 1, -1))
        yield from (("replace", first + at, wanted[start + at]) for at in range(both))


def _stepped(text: str, file: str, topic: str, key: str, at: int, item: str | None, *, is_new: bool) -> str:
    """The text with one item replaced, put in before the place `at`, or (None) taken out."""
    spans = read_spans(text, file)
    count = sum(path[:2] == (topic, key) and len(path) == 3 for path in spans)
    if is_new and at >= count:
        return with_item(text, file, topic, key, item or "")
    span = spans[(topic, key, at)]
    start, end = _line(text, span)
    mark = text[start : span.start]
    if mark.strip() != "-":
        raise _refused(file, topic, key)
    if item is None:
        return text[:start] + text[end:]
    fresh = _scalar(item, span.style if not is_new else "", file)
    return f"{text[:start]}{mark}{fresh}{_newline(text)}{text[start:]}" if is_new else (
        text[: span.start] + fresh + text[span.end :]
    )  # fmt: skip


def _line(text: str, span: Span) -> tuple[int, int]:
    start = text.rfind("\n", 0, span.start) + 1
    found = text.find("\n", span.start + len(text[span.start : span.end].rstrip()))
    return start, len(text) if found < 0 else found + 1


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _scalar(item: str, style: str, file: str) -> str:
    """One line as YAML, written by the editor of single items so that there is one way of quoting."""
    held = f"x:\n  a: {style}x{style}\n" if style in ("'", '"') else "x:\n  a: x\n"
    return with_field(held, file, "x", "a", item).removeprefix("x:\n  a: ").removesuffix("\n")


def _anew(text: str, file: str, topic: str, key: str, items: Sequence[str]) -> str:
    """The text with a list in brackets written anew where it stood, or the first items of one that was not there."""
    span = read_spans(text, file).get((topic, key))
    if span is None or text[span.start : span.end] == "":
        for item in items:
            text = with_item(text, file, topic, key, item)
        return text
    held = f"x:\n  {key}: []\n"
    for item in items:
        held = with_item(held, file, "x", key, item)
    fresh = held.removeprefix(f"x:\n  {key}: ").removesuffix("\n")
    return text[: span.start] + fresh + text[span.end :]


def without_field(text: str, file: str, topic: str, key: str) -> str:
    """Return the text without a field of an entry. Raises KnowledgeError as `with_items` does."""
    before = _entry(text, file, topic)
    if key not in before:
        return text
    document = reading(text, file)
    lines = text.splitlines(keepends=True)
    first = document.line((topic, key)) - 1
    own = len(lines[first]) - len(lines[first].lstrip(" "))
    last = first + 1
    while last < len(lines) and _is_inside(lines[last], own):
        last += 1
    while last > first + 1 and not lines[last - 1].strip():
        last -= 1  # blank lines after it belong to what follows
    edited = "".join(lines[:first] + lines[last:])
    try:
        now = _entry(edited, file, topic)
    except KnowledgeError:
        raise _refused(file, topic, key) from None
    if now != {name: value for name, value in before.items() if name != key}:
        raise _refused(file, topic, key)
    return edited


def _is_inside(line: str, own: int) -> bool:
    """Whether a line belongs to a field that stands `own` in: it is blank, stands further in, is an item of it, or ends
    its brackets."""
    space = len(line) - len(line.lstrip(" "))
    return not line.strip() or space > own or (space == own and line.lstrip().startswith(("- ", "]", "}")))


def _entry(text: str, file: str, topic: str) -> dict[str, Value]:
    value = reading(text, file).value
    entry = value.get(topic) if isinstance(value, dict) else None
    if not isinstance(entry, dict):
        raise KnowledgeError([Mistake(file, 0, f"there is no entry `{topic}` in this file")])
    return entry


def _items(text: str, file: str, topic: str, key: str) -> list[str]:
    found = _entry(text, file, topic).get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _refused(file, topic, key)
    return [str(one).strip() for one in found]


def _refused(file: str, *path: str | int) -> KnowledgeError:
    named = ".".join(str(one) for one in path)
    what = f"`{named}` is written in a way that cannot be edited here; edit its YAML"
    return KnowledgeError([Mistake(file, 0, what)])


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
