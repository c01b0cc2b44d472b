"""The words by which a change is seen to need a second person: data of each language, in guarded.yaml."""

import re
from dataclasses import dataclass, fields
from pathlib import Path

from bot.content.fields import Fields
from bot.content.loader import read_one
from bot.errors import KnowledgeError, Mistake

GUARDED = "guarded.yaml"


@dataclass(frozen=True, slots=True)
class GuardWords:
    """Patterns over folded text: what warns, what says that something is safe, units of doses, other units, numbers
    in words, and how a number is meant ("at most")."""

    warnings: re.Pattern[str]
    reassuring: re.Pattern[str]
    doses: re.Pattern[str]
    units: re.Pattern[str]
    numbers: re.Pattern[str]
    bounds: re.Pattern[str]


def read_guard_words(root: Path, lang: str) -> GuardWords:
    """Return the words of a language. Raises KnowledgeError where they cannot be read: without them nothing is changed
    by one person alone."""
    mistakes: list[Mistake] = []
    written = Fields(read_one(root, root / lang / GUARDED, mistakes), (), mistakes)
    found = {one.name: _any_of(written.texts(one.name, least=1)) for one in fields(GuardWords)}
    written.finish()
    if mistakes:
        raise KnowledgeError(mistakes)
    return GuardWords(**found)


def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all of them, longest first; `*` stands for any letters of the word."""
    escaped = (re.escape(one.lower()).replace(r"\*", r"\w*") for one in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(escaped)})(?!\w)")
