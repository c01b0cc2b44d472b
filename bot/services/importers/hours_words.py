"""The words of opening hours, English and French: a text becomes a list of known pieces, or it is not understood."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a piece of the text is."""

    DAY = "day"
    TIME = "time"
    TO = "to"
    AND = "and"
    CUT = "cut"
    ALL_DAY = "all day"
    CLOSED = "closed"
    HOLIDAYS = "holidays"
    NONE = "none"  # a word that changes nothing


class Half(Enum):
    """How sure the half of the day is: AM and PM were written, DAY24 counts to 24, BARE says nothing."""

    AM = "am"
    PM = "pm"
    DAY24 = "24"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece. `days` for DAY, `minutes` of the day and `half` for TIME."""

    kind: Kind
    days: tuple[int, ...] = ()
    minutes: int = 0
    half: Half = Half.BARE


_DAY_NAMES = (
    "mo|mon|monday|mondays|lun|lundi|lundis",
    "tu|tue|tues|tuesday|tuesdays|mardi|mardis",
    "we|wed|weds|wednesday|wednesdays|mer|mercredi|mercredis",
    "th|thu|thur|thurs|thursday|thursdays|jeu|jeudi|jeudis",
    "fr|fri|friday|fridays|ven|vendredi|vendredis",
    "sa|sat|saturday|saturdays|sam|samedi|samedis",
    "su|sun|sunday|sundays|dim|dimanche|dimanches",
)
_NAMES = {name: day for day, names in enumerate(_DAY_NAMES) for name in names.split("|")}
_ALL_DAYS = (
    r"7 days a week|7 days per week|seven days a week|7 days|daily|every ?day|each day"
    r"|tous les jours|7j ?/ ?7|7 ?j sur 7|7 jours sur 7"
)
_PIECES = (
    ("always", r"24 ?/ ?7|24 ?h(?:eures)? ?/ ?24 ?(?:et|,)? ?7 ?j(?:ours)? ?/ ?7"),
    ("alldays", _ALL_DAYS),
    ("allday", r"24[ -]?hours(?: a day| per day| daily)?|24 ?h ?/ ?24|24 ?h sur 24|24 heures sur 24"),
    ("weekdays", r"weekdays|week days|jours ouvrables"),
    ("weekends", r"weekends?|week-ends?"),
    (
        "excluding",
        r"(?:excluding|except|closed(?: on)?|ferme(?: les)?|sauf(?: les)?|hors)"
        r"(?: public| statutory| stat| legal)? (?:holidays|jours feries)",
    ),
    ("noon", r"(?:12 ?)?(?:noon|midi)"),
    ("midnight", r"(?:12 ?)?(?:midnight|minuit)"),
    ("ampm", r"(\d{1,2})(?:[:.](\d\d))? ?([ap])\.?m\b\.?"),
    ("hour24", r"(\d{1,2}) ?h(?:eures)? ?(\d\d)?\b"),
    ("colon", r"(\d{1,2}):(\d\d)\b"),
    ("bare", r"\d{1,2}(?![\d/:.])\b"),
    ("to", r"-|\bto\b|\bthrough\b|\bthru\b|\buntil\b|\btill?\b|\bau\b|\ba\b|\bjusqu'?a\b"),
    ("and", r",|&|/|\band\b|\bet\b"),
    ("cut", r"[;*|\n]|\.(?= |$)"),
    (
        "none",
        r":|\b(?:open|available|hours|from|on|ouverte?|de|du|les?|horaires?)\b",
    ),
    ("closed", r"\bclosed\b|\bfermee?\b|\boff\b"),
    ("day", r"[a-z]+\b\.?"),
)
_WORD = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PIECES))
_FRENCH = re.compile(
    r"\b(?:lun|lundi|mardi|mer|mercredi|jeu|jeudi|ven|vendredi|sam|samedi|dim|dimanche)\b|\d ?h\b|\d ?h ?\d\d"
)
LONGEST = 400  # characters; what is longer tells more than hours


def pieces(text: str) -> list[Piece] | None:
    """Return the pieces of the text, or None where a word is not known: then nobody may guess what it changes."""
    folded = _folded(text)
    if len(folded) > LONGEST:
        return None
    is_french = _FRENCH.search(folded) is not None
    found: list[Piece] = []
    at = 0
    while at < len(folded):
        if folded[at] == " ":
            at += 1
            continue
        match = _WORD.match(folded, at)
        made = _piece(match, is_french) if match else None
        if match is None or made is None:
            return None
        found += made
        at = match.end()
    return found


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
    lines = re.sub(r"[‐‑‒–—−]|--", "-", kept.replace("’", "'")).split("\n")
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def _piece(match: re.Match[str], is_french: bool) -> list[Piece] | None:
    """Make the pieces of one match; None for a word that is not known, or a time that no clock shows."""
    kind = match.lastgroup or ""
    fixed = _FIXED.get(kind)
    if fixed is not None:
        return list(fixed)
    if kind in ("ampm", "hour24", "colon", "bare"):
        return _time(kind, match[0])
    name = match[0].rstrip(".")
    if name == "mar" and is_french:
        return [Piece(Kind.DAY, (1,))]
    return [Piece(Kind.DAY, (_NAMES[name],))] if name in _NAMES else None


def _time(kind: str, word: str) -> list[Piece] | None:
    digits = [int(part) for part in re.findall(r"\d+", word)]
    hour, minute = digits[0], digits[1] if len(digits) > 1 else 0
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    if kind == "ampm":
        if not 1 <= hour <= 12:
            return None
        half = Half.AM if "a" in word else Half.PM
        return [Piece(Kind.TIME, (), (hour % 12 + (12 if half is Half.PM else 0)) * 60 + minute, half)]
    sure = kind == "hour24" or (kind == "colon" and (hour > 12 or word.startswith("0")))
    return [Piece(Kind.TIME, (), hour * 60 + minute, Half.DAY24 if sure else Half.BARE)]


_EVERY = tuple(range(7))
_FIXED: dict[str, tuple[Piece, ...]] = {
    "always": (Piece(Kind.DAY, _EVERY), Piece(Kind.ALL_DAY)),
    "alldays": (Piece(Kind.DAY, _EVERY),),
    "allday": (Piece(Kind.ALL_DAY),),
    "weekdays": (Piece(Kind.DAY, (0, 1, 2, 3, 4)),),
    "weekends": (Piece(Kind.DAY, (5, 6)),),
    "excluding": (Piece(Kind.HOLIDAYS),),
    "noon": (Piece(Kind.TIME, (), 720, Half.PM),),
    "midnight": (Piece(Kind.TIME, (), 0, Half.AM),),
    "to": (Piece(Kind.TO),),
    "and": (Piece(Kind.AND),),
    "cut": (Piece(Kind.CUT),),
    "none": (Piece(Kind.NONE),),
    "closed": (Piece(Kind.CLOSED),),
}
