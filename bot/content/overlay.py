"""The knowledge with another text in one file of entries, without reading all other files again, in a twentieth of the
time. What an edit breaks is for the loader to say.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from bot.content.links import check_facts, check_links
from bot.content.loader import Loaded
from bot.content.strict_yaml import read_bytes
from bot.content.taught import ASKED
from bot.content.topics import bare, read_topics
from bot.core.model import Topic
from bot.core.wording import placeholders
from bot.errors import KnowledgeError

TOPICS = "topics"


def with_entries(loaded: Loaded, category: str, text: str) -> Loaded | None:
    """Return the knowledge with the entries of `text` in place of those of a category. None where only reading all of
    it anew can say what it would be: there are mistakes in entries, or one would stand in two files.

    Raises KnowledgeError where the text is no YAML.
    """
    topics = loaded.knowledge.topics
    fresh, mistakes = read_topics(
        read_bytes(text.encode(), f"{category}.yaml"), loaded.knowledge.lang, category
    )
    others = {name for name, one in topics.items() if one.category != category}
    is_new = len(others) == len(topics)
    if mistakes or is_new or _has_mistakes(loaded) or any(one.id in others for one in fresh):
        return None
    edited = _in_order(topics, category, {one.id: one for one in fresh})
    asked = {name: ways for name, ways in loaded.asked.items() if name in edited}
    return replace(loaded, knowledge=replace(loaded.knowledge, topics=edited), asked=asked)


def reread(loaded: Loaded, root: Path, changed: Collection[Path]) -> Loaded | None:
    """Return the knowledge below `root` after these files of it were changed: the same as reading all of it anew. None
    where only that can say what it is: where anything but entries was changed, an entry came or went or lost a way of
    asking, what is said in an emergency was edited, or there was or is a mistake."""
    home = root / loaded.knowledge.lang
    if loaded.mistakes or any(one.parent != home / TOPICS or one.is_symlink() for one in changed):
        return None
    edited: Loaded | None = loaded
    for path in sorted(changed):
        try:
            edited = with_entries(edited, path.stem, path.read_bytes().decode()) if edited else None
        except (KnowledgeError, OSError, UnicodeDecodeError):
            return None
    if edited is None or not _is_alike(loaded, edited):
        return None
    place, known = str(home.relative_to(root.parent)), _facts(loaded)
    wrong = (*check_links(place, edited.knowledge), *check_facts(place, edited.knowledge, known))
    return None if wrong else edited


def _is_alike(loaded: Loaded, edited: Loaded) -> bool:
    """Whether what other files say of the entries stays: the same are there, with the same words for an emergency, and
    what is asked anew is asked nowhere else."""
    before, after = loaded.knowledge.topics, edited.knowledge.topics
    if before.keys() != after.keys() or any(before[name].short != one.short for name, one in after.items()):
        return False
    asked = [bare(way) for ways in loaded.asked.values() for way in ways]
    was, now = (
        [(bare(way), one.id) for one in topics.values() for way in one.questions]
        for topics in (before, after)
    )
    fresh = set(now) - set(was)
    others = {*asked, *(way for way, _ in was)}
    return set(was) <= set(now) and len({way for way, _ in fresh} - others) == len(fresh)


def _facts(loaded: Loaded) -> frozenset[str]:
    """The local facts that entries ask for."""
    texts = (one.answer + one.short for one in loaded.knowledge.topics.values())
    return frozenset(fact for text in texts for fact in placeholders(text))


def _has_mistakes(loaded: Loaded) -> bool:
    """Whether something was left out of what an edit can change."""
    return any(Path(one.file).parent.name in (TOPICS, ASKED) for one in loaded.mistakes)


def _in_order(topics: Mapping[str, Topic], category: str, fresh: Mapping[str, Topic]) -> dict[str, Topic]:
    """The entries file by file, as the loader has them: an index is known by what it is made from, in its order."""
    found: dict[str, Topic] = {}
    for name, one in topics.items():
        found.update(fresh if one.category == category else {name: one})
    return found
