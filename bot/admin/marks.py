"""What in a text can hurt somebody when it is wrong: numbers, doses, telephone numbers, links, warnings. Pure.

Texts are compared folded (small letters, one space, no bold marks, straight apostrophes), so that a change of looks is
no change; letters that cannot be seen are looked for elsewhere, in the text as it is.
"""

import re
import unicodedata
from dataclasses import dataclass

from bot.content.guard_words import GuardWords

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+"
    r"|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w@/])@\w{3,}"
    r"|(?<![\w.@-])(?:[\w-]+\.)+[^\W\d_]{2,}(?:/[^\s<>\"]*)?"
)
_PHONE = re.compile(r"(?<![\w.,/-])\(?\+?\d[\d ().-]{5,}\d(?!\w)")
_FACT = re.compile(r"\{\w+\}")
_STEP = re.compile(r"^\s*(?:\d{1,2}[.)]|[-•*])\s+")
_NUMBER = re.compile(r"\d+(?:[.,:/x-]\d+)*")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_OWN_LOOK = "ßæøœðþłđµμ"  # letters without a plain one in them, and the sign of a millionth
_LEAST_PHONE = 7  # digits


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a text in their order, each folded: `numbers` with their units and how they are meant, `doses` as
    whole sentences, `phones` with the names of local facts ({crisis_line}), `links`, `warnings` as whole sentences,
    what is said to be safe (`reassuring`), and the numbered lines (`steps`)."""

    numbers: tuple[str, ...] = ()
    doses: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reassuring: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()


def marks_of(text: str, words: GuardWords) -> Marks:
    """Return what is marked in a text."""
    folded = folded_of(text)
    links = tuple(one.rstrip(".,;:!?)") for one in _LINK.findall(folded))
    rest = _LINK.sub(" ", folded)
    phones = tuple(_digits(one) for one in _PHONE.findall(rest) if len(_digits(one)) >= _LEAST_PHONE)
    rest = _PHONE.sub(lambda one: " " if len(_digits(one[0])) >= _LEAST_PHONE else one[0], rest)
    sentences = [_STEP.sub("", one).strip() for one in _SENTENCE.split(rest)]
    whole = [_STEP.sub("", one).strip() for one in _SENTENCE.split(folded)]
    return Marks(
        numbers=tuple(found for one in sentences for found in _numbers(one, words)),
        doses=tuple(one for one in sentences if _has_dose(one, words)),
        phones=(*phones, *_FACT.findall(folded)),
        links=links,
        warnings=tuple(one for one in whole if words.warnings.search(one)),
        reassuring=tuple(found[0] for found in words.reassuring.finditer(folded)),
        steps=tuple(line.strip() for line in folded.split("\n") if re.match(r"\s*\d{1,2}[.)]\s", line)),
    )


def folded_of(text: str) -> str:
    """Return a text as it is compared: small letters, without bold, one space between words."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("**", "").replace("’", "'")
    return "\n".join(" ".join(line.split()) for line in plain.split("\n")).strip()


def strange_letters(text: str) -> frozenset[str]:
    """Return the letters that cannot be seen, or that look like others: all but plain text, Latin letters with or
    without an accent, and signs with a look of their own."""
    return frozenset(one for one in text if one != "\n" and _is_strange(one))


def _is_strange(letter: str) -> bool:
    if letter.isascii() or letter in _OWN_LOOK:
        return not letter.isprintable()
    kind = unicodedata.category(letter)[0]
    if kind not in "LN":
        return kind in "CMZ"
    name, base = unicodedata.name(letter, ""), unicodedata.normalize("NFKD", letter)[0]
    return not (name.startswith(("LATIN", "VULGAR", "SUPERSCRIPT", "SUBSCRIPT")) and base.isascii())


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit() or letter == "+")


def _numbers(sentence: str, words: GuardWords) -> tuple[str, ...]:
    """The numbers of a sentence with their units, between the words that say how they are meant; none without one."""
    said = (*_NUMBER.finditer(sentence), *words.numbers.finditer(sentence))
    found = [(one.start(), f"{one[0]} {_unit(sentence[one.end() :], words)}".strip()) for one in said]
    if not found:
        return ()
    found += [(one.start(), one[0]) for one in words.bounds.finditer(sentence)]
    return tuple(text for _, text in sorted(found))


def _has_dose(sentence: str, words: GuardWords) -> bool:
    ends = [one.end() for one in (*_NUMBER.finditer(sentence), *words.numbers.finditer(sentence))]
    ends += [one.end() for one in re.finditer(r"(?<!\w)(?:one|a|an|another|each|per)(?!\w)", sentence)]
    return any(words.doses.match(sentence[end:].lstrip(" -")) for end in ends)


def _unit(rest: str, words: GuardWords) -> str:
    start = rest.lstrip(" -")
    found = words.doses.match(start) or words.units.match(start)
    return found[0] if found else ""
