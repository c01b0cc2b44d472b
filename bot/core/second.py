"""A second opinion on danger, learned from examples, beside the phrases of core/emergency.py.

Phrases know the signs someone thought of; people find other words, and ask about signs without danger. A linear
model over words, pairs and letter runs was learned by `saferbot learn` from the examples in knowledge/<lang>/danger/;
here its weights are only added up, so it is as quick and as certain as the phrases, whose signs it knows. It may raise
a message to a question or to red, make a question of a red that reads calm, and nothing of signs that are only spoken
of.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.core.checks import in_order, place
from bot.core.emergency import WISHES, Detector, assess_words
from bot.core.model import Danger, Level

SIGN = "reads-like-danger"  # what is remembered of such a message for a minute
MOST_WORDS = 60  # a window of a long story; the most alarming window counts
# Words. What a message tells in passing must read calm by itself, to be taken back; in a long story the more so.
_SENTENCE, _SAYING = 24, 12

WORD, PAIR, SKIP, RUN = 1.0, 0.9, 0.5, 0.25
_RUNS = (3, 4)
_LONG_WORD = 4
_PLAINLY_CALM = 0.06
_DEATH, _OVERDOSE = "death", "overdose"
_FAINT = (
    0.2  # of 519 red messages that nothing was learned from all 8 deaths read more like one, and 7 others
)
_LIKELY = 2  # kinds of those learned that are named; the third is hardly ever right
_A_QUESTION = 3  # words; less says nothing of its own
# A British or Canadian postcode and nothing else: taken apart, its letters and digits read like hurried words.
_POSTCODE = re.compile(r"(?i:[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|[a-z]\d[a-z] ?\d[a-z]\d)")

_COMMAND = re.compile(r"/\w+")  # a slip in one, or one of another bot

# An answer to nothing that was asked: "no" stands in so many cries for help ("no pulse") that it reads like one.
_BARE_NO = frozenset((("no",), ("no", "no"), ("no", "thanks"), ("no", "thank", "you"), ("nope",), ("nah",)))


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each feature in little memory: two arrays in place of a dict, a sixth of the size. Features are
    told apart by checksum; of 100,000 unknown ones fewer than one is taken for known."""

    _checks: "array[int]"
    _values: "array[float]"

    def get(self, feature: str, default: float = 0.0) -> float:
        """Return a feature's weight, `default` where it has none."""
        at = place(self._checks, feature)
        return self._values[at] if at >= 0 else default

    def __contains__(self, feature: str) -> bool:
        return place(self._checks, feature) >= 0


