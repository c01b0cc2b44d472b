"""Texts of the knowledge as HTML: paragraphs, lists, numbered steps, **bold**, and numbers that a tap calls."""

import re
from collections.abc import Callable, Iterator
from itertools import groupby

from bot.core.text import bold_parts
from bot.page.html import Html, el, many

_BULLET = re.compile(r"- (.*)")
_STEP = re.compile(r"(\d{1,2})\. (.*)")
_LINE = re.compile(r"\n+(?!\d{1,2}\. )")  # a numbered line stays with those before it
_GOES_ON = re.compile(r",\s*\n(?=[a-z])")
_EMERGENCY = re.compile(r"\d{2,6}")
# Digits as telephone numbers are written. Hours ("9-17") and years are none.
_NUMBER = re.compile(r"(?<![\w.,/:+-])\+?\d[\d ()-]{1,20}\d(?![\w/:])")
_NO_NUMBER = re.compile(r"\d{1,2} ?- ?\d{1,2}|(19|20)\d\d")
_LEAST_DIGITS, _SURE_DIGITS = 3, 7
_NAME_FOLLOWS = re.compile(r" ?[A-Z]")
_NOT_A_DIGIT = re.compile(r"\D")


def prose(text: str) -> Html:
    """Return a text as paragraphs and lists. A list may follow its sentence without a blank line between."""
    blocks = (block.strip().split("\n") for block in text.split("\n\n"))
    return many(*(run for lines in blocks if lines != [""] for run in _runs(lines)))


def line(text: str) -> Html:
    """Return one line with its bold words."""
    return many(*(el("strong", part) if is_bold else part for part, is_bold in bold_parts(text)))


def steps(text: str) -> Html:
    """Return an emergency text: each line an item, in the order in which it is done. A line that goes on with the
    sentence of the one before it belongs to it."""
    whole = _GOES_ON.sub(", ", text)
    return el("ol", *(el("li", line(one)) for one in whole.split("\n") if one.strip()))


def lines(text: str) -> Html:
    """Return a step of guided help: each line stands alone, and numbered ones are a list."""
    return prose(_LINE.sub("\n\n", text))


def call(text: str) -> Html:
    """Return an emergency number, or several, each of which a tap calls."""
    return _linked(text, _EMERGENCY, lambda found: True)


def calls(text: str) -> Html:
    """Return a text in which each telephone number can be called by a tap. What may be a year, hours or the number of a
    house is left alone: better no link than one that calls a stranger."""
    return _linked(text, _NUMBER, _is_number)


def _is_number(found: re.Match[str]) -> bool:
    digits = len(_NOT_A_DIGIT.sub("", found[0]))
    is_house = digits < _SURE_DIGITS and _NAME_FOLLOWS.match(found.string, found.end()) is not None
    return digits >= _LEAST_DIGITS and not _NO_NUMBER.fullmatch(found[0]) and not is_house


def _runs(lines: list[str]) -> Iterator[Html]:
    for kind, run in groupby(lines, _kind):
        texts = list(run)
        if kind == "ul":
            yield el("ul", *(el("li", line(one[2:])) for one in texts))
        elif kind == "ol":
            parts = [one.partition(". ") for one in texts]
            start = "" if parts[0][0] == "1" else parts[0][0]
            yield el("ol", *(el("li", line(step)) for _, _, step in parts), start=start)
        else:
            yield el("p", *_broken(texts))


def _kind(text: str) -> str:
    return "ul" if _BULLET.fullmatch(text) else "ol" if _STEP.fullmatch(text) else "p"


def _broken(texts: list[str]) -> Iterator[Html]:
    for at, one in enumerate(texts):
        if at:
            yield el("br")
        yield line(one)


def _linked(text: str, pattern: re.Pattern[str], is_one: Callable[[re.Match[str]], bool]) -> Html:
    parts: list[str] = []
    end = 0
    for found in filter(is_one, pattern.finditer(text)):
        plus = "+" if found[0].startswith("+") else ""
        number = plus + _NOT_A_DIGIT.sub("", found[0])
        parts += [text[end : found.start()], el("a", found[0], href=f"tel:{number}")]
        end = found.end()
    return many(*parts, text[end:])
