"""The finding for one whole message: what it asks, among greetings, in a long story, or twice.

The whole message is always looked at; a piece of it only counts where it is surer than a whole message has to be,
because what stands around it was left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.model import Found, Zone
from bot.core.text import MATCH_LIMIT, sentences
from bot.matching.confidence import MOST_CHOICES, probability, settle
from bot.matching.follow import in_full, joins, only_drug, points, says_nothing, subject
from bot.matching.index import Index
from bot.matching.parts import bare, questions, told
from bot.matching.rank import Ranking, ranking

SURE_PIECE = (
    0.85  # the piece that is answered is at least so sure; what is only offered beside it, as any answer is
)
_KNOWN_WHOLE = 0.93  # a message so near to one way of asking is one question, whatever it is made of
_MOST_BESIDE = 2


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text with what was found for it; `text` is as it was written, whatever it was read as."""

    text: str
    found: Ranking
    sure: float
    zone: Zone

    @property
    def topic(self) -> str:
        return self.found.topics[0].topic if self.found.topics else ""


def find(index: Index, text: str) -> Found:
    """Return the zone and the candidates for one message."""
    asked, whole = questions(text), _whole(index, text)
    if whole and whole.zone is Zone.ANSWER and (len(asked) < 2 or _is_known(whole)):
        return settle(whole.found)
    pieces = _read(index, asked)
    sure = _apart([one for one in pieces if one.zone is Zone.ANSWER])
    if sure and sure[0].sure < SURE_PIECE:
        sure = []
    if len(sure) > 1:
        return _together(sure)
    if whole and (whole.zone is Zone.ANSWER or not sure):
        return settle(whole.found)
    if sure:
        return _alone(sure[0], whole, text)
    return _clearest(index, pieces, text)


def _is_known(whole: _Piece) -> bool:
    return whole.found.topics[0].nearest >= _KNOWN_WHOLE


def _alone(piece: _Piece, whole: _Piece | None, text: str) -> Found:
    """The answer to the one question in a message. Where it is part of a sentence, what stands around it may change
    what it means ("finished rehab, is my risk higher"), so it is only answered if the whole points there too."""
    found = settle(piece.found)
    agrees = whole is None or whole.topic == piece.topic
    if agrees or any(bare(one) == piece.text for one in sentences(text)):
        return found
    others = tuple(one for one in settle(whole.found).candidates if one.topic != piece.topic) if whole else ()
    return Found(Zone.CHOICES, (*found.candidates, *others)[:MOST_CHOICES])


def _clearest(index: Index, pieces: Sequence[_Piece], text: str) -> Found:
    """What a long story is most clearly about: its questions first, else its last sentences."""
    rest = [_piece(index, one) for one in told(text)]
    is_asked = any(one.zone is not Zone.UNSURE for one in pieces)
    if is_asked and all(one.zone is not Zone.ANSWER for one in rest):
        rest = []
    return settle(max((*pieces, *rest), key=lambda one: one.sure).found)


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
    return _Piece(text, found, probability(found), settle(found).zone)


def _read(index: Index, pieces: Sequence[str]) -> list[_Piece]:
    """The pieces of a message, in order; one that leans on the one before is read with its subject named."""
    read: list[_Piece] = []
    about = ""
    for piece in pieces:
        reading = index.read(piece)
        full = "" if reading.substances else in_full(piece, about)
        one = replace(_piece(index, full or piece), text=piece)
        is_empty = bool(read) and not (full or reading.substances) and says_nothing(piece)
        read.append(replace(one, zone=Zone.UNSURE) if is_empty else one)
        if reading.substances:
            about = only_drug(reading)
        elif not full:
            about = subject(index, one.topic) if one.zone is Zone.ANSWER else ""
    return read


def _apart(sure: Sequence[_Piece]) -> list[_Piece]:
    """The surest piece for each topic; the surest first."""
    ordered = sorted(sure, key=lambda one: -one.sure)
    return list({one.topic: one for one in reversed(ordered)}.values())[::-1]


def _together(sure: Sequence[_Piece]) -> Found:
    first, *others = (settle(one.found) for one in sure[: _MOST_BESIDE + 1])
    return replace(first, beside=tuple(one.candidates[0] for one in others))
