"""What is wrong with a line of YAML, for people who do not program: where to look and what to do.

The library notices a mistake where it can go no further, which is often a line below the one to mend.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_OPEN = "did not find expected ',' or"
_NO_COLON = (
    "a `:` and a space are missing after the key, or the spaces at the start do not fit the line below"
)
_COLON_INSIDE = "there is a `:` inside this text; put the whole text in quotes"
_GOES_ON = "text goes on here after a quote or bracket has ended; put the whole text in one pair of quotes"
_SPACES = "the spaces at the start of this line do not fit the lines around it"
_UNKNOWN = "this line is not understood; compare it with an entry that works (spaces, quotes and `:`)"

# What the library says, and what to do; the sign of the end of a line is where it began to read.
_HELP = (
    ("could not find expected ':'", "a `:` is missing after the key here, or the line above is not finished"),
    (
        "did not find expected '-' indicator",
        "the spaces at the start of this line do not fit the list above it",
    ),
    (
        "found character that cannot start any token",
        "this text starts with a sign that YAML keeps for itself (a tab, @ or `); use spaces, or quotes",
    ),
    ("found unexpected end of stream", "a quote is opened here and never closed"),
    ("found unknown escape", "a `\\` in double quotes has a meaning of its own; use single quotes"),
    ("expected alphabetic or numeric", "a value starts with `*` or `&`; put the text in quotes"),
    (
        "block sequence entries are not allowed",
        "a text starts with `-`; put it in quotes, or on a line of its own",
    ),
    (
        "expected comment or line break",
        "a text starts with `|` or `>`; begin it on the next line, or use quotes",
    ),
    (_OPEN, "a `[` or `{` is opened here and not closed; close it, or put the text in quotes"),
)
_BEGAN = ("could not find expected ':'", "found unexpected end of stream", _OPEN)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the library said, the place where it stopped, and the line where what it was reading began (from 0)."""

    said: str
    line: int
    column: int
    began: int


def advice(trouble: Trouble, lines: Sequence[str]) -> tuple[int, str]:
    """Return the line to look at (from 1) and what to do there."""
    before = lines[trouble.line][: trouble.column] if trouble.line < len(lines) else ""
    if "mapping values are not allowed" in trouble.said:
        return _colon(trouble.line, before, lines)
    if "did not find expected key" in trouble.said:
        return trouble.line + 1, _GOES_ON if before.strip() else _SPACES
    for sign, what in _HELP:
        if sign in trouble.said:
            return (trouble.began if sign in _BEGAN else trouble.line) + 1, what
    return trouble.line + 1, _UNKNOWN


def _colon(line: int, before: str, lines: Sequence[str]) -> tuple[int, str]:
    """A second `:` on a line stands inside a text; a first one follows a line that was not finished."""
    if ":" in before:
        return line + 1, _COLON_INSIDE
    above = next((number for number in range(line - 1, -1, -1) if lines[number].strip()), line)
    return above + 1, _NO_COLON
