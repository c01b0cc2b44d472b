"""Reads the danger signs of one language (knowledge/<lang>/signs.yaml) into values the detector can use.

Every mistake is named by its key path and says what to do: this file is edited by people who do not program,
and an unread line could be the one that would have saved someone.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.core.normal import SpellingRules
from bot.core.phrases import NUMBER, Phrase, Reader
from bot.errors import SaferbotError

Path_: TypeAlias = tuple[str | int, ...]

STRENGTHS = {"strong": 4, "serious": 3, "weak": 2, "mild": 2, "hint": 1, "topic": 1}
READINGS = ("plain", "always", "lasting")
CONTEXTS = (
    "remote", "recent", "resolved", "now", "info", "conditional", "study", "media", "reversal", "grief",
)  # fmt: skip
CLASSES = (
    "not", "pronoun", "relation", "generic", "self", "device", "pet", "present", "past", "pastform",
    "habitual", "filler",
)  # fmt: skip
KINDS = frozenset((
    "overdose", "ghb", "alcohol", "overamp", "heart", "seizure", "withdrawal", "agitation", "violence",
    "suicide", "intended", "poisoning", "child", "self", "death", "ill", "panic",
))  # fmt: skip
IGNORE = "ignore"
CONTEXT = "context:"
VITAL = "vital"

_FEW = 12
_SECTIONS = ("order", "classes", "spellings", "joins", "emoji", "keep", "small", "ignore", "context", "signs")
_SIGN_KEYS = ("kind", "strength", "phrases", "reading", "vital")


class PatternError(SaferbotError):
    """The signs file cannot be used: `path` are the keys that lead to the mistake, `reason` what and how to mend."""

    def __init__(self, path: Path_, reason: str) -> None:
        self.path = path
        self.reason = reason
        named = " > ".join(step for step in path if isinstance(step, str))
        super().__init__(f"{named}: {reason}")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of danger. `rank` orders kinds: the lowest decides which kind answers."""

    name: str
    kind: str
    strength: str
    reading: str
    rank: int

    @property
    def points(self) -> int:
        """How much it counts; 4 together is red."""
        return STRENGTHS[self.strength]


@dataclass(frozen=True, slots=True)
class Rules:
    """The whole file, checked. `weights` are the words that carry signs, and in how many phrases each is."""

    classes: Mapping[str, frozenset[str]]
    spelling: SpellingRules
    signs: Mapping[str, Sign]
    phrases: tuple[Phrase, ...]
    weights: Mapping[str, int]


def read_rules(data: Mapping[str, object]) -> Rules:
    """Check and read a parsed signs file. PatternError names the first mistake."""
    _no_others(data, _SECTIONS, ())
    for section in _SECTIONS:
        if section not in data:
            raise PatternError(
                (section,), f"the section is missing: add `{section}:` as the other languages have it"
            )
    classes = _classes(_mapping(data["classes"], ("classes",)))
    told = _mapping(data["signs"], ("signs",))
    ranks = _ranks(data["order"], told.keys())
    signs = {name: _sign(name, _mapping(value, ("signs", name)), ranks) for name, value in told.items()}
    phrases = tuple(_phrases(data, Reader(classes)))
    return Rules(classes, _spelling(data), signs, phrases, _weights(phrases, signs))


def _spelling(data: Mapping[str, object]) -> SpellingRules:
    spellings = _mapping(data["spellings"], ("spellings",))
    return SpellingRules(
        {typed: _words(meant, ("spellings", typed)) for typed, meant in spellings.items()},
        _joins(_mapping(data["joins"], ("joins",))),
        _symbols(_mapping(data["emoji"], ("emoji",))),
        frozenset(_words(data["keep"], ("keep",))),
        _words(data["small"], ("small",)),
    )


def _weights(phrases: Iterable[Phrase], signs: Mapping[str, Sign]) -> dict[str, int]:
    """Words with few others beside them carry a sign. Long lists of drug names or relations do not count:
    they would be mended towards each other, which is worse than not at all."""
    weights: dict[str, int] = {}
    for phrase in phrases:
        if phrase.name in signs:
            for part in phrase.parts:
                for word in part.words if len(part.words) <= _FEW else ():
                    weights[word] = weights.get(word, 0) + 1
    return weights


