"""Learning the second opinion on danger (core/second.py) from examples. Done by `saferbot learn`, not at start: the
weights are a file beside the examples, and a test learns them again and compares.

Ridge regression in closed form, so nothing is random. The thresholds come from cross-validation: a message is judged by
a model that has not seen it, and they are set where few calm examples would be raised.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.second import Opinion, features, score

RED_SLIPS = 0.03  # the share of calm examples that may be taken for red
AMBER_SLIPS = 0.18  # the share of calm examples that may get a question: one line costs little, a miss a life
# The share of red examples whose signs may be made a question of, that may be answered first, and that may be passed.
CALM_SLIPS, FAINT_SLIPS, NOTHING_SLIPS = 0.04, 0.06, 0.006
_MOST_CALM, _MOST_FAINT, _MOST_NOTHING = 0.3, 0.35, 0.1  # whatever the examples say
_FOLDS = 5
_SEEN_IN = 2  # a feature of a single example says more about that example than about danger
_SMALL = 0.04  # weights below this are left out of the file
_PENALTY = 0.3  # of the weights of danger: of 0.1 to 2 the best for messages that nothing was learned from
_DIGITS = 3
_AMBER_IS = 0.45  # how much danger an amber example stands for
_TRUST = 1.5  # how much a written example is trusted


@dataclass(frozen=True, slots=True)
class Example:
    """A message in plain words, the signs of danger that phrases find in it, how dangerous it is (0 calm to 1 red), the
    kind of emergency if it is red, and how much it is trusted."""

    words: tuple[str, ...]
    signs: tuple[str, ...]
    danger: float
    kind: str = ""
    trust: float = _TRUST


def examples(
    red: Mapping[str, Sequence[str]],
    amber: Sequence[str],
    calm: Sequence[str],
    read: Callable[[str], tuple[tuple[str, ...], tuple[str, ...]]],
    asked: Sequence[str] = (),
) -> tuple[Example, ...]:
    """Return the examples, `read` into plain words and signs, in a fixed order.

    `asked` are calm too; they grow with the knowledge, so that all together they weigh no more than `calm` does:
    otherwise every new entry would make danger a little harder to see.
    """
    trust = _TRUST * min(1.0, len(calm) / max(1, len(asked)))
    told = [(text, 1.0, kind, _TRUST) for kind in sorted(red) for text in red[kind]]
    told += [(text, _AMBER_IS, "", _TRUST) for text in amber]
    told += [(text, 0.0, "", _TRUST) for text in calm]
    told += [(text, 0.0, "", trust) for text in asked]
    found = (Example(*read(text), danger, kind, trusted) for text, danger, kind, trusted in told)
    return tuple(one for one in found if one.words)


def learn(data: Sequence[Example]) -> Opinion:
    """Return what the examples teach, with thresholds from models that have not seen the example they judge."""
    blind = [0.0] * len(data)
    vectors = [features(one.words, one.signs) for one in data]
    for fold in range(_FOLDS):
        kept = [place for place in range(len(data)) if place % _FOLDS != fold]
        seen = _fit([data[place] for place in kept], [vectors[place] for place in kept], is_whole=False)
        for place in range(fold, len(data), _FOLDS):
            blind[place] = score(seen, data[place].words, data[place].signs)
    calm = sorted(how for how, one in zip(blind, data, strict=True) if one.danger == 0)
    danger = sorted(how for how, one in zip(blind, data, strict=True) if one.danger == 1)
    red = _above(calm, RED_SLIPS)
    return replace(
        _fit(data, vectors),
        red=red,
        amber=min(_above(calm, AMBER_SLIPS), red),
        calm=min(_below(danger, CALM_SLIPS), _MOST_CALM),
        nothing=min(_below(danger, NOTHING_SLIPS), _MOST_NOTHING),
        faint=min(_below(danger, FAINT_SLIPS), _MOST_FAINT),
    )


def _below(scores: Sequence[float], share: float) -> float:
    """The threshold that all but this share of the scores reach."""
    return round(scores[int(len(scores) * share)], _DIGITS)


def _above(scores: Sequence[float], share: float) -> float:
    """The threshold that only this share of the scores reaches."""
    highest = scores[min(len(scores) - 1, int(len(scores) * (1 - share)))]
    return round(highest + 0.001, _DIGITS)


def _fit(data: Sequence[Example], vectors: Sequence[Mapping[str, float]], is_whole: bool = True) -> Opinion:
    """What the examples teach, thresholds aside; kinds only where it is to be used (`is_whole`). Which kind it is is
    learned from red examples alone: what tells calm from danger says nothing of that."""
    danger, bias = _weights(data, vectors, [[one.danger] for one in data], _PENALTY)
    red = [place for place, one in enumerate(data) if one.kind] if is_whole else []
    kinds = sorted({data[place].kind for place in red})
    wanted = [[float(data[place].kind == kind) for kind in kinds] for place in red]
    by_kind = (
        _weights([data[place] for place in red], [vectors[place] for place in red], wanted)[0] if red else []
    )
    named = dict(zip(kinds, by_kind, strict=True))
    return Opinion(
        danger[0], named, round(bias[0], _DIGITS), amber=1.0, red=1.0, calm=0.0, nothing=0.0, faint=0.0
    )


def _weights(
    data: Sequence[Example],
    vectors: Sequence[Mapping[str, float]],
    wanted: Sequence[Sequence[float]],
    penalty: float = 1.0,
) -> tuple[list[dict[str, float]], list[float]]:
    """The weights worth keeping for each column of what is wanted, and each column's bias."""
    from bot.matching.ridge import ridge  # only `saferbot learn` needs the library behind it

    seen = Counter(name for vector in vectors for name in vector)
    names = sorted(name for name, count in seen.items() if count >= _SEEN_IN)
    weights, bias = ridge(vectors, names, wanted, [one.trust for one in data], penalty)
    columns = range(len(wanted[0]))
    return [_worth_keeping({name: row[at] for name, row in weights.items()}) for at in columns], bias


def _worth_keeping(weights: Mapping[str, float]) -> dict[str, float]:
    return {name: round(weight, _DIGITS) for name, weight in weights.items() if abs(weight) >= _SMALL}
