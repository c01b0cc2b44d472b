"""What is known of mixes: a file for each class of drugs, every other one in it, the worst first.

A pair that nobody rated is told as unknown, as in the conversation: never left out, since that would read as harmless.
"""

from collections.abc import Iterator, Sequence

from bot.core.answers import sentence
from bot.core.mixing import RISKS, Family, Mixing, Pair, Risk, combination, hazards_of, in_words
from bot.core.wording import fill
from bot.page.book import MIXES, Book, Page, links
from bot.page.html import Html, el, many
from bot.page.prose import line, prose
from bot.page.topics import sourced

_HAZARDS = 3  # of a pair, as in the conversation


def mix_pages(book: Book) -> Iterator[Page]:
    """Yield the list of classes and the page of each; nothing where nothing is known of mixes."""
    mixing = book.view.mixing
    if mixing is None:
        return
    yield Page(MIXES, book.say("mixes"), _contents(mixing, book))
    for family in mixing.families.values():
        title = book.say("mix_title", name=family.name)
        yield Page(_file(family), title, _family(family, mixing, book))


def _file(family: Family) -> str:
    return f"mix-{family.id}.html"


def _contents(mixing: Mixing, book: Book) -> Html:
    items = [
        many(el("a", one.name, href=_file(one)), " ", el("small", one.about))
        for one in mixing.families.values()
    ]
    meant = (many(el("dt", mixing.words[risk]), el("dd", mixing.meanings[risk])) for risk in RISKS)
    return many(
        el("p", book.say("mixes_note")),
        _care(book),
        links(items),
        el("h2", book.say("mix_words")),
        el("dl", *meant),
        el("p", sentence("mix_drafted", book.view), class_="notes"),
    )


def _care(book: Book) -> Html:
    return el("p", line(sentence("mix_downer", book.view)), class_="now")


def _family(family: Family, mixing: Mixing, book: Book) -> Html:
    pairs = _pairs(family, mixing, book)
    told = (_risk(risk, [one for one in pairs if one.known.risk is risk], mixing, book) for risk in RISKS)
    ids = dict.fromkeys(name for pair in pairs for name in pair.known.sources)
    sources = links([sourced(mixing.sources[name]) for name in ids], "sources")
    medicine = el("p", sentence("mix_medicine", book.view)) if family.is_medicine else many()
    return many(
        el("p", family.about),
        _care(book),
        medicine,
        *told,
        el(
            "div",
            el("p", book.view.knowledge.sentences["sources"].strip()),
            sources,
            el("p", sentence("mix_drafted", book.view)),
            class_="notes",
        ),
    )


def _pairs(family: Family, mixing: Mixing, book: Book) -> list[Pair]:
    """Every other class beside this one, more of the same, and single drugs with an entry of their own."""
    others = [one for one in mixing.families.values() if one.id != family.id]
    pairs = [Pair(one.name, "", combination(mixing, family.id, one.id)) for one in others]
    pairs.append(Pair(book.say("mix_twice", name=family.name), "", family.twice))
    for (one, other), known in mixing.pairs.items():
        if one in mixing.families and other in mixing.families:
            continue
        if family.id in (mixing.family(one), mixing.family(other)):
            pairs.append(Pair(f"{_name(one, mixing)} + {_name(other, mixing)}", "", known))
    return pairs


def _name(substance: str, mixing: Mixing) -> str:
    family = mixing.families.get(substance)
    return family.name if family else in_words(substance).capitalize()


def _risk(risk: Risk, pairs: Sequence[Pair], mixing: Mixing, book: Book) -> Html:
    if not pairs:
        return many()
    told = (_pair(one, mixing, book) for one in pairs)
    return el(
        "section", el("h2", mixing.words[risk]), el("p", mixing.meanings[risk]), *told, class_=risk.value
    )


def _pair(pair: Pair, mixing: Mixing, book: Book) -> Html:
    facts = book.view.facts
    found = list(hazards_of(mixing, (pair,), _HAZARDS))
    parts = [el("h3", pair.one)]
    if pair.known.why:
        parts.append(el("p", pair.known.why))
    for name, texts in (
        ("mix_signs", [one.signs for one in found]),
        ("mix_lower", [one.lower for one in found]),
    ):
        if texts:
            parts.append(el("p", line(sentence(name, book.view))))
            parts.append(prose(fill("\n".join(f"- {text}" for text in texts), facts)))
    parts.append(el("p", mixing.basis[pair.known.basis], class_="notes"))
    return el("article", *parts)
