"""What of a message is asked: without the greeting around it, the questions of a long story, two questions in one.

Nothing is decided here. A text is only cut where a question may start, and whether a piece is one, and about what, is
for the matcher to say (confidence.py); a piece that is not surely about something alone is not answered alone.
"""

import re
from itertools import pairwise

from bot.core.text import MATCH_LIMIT, sentences

MOST_PIECES = 6  # each is looked at for a millisecond
_MOST_TOLD = 3

_WHO = (
    r"(?:i|u|you|we|they|he|she|it|this|that|these|those|there|my|the|a|an|your|his|her"
    r"|someone|somebody|anyone|people)"
)
_ME = r"(?:i|u|you|we|they|he|she|it|this|that|my|the|anyone|anybody|your|his|her)"
_WHICH = r"(?:what|whats|what's|how|hows|how's|where|wheres|where's|when|why|who|which)"
_DOES = (
    r"(?:can|cant|can't|could|should|shouldn't|shouldnt|is|isnt|isn't|are|does|doesnt|doesn't"
    r"|will|would|did|am)"
)
_WISH = r"(?:i need|i want|i would like|i wanna|need to know|tell me|any idea|anyone know|is there|are there|will i)"
_OPENS = re.compile(
    rf"(?:{_WHICH}|{_DOES}|do (?:i|u|you|we|they|people|\w+s)|(?:was|were|have|has|had) {_ME})(?:\b|$)|{_WISH}\b",
    re.IGNORECASE,
)
# Where a new question may start inside a sentence: after a word that joins, or a comma, and before one that asks.
_JOINT = re.compile(
    rf"(?<!\s)(?:\s*,\s*|\s+)(?:(?:and|also|plus|but|so|n|&|\+|or|then|btw)\s+){{1,6}}(?:if so\s+)?(?={_OPENS.pattern})"
    rf"|(?<!\s)\s*,\s*(?={_OPENS.pattern})",
    re.IGNORECASE,
)
_JOINER = re.compile(r"^(?:(?:and|also|plus|but|so|or|then|btw)\s+)+(?=\S+\s)", re.IGNORECASE)
# In a story without a full stop: what nobody writes but to ask.
_ASKED = re.compile(
    rf"\b(?:{_WHICH}\s+(?:do|does|can|could|should|is|are|would|long|much|many|often|to|happens)"
    rf"|{_DOES}\s+{_WHO}|do (?:i|you|they))\b",
    re.IGNORECASE,
)
_LEAST_WORDS = 2

# What people say before and after a question. Nothing here can carry what is asked, or danger.
_BEFORE = re.compile(
    r"(?:(?:hi+|hiya|hey+|hello+|heya|yo|sup|dear|good (?:morning|afternoon|evening|day))"
    r"(?: there| bot| all| everyone| guys| mate| again| team| folks)*"
    r"|(?:i )?hop(?:e|ing) (?:you|u|ur|youre|you're|your|everyone|all) ?(?:is|are|r)?"
    r" ?(?:ok|okay|well|good|fine|alright|doing (?:ok|well|good))(?: today)?"
    r"|how (?:are|r) (?:you|u)(?: doing)?(?: today)?|sorry(?: to (?:bother|bug) (?:you|u))?(?: but)?"
    r"|sorry if this is (?:a )?(?:dumb|stupid|silly|weird)(?: question)?(?: but)?"
    r"|(?:i )?(?:just )?(?:have|got|had) (?:a )?(?:(?:quick|stupid|dumb|silly|random|weird) )*question"
    r"(?: for (?:you|u))?"
    r"|(?:quick|stupid|dumb|silly|random|weird|just a) question|excuse me|pls help|please help|um+|so|ok(?:ay)? so|well"
    r"|not sure if this is the right place(?: but)?|first time (?:here|writing|asking)(?: so)?"
    r"|can i ask (?:you )?something"
    r"|(?:i was |was |just )?wondering(?: if you could tell me)?|thanks for (?:being here|this|doing this))"
    r"(?:[\s,.!?:;)\-]+|$)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?<![\s,.!?:;(\-])[\s,.!?:;(\-]+(?:(?:many |much )?(?:thanks|thank you|thank u|thx|thnx|tysm|ty|cheers|ta|tia)"
    r"(?: so much| a lot| very much| in advance| for (?:your|ur|the|any|all your) help| mate| again| all| xx*| guys)*"
    r"|(?:much )?appreciate(?:d| it| any help)|(?:please|pls|plz)(?: help| advise| and thank you)?"
    r"|sorry|xx+|lol|god bless|bye|asap|have a (?:good|great|nice) (?:day|night|one|evening)"
    r"|any help (?:is )?(?:welcome|appreciated)|hope (?:you|u) can help)[\s.!?,:)x]*$",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """Return what stays of a message without greetings before it and thanks after it; all of it where nothing would."""
    left = text.strip()
    while match := _BEFORE.match(left):
        left = left[match.end() :]
    while match := _AFTER.search(left):
        left = left[: match.start()]
    return left.strip() or text


def opens(text: str) -> bool:
    """Whether a piece starts as a question or a wish does."""
    return bool(_OPENS.match(text))


def questions(text: str) -> tuple[str, ...]:
    """Return the pieces of a message that ask, in order; of a long one the last ones."""
    pieces = (piece for whole in sentences(text) for piece in _JOINT.split(bare(whole)))
    return tuple(piece for one in pieces for piece in _asked(_JOINER.sub("", one.strip(" ,-"))))[
        -MOST_PIECES:
    ]


def _asked(piece: str) -> tuple[str, ...]:
    if len(piece.split()) < _LEAST_WORDS:
        return ()
    if opens(piece) or (piece.endswith("?") and len(piece) <= MATCH_LIMIT):
        return (piece,)
    starts = [match.start() for match in _ASKED.finditer(piece)] if len(piece) > MATCH_LIMIT else []
    return tuple(piece[first:last].strip() for first, last in pairwise([*starts, len(piece)]))


def told(text: str) -> tuple[str, ...]:
    """Return the last pieces of a long story, each short enough to be read whole, whether they ask or not."""
    return tuple(bare(run) for one in sentences(text) for run in _runs(one))[-_MOST_TOLD:] or (text,)


def _runs(text: str) -> tuple[str, ...]:
    """A sentence too long to be read whole, cut between words from its end."""
    runs: list[str] = []
    while len(text) > MATCH_LIMIT:
        cut = text.find(" ", len(text) - MATCH_LIMIT) + 1 or len(text) - MATCH_LIMIT
        runs.append(text[cut:] or text[-MATCH_LIMIT:])
        text = text[: min(cut, len(text) - len(runs[-1]))].rstrip()
    return (*([text] if text else []), *reversed(runs))
