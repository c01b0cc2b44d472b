"""One version of everything a reply is made from; a reply is made wholly from one view."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.core.board import NO_BOARD, Board
from bot.core.mixing import Mentions, Mixing
from bot.core.model import Danger, Found, Knowledge, Zone
from bot.core.search import Local

Assess = Callable[[str, frozenset[str]], Danger]
Find = Callable[[str], Found]
InFull = Callable[[str, str], str]
Mention = Callable[[str], Mentions]


@dataclass(frozen=True, slots=True)
class View:
    """The knowledge of one language, the local facts, the detector and the matcher built from it, what is known of
    mixes (None where that cannot be used), and today's date. `in_full` says a question that leans on a topic just
    answered with its subject named, or nothing where it does not lean. `local` are the places of help (None where there
    are none), `board` the alerts. `counts`: how often what was helpful is counted here."""

    knowledge: Knowledge
    facts: Mapping[str, str]
    assess: Assess
    find: Find
    in_full: InFull
    mentions: Mention
    mixing: Mixing | None
    today: Callable[[], date]
    local: Local | None = None
    board: Board = NO_BOARD
    counts: bool = False


def find_nothing_yet(text: str) -> Found:
    """Find for whoever asks before the ways of asking are learned: nothing, and that it was not looked for."""
    return Found(Zone.UNSURE, is_early=True)


def early(view: View) -> View:
    """Return a view while the ways of asking are not learned yet: danger, pages, buttons, mixes and places are as
    always, and questions are told to come back."""
    return replace(view, find=find_nothing_yet, in_full=lambda text, topic: "")
