"""The second opinion on danger on disk: the examples people write, and the weights learned from them.

The weights are a file made by `saferbot learn`, not by hand; where it cannot be read the phrases judge alone.
"""

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.content.fields import Fields
from bot.content.strict_yaml import read_file
from bot.core.checks import check
from bot.core.emergency import Detector
from bot.core.model import Topic, Urgency
from bot.core.second import Opinion, compact
from bot.errors import KnowledgeError, Mistake
from bot.matching.danger import Example, examples, learn

EXAMPLES = "danger_examples.yaml"
_EACH = 3  # of the ways people ask, and of what is about something else, one in so many: danger must not drown in them
WEIGHTS = "danger_weights.json"


def read_opinion(path: Path, name: str, mistakes: list[Mistake]) -> Opinion | None:
    """Return what was learned, or None (and a mistake) where the file is not what `saferbot learn` writes."""
    try:
        found = json.loads(path.read_text("utf-8"))
        kinds = {kind: compact(weights) for kind, weights in found.pop("kinds").items()}
        opinion = Opinion(weights=compact(found.pop("weights")), kinds=kinds, **found)
        if kinds and all(
            type(one) in (int, float) for one in (opinion.bias, opinion.amber, opinion.red, opinion.calm)
        ):
            return opinion
    except (OSError, ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError):
        pass
    mistakes.append(Mistake(name, 0, "cannot be read; make it again with `saferbot learn`"))
    return None


def learned(
    home: Path, detector: Detector, topics: Iterable[Topic], strangers: Sequence[str] = ()
) -> Opinion:
    """Learn from the examples in `home`; what people ask about topics that are no emergency is calm too, and so are
    messages about something else.

    Raises KnowledgeError where the examples cannot be read.
    """
    mistakes: list[Mistake] = []
    fields = Fields(read_file(home / EXAMPLES), (), mistakes)
    red = fields.inside("red")
    by_kind = {kind: red.texts(kind, least=1) for kind in red.names()}
    calm, amber = fields.texts("calm", least=1), fields.texts("amber", least=1)
    found = examples(
        by_kind,
        amber,
        calm,
        lambda text: detector.speller.read(text).words,
        [*_asked_calmly(topics), *(text for text in strangers if check(text) % _EACH == 0)],
    )
    fields.finish()
    if mistakes:
        raise KnowledgeError(mistakes)
    return learn(_each_once(found))


def write_opinion(path: Path, opinion: Opinion) -> None:
    """Write the weights, whole or not at all."""
    fields = ("weights", "kinds", "bias", "amber", "red", "calm")
    text = json.dumps(
        {name: getattr(opinion, name) for name in fields}, indent=0, sort_keys=True, ensure_ascii=False
    )
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)


def _asked_calmly(topics: Iterable[Topic]) -> list[str]:
    calm = [topic for topic in topics if topic.urgency is not Urgency.EMERGENCY]
    return [asked for topic in calm for asked in topic.questions[::_EACH]]


def _each_once(found: Iterable[Example]) -> tuple[Example, ...]:
    """Messages that read the same count once, as the most dangerous of them."""
    best: dict[tuple[str, ...], Example] = {}
    for one in found:
        if one.words not in best or one.danger > best[one.words].danger:
            best[one.words] = one
    return tuple(best.values())
