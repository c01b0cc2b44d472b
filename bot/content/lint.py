"""What a machine can check of the knowledge beyond its form: that test phrases find their entry, that entries keep
to the house style, and that no fact an entry must say has been lost. Reads what a serving bot does not need.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.content.loader import read_one
from bot.content.style import Facts, Style, faults, lost, read_facts, read_style
from bot.core.model import Topic, Zone
from bot.errors import Mistake
from bot.matching.index import Index
from bot.matching.public import rank
from bot.matching.several import find
from bot.matching.whatif import Role, ask_all, broken, must_phrases

STYLE = "style.yaml"
FACTS = "facts"


def all_facts(root: Path, lang: str, mistakes: list[Mistake]) -> Facts:
    """Return what every entry must say, from facts/."""
    found: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}
    for path in sorted((root / lang / FACTS).glob("*.yaml")):
        found.update(read_facts(read_one(root, path, mistakes), mistakes))
    return found


def style_mistakes(root: Path, lang: str, topics: Iterable[Topic]) -> Iterator[Mistake]:
    """Yield what is wrong with the words of the entries, and the facts that they have lost."""
    mistakes: list[Mistake] = []
    style: Style = read_style(read_one(root, root / lang / STYLE, mistakes), mistakes)
    facts = all_facts(root, lang, mistakes)
    yield from mistakes
    known = set()
    for topic in topics:
        known.add(topic.id)
        for what in (*faults(topic, style), *lost(topic, facts)):
            yield Mistake(_file(topic), 0, f"`{topic.id}` {what}")
    for name in facts.keys() - known:
        yield Mistake(f"knowledge/{lang}/{FACTS}", 0, f"`{name}` is no entry; take its facts out")


def missed_phrases(topics: Iterable[Topic], index: Index) -> Iterator[Mistake]:
    """Yield the `must_match` phrases that do not find their entry, and the `must_not_match` ones answered by it."""
    known = {topic.id: topic for topic in topics}
    for case, found in broken(ask_all(index, must_phrases(known.values()))):
        said = f"finds {', '.join(found.topics)}" if found.zone is not Zone.UNSURE else "finds nothing sure"
        what = f"`{case.topic}` must match {case.phrase!r}, which {said}; add a way of asking"
        if case.role is Role.MUST_NOT:
            near = find(index, case.phrase).candidates[0].phrase
            what = f"`{case.topic}` must not match {case.phrase!r}, and answers it because of {near!r}"
        yield Mistake(_file(known[case.topic]), 0, what)


def collisions(topics: Iterable[Topic], index: Index) -> Iterator[Mistake]:
    """Yield the ways of asking about one entry that another entry answers."""
    for topic in topics:
        for phrase in topic.questions:
            best = rank(index, phrase, 1)
            if best and best[0][0] != topic.id:
                what = (
                    f"`{topic.id}` has the question {phrase!r}, which `{best[0][0]}` answers; tell them apart"
                )
                yield Mistake(_file(topic), 0, what)


def _file(topic: Topic) -> str:
    return f"knowledge/{topic.lang}/topics/{topic.category}.yaml"
