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
    r"\b\d[\d.,]*\s?(?:mg|mcg|ug|µg|micrograms?|milligrams?|g|grams?|ml|mls|millilitres?|units?|drinks?|pills?|tablets?|bumps?|lines?)\b",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\+?\d(?:[\s-]?\d){5,}")
_SPACE = re.compile(r"\s+")

Facts = Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]


@dataclass(frozen=True, slots=True)
class Style:
    """The house style as data: the most school years and words, words with better ones, entries that are let off the
    words, and the amounts that guidance gives."""

    grade: float
    longest: int
    words: Mapping[str, str]
    let_off: frozenset[str]
    amounts: Mapping[str, tuple[str, ...]]


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
    plain = fold(f"{topic.title}\n{text}\n{topic.short}")
    for word, better in style.words.items():
        if topic.id not in style.let_off and re.search(rf"\b{re.escape(word)}\b", plain):
            yield f"says {word!r}; write {better!r}"
    for amount in _AMOUNT.findall(f"{text}\n{topic.short}"):
        if amount not in style.amounts.get(topic.id, ()):
            yield f"says {amount!r}; leave it out, or list it under `amounts` in style.yaml with a second person"
    for number in _PHONE.findall(f"{text}\n{topic.short}"):
        yield f"has the number {number!r}; use a {{fact}} from local.yaml"


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