def _phrases(data: Mapping[str, object], reader: Reader) -> Iterable[Phrase]:
    yield from _read_all(IGNORE, data["ignore"], ("ignore",), reader)
    context = _mapping(data["context"], ("context",))
    _no_others(context, CONTEXTS, ("context",))
    for name, lines in context.items():
        yield from _read_all(CONTEXT + name, lines, ("context", name), reader)
    for name, sign in _mapping(data["signs"], ("signs",)).items():
        path = ("signs", name, "phrases")
        yield from _read_all(name, _mapping(sign, path[:2])["phrases"], path, reader)


def _read_all(name: str, lines: object, path: Path_, reader: Reader) -> Iterable[Phrase]:
    for number, line in enumerate(_list(lines, path)):
        try:
            yield reader.read(name, line)
        except ValueError as mistake:
            raise PatternError((*path, number), f"“{line}”: {mistake}") from None


def _classes(data: Mapping[str, object]) -> dict[str, frozenset[str]]:
    classes = {"digits": frozenset({NUMBER})}
    for name, value in data.items():
        words: set[str] = set()
        for word in _words(value, ("classes", name)):
            if word.startswith("<"):
                if word[1:-1] not in classes:
                    raise PatternError(
                        ("classes", name), f"{word} is not written above: move {name} below it"
                    )
                words |= classes[word[1:-1]]
            else:
                words.add(word)
        classes[name] = frozenset(words)
    for name in CLASSES:
        if name not in classes:
            raise PatternError(
                ("classes", name), "the program needs this class: add it with at least one word"
            )
    return classes


def _sign(name: str, data: Mapping[str, object], ranks: Mapping[str, int]) -> Sign:
    path = ("signs", name)
    _no_others(data, _SIGN_KEYS, path)
    for key in ("kind", "strength", "phrases"):
        if key not in data:
            raise PatternError((*path, key), f"`{key}` is missing: every sign needs one")
    kind = _one_of(data["kind"], sorted(KINDS), (*path, "kind"))
    strength = _one_of(data["strength"], list(STRENGTHS), (*path, "strength"))
    reading = _one_of(data.get("reading", "plain"), list(READINGS), (*path, "reading"))
    vital = _one_of(data.get("vital", "no"), ["yes", "no"], (*path, "vital"))
    shared = ranks[VITAL if vital == "yes" else kind]
    return Sign(name, kind, strength, reading, shared if name in KINDS else ranks.get(name, shared))


def _ranks(value: object, signs: Collection[str]) -> dict[str, int]:
    """The places of the kinds, of what is vital, and of signs that have a place of their own."""
    order = _list(value, ("order",))
    wanted = KINDS | {VITAL}
    if not wanted <= set(order) <= wanted.union(signs) or len(order) != len(set(order)):
        names = ", ".join(sorted(wanted))
        raise PatternError(("order",), f"write each of these once: {names}; and names of signs, if you like")
    return {kind: place for place, kind in enumerate(order)}


def _joins(data: Mapping[str, object]) -> dict[tuple[str, ...], tuple[str, ...]]:
    joins = {}
    for key, value in data.items():
        parts = tuple(key.split())
        if not 1 <= len(parts) <= 3:
            raise PatternError(("joins", key), "write one to three words before the colon")
        joins[parts] = _words(value, ("joins", key))
    return joins


def _symbols(data: Mapping[str, object]) -> dict[int, str]:
    symbols = {}
    for key, value in data.items():
        if len(key) != 1:
            raise PatternError(("emoji", key), "write one plain emoji, without colour or joined signs")
        symbols[ord(key)] = f" {' '.join(_words(value, ('emoji', key)))} "
    return symbols


def _mapping(value: object, path: Path_) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise PatternError(path, "here belong lines of the form `name: value`")
    return value


def _list(value: object, path: Path_) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise PatternError(path, "here belongs a list of lines, each starting with a dash")
    return value


def _words(value: object, path: Path_) -> tuple[str, ...]:
    if not isinstance(value, str) or not value.split():
        raise PatternError(path, "here belong one or more words")
    return tuple(value.casefold().split())


def _one_of(value: object, allowed: list[str], path: Path_) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise PatternError(path, f"write one of: {', '.join(allowed)}")
    return value


def _no_others(data: Mapping[str, object], allowed: Iterable[str], path: Path_) -> None:
    for key in data:
        if key not in allowed:
            raise PatternError((*path, key), f"this key is not known here: use {', '.join(allowed)}")
