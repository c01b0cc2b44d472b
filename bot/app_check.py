"""What is wrong in the knowledge, and what its own questions find: part of app. The questions are asked once for each
state of them: asking all takes half a minute, and `saferbot doctor` is wanted at once."""

from collections.abc import Sequence

from bot.app_index import Learned
from bot.config import Settings
from bot.content import compiled
from bot.content.lint import collisions, missed_phrases
from bot.core.model import Topic
from bot.errors import Mistake
from bot.matching.digest import digest


def asked_of_itself(settings: Settings, topics: Sequence[Topic], learned: Learned) -> tuple[Mistake, ...]:
    """Return the test phrases and the questions that find another entry, as they were kept or asked now."""
    wanted = [
        (one.id, one.lang, one.category, one.questions, one.must_match, one.must_not_match) for one in topics
    ]
    key = digest((learned.key, wanted))
    match compiled.take(settings.cache, key, compiled.ASKED):
        case tuple() as kept:
            return kept
    found = (*missed_phrases(topics, learned.index), *collisions(topics, learned.index))
    compiled.keep(settings.cache, key, found, compiled.ASKED)
    return found
