"""The second opinion on danger on disk: the examples people write, and the weights learned from them.

The weights are a file made by `saferbot learn`, not by hand; where it cannot be read the phrases judge alone.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from bot.content.common import KINDS
from bot.content.fields import Fields
from bot.content.strict_yaml import read_file
from bot.core.emergency import Detector, assess_words
from bot.core.model import Topic, Urgency
from bot.core.second import Opinion, compact
from bot.errors import KnowledgeError, Mistake
from bot.matching.danger import Example, examples, learn

EXAMPLES = "danger"  # a folder of them, each file of one hand
WEIGHTS = "danger_weights.json"
_NUMBERS = ("bias", "amber", "red", "calm", "nothing", "faint")
_EACH = 3  # of an entry's questions one in so many: it has further ways of asking besides


def read_opinion(path: Path, name: str, mistakes: list[Mistake]) -> Opinion | None:
    """Return what was learned, or None (and a mistake) where the file is not what `saferbot learn` writes."""
    try:
        found = json.loads(path.read_text("utf-8"))
        kinds = {kind: compact(weights) for kind, weights in found.pop("kinds").items()}
        opinion = Opinion(weights=compact(found.pop("weights")), kinds=kinds, **found)
        if kinds and all(type(getattr(opinion, name)) in (int, float) for name in _NUMBERS):
            return opinion
    except (OSError, ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError):
        pass
    mistakes.append(Mistake(name, 0, "cannot be read; make it again with `saferbot learn`"))
    return None


def learned(
    home: Path,
    detector: Detector,
    topics: Iterable[Topic],
    strangers: Sequence[str] = (),
    asked: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Opinion:
    """Learn from the examples in `home`; what people ask about topics that are no emergency is calm too, with the
    further ways they are `asked` about, and so are messages about something else.

    Raises KnowledgeError where the examples cannot be read.
    """
    mistakes: list[Mistake] = []
    by_kind, amber, calm = _written(home / EXAMPLES, mistakes)
    if mistakes:
        raise KnowledgeError(mistakes)

    def read(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        message = detector.speller.read(text)
        return message.words, tuple(sorted(assess_words(detector, message).signs))

    calm_too = [*_asked_calmly(topics, asked), *strangers]
    return learn(_each_once(examples(by_kind, amber, calm, read, calm_too)))


def _written(folder: Path, mistakes: list[Mistake]) -> tuple[dict[str, list[str]], list[str], list[str]]:
    """The examples in a folder: red by kind, amber and calm."""
    by_kind: dict[str, list[str]] = {kind: [] for kind in KINDS}
    amber: list[str] = []
    calm: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        fields = Fields(read_file(path), (), mistakes)
        red = fields.inside("red") if fields.has("red") else None
        for kind in red.names() if red else ():
            if red and kind in by_kind:
                by_kind[kind] += red.texts(kind, least=1)
        if red:
            red.finish()
        amber += fields.texts("amber")
        calm += fields.texts("calm")
        fields.finish()
    if not mistakes and not (calm and any(by_kind.values())):
        mistakes.append(
            Mistake(folder.name, 0, "has no examples of danger, or none that are calm; add a file")
        )
    return {kind: lines for kind, lines in by_kind.items() if lines}, amber, calm


def write_opinion(path: Path, opinion: Opinion) -> None:
    """Write the weights, whole or not at all."""
    fields = {name: getattr(opinion, name) for name in ("weights", "kinds", *_NUMBERS)}
    text = json.dumps(fields, indent=0, sort_keys=True, ensure_ascii=False)
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)


def _asked_calmly(topics: Iterable[Topic], asked: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for topic in topics:
        if topic.urgency is not Urgency.EMERGENCY:
            yield from topic.questions[::_EACH]
        if topic.urgency is Urgency.NONE:
            yield from asked.get(topic.id, ())


def _each_once(found: Iterable[Example]) -> tuple[Example, ...]:
    """Messages that read the same count once, as the most dangerous of them."""
    best: dict[tuple[str, ...], Example] = {}
    for one in found:
        if one.words not in best or one.danger > best[one.words].danger:
            best[one.words] = one
    return tuple(best.values())
