"""What the editor shows of the state folder: part of app, it turns what the bot counted into plain values."""

from collections.abc import Callable, Mapping, Sequence

from bot.app_stats import beside_of, cells_of, namer, notes, published, shown_in_any
from bot.clock import Clock
from bot.config import Settings
from bot.core.model import Topic
from bot.editor.desk import Counted, CountLine
from bot.privacy.publish import Week

_WEEKS = 8  # side by side that can still be read


def counted(settings: Settings, clock: Clock, topics: Mapping[str, Topic]) -> Counted | None:
    """Return what may be published of the counts, as `saferbot stats` does; None where the settings name no folder.

    Raises StoreError where they cannot be read.
    """
    if settings.state is None:
        return None
    found = published(settings, _WEEKS, clock.now().date())
    named = namer({topic.id: topic.title for topic in topics.values()})
    return Counted(
        tuple(week.monday for week in found),
        tuple(week.total for week in found),
        _lines(found, cells_of, named),
        _lines(found, beside_of, named),
        found[-1].days,
        tuple(notes(found)),
    )


def _lines(
    found: Sequence[Week], part: Callable[[Week], Mapping[str, int | None]], named: Callable[[str], str]
) -> tuple[CountLine, ...]:
    return tuple(
        CountLine(named(cell), tuple(part(week).get(cell) for week in found))
        for cell in shown_in_any(found, part)
    )
