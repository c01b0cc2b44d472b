"""Learning the second opinion on danger (core/second.py) from examples. Done by `saferbot learn`, not at start: the
weights are a file beside the examples, and a test learns them again and compares.

Ridge regression in closed form, so nothing is random. The thresholds come from cross-validation: a message is judged by
a model that has not seen it, and they are set where few calm examples would be raised.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.second import Opinion, features, score

RED_SLIPS = 0.02  # the share of calm examples that may be taken for red
AMBER_SLIPS = 0.2  # the share of calm examples that may get a question: one line costs little, a miss a life
CALM_SLIPS = 0.02  # the share of red examples that may be taken back to a question
_MOST_CALM = 0.25  # whatever the examples say, a red above this is never taken back
_FOLDS = 5
_SEEN_IN = 2  # a feature of a single example says more about that example than about danger
_SMALL = 0.02  # weights below this are left out of the file
_DIGITS = 3
_AMBER_IS = 0.6  # how much danger an amber example stands for
_TRUST = 1.5  # how much a written example is trusted


@dataclass(frozen=True, slots=True)
class Example:
    """A message in plain words, how dangerous it is (0 calm to 1 red), the kind of emergency if it is red, and how much
    it is trusted."""

    words: tuple[str, ...]
    danger: float
    kind: str = ""
    trust: float = _TRUST


def examples(
    red: Mapping[str, Sequence[str]],
    amber: Sequence[str],
    calm: Sequence[str],
    read: Callable[[str], tuple[str, ...]],
    asked: Sequence[str] = (),
) -> tuple[Example, ...]:
    """Return the examples, read into plain words, in a fixed order.

    `asked` are calm too; they grow with the knowledge, so that all together they weigh no more than `calm` does:
    otherwise every new entry would make danger a little harder to see.
    """
    found = [Example(read(text), 1.0, kind) for kind in sorted(red) for text in red[kind]]
    found += [Example(read(text), _AMBER_IS) for text in amber]
    found += [Example(read(text), 0.0) for text in calm]
    trust = _TRUST * min(1.0, len(calm) / max(1, len(asked)))
    found += [Example(read(text), 0.0, trust=trust) for text in asked]
    return tuple(one for one in found if one.words)


def learn(data: Sequence[Example]) -> Opinion:
    """Return what the examples teach, with thresholds from models that have not seen the example they judge."""
    blind = [0.0] * len(data)
    vectors = [features(one.words) for one in data]
    for fold in range(_FOLDS):
        kept = [place for place in range(len(data)) if place % _FOLDS != fold]
        seen = _fit([data[place] for place in kept], [vectors[place] for place in kept], is_whole=False)
        for place in range(fold, len(data), _FOLDS):
            blind[place] = score(seen, data[place].words)
    calm = sorted(how for how, one in zip(blind, data, strict=True) if one.danger == 0)
    danger = sorted(how for how, one in zip(blind, data, strict=True) if one.danger == 1)
    red = _above(calm, RED_SLIPS)
    lowest = danger[int(len(danger) * CALM_SLIPS)]
    amber = min(_above(calm, AMBER_SLIPS), red)
    return replace(_fit(data, vectors), red=red, amber=amber, calm=round(min(lowest, _MOST_CALM), _DIGITS))


def _above(scores: Sequence[float], share: float) -> float:
    """The threshold that only this share of the scores reaches."""
    highest = scores[min(len(scores) - 1, int(len(scores) * (1 - share)))]
    return round(highest + 0.001, _DIGITS)


def _fit(data: Sequence[Example], vectors: Sequence[Mapping[str, float]], is_whole: bool = True) -> Opinion:
    """What the examples teach, thresholds aside; kinds only where it is to be used (`is_whole`)."""
    from bot.matching.ridge import ridge  # only `saferbot learn` needs the library behind it

    seen = Counter(name for vector in vectors for name in vector)
    names = sorted(name for name, count in seen.items() if count >= _SEEN_IN)
    kinds = sorted({one.kind for one in data if one.kind}) if is_whole else []
    wanted = [[one.danger, *(float(one.kind == kind) for kind in kinds)] for one in data]
    weights, bias = ridge(vectors, names, wanted, [one.trust for one in data])
    danger = _worth_keeping({name: row[0] for name, row in weights.items()})
    by_kind = {
        kind: _worth_keeping({name: row[place] for name, row in weights.items()})
        for place, kind in enumerate(kinds, 1)
    }
    return Opinion(danger, by_kind, round(bias[0], _DIGITS), 1.0, 1.0, 0.0)


def _worth_keeping(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(weight, _DIGITS) for name, weight in weights.items() if abs(weight) >= _SMALL}
