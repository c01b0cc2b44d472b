"""What an OpenStreetMap opening_hours expression says, looked at before a library evaluates it.

The library believes too much: hours with nothing but a comment ("by appointment"), an open end (09:00+), 00:00-00:00
and a day without times are all OPEN to it, `Dec 25, Dec 26 off` opens Christmas, and 30 February is every day. Nobody
may be sent to a closed door, so all of these become "unknown" here, or are refused with what to write instead.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

LONGEST = 300  # letters; OpenStreetMap allows 255, and the longest real one in our files has 117
_DAYS_OF = {"Jan": 31, "Feb": 29, "Mar": 31, "Apr": 30, "May": 31, "Jun": 30, "Jul": 31, "Aug": 31}
_DAYS_OF |= {"Sep": 30, "Oct": 31, "Nov": 30, "Dec": 31}
_WEEK = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY_MINUTES = 24 * 60
_OPEN_END_MINUTES = 8 * 60  # how long "09:00+" may at most go on

_TIME = r"\d{1,2}:\d\d"
_RANGE = rf"{_TIME}(?:\s*-\s*{_TIME})?\+?(?:/\d{{1,2}}:\d\d)?"
_RULE = re.compile(
    rf"(?P<days>.*?) ?(?P<times>{_RANGE}(?:\s*,\s*{_RANGE})*)? ?"
    r"(?P<word>\b(?:open|closed|off|unknown)\b)? ?(?P<comment>\"[^\"]*\")?",
    re.IGNORECASE | re.DOTALL,
)
_PIECES = re.compile(rf"(\"[^\"]*\"?|\|\||;|,\s+(?!{_TIME})|[^\",;|]+|.)", re.DOTALL)
_MONTH_DAY = re.compile(r"\b(" + "|".join(_DAYS_OF) + r")\s+(\d{1,2})\b", re.IGNORECASE)
_SUN = re.compile(r"\b(?:sunrise|sunset|dawn|dusk)\b", re.IGNORECASE)
_SCHOOL = re.compile(r"\bSH\b")
_DATED = re.compile(r"\b(?:" + "|".join(_DAYS_OF) + r"|PH|SH|easter|week|\d{4})(?![a-z])", re.IGNORECASE)
_WEEKDAYS = re.compile(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)(?:-(Mo|Tu|We|Th|Fr|Sa|Su))?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: how it joins the rule before ("" for the first, ";" replaces, "," adds, "||" where none applied), its
    days, its times, `word` (open, closed, off, unknown or none) and its comment with the quotes."""

    join: str
    days: str
    times: tuple[str, ...]
    word: str
    comment: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.days, ",".join(self.times), self.word, self.comment) if part)

    @property
    def is_off(self) -> bool:
        """Whether it closes instead of opening."""
        return self.word in ("off", "closed")


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression made harmless: its rules up to the first `||`, whether something stands after that (then what is
    closed is unknown), what is wrong with it in plain words, and whether it may be evaluated at all."""

    rules: tuple[Rule, ...] = ()
    has_fallback: bool = False
    problems: tuple[str, ...] = ()
    is_usable: bool = True

    @property
    def names_holidays(self) -> bool:
        """Whether it says anything of public holidays."""
        return any(_names_holidays(rule) for rule in self.rules)

    @property
    def closes_on_holidays(self) -> bool:
        """Whether its last word is that it is closed on public holidays."""
        last = self.rules[-1] if self.rules else None
        return last is not None and last.is_off and not last.times and "PH" in last.days.split(",")

    def without_holidays(self) -> "Expression":
        """The same without that last word, for who closes those days himself."""
        *first, last = self.rules
        days = ",".join(day for day in last.days.split(",") if day != "PH")
        return replace(self, rules=(*first, replace(last, days=days)) if days else tuple(first))

    def text(self, dates: tuple[str, ...] = ()) -> str:
        """The expression for the library. `dates` ("2026 Feb 16") are holidays that its list lacks: what is said of PH
        is said of them too."""
        return "".join(_joined(rule) for rule in self._with(dates))

    def _with(self, dates: tuple[str, ...]) -> Iterator[Rule]:
        for rule in self.rules:
            yield rule
            if dates and _names_holidays(rule):
                yield replace(rule, join=rule.join or ";", days=",".join(dates))


def read(text: str) -> Expression:
    """Read an expression. Never raises; `problems` say what is wrong and `is_usable` whether it may be evaluated."""
    if len(text) > LONGEST:
        what = (
            f"is longer than {LONGEST} letters; write only the regular hours, and the rest under `hours_text`"
        )
        return Expression(problems=(what,), is_usable=False)
    text = " ".join(text.split())  # a run of spaces would take the patterns below long
    refused = tuple(_refusals(text))
    rules = tuple(rule for rule in _rules(text) if str(rule))
    first = next((at for at, rule in enumerate(rules) if rule.join == "||"), len(rules))
    said = (*refused, *_doubts(rules))
    harmless = tuple(part for rule in rules[:first] for part in _harmless(rule))
    return Expression(harmless, first < len(rules), said, not refused)


def _joined(rule: Rule) -> str:
    return f"{rule.join} {rule}" if rule.join else str(rule)


def _names_holidays(rule: Rule) -> bool:
    return re.search(r"\bPH\b", rule.days) is not None


def _rules(text: str) -> Iterator[Rule]:
    """Cut at `;`, `||`, and `, ` where a whole rule stands before it; elsewhere `, ` goes on with a list of days."""
    join, piece = "", ""
    for part in _PIECES.findall(text):
        mark = part.strip()
        if mark in (";", "||") or (mark == "," and part != "," and _is_whole(piece)):
            yield _rule(join, piece)
            join, piece = mark, ""
        else:
            piece += mark if mark == "," else part
    yield _rule(join, piece)


def _is_whole(piece: str) -> bool:
    rule = _rule("", piece)
    return bool(rule.times or rule.word or rule.comment)


def _rule(join: str, piece: str) -> Rule:
    found = _RULE.fullmatch(" ".join(piece.split()))  # single spaces, so that nothing is tried over and over
    if found is None:  # not in our form; the library says whether it is in its own
        return Rule(join, piece.strip(), (), "", "")
    times = re.sub(r"\s+", "", found["times"] or "")
    listed = tuple(times.split(",")) if times else ()
    return Rule(join, found["days"].strip(), listed, (found["word"] or "").lower(), found["comment"] or "")


def _harmless(rule: Rule) -> Iterator[Rule]:
    """The rule with all that only seems to be open made unknown."""
    if rule.is_off or rule.word == "unknown":
        yield replace(rule, times=tuple(_closed_end(one) for one in rule.times))
    elif (rule.comment and not rule.word) or any("/" in time for time in rule.times):
        yield replace(rule, times=tuple(_closed_end(one) for one in rule.times), word="unknown")
    elif not rule.times and not rule.word and rule.days != "24/7":
        yield replace(rule, word="unknown")
    else:
        yield from _by_times(rule)


def _by_times(rule: Rule) -> Iterator[Rule]:
    sure = tuple(time.partition("+")[0] for time in rule.times if not _is_doubtful(time) or "-" in time)
    sure = tuple(time for time in sure if "-" in time and not _is_whole_turn(time))
    doubtful = tuple(_after_end(time) for time in rule.times if _is_doubtful(time))
    if sure or not doubtful:
        yield replace(rule, times=sure or rule.times)
    if doubtful:
        yield replace(rule, join="," if sure else rule.join, times=doubtful, word="unknown")


def _is_doubtful(time: str) -> bool:
    return "+" in time or _is_whole_turn(time)


def _is_whole_turn(time: str) -> bool:
    """00:00-00:00 is 24 hours to the letter, and "closed" to many who write it."""
    start, _, end = time.partition("-")
    return bool(end) and _minutes(start) == _minutes(end)


def _closed_end(time: str) -> str:
    return _after_end(time, from_start=True) if "+" in time else time


def _after_end(time: str, from_start: bool = False) -> str:
    """When an open end is in doubt: from its last known moment to the end of the day, later for an evening."""
    if _is_whole_turn(time):
        return "00:00-24:00"
    start, _, end = time.partition("+")[0].partition("-")
    begin = _minutes(start if from_start or not end else end)
    last = min(max(_DAY_MINUTES, begin + _OPEN_END_MINUTES), 2 * _DAY_MINUTES - 1)
    return f"{begin // 60:02}:{begin % 60:02}-{last // 60:02}:{last % 60:02}"


def _minutes(time: str) -> int:
    hours, _, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes[:2] or 0) if hours.isdecimal() else 0


def _refusals(text: str) -> Iterator[str]:
    """Why an expression must not be evaluated at all."""
    plain = re.sub(r'"[^"]*"', "", text)
    if not text.strip():
        yield "is empty; leave the line out where the hours are not known"
    for name, day in _MONTH_DAY.findall(plain):
        if not 1 <= int(day) <= _DAYS_OF[name.capitalize()]:
            yield f"has {name} {day}, a day that does not exist; correct it"
    if _SUN.search(plain):
        yield "goes by the sun; write clock times"
    if _SCHOOL.search(plain):
        yield "names school holidays (SH), which are not known here; write their dates"


def _doubts(rules: tuple[Rule, ...]) -> Iterator[str]:
    """What may be evaluated and is likely meant otherwise."""
    for rule in rules:
        yield from _doubts_of(rule)
    for at, rule in enumerate(rules):
        for later in rules[at + 1 :]:
            if rule.is_off and not rule.times and later.join == ";" and _opens_again(rule, later):
                yield f"closes on `{rule.days}`, but `{later}` after it opens that day again; put `{rule}` last"
                break


def _doubts_of(rule: Rule) -> Iterator[str]:
    if rule.join == "||":
        yield f"has `||`; what stands after it (`{rule}`) is only shown as unknown"
        return
    if rule.comment and not rule.word:
        yield f"has {rule.comment} without `open` or `unknown` before it, so it counts as unknown"
    if not rule.times and not rule.word and not rule.comment and rule.days != "24/7":
        yield f"has `{rule.days}` without times, so it counts as unknown; write such as `Mo-Fr 09:00-17:00`"
    for time in rule.times:
        if "/" in time:
            yield f"has `{time}`, moments and not hours, which counts as unknown; write from when to when"
        elif "+" in time:
            yield f"has the open end `{time}`, which counts as unknown; write when it closes"
        elif _is_whole_turn(time):
            yield f"has `{time}`: write 00:00-24:00 for day and night, or `off`"
        elif _is_long_night(time):
            yield f"has `{time}`, which goes on through the night; correct it if the day was meant"


def _is_long_night(time: str) -> bool:
    start, _, end = time.partition("-")
    return bool(end) and 6 * 60 < _minutes(end) < _minutes(start)


def _opens_again(off: Rule, later: Rule) -> bool:
    if later.is_off or _DATED.search(later.days):
        return False
    return bool(_DATED.search(off.days) or _weekdays(off.days) & _weekdays(later.days))


def _weekdays(days: str) -> frozenset[int]:
    """The weekdays a selector names, all seven where it names none."""
    found = set()
    for first, last in _WEEKDAYS.findall(days):
        start, end = _WEEK.index(first.capitalize()), _WEEK.index((last or first).capitalize())
        found |= {(start + step) % 7 for step in range((end - start) % 7 + 1)}
    return frozenset(found or range(7))
