"""Editing a whole list or mapping of an entry to what it should say: ways of asking, sources, the review.

What is the same before and after keeps its lines, remarks, quotes and place; what moved takes its lines along.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.content.edit_cuts import Cut, Step, key_cut, mapping_cuts, scalar_cut, spliced, steps_between
from bot.content.edit_flow import flow_list
from bot.content.edit_text import (
    ITEM,
    Held,
    checked,
    indent,
    lines_of,
    read_held,
    refused,
    scalar,
    value_at,
    with_new_field,
)
from bot.content.strict_yaml import Path_, Value


def with_list(text: str, file: str, topic: str, key: str, items: Sequence[Value]) -> str:
    """Return the text with `items` (texts, or mappings of texts) as a list of an entry; without any, the list goes.

    Raises KnowledgeError where there is no such entry, or the text is written in a way that cannot be edited here.
    """
    held = read_held(text, file, topic)
    old = _old(held, topic, key)
    if not items:
        return without_field(text, file, topic, key)
    if old == list(items):
        return text
    if not old and key not in _entry(held, topic):
        edited = with_new_field(held, topic, key, _written(held, topic, key, items))
    elif not old or held.spans[(topic, key)].style == "[":
        edited = flow_list(held, (topic, key), items)
    else:
        edited = _block_list(held, (topic, key), old, list(items))
    return checked(held, edited, (topic, key), list(items))


def with_mapping(text: str, file: str, topic: str, key: str, fields: Mapping[str, str]) -> str:
    """Return the text with `fields` as a mapping of an entry that has one, such as the review. Raises KnowledgeError as
    `with_list` does."""
    held = read_held(text, file, topic)
    old = _entry(held, topic).get(key)
    if not isinstance(old, dict):
        raise refused(file, topic, key)
    edited = spliced(held.text, list(mapping_cuts(held, (topic, key), old, fields)))
    return checked(held, edited, (topic, key), dict(fields))


def without_field(text: str, file: str, topic: str, key: str) -> str:
    """Return the text without a field of an entry; one that is not there is no mistake. Raises KnowledgeError as
    `with_list` does."""
    held = read_held(text, file, topic)
    entry = _entry(held, topic)
    if key not in entry:
        return text
    edited = spliced(held.text, [key_cut(held, (topic, key))])
    rest = {name: value for name, value in entry.items() if name != key}
    return checked(held, edited, (topic,), rest)


def _entry(held: Held, topic: str) -> dict[str, Value]:
    found = value_at(held.value, (topic,))
    return found if isinstance(found, dict) else {}


def _old(held: Held, topic: str, key: str) -> list[Value]:
    found = _entry(held, topic).get(key, [])
    if not isinstance(found, list):
        raise refused(held.file, topic, key)
    return found


def _written(held: Held, topic: str, key: str, items: Sequence[Value]) -> str:
    """A new list, in the style of the house, as it stands after its key."""
    space = " " * (indent(held, topic) - 2)
    lines = lines_of({key: list(items)}, 1)[1:]
    return "".join(f"{held.newline}{space}{line}" for line in lines)


def _block_list(held: Held, path: Path_, old: list[Value], new: list[Value]) -> str:
    """The text with the new list in place of one that has each item on lines of its own."""
    chunks = [_chunk(held, (*path, number)) for number in range(len(old))]
    steps = steps_between(old, new)
    spare, fresh = _spare(held, chunks, old, steps), _fresh(held, chunks[-1])
    parts, gap = [held.text[: chunks[0].start]], ""
    for step in steps:
        for number in range(step.first, step.last):
            here = number - step.first
            parts.append(gap)
            if step.is_equal:
                parts.append(held.text[chunks[number].start : chunks[number].end])
            elif here < step.paired:
                item = new[step.start + here]
                parts.append(_rewritten(held, (*path, number), chunks[number], old[number], item))
            gap = _gap(held, chunks, number)
        if not step.is_equal:
            come = new[step.start + step.paired : step.end]
            parts += [_taken(spare, item) or fresh(item) for item in come]
    return "".join(_ended(held, [*parts, gap, held.text[chunks[-1].end :]]))


def _spare(
    held: Held, chunks: Sequence[Cut], old: Sequence[Value], steps: Sequence[Step]
) -> dict[str, list[str]]:
    """The lines of the items that go, by what they say: one that stands elsewhere afterwards takes its lines along."""
    found: dict[str, list[str]] = {}
    for step in steps:
        for number in () if step.is_equal else range(step.first + step.paired, step.last):
            lines = held.text[chunks[number].start : chunks[number].end]
            found.setdefault(repr(old[number]), []).append(lines)
    return found


def _taken(spare: dict[str, list[str]], item: Value) -> str:
    lines = spare.get(repr(item))
    return lines.pop(0) if lines else ""


def _gap(held: Held, chunks: Sequence[Cut], number: int) -> str:
    """What stands between an item and the next: remarks and blank lines."""
    return held.text[chunks[number].end : chunks[number + 1].start] if number + 1 < len(chunks) else ""


def _ended(held: Held, parts: Sequence[str]) -> Iterator[str]:
    """The parts, each ending its line before another follows."""
    is_open = False
    for part in filter(None, parts):
        yield held.newline + part if is_open else part
        is_open = not part.endswith("\n")


def _chunk(held: Held, path: Path_) -> Cut:
    """The lines of an item, where they are its own."""
    start = held.line_start(held.spans[path].start)
    if not ITEM.fullmatch(held.text[start : held.spans[path].start]):
        raise refused(held.file, *path[:2])
    return Cut(start, held.line_end(held.last(path)))


def _fresh(held: Held, last: Cut) -> Callable[[Value], str]:
    """How a new item is written: as far in as the last one stands."""
    found = ITEM.match(held.text, last.start)
    mark = found[0] if found else "- "

    def written(item: Value) -> str:
        lines = lines_of(item, 0) if isinstance(item, dict) else [scalar(str(item))]
        rest = (" " * len(mark) + line for line in lines[1:])
        return "".join(f"{line}{held.newline}" for line in (mark + lines[0], *rest))

    return written


def _rewritten(held: Held, path: Path_, chunk: Cut, old: Value, new: Value) -> str:
    """The lines of an item that says something else now."""
    if isinstance(old, dict) and isinstance(new, dict):
        cuts = list(mapping_cuts(held, path, old, new))
    elif isinstance(old, str) and isinstance(new, str):
        cuts = [scalar_cut(held, path, new)]
    else:
        raise refused(held.file, *path[:2])
    within = [Cut(one.start - chunk.start, one.end - chunk.start, one.text) for one in cuts]
    return spliced(held.text[chunk.start : chunk.end], within, held.newline)
