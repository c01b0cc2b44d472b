"""What differs between two versions of the entries, in plain words: for whoever confirms a change and does not program.
A letter that cannot be seen or looks like another is shown by its number, so that nothing can hide in a difference.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher

from bot.core.model import Topic
from bot.core.site import Site
from bot.core.text import fold

_LISTS = ("questions", "must_match", "must_not_match", "related", "services")
_TEXTS = ("answer", "short")
_CALLED = {
    "questions": "way of asking", "must_match": "test phrase", "must_not_match": "test phrase that must not match",
    "related": "related entry", "services": "service", "sources": "source", "answer": "answer", "short": "short text",
}  # fmt: skip
_PLACE = {
    "point": "where it is",
    "until": "until when",
    "phone": "telephone",
    "url": "link",
    "verified": "checked",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: the entry, what of it, and what stood there before and stands there now; empty where nothing."""

    topic: str
    what: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        lines = [f"{self.topic}: {self.what}"]
        lines += [f"  - {visible_letters(line)}" for line in self.before.split("\n") if self.before]
        lines += [f"  + {visible_letters(line)}" for line in self.after.split("\n") if self.after]
        return "\n".join(lines)


def differences(before: Mapping[str, Topic], after: Mapping[str, Topic]) -> Iterator[Change]:
    """Yield what differs, entry by entry in order of their ids; nothing where nothing does."""
    for topic in sorted(before.keys() | after.keys()):
        if topic not in after:
            yield Change(topic, "the entry is gone", before[topic].title)
        elif topic not in before:
            yield Change(topic, "a new entry", "", after[topic].title)
        else:
            yield from _within(before[topic], after[topic])


def whole(topic: Topic) -> str:
    """Return all that an entry says, part by part, for whoever has not seen it before."""
    return "\n".join(visible_letters(line) for part in _parts(topic) for line in part.split("\n"))


def _parts(topic: Topic) -> Iterator[str]:
    for field in fields(Topic):
        name, value = field.name, getattr(topic, field.name)
        if name in (*_LISTS, "sources"):
            yield from (f"{_CALLED[name]}: {_said(one)}" for one in value)
        elif value:
            yield f"\n{_CALLED[name]}:\n{value}\n" if name in _TEXTS else f"{name}: {_said(value)}"


def line_differences(name: str, before: str, after: str) -> Iterator[Change]:
    """Yield the lines in which two versions of a small file differ."""
    yield from _of_text(name, "file", before.rstrip("\n"), after.rstrip("\n"))


def site_differences(before: Mapping[str, Site], after: Mapping[str, Site]) -> Iterator[Change]:
    """Yield what differs between two lists of places, place by place in order of their ids."""
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            what, gone, come = ("a new place", "", new) if new else ("the place is gone", old, "")
            yield Change(name, what, getattr(gone, "name", ""), getattr(come, "name", ""))
            continue
        for field in fields(Site):
            then, now = getattr(old, field.name), getattr(new, field.name)
            if then != now:
                yield Change(name, _PLACE.get(field.name, field.name), _listed(then), _listed(now))


def _listed(value: object) -> str:
    """A value of a place, an item a line."""
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {one}" for key, one in value.items())
    return "\n".join(map(_said, value)) if isinstance(value, tuple) else _said("" if value is None else value)


def _within(before: Topic, after: Topic) -> Iterator[Change]:
    for field in fields(Topic):
        name, old, new = field.name, getattr(before, field.name), getattr(after, field.name)
        if old == new:
            continue
        if name in (*_LISTS, "sources"):
            yield from _of_list(before.id, _CALLED[name], list(map(_said, old)), list(map(_said, new)))
        elif name in _TEXTS:
            yield from _of_text(before.id, _CALLED[name], old, new)
        else:
            yield Change(before.id, name, _said(old), _said(new))


def _of_list(topic: str, called: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    yield from (Change(topic, f"{called} taken out", one) for one in old if one not in new)
    yield from (Change(topic, f"{called} added", "", one) for one in new if one not in old)
    if sorted(old) == sorted(new):
        yield Change(topic, f"{called}: another order", ", ".join(old), ", ".join(new))


def _of_text(topic: str, called: str, old: str, new: str) -> Iterator[Change]:
    """The lines that differ, with their number."""
    was, now = old.split("\n"), new.split("\n")
    for tag, first, last, start, end in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag != "equal":
            gone, come = "\n".join(was[first:last]), "\n".join(now[start:end])
            yield Change(topic, f"{called}, line {start + 1}", gone, come)


def _said(value: object) -> str:
    """A value of an entry as one line."""
    if isinstance(value, str):
        return value
    if hasattr(value, "__dataclass_fields__"):
        parts = (str(getattr(value, one.name)) for one in fields(value))  # type: ignore[arg-type]
        return ", ".join(part for part in parts if part)
    return str(getattr(value, "value", value))


def visible_letters(text: str) -> str:
    """Return a text in which every letter can be seen for what it is: hidden ones, and those of other alphabets that
    look like Latin ones, are written as U+ and their number."""
    return "".join(_visible(letter) for letter in text)


def _visible(letter: str) -> str:
    if letter.isascii() and letter.isprintable():
        return letter
    is_hidden = unicodedata.category(letter)[0] in "CMZ" or not letter.isprintable()
    name = unicodedata.name(letter, "")
    is_other = name.startswith(("CYRILLIC", "GREEK", "FULLWIDTH", "MATHEMATICAL"))
    is_alike = letter.isalpha() and not name.startswith("LATIN") and fold(letter).isascii()
    return f"[U+{ord(letter):04X}]" if is_hidden or is_other or is_alike else letter
