"""A question that leans on what was just answered: "and how long does it last?" under an answer about naloxone.

It is asked again with the subject named. Nobody guesses what leans on nothing, and what it then means is only taken
where the matcher is sure of it.
"""

import re
from collections import Counter
from collections.abc import Mapping

from bot.matching.index import Index
from bot.matching.words import Reading, stem

MOST_WORDS = 9  # a longer message says itself what it is about
_FEW = 4
_TELLING = 4  # letters; shorter words stand between others
_LEAST_SHARE = 0.12  # the share of a topic's phrases that a word must be in to be its subject

# Words that stand between others whatever a topic is about.
_BETWEEN = """
what with this that from should since because much many some something nothing someone somebody people have
does your just like will would could when where which than then they them there about after before into over
only long first together help need want take took using used uses feel feels change stay staying tell telling
same more less know gets
"""
_EMPTY = frozenset(_BETWEEN.split())
_STARTS = re.compile(r"(?:ok(?:ay)? )?(?:and|but|also|what about|what if|how about|wbu|hbu)\b", re.IGNORECASE)
_BRIDGE = re.compile(
    r"^(?:ok(?:ay)?|and|but|also|so|then|what about|how about|hbu|wbu|what if)\s+(?:(?:and|also|if|then|its|it's)\s+)*",
    re.IGNORECASE,
)
_POINTS = re.compile(
    r"\b(?:it|its|it's|that|thats|that's|this|they|them|those|these|theyre|one)\b", re.IGNORECASE
)
_ABOUT = re.compile(r"(?:with|without|for|in|on|from|while|during|when|if|mixed with)\b", re.IGNORECASE)
_IS = {"its": " is", "it's": " is", "thats": " is", "that's": " is", "theyre": " are"}


def leans(text: str) -> bool:
    """Whether a message is a short question that points at something said before it."""
    return len(text.split()) <= MOST_WORDS and bool(_STARTS.match(text.strip()) or _POINTS.search(text))


def points(text: str) -> bool:
    """Whether a question points at something with a word that names nothing: "is it legal"."""
    return bool(_POINTS.search(text))


def says_nothing(text: str) -> bool:
    """Whether so few words point at something that they say nothing without it: "is it worse"."""
    return points(text) and len(text.split()) <= _FEW


def joins(text: str) -> bool:
    """Whether a question only names what stands beside: "what about with alcohol", "and for dogs"."""
    return bool(_ABOUT.match(_BRIDGE.sub("", text.strip())))


def only_drug(reading: Reading) -> str:
    """Return the one drug that a text names; empty where it names none, several, or one by an unclear name."""
    meant = reading.substances | reading.possible
    return next(iter(meant)) if len(meant) == 1 and reading.substances else ""


def subject(index: Index, topic: str) -> str:
    """Return what a topic is about in one name or word: the drug that its phrases name, or the word that
    tells it from other topics where more have that; empty where there is none."""
    phrases = index.of(topic)
    if not phrases:
        return ""
    written = Counter(word for phrase in phrases for word in phrase.words.split())
    often = Counter(one for phrase in phrases for one in set(phrase.stems.split()))
    least = _LEAST_SHARE * len(phrases)
    drug, count = _most({one: often[stem(one)] for one in index.substances[topic]}, least)
    words = {word: often[stem(word)] for word in written if len(word) >= _TELLING and word not in _EMPTY}
    telling = {
        word: count * index.rarity.of(f"w:{stem(word)}") ** 2
        for word, count in words.items()
        if count >= least and word not in index.substances[topic]
    }
    word = min(telling, key=lambda one: (-telling[one], -written[one], one), default="")
    return drug if drug and count >= words.get(word, 0) else word


def _most(counts: Mapping[str, int], least: float) -> tuple[str, int]:
    """What is counted most often, if often enough."""
    most = min(counts, key=lambda one: (-counts[one], one), default="")
    return (most, counts[most]) if most and counts[most] >= least else ("", 0)


def in_full(text: str, about: str) -> str:
    """Return the question with what it leans on named in it; empty where it does not lean, or on nothing."""
    if not about or not leans(text):
        return ""
    plain = text.strip()
    cut = _BRIDGE.sub("", plain)
    if points(cut):
        return _POINTS.sub(lambda match: about + _IS.get(match[0].lower(), ""), cut, count=1)
    return f"{about} {cut}" if joins(plain) else f"{cut} {about}"
