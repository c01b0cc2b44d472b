"""Editing a list that stands in brackets: `[one, "two, three"]`."""

from collections.abc import Iterator, Sequence

from bot.content.edit_cuts import Cut, scalar_cut, spliced, steps_between
from bot.content.edit_text import Held, refused, scalar, value_at
from bot.content.strict_yaml import Path_, Value


def flow_list(held: Held, path: Path_, new: Sequence[Value]) -> str:
    """The text with the new list in place of one in brackets, which holds texts only."""
    old = value_at(held.value, path)
    if not isinstance(old, list) or not all(isinstance(one, str) for one in (*old, *new)):
        raise refused(held.file, *path)
    steps = steps_between(old, new)
    if not any(step.is_equal or step.paired for step in steps):
        span, inside = held.spans[path], ", ".join(scalar(str(one), is_flow=True) for one in new)
        return spliced(held.text, [Cut(span.start, span.end, f"[{inside}]")])
    cuts: list[Cut] = []
    for step in (one for one in steps if not one.is_equal):
        cuts += [
            scalar_cut(held, (*path, step.first + more), new[step.start + more], is_flow=True)
            for more in range(step.paired)
        ]
        place = step.first + step.paired
        cuts += _gone(held, path, place, step.last, len(old))
        cuts += _come(held, path, place, new[step.start + step.paired : step.end])
    return spliced(held.text, cuts)


def _gone(held: Held, path: Path_, first: int, last: int, count: int) -> Iterator[Cut]:
    """The cuts that take items out of brackets: each with the comma after it, the last ones with the one before."""
    if first == last:
        return
    if last < count:
        yield Cut(held.spans[(*path, first)].start, held.spans[(*path, last)].start)
        return
    start = held.spans[(*path, first - 1)].end if first else held.spans[(*path, 0)].start
    end = held.spans[(*path, count - 1)].end
    if "#" in held.text[start:end]:  # a remark stays; a comma before the closing bracket is no fault
        start = held.line_start(held.spans[(*path, first)].start)
        end = held.line_end(end)
    yield Cut(start, end)


def _come(held: Held, path: Path_, place: int, items: Sequence[Value]) -> Iterator[Cut]:
    """The cuts that bring items into brackets before the one at `place`, or at the end."""
    written = [scalar(str(one), is_flow=True) for one in items]
    if not written:
        return
    if place:
        at = held.spans[(*path, place - 1)].end
        yield Cut(at, at, "".join(f", {one}" for one in written))
    else:
        at = held.spans[(*path, 0)].start
        yield Cut(at, at, "".join(f"{one}, " for one in written))
