"""The finding for one whole message: what it asks, among greetings, in a long story, or twice.

The whole message is always looked at; a piece of it only counts where it is surer than a whole message has to be,
because what stands around it was left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.model import Found, Zone
from bot.core.text import MATCH_LIMIT
from bot.matching.confidence import probability, settle
from bot.matching.follow import in_full, joins, named, points, subject
from bot.matching.index import Index
from bot.matching.parts import bare, questions, told
from bot.matching.rank import Ranking, ranking

SURE_PIECE = 0.85  # a piece is answered alone from here up
_KNOWN_WHOLE = 0.93  # a message so near to one way of asking is one question, whatever it is made of
_MOST_BESIDE = 2


@dataclass(frozen=True, slots=True)
class _Piece:
    found: Ranking
    sure: float
    zone: Zone

    @property
    def topic(self) -> str:
        return self.found.topics[0].topic


def find(index: Index, text: str) -> Found:
    """Return the zone and the candidates for one message."""
    asked = questions(text)
    whole = _whole(index, text)
    if len(asked) < 2 and whole and whole.zone is Zone.ANSWER:
        return settle(whole.found)
    if whole and whole.zone is Zone.ANSWER and whole.found.topics[0].nearest >= _KNOWN_WHOLE:
        return settle(whole.found)
    pieces = _read(index, asked)
    sure = _apart([one for one in pieces if one.zone is Zone.ANSWER and one.sure >= SURE_PIECE])
    if len(sure) > 1:
        return _together(sure)
    if whole and (whole.zone is Zone.ANSWER or not sure):
        return settle(whole.found)
    if sure:
        return settle(sure[0].found)
    rest = pieces or _read(index, told(text))
    return settle(max(rest, key=lambda one: one.sure).found)


def following(index: Index, text: str, topic: str) -> str:
    """Return a question that leans on `topic` in full; empty where it does not, or says as surely by itself what it is
    about."""
    kept = bare(text)
    full = in_full(kept, subject(index, topic))
    if not full or (index.read(kept).substances and not points(kept) and not joins(kept)):
        return ""
    alone = _piece(index, kept)
    if alone.zone is Zone.ANSWER and (not points(kept) or _piece(index, full).sure < alone.sure):
        return ""
    return full


def _whole(index: Index, text: str) -> _Piece | None:
    """The message read as one, with or without what is polite in it; None where it is too long for that."""
    kept = bare(text)
    if len(kept) > MATCH_LIMIT:
        return None
    readings = (text, kept) if kept != text and len(text) <= MATCH_LIMIT else (kept,)
    return max((_piece(index, one) for one in readings), key=lambda one: one.sure)


def _piece(index: Index, text: str) -> _Piece:
    found = ranking(index, text)
    return _Piece(found, probability(found), settle(found).zone)


def _read(index: Index, pieces: Sequence[str]) -> list[_Piece]:
    """The pieces of a message, in order; one that leans on the one before is read with its subject named."""
    read: list[_Piece] = []
    about = ""
    for piece in pieces:
        full = in_full(piece, about)
        read.append(max((_piece(index, one) for one in (piece, full) if one), key=lambda one: one.sure))
        about = named(index, piece) or (
            subject(index, read[-1].topic) if read[-1].zone is Zone.ANSWER else about
        )
    return read


def _apart(sure: Sequence[_Piece]) -> list[_Piece]:
    """The surest piece for each topic; the surest first."""
    ordered = sorted(sure, key=lambda one: -one.sure)
    return list({one.topic: one for one in reversed(ordered)}.values())[::-1]


def _together(sure: Sequence[_Piece]) -> Found:
    first, *others = (settle(one.found) for one in sure[: _MOST_BESIDE + 1])
    return replace(first, beside=tuple(one.candidates[0] for one in others))
