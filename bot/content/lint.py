"""Asking every test phrase that stands beside the content: does it find its entry, does it stay away from others'?"""

from collections.abc import Iterable, Iterator

from bot.core.model import Topic, Zone
from bot.errors import Mistake
from bot.matching.confidence import find
from bot.matching.index import Index


def missed_phrases(topics: Iterable[Topic], index: Index) -> Iterator[Mistake]:
    """Yield the `must_match` phrases that do not find their entry, and the `must_not_match` ones answered by it."""
    for topic in topics:
        file = f"knowledge/{topic.lang}/topics/{topic.category}.yaml"
        for phrase in topic.must_match:
            found = find(index, phrase)
            ids = [candidate.topic for candidate in found.candidates]
            if found.zone is Zone.UNSURE or topic.id not in ids:
                said = f"finds {', '.join(ids)}" if found.zone is not Zone.UNSURE else "finds nothing sure"
                yield Mistake(
                    file, 0, f"`{topic.id}` must match {phrase!r}, which {said}; add a way of asking"
                )
        for phrase in topic.must_not_match:
            found = find(index, phrase)
            if found.zone is Zone.ANSWER and found.candidates[0].topic == topic.id:
                near = found.candidates[0].phrase
                what = f"`{topic.id}` must not match {phrase!r}, and answers it because of {near!r}"
                yield Mistake(file, 0, what)
