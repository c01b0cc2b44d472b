"""Cuts: what comes into the place of a piece of the text of a file of entries, for one text or one mapping."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.content.edit_text import Held, lines_of, refused, scalar
from bot.content.strict_yaml import Path_, Value


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """What comes into the place of a piece of the text."""

    start: int
    end: int
    text: str = ""


def spliced(text: str, cuts: Sequence[Cut], newline: str = "\n") -> str:
    """The text with the cuts made. Of two in the same place the one that only brings something in stands first."""
    for cut in sorted(cuts, reverse=True):
        before = text[: cut.start]
        if cut.text.endswith("\n") and cut.start == len(text) and not before.endswith("\n"):
            before += newline  # after a last line that was not ended
        text = before + cut.text + text[cut.end :]
    return text


def key_cut(held: Held, path: Path_) -> Cut:
    """The lines of a key and its value, where they are its own."""
    number = held.lines[path] - 1
    start = _line(held.text, number)
    line = held.text[start : held.line_end(start)]
    if not line.lstrip(" ").startswith((f"{path[-1]}:", f'"{path[-1]}"', f"'{path[-1]}'")):
        raise refused(held.file, *path)
    return Cut(start, held.line_end(held.last(path)))


def _line(text: str, number: int) -> int:
    """Where the line of this number, from 0, begins."""
    at = 0
    for _ in range(number):
        at = text.index("\n", at) + 1
    return at


def scalar_cut(held: Held, path: Path_, new: Value, *, is_flow: bool = False) -> Cut:
    """Another text in the place of one, in quotes where that is."""
    span = held.spans[path]
    if span.style in ("|", ">") or not isinstance(new, str):
        raise refused(held.file, *path[:2])
    return Cut(span.start, span.end, scalar(new, span.style, is_flow=is_flow))


def mapping_cuts(
    held: Held, path: Path_, old: Mapping[str, Value], new: Mapping[str, Value]
) -> Iterator[Cut]:
    """The cuts that make the new mapping of one that stands at `path`."""
    is_flow = held.spans[path].style == "{"
    come = {key: value for key, value in new.items() if key not in old}
    for key in old:
        if key not in new and (is_flow or key == next(iter(old))):
            raise refused(held.file, *path[:2])
        if key not in new:
            yield key_cut(held, (*path, key))
        elif old[key] != new[key]:
            yield scalar_cut(held, (*path, key), new[key], is_flow=is_flow)
    if come and is_flow:
        last = held.spans[(*path, list(old)[-1])].end
        yield Cut(
            last, last, "".join(f", {key}: {scalar(str(one), is_flow=True)}" for key, one in come.items())
        )
    elif come:
        begins = held.spans[path].start
        space = " " * (begins - held.line_start(begins))
        place = held.line_end(held.last(path))
        yield Cut(place, place, "".join(f"{space}{line}{held.newline}" for line in lines_of(come, 0)))


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of a list, items `first` to before `last`, and what it becomes, items `start` to before `end` of the new
    one. The first `paired` of both are the same ones, said anew in their place."""

    first: int
    last: int
    start: int
    end: int
    is_equal: bool
    paired: int = 0


def steps_between(old: Sequence[Value], new: Sequence[Value]) -> tuple[Step, ...]:
    """Return what leads from one list to another, with as much as possible staying."""
    matcher = SequenceMatcher(None, [repr(one) for one in old], [repr(one) for one in new], autojunk=False)
    return tuple(
        Step(
            first, last, start, end, tag == "equal", _paired(old, new, range(first, last), range(start, end))
        )
        for tag, first, last, start, end in matcher.get_opcodes()
    )


def _paired(old: Sequence[Value], new: Sequence[Value], gone: range, come: range) -> int:
    """How many pairs there are: an item that stands elsewhere before or afterwards was moved, not said anew."""
    count = 0
    for number, other in zip(gone, come, strict=False):
        if old[number] in new or new[other] in old:
            break
        count += 1
    return count
