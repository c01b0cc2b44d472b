"""What a machine can see of a good entry: easy words, kind words, no amounts, no local numbers, no lost fact."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.content.fields import Fields
from bot.content.reading import grade
from bot.content.strict_yaml import Document
from bot.core.model import Topic
from bot.core.text import fold, visible
from bot.errors import Mistake

_AMOUNT = re.compile(
    r"\b\d[\d.,]{0,12}\s?(?:mg|mcg|ug|µg|micrograms?|milligrams?|g|grams?|ml|mls|millilitres?|units?|drinks?|pills?|tablets?|bumps?|lines?)\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?\d(?:[\s-]?\d){5,}")
_AMOUNT_IN_WORDS = re.compile(
    r"\b(?:half|quarter|one|two|three|four|five|six|ten|a couple of)\s(?:of\s)?(?:an?\s)?"
    r"(?:pills?|tablets?|bars?|bags?|points?|grams?|lines?|bumps?|drops?|shots?|hits?|doses?)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[£$€]\s?\d+|\b\d+\s?(?:£|€|\$|euros?|pounds|dollars|bucks|quid)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")

Facts = Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]


@dataclass(frozen=True, slots=True)
class Style:
    """The house style as data: the most school years and words, words with better ones, entries that are let off the
    words, the amounts that guidance gives, and words about getting drugs, which alerts must not have."""

    grade: float
    longest: int
    words: Mapping[str, str]
    let_off: frozenset[str]
    amounts: Mapping[str, tuple[str, ...]]
    trade: tuple[str, ...] = ()


def read_style(document: Document, mistakes: list[Mistake]) -> Style:
    """Read style.yaml."""
    fields = Fields(document, (), mistakes)
    words, let_off, amounts = (fields.inside(name) for name in ("words", "let_off", "amounts"))
    style = Style(
        grade=_number(fields, "grade"),
        longest=int(_number(fields, "longest")),
        words={word: words.text(word) for word in words.names()},
        let_off=frozenset(let_off.names()),
        amounts={name: amounts.texts(name) for name in amounts.names()},
        trade=fields.texts("trade"),
    )
    for name in let_off.names():
        let_off.text(name)
    fields.finish()
    return style


def _number(fields: Fields, key: str) -> float:
    try:
        return float(fields.text(key, "0"))
    except ValueError:
        fields.note("should be a number", key)
        return 0.0


def read_facts(document: Document, mistakes: list[Mistake]) -> Facts:
    """Read one file of facts: for each topic, what its answer must say and the words that say it."""
    found = {}
    whole = Fields(document, (), mistakes)
    for name in whole.names():
        items = []
        for item in whole.items(name):
            items.append((item.text("fact"), item.texts("said", least=1)))
            item.finish()
        found[name] = tuple(items)
    return found


def faults(topic: Topic, style: Style) -> Iterator[str]:
    """Yield what is wrong with the words of an entry, each with what to do."""
    text = visible(topic.answer)
    years = grade(topic.answer)
    if years > style.grade:
        yield f"needs {years:.1f} school years to read; the most is {style.grade:g}: use shorter sentences and words"
    if len(text.split()) > style.longest:
        yield f"has {len(text.split())} words; the most is {style.longest}"
    if topic.id not in style.let_off:
        yield from hurting(f"{topic.title}\n{text}\n{topic.short}", style)
    for amount in _AMOUNT.findall(f"{text}\n{topic.short}"):
        if amount not in style.amounts.get(topic.id, ()):
            yield f"says {amount!r}; leave it out, or list it under `amounts` in style.yaml with a second person"
    for number in _PHONE.findall(f"{text}\n{topic.short}"):
        yield f"has the number {number!r}; use a {{fact}} from local.yaml"


def hurting(text: str, style: Style) -> Iterator[str]:
    """Yield the words of a text that hurt, each with a better one."""
    plain = fold(text)
    for word, better in style.words.items():
        if re.search(rf"\b{re.escape(word)}\b", plain):
            yield f"says {word!r}; write {better!r}"


def word_faults(text: str, style: Style, *, has_numbers: bool = False) -> Iterator[str]:
    """Yield what is wrong with the words of a text that is no entry: those that hurt, amounts, and telephone numbers
    unless it may have such (`has_numbers`: a source with its date)."""
    yield from hurting(text, style)
    for amount in (*_AMOUNT.findall(text), *_AMOUNT_IN_WORDS.findall(text)):
        yield f"says {amount!r}; leave the amount out"
    if not has_numbers:
        yield from (f"has the number {one!r}; leave it out" for one in _PHONE.findall(text))


def trading(text: str, style: Style) -> Iterator[str]:
    """Yield the words of a text that are about where, how or from whom to get drugs."""
    plain = fold(text)
    yield from (f"says {one!r}; leave prices out" for one in _MONEY.findall(text))
    for word in style.trade:
        if re.search(rf"\b{re.escape(word)}\b", plain):
            yield f"says {word!r}; leave out everything about getting drugs"


def lost(topic: Topic, facts: Facts) -> Iterator[str]:
    """Yield the facts that an entry must say and does not say any more."""
    text = plain_words(topic.answer)
    for fact, said in facts.get(topic.id, ()):
        for words in said:
            if plain_words(words) not in text:
                yield f"must say: {fact}. The words {words!r} are gone; put the fact back, or mend facts/"


def plain_words(text: str) -> str:
    """Return a text as facts are looked for in it: small letters, no marks of bold, single spaces."""
    return _SPACE.sub(" ", visible(text).lower()).strip()


def where(topic: Topic, fact: tuple[str, tuple[str, ...]]) -> tuple[int, ...]:
    """Return the lines of the answer (from 1) where the words of a fact begin, 0 for words that are not there."""
    lines = topic.answer.split("\n")
    starts = []
    for words in fact[1]:
        wanted = plain_words(words)
        ends = (n for n in range(1, len(lines) + 1) if wanted in plain_words("\n".join(lines[:n])))
        starts.append(next(ends, 0))
    return tuple(starts)
