"""Is someone in danger now? Checked before anything else, on every message, by words alone: no network, no chance.

A missed emergency is the worst fault this project can have and a false alarm costs one line, so wherever a message
can be read in two ways the more urgent reading wins. It must never raise, never keep words, and never be slow.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from bot.core.context import INFO, REMOTE, RESOLVED, Reading, Scene, read_sign, scene
from bot.core.model import Danger, Level
from bot.core.normal import Speller, Words, speller
from bot.core.phrases import Automaton
from bot.core.signs import Rules, Sign, read_rules

RED_POINTS = 4
AMBER_POINTS = 2
_LIGHT = ("hint", "topic")  # these never raise the level by themselves
WISHES = ("suicide", "intended")
_LONGEST_FOLLOW_UP = 12  # words; a longer message says something of its own


@dataclass(frozen=True, slots=True)
class Detector:
    """Everything needed to judge a message in one language; built once at start, never changed."""

    rules: Rules
    speller: Speller
    automaton: Automaton


@dataclass(frozen=True, slots=True)
class _Seen:
    """The signs of one message by how they are meant: now, denied, asking for a check, or only spoken of."""

    live: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    spoken_of: frozenset[str] = frozenset()


def compile_detector(data: Mapping[str, object], words: Container[str]) -> Detector:
    """Build the detector from a parsed signs file and a list of plain words that are never corrected.

    PatternError names the place in the file and what to do.
    """
    rules = read_rules(data)
    automaton = Automaton(rules.phrases)
    known = automaton.words | rules.classes["filler"]
    reader = speller(rules.spelling, known, words, rules.weights)
    return Detector(rules, reader, automaton)


def assess(detector: Detector, text: str, recent: frozenset[str] = frozenset()) -> Danger:
    """Judge one message. `recent` are the signs this function returned within the last minute, if any."""
    return assess_words(detector, detector.speller.read(text), recent)


def assess_words(detector: Detector, message: Words, recent: frozenset[str] = frozenset()) -> Danger:
    """Judge a message that was read already, as `assess` does."""
    place = scene(message, detector.automaton.find(message.words, message.breaks), detector.rules.classes)
    seen = _see(detector.rules, place)
    carried = _carried(detector.rules, place, seen, recent)
    return _decide(detector.rules.signs, seen, carried)


def _see(rules: Rules, place: Scene) -> _Seen:
    """Read every sign found in its surroundings. One live reading of a sign outweighs all others of it."""
    by_reading: dict[Reading, set[str]] = {reading: set() for reading in Reading}
    live = by_reading[Reading.LIVE]
    judged: set[tuple[str, int]] = set()
    for hit in place.hits:
        if hit.name not in live and (hit.name, hit.start) not in judged:
            judged.add((hit.name, hit.start))
            by_reading[read_sign(place, hit, rules.signs[hit.name])].add(hit.name)
    return _Seen(
        frozenset(live),
        frozenset(by_reading[Reading.DENIED]),
        frozenset(by_reading[Reading.DOUBTFUL]),
        frozenset(by_reading[Reading.SPOKEN_OF]),
    )


def _carried(rules: Rules, place: Scene, seen: _Seen, recent: frozenset[str]) -> frozenset[str]:
    """The recent signs this message continues: it brings a sign of its own, or says nothing new."""
    known = recent & rules.signs.keys()
    if not known:
        return frozenset()
    told = {rules.signs[name].strength for name in seen.live} - {"topic"}
    weighty = told - {"hint"} or (told and not place.has(INFO))
    return known if weighty or _says_nothing_new(rules, place) else frozenset()


def _says_nothing_new(rules: Rules, place: Scene) -> bool:
    words = place.words
    if len(words) > _LONGEST_FOLLOW_UP or place.has(RESOLVED):
        return False
    filler = rules.classes["filler"]
    if all(word in filler or word.isdigit() for word in words):
        return True
    told = any(word in rules.classes["pronoun"] for word in words)
    return told and not place.has(INFO) and not place.has(REMOTE)


def _decide(signs: Mapping[str, Sign], seen: _Seen, carried: frozenset[str]) -> Danger:
    together = seen.live | carried
    heavy = [signs[n] for n in together if signs[n].strength not in _LIGHT]
    points = sum(s.points for s in heavy if s.strength != "mild") + (len(together) > len(heavy))
    if heavy and (points >= RED_POINTS or _denied_beside(signs, seen, heavy)):
        first, *others = _kinds(heavy)
        return Danger(Level.RED, first, together, tuple(others))
    asks = [signs[n] for n in seen.doubtful | _denied_wishes(signs, seen)]
    if heavy or asks:
        return Danger(Level.AMBER, _kinds(heavy or asks)[0], together)
    spoken = seen.spoken_of | seen.denied | {n for n in together if signs[n].strength == "topic"}
    return Danger(Level.GREEN if spoken else Level.NONE, "", together)


def _denied_beside(signs: Mapping[str, Sign], seen: _Seen, heavy: Iterable[Sign]) -> bool:
    """A sign that is denied next to one that is not: "not blue yet but snoring"."""
    others = [s for s in heavy if s.strength != "mild" and s.name not in seen.denied]
    denied = [n for n in seen.denied if signs[n].strength not in (*_LIGHT, "mild")]
    return bool(others and denied)


def _denied_wishes(signs: Mapping[str, Sign], seen: _Seen) -> frozenset[str]:
    """ "I don't want to kill myself" is worth one gentle question."""
    return frozenset(n for n in seen.denied if signs[n].kind in WISHES)


def _kinds(signs: Iterable[Sign]) -> list[str]:
    """The kinds seen, the one whose first actions matter most before the others, by the order in the data; faint signs
    do not outvote strong ones."""
    seen = list(signs)
    strong = [sign for sign in seen if sign.points >= RED_POINTS]
    ordered = sorted(strong or seen, key=lambda sign: (sign.rank, -sign.points, sign.name))
    return list(dict.fromkeys(sign.kind for sign in ordered))
