"""How a danger sign is meant: happening now, denied, long over, asked about, studied, or said of a phone.

Only clear evidence makes a sign harmless. Softeners ("maybe", "lol", "probably just asleep") are no evidence.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.core.normal import Words
from bot.core.phrases import Hit
from bot.core.signs import CONTEXT, IGNORE, Sign

_NEGATION_REACH = 3  # words between "not" and what it denies
_TENSE_REACH = 4  # words before a sign that tell now from then
_NOW_REACH = 6
_PERSON_REACH = 25
_PERSON_AFTER = 4

_BEINGS = ("pet", "device", "pronoun", "relation", "generic", "self")
NOW, RESOLVED = CONTEXT + "now", CONTEXT + "resolved"
REMOTE, RECENT = CONTEXT + "remote", CONTEXT + "recent"
INFO, CONDITIONAL = CONTEXT + "info", CONTEXT + "conditional"
STUDY, MEDIA, GRIEF = CONTEXT + "study", CONTEXT + "media", CONTEXT + "grief"
REVERSAL = CONTEXT + "reversal"

_JOINING = ("and", "but")

Span = tuple[int, int]


class Reading(Enum):
    """What a sign says where it stands."""

    LIVE = "live"
    DENIED = "denied"
    DOUBTFUL = "doubtful"
    SPOKEN_OF = "spoken of"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Scene:
    """A message in plain words with everything found in it. `starts` and `covers` hold, for each context, one
    byte a word: 1 where it begins, or where it reaches. So a look at a stretch of words costs next to nothing."""

    words: tuple[str, ...]
    breaks: tuple[int, ...]
    hits: tuple[Hit, ...]
    starts: Mapping[str, bytearray]
    covers: Mapping[str, bytearray]
    beings: tuple[str, ...]
    classes: Mapping[str, frozenset[str]]

    def sentence(self, position: int) -> Span:
        """The bounds of the sentence that holds `position`."""
        place = bisect_right(self.breaks, position)
        start = self.breaks[place - 1] if place else 0
        return start, self.breaks[place] if place < len(self.breaks) else len(self.words)

    def has(self, name: str, start: int = 0, end: int | None = None) -> bool:
        """Whether this context begins somewhere from `start` to `end`."""
        return name in self.starts and 1 in self.starts[name][start:end]

    def covered(self, name: str, start: int = 0, end: int | None = None) -> bool:
        """Whether this context reaches into these words."""
        return name in self.covers and 1 in self.covers[name][start:end]


def scene(message: Words, hits: tuple[Hit, ...], classes: Mapping[str, frozenset[str]]) -> Scene:
    """Sort what was found, and note for every word whether it names a person, an animal or a thing."""
    size = len(message.words)
    starts: dict[str, bytearray] = {}
    covers: dict[str, bytearray] = {}
    signs = []
    for hit in hits:
        if hit.name != IGNORE and not hit.name.startswith(CONTEXT):
            signs.append(hit)
        elif not _reaches_into_now(message.words, hit):
            starts.setdefault(hit.name, bytearray(size))[hit.start] = 1
            covers.setdefault(hit.name, bytearray(size))[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    if NOW in starts and RESOLVED in covers:  # "fine now"
        starts[NOW] = bytearray(n > calm for n, calm in zip(starts[NOW], covers[RESOLVED], strict=True))
    beings = tuple(_beings(message.words, classes))
    return Scene(message.words, tuple(sorted(message.breaks)), tuple(signs), starts, covers, beings, classes)


def _reaches_into_now(words: Sequence[str], hit: Hit) -> bool:
    """ "since last night" is not over."""
    return hit.name in (REMOTE, RECENT) and hit.start > 0 and words[hit.start - 1] == "since"


def _beings(words: Sequence[str], classes: Mapping[str, frozenset[str]]) -> list[str]:
    """For each word the kind of being or thing it names. In "his phone" nobody is named but the phone."""
    kinds = [next((name for name in _BEINGS if word in classes[name]), "") for word in words]
    for place, kind in enumerate(kinds[1:]):
        if kind in ("device", "pet") and kinds[place] == "pronoun":
            kinds[place] = ""
    return kinds


def read_sign(place: Scene, hit: Hit, sign: Sign) -> Reading:
    """How this sign is meant here."""
    if place.covered(IGNORE, hit.start, hit.end):
        return Reading.NOTHING
    if sign.reading == "always":
        return Reading.LIVE
    whose = _subject(place, hit)
    if whose == "device":
        return Reading.NOTHING
    if whose == "pet":
        return Reading.DOUBTFUL if _pronoun_in(place, hit) else Reading.SPOKEN_OF
    if _told(place, hit, whose) or _over(place, hit, sign):
        return Reading.SPOKEN_OF
    if _denied(place, hit):
        return Reading.DENIED
    return _asked(place, hit, sign, whose)


def _subject(place: Scene, hit: Hit) -> str:
    """Who or what the sign is said of: the nearest to its left, or named within it or just after."""
    first, last = place.sentence(hit.start)
    left = max(first, hit.start - _PERSON_REACH)
    beings = [kind for kind in place.beings[left : hit.start] if kind]
    inside = [kind for kind in place.beings[hit.start : hit.end] if kind]
    named = [kind for kind in beings + inside if kind != "pronoun"]
    if named and named[-1] == "pet":
        return "pet"
    people = [k for k in beings + inside if k in ("pronoun", "relation", "generic")]
    if "device" in beings + inside and not people and (inside or beings)[-1] == "device":
        return "device"
    nearest = [k for k in beings + inside if k not in ("device", "pet")]
    if nearest:
        return nearest[-1]
    after = place.beings[hit.end : min(last, hit.end + _PERSON_AFTER)]
    return next((kind for kind in after if kind in ("pronoun", "relation", "generic", "self")), "")


def _pronoun_in(place: Scene, hit: Hit) -> bool:
    first, _ = place.sentence(hit.start)
    return "pronoun" in place.beings[max(first, hit.start - _PERSON_REACH) : hit.end]


def _told(place: Scene, hit: Hit, whose: str) -> bool:
    """Part of a film, a course, or grief, and nobody here and now is named."""
    if _now(place, hit):
        return False
    if MEDIA in place.starts and whose != "relation":
        return True
    if GRIEF in place.starts and whose != "self" and _tense(place, hit) != "present":  # grief is no safety
        return True
    return STUDY in place.starts and whose not in ("relation", "pronoun", "self")


def _now(place: Scene, hit: Hit) -> bool:
    """A word of the present close by, that is not part of "fine now"."""
    first, last = place.sentence(hit.start)
    return place.has(NOW, max(first, hit.start - _NOW_REACH), last)


def _tense(place: Scene, hit: Hit) -> str:
    """ "present", "past" or "" by the word nearest to the sign that tells."""
    classes = place.classes
    first, _ = place.sentence(hit.start)
    start = max(first, hit.start - _TENSE_REACH)
    for word in reversed(place.words[start : hit.end]):
        if word in classes["past"] or word in classes["pastform"]:
            return "past"
        if word in classes["present"]:
            return "present"
    return ""


def _over(place: Scene, hit: Hit, sign: Sign) -> bool:
    """Whether the sign is a memory: its own words are not of the present, and words of the past are with it."""
    tense = _tense(place, hit)
    if tense == "present" or _now(place, hit):
        return False
    first, last = place.sentence(hit.start)
    if place.has(REMOTE, first, last):
        return True
    if sign.reading == "lasting":
        return False
    return place.has(RECENT, first, last) or place.covered(RESOLVED, hit.end)


def _denied(place: Scene, hit: Hit) -> bool:
    """Whether a "not" belongs to this sign: within it, or just before with nobody new and no "and" between."""
    if hit.says_not:
        return False
    first, _ = place.sentence(hit.start)
    for position in range(hit.end - 1, max(first, hit.start - _NEGATION_REACH) - 1, -1):
        if place.words[position] in place.classes["not"]:
            return not place.covered(REVERSAL, position, position + 1)
        if position <= hit.start and (place.beings[position] or place.words[position] in _JOINING):
            return False
    return False


def _asked(place: Scene, hit: Hit, sign: Sign, whose: str) -> Reading:
    """A question about the thing is harmless only when nobody in particular is in it."""
    first, last = place.sentence(hit.start)
    if not place.has(INFO, first, min(hit.end, last)) or _now(place, hit):
        return Reading.LIVE
    if whose in ("generic", "") or (whose == "self" and sign.strength != "strong"):
        return Reading.SPOKEN_OF
    habit = any(word in place.classes["habitual"] for word in place.words[hit.start : hit.end])
    supposed = place.has(CONDITIONAL, first, hit.end)
    if habit and supposed and whose in ("relation", "self"):
        return Reading.DOUBTFUL
    return Reading.LIVE
