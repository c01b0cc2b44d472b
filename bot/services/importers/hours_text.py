"""Opening hours as people write them, turned into the standard form for a person to confirm, or left as text.

It never guesses: "9-5" could be a night, "48 hours" is no opening time, and two services in one field are not one. What
is understood is proposed with the text it came from beside it; everything else stays the text that it was.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.services.importers.hours_words import Half, Kind, Piece, pieces
from bot.services.importers.week import MIDNIGHT, Span, is_plain, written

MORNING = 7 * 60  # "1-5" beside times that count to 24 is the afternoon as likely as the night
EVENING = 15 * 60  # a span that runs past midnight begins after this, else it is a slip


@dataclass(frozen=True, slots=True)
class Hours:
    """`osm` is an opening_hours expression, empty where the text was not understood: then `why` says what stood in the
    way. `was` is the text as written; `is_same` where it already was standard."""

    was: str
    osm: str = ""
    why: str = ""

    @property
    def is_same(self) -> bool:
        """Was it already in the standard form?"""
        return bool(self.osm) and self.osm == self.was


_NAMES_DAYS = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)\b|24/7")


class _NotSureError(ValueError):
    """The reason why a text is left as it is."""


def understood(text: str, is_valid: Callable[[str], bool] = is_plain) -> Hours:
    """Read hours of a whole week. `is_valid` says whether a text already is a sound opening_hours expression."""
    if not text.strip():
        return Hours(text)
    if "00:00-00:00" in text:
        return Hours(text, why="00:00-00:00 may mean closed or open all day")
    if _NAMES_DAYS.search(text) and is_valid(text):
        return Hours(text, text)
    try:
        return Hours(text, _week(text))
    except _NotSureError as reason:
        return Hours(text, why=str(reason))


def from_columns(cells: Sequence[str]) -> Hours:
    """Read seven cells, Monday first. A day that says nothing is not known, which is not closed."""
    was = "; ".join(f"{name} {cell}" for name, cell in zip(_NAMES, cells, strict=True) if cell)
    if not was:
        return Hours("")
    everything = [pieces(cell) or [] for cell in cells]
    is_24 = _counts_to_24([piece for day in everything for piece in day])
    week: dict[int, list[Span]] = {}
    try:
        for day, cell in enumerate(cells):
            if cell:
                week[day] = _day(cell, is_24)
    except _NotSureError as reason:
        return Hours(was, why=str(reason))
    silent = [day for day, cell in enumerate(cells) if not cell]
    if not any(week.values()):
        return Hours(was, why="no day has hours")
    return Hours(was, written(week, silent))


_NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def _day(cell: str, is_24: bool) -> list[Span]:
    found = _known(cell)
    kinds = {piece.kind for piece in found}
    if kinds <= {Kind.CLOSED, Kind.CUT, Kind.NONE}:
        return []
    if kinds & {Kind.DAY, Kind.CLOSED, Kind.HOLIDAYS}:
        raise _NotSureError("a cell says more than the hours of its day")
    spans, at = _spans([p for p in found if p.kind is not Kind.CUT], 0, is_24)
    if at < len([p for p in found if p.kind is not Kind.CUT]):
        raise _NotSureError("a cell is not a time to a time")
    return spans


def _known(text: str) -> list[Piece]:
    found = pieces(text)
    if found is None:
        raise _NotSureError("it says more than days and times")
    return [piece for piece in found if piece.kind is not Kind.NONE]


def _counts_to_24(found: Sequence[Piece]) -> bool:
    """Do the times count to 24? One that only such a clock shows proves it for its neighbours, unless am or pm stand
    among them."""
    halves = {piece.half for piece in found if piece.kind is Kind.TIME}
    return Half.DAY24 in halves and not halves & {Half.AM, Half.PM}


def _week(text: str) -> str:
    found = _known(text)
    off = any(piece.kind is Kind.HOLIDAYS for piece in found)
    rest = [piece for piece in found if piece.kind is not Kind.HOLIDAYS]
    week: dict[int, list[Span]] = {}
    closed: set[int] = set()
    for part in _parts(rest):
        for days, spans in _rules(part, _counts_to_24(rest)):
            closed.update(days if not spans else ())
            for day in days:
                week.setdefault(day, []).extend(spans)
    if not any(week.values()):
        raise _NotSureError("it names no hours")
    _refuse_contradiction(week, closed)
    return written(week, holidays_off=off)


def _refuse_contradiction(week: dict[int, list[Span]], closed: set[int]) -> None:
    for day, spans in week.items():
        ordered = sorted(spans)
        if any(a[1] > b[0] for a, b in pairwise(ordered)) or (day in closed and spans):
            raise _NotSureError("it says two things about one day")


def _parts(found: Sequence[Piece]) -> list[list[Piece]]:
    parts: list[list[Piece]] = [[]]
    for piece in found:
        if piece.kind is Kind.CUT:
            parts.append([])
        else:
            parts[-1].append(piece)
    return [stripped for part in parts if (stripped := _without_ends(part))]


def _without_ends(part: list[Piece]) -> list[Piece]:
    while part and part[-1].kind is Kind.AND:
        part = part[:-1]
    while part and part[0].kind is Kind.AND:
        part = part[1:]
    return part


def _rules(part: list[Piece], is_24: bool) -> list[tuple[list[int], list[Span]]]:
    """Read days and their hours, in either order but the same order throughout one part."""
    rules: list[tuple[list[int], list[Span]]] = []
    days_first = part[0].kind is Kind.DAY
    at = 0
    while at < len(part):
        if _kind(part, at) is Kind.CLOSED:
            spans: list[Span] = []
            days, at = _days(part, at + 1)
        elif days_first:
            days, at = _days(part, at)
            spans, at = _hours(part, at, is_24)
        else:
            spans, at = _hours(part, at, is_24)
            days, at = _days(part, at)
        rules.append((days, spans))
        while at < len(part) and part[at].kind is Kind.AND:
            at += 1
    return rules


def _days(part: list[Piece], at: int) -> tuple[list[int], int]:
    at = _skip(part, at, Kind.AND)
    days: list[int] = []
    while at < len(part) and part[at].kind is Kind.DAY:
        first = part[at].days
        at += 1
        if _kind(part, at) is Kind.TO and _kind(part, at + 1) is Kind.DAY:
            days += _run(first, part[at + 1].days)
            at += 2
        else:
            days += first
        if _kind(part, at) is Kind.AND and _kind(part, at + 1) is Kind.DAY and _names_more_days(part, at + 1):
            at += 1
    if not days:
        raise _NotSureError("it does not say on which days")
    return days, at


def _names_more_days(part: list[Piece], at: int) -> bool:
    """Does the list of days go on here? In "9-5 Monday, Tuesday" it does, as in "Monday, Tuesday 9-5"."""
    return _kind(part, at) is Kind.DAY


def _run(first: tuple[int, ...], last: tuple[int, ...]) -> list[int]:
    if len(first) > 1 or len(last) > 1 or first == last:
        raise _NotSureError("a range of days is not clear")
    return [day % 7 for day in range(first[0], first[0] + (last[0] - first[0]) % 7 + 1)]


def _hours(part: list[Piece], at: int, is_24: bool) -> tuple[list[Span], int]:
    at = _skip(part, at, Kind.AND)
    if _kind(part, at) is Kind.CLOSED:
        return [], at + 1
    return _spans(part, at, is_24)


def _spans(part: list[Piece], at: int, is_24: bool) -> tuple[list[Span], int]:
    if _kind(part, at) is Kind.ALL_DAY:
        return [(0, MIDNIGHT)], at + 1
    spans: list[Span] = []
    while _kind(part, at) is Kind.TIME:
        if _kind(part, at + 1) is not Kind.TO or _kind(part, at + 2) is not Kind.TIME:
            raise _NotSureError("a time has no end")
        spans.append(_span(part[at], part[at + 2], is_24))
        at += 3
        if _kind(part, at) is Kind.AND and _kind(part, at + 1) is Kind.TIME:
            at += 1
    if not spans:
        raise _NotSureError("days and hours cannot be told apart")
    return spans, at


def _span(start: Piece, end: Piece, is_24: bool) -> Span:
    for time in (start, end):
        if time.half is Half.BARE and not is_24:
            raise _NotSureError("morning or evening is not written (am, pm, or 17:00)")
        if time.half is Half.BARE and time.minutes < MORNING:
            raise _NotSureError("an hour so early may be one of the afternoon")
    begins, ends = start.minutes, end.minutes or MIDNIGHT
    if begins == ends or begins >= MIDNIGHT:
        raise _NotSureError("it ends when it begins")
    if ends < begins:
        if begins < EVENING:
            raise _NotSureError("it ends before it begins")
        ends += MIDNIGHT
    return begins, ends


def _kind(part: list[Piece], at: int) -> Kind | None:
    return part[at].kind if at < len(part) else None


def _skip(part: list[Piece], at: int, kind: Kind) -> int:
    while _kind(part, at) is kind:
        at += 1
    return at
