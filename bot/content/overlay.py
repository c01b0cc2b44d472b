"""The knowledge as it would be with another text in one file of entries, without reading all other files again: what is
learned and asked of it is the same, in a twentieth of the time. What an edit breaks is for the loader to say.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.content.loader import Loaded
from bot.content.strict_yaml import read_bytes
from bot.content.taught import ASKED
from bot.content.topics import read_topics
from bot.core.model import Topic

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


def _has_mistakes(loaded: Loaded) -> bool:
    """Whether something was left out of what an edit can change."""
    return any(Path(one.file).parent.name in (TOPICS, ASKED) for one in loaded.mistakes)


def _in_order(topics: Mapping[str, Topic], category: str, fresh: Mapping[str, Topic]) -> dict[str, Topic]:
    """The entries file by file, as the loader has them: an index is known by what it is made from, in its order."""
    found: dict[str, Topic] = {}
    for name, one in topics.items():
        found.update(fresh if one.category == category else {name: one})
    return found