def compact(weights: Mapping[str, float]) -> Weights:
    """Return the same weights in little memory."""
    checks, places = in_order(weights)
    values = tuple(weights.values())
    return Weights(checks, array("f", [values[at] for at in places]))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was learned. A message's score is `bias` plus its features' weights over the length of its vector. From
    `amber` up it gets a question, from `red` up the steps. What the phrases took for red gets a question below `calm`,
    and what they took for either nothing below `nothing`. Below `faint` an answer may take a question's place. `kinds`
    weigh features for each kind of emergency."""

    weights: Mapping[str, float] | Weights
    kinds: Mapping[str, Mapping[str, float] | Weights]
    bias: float
    amber: float
    red: float
    calm: float
    nothing: float
    faint: float


def features(words: Sequence[str], signs: Iterable[str] = ()) -> dict[str, float]:
    """Return the features of a run of words, and of the signs that phrases found in it, with their weights."""
    found = {f"w:{word}": WORD for word in words}
    ends = ("^", *words, "$")
    found.update((f"p:{one} {two}", PAIR) for one, two in pairwise(ends))
    found.update((f"s:{one} {two}", SKIP) for one, two in zip(words, words[2:], strict=False))
    for word in words:
        found.update(_runs(word))
    found.update((f"g:{sign}", WORD) for sign in signs)
    return found


def _runs(word: str) -> Iterator[tuple[str, float]]:
    if len(word) >= _LONG_WORD:
        padded = f"_{word}_"
        for size in _RUNS:
            for start in range(len(padded) - size + 1):
                yield f"r:{padded[start : start + size]}", RUN


def score(opinion: Opinion, words: Sequence[str], signs: Iterable[str] = ()) -> float:
    """Return how much a message with these signs reads like danger: about 0 for calm and 1 for danger."""
    return max((_score(opinion, window, signs) for window in windows(words)), default=0.0)


def windows(words: Sequence[str], most: int = MOST_WORDS) -> Iterator[Sequence[str]]:
    """Yield the parts of a long story that are looked at, `most` words each, overlapping by half; a short message is
    one part."""
    for start in range(0, max(len(words) - most // 2, 1), most // 2):
        yield words[start : start + most]


def _score(opinion: Opinion, words: Sequence[str], signs: Iterable[str] = ()) -> float:
    found = features(words, signs)
    total = sum(opinion.weights.get(name, 0.0) * weight for name, weight in found.items())
    return opinion.bias + total / _length(found)


def _length(found: Mapping[str, float]) -> float:
    return sum(weight * weight for weight in found.values()) ** 0.5 or 1.0


def kinds_of(opinion: Opinion, words: Sequence[str]) -> tuple[str, ...]:
    """Return the kinds of emergency, the one a message reads like most first. Its words for a death presume one, so a
    faint likeness is asked about as an overdose: whether somebody is hard to wake."""
    found = features(words)
    totals = dict.fromkeys(opinion.kinds, 0.0)
    for name, weight in found.items():
        for kind, weights in opinion.kinds.items():
            totals[kind] += weights.get(name, 0.0) * weight
    if totals.get(_DEATH, 0.0) < _FAINT * _length(found):
        totals[_OVERDOSE] = max(totals.get(_OVERDOSE, 0.0), totals.pop(_DEATH, 0.0))
    return tuple(sorted(totals, key=lambda kind: (-totals[kind], kind)))


def weighed(
    danger: Danger, opinion: Opinion, words: Sequence[str], own: frozenset[str] | None = None
) -> Danger:
    """Return `danger` after the second opinion. Where other signs came just before, `own` are those of the message
    itself, and nothing is taken back."""
    is_first, signs = own is None, danger.signs if own is None else own
    how = score(opinion, words, signs)
    if danger.level in (Level.RED, Level.AMBER) and is_first and _is_passing(danger, opinion, words, how):
        return Danger(Level.GREEN, "", danger.signs)
    if danger.level is Level.RED:
        if is_first and _reads_below(opinion.calm, danger, opinion, words, how):
            return replace(danger, level=Level.AMBER)
        return replace(danger, others=_beside(danger, kinds_of(opinion, words)[0]))
    return replace(_raised(danger, opinion, words, how), is_faint=is_first and how < opinion.faint)


def _is_passing(danger: Danger, opinion: Opinion, words: Sequence[str], how: float) -> bool:
    """Whether a message only speaks of what it has signs of. A life that somebody may want to end is asked about."""
    is_wish = not {danger.kind, *danger.others}.isdisjoint(WISHES)
    return not is_wish and _reads_below(opinion.nothing, danger, opinion, words, how)


def _reads_below(limit: float, danger: Danger, opinion: Opinion, words: Sequence[str], how: float) -> bool:
    """Whether a message reads calmer than a limit, and each part of a long story does by itself."""
    size = _SENTENCE if len(words) <= MOST_WORDS else _SAYING
    parts = windows(words, size) if how < limit else ()
    return how < limit and all(_score(opinion, part, danger.signs) < limit for part in parts)


def _raised(danger: Danger, opinion: Opinion, words: Sequence[str], how: float) -> Danger:
    """A message as urgent as it reads. Nothing is raised where no word is known: runs of letters ("kettle") and bare
    numbers alone say too little."""
    if how < opinion.amber or not any(word.isalpha() and f"w:{word}" in opinion.weights for word in words):
        return danger
    level = Level.RED if how >= opinion.red else Level.AMBER
    kind, *others = _named(danger.kind, kinds_of(opinion, words)[:_LIKELY])
    return Danger(level, kind, danger.signs | {SIGN}, tuple(others))


def _named(seen: str, likely: Sequence[str]) -> Iterator[str]:
    """Yield the kinds of a message whose signs are faint: what they point to, before or after what it reads like. Any
    drug is a faint sign of an overdose, so that says less than all the words together."""
    ordered = (*likely[:1], seen, *likely[1:]) if seen in ("", _OVERDOSE) else (seen, *likely)
    yield from filter(None, dict.fromkeys(ordered))


def _beside(danger: Danger, likely: str) -> tuple[str, ...]:
    """Return what a red message may be as well: by its signs, and before those what it reads like most."""
    return tuple(one for one in dict.fromkeys((likely, *danger.others)) if one != danger.kind)


def judge(
    detector: Detector, opinion: Opinion | None, text: str, recent: frozenset[str] = frozenset()
) -> Danger:
    """Return how dangerous a message is: what the phrases say, after the second opinion where there is one."""
    message = detector.speller.read(text)
    danger = assess_words(detector, message, recent)
    if opinion is None or (danger.level is Level.NONE and _says_nothing(text, message.words, recent)):
        return danger
    own = assess_words(detector, message) if recent else danger
    if recent and danger.level is Level.RED and _turns_away(opinion, message.words, own.signs):
        danger, recent = own, frozenset()
    return weighed(danger, opinion, message.words, own.signs if recent else None)


def _says_nothing(text: str, words: tuple[str, ...], recent: frozenset[str]) -> bool:
    """Whether a message is a postcode or a command and no more, or a bare "no" with nothing before it."""
    bare = text.strip()
    is_form = bool(_POSTCODE.fullmatch(bare) or _COMMAND.fullmatch(bare))
    return is_form or (not recent and words in _BARE_NO)


def _turns_away(opinion: Opinion, words: Sequence[str], signs: frozenset[str]) -> bool:
    """Whether a message within a minute of danger is plainly a question about something else."""
    return len(words) >= _A_QUESTION and score(opinion, words, signs) < _PLAINLY_CALM
