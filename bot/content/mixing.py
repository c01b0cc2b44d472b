"""Reading what is known of mixes: mixing.yaml and the pairs in mixing/. A pair with a mistake is left out, and what is
left out is unknown, which is told as a danger."""

from collections.abc import Collection, Iterator, Mapping

from bot.content.common import is_id
from bot.content.fields import Fields
from bot.content.strict_yaml import Document
from bot.content.topics import read_source
from bot.core.mixing import Combination, Family, Hazard, Mixing, Risk
from bot.core.model import Source
from bot.errors import Mistake
from bot.matching.names import Names

BASIS = ("rated", "official", "inferred", "none")
_RISKS = tuple(risk.value for risk in Risk)
_YES = ("yes", "no")
_LISTS = (
    "mix",
    "small",
    "around",
    "joins",
    "routes",
    "amounts",
    "medicines",
    "links",
    "elsewhere",
    "plain",
    "everyday",
    "shapes",
    "people",
    "given",
    "apart",
)
_NAME_LIMIT = 24  # letters: a button, and the edge of a chart


def read_mixing(document: Document, names: Names, mistakes: list[Mistake]) -> Mixing | None:
    """Return what is known of mixes but for the pairs, None where a mistake makes it unusable."""
    before = len(mistakes)
    fields = Fields(document, (), mistakes)
    risks = {name: _texts(inside, "word", "means") for name, inside in _each(fields, "risks", _RISKS)}
    basis = _texts(fields.inside("basis"), *BASIS)
    hazards = {
        name: Hazard(*_texts(one, "signs", "lower").values()) for name, one in _each(fields, "dangers")
    }
    sources = {name: _source(inside) for name, inside in _each(fields, "sources")}
    families, members = _families(fields, hazards, names)
    groups, asks = fields.inside("groups"), fields.inside("asks")
    several = {name: groups.texts(name, least=2) for name in groups.names()}
    lists = {name: frozenset(asks.texts(name, least=1)) for name in _LISTS}
    verbs, slang = (dict(_words(asks.inside(name), families, members)) for name in ("verbs", "slang"))
    asks.finish()
    fields.finish()
    if len(mistakes) > before:
        return None
    return Mixing(
        families=families,
        family_of={**dict.fromkeys((*names.of.values(), *lists["medicines"]), ""), **members},
        groups=several,
        mixtures=names.mixtures,
        pairs={},
        hazards=hazards,
        words={Risk(name): texts["word"] for name, texts in risks.items()},
        meanings={Risk(name): texts["means"] for name, texts in risks.items()},
        basis=basis,
        sources=sources,
        mix_words=lists["mix"],
        small_words=lists["small"],
        around=lists["around"],
        verbs=verbs,
        joins=lists["joins"],
        routes=lists["routes"],
        amounts=lists["amounts"],
        slang=slang,
        medicines=lists["medicines"],
        links=lists["links"],
        elsewhere=lists["elsewhere"],
        plain_words=lists["plain"],
        everyday=lists["everyday"],
        shapes=lists["shapes"],
        people=lists["people"],
        given=lists["given"],
        apart=lists["apart"],
    )


def read_pairs(
    document: Document, first: str, mixing: Mixing, mistakes: list[Mistake]
) -> Iterator[tuple[tuple[str, str], Combination]]:
    """Yield the pairs of one file, which is named after the family or substance that comes first in them."""
    whole = Fields(document, (), mistakes)
    known = mixing.families.keys() | mixing.family_of.keys()
    for name in whole.names():
        before, inside = len(mistakes), whole.inside(name)
        for one in (first, name):
            if one not in known:
                whole.note(f"{one!r} is no class of mixing.yaml and no substance of names.yaml", name)
        found = _combination(inside, mixing.hazards, mixing.sources)
        inside.finish()
        if len(mistakes) == before:
            yield (first, name), found


def _each(fields: Fields, key: str, names: Collection[str] = ()) -> Iterator[tuple[str, Fields]]:
    """The mappings below `key`, each under its own name; where `names` are given, exactly these."""
    inside = fields.inside(key)
    for name in names or inside.names():
        yield name, inside.inside(name)
    inside.finish()


def _texts(fields: Fields, *keys: str) -> dict[str, str]:
    texts = {key: fields.text(key) for key in keys}
    fields.finish()
    return texts


def _words(fields: Fields, families: Collection[str], members: Collection[str]) -> Iterator[tuple[str, str]]:
    """The words that stand for a family or a substance."""
    for name in fields.names():
        if name not in families and name not in members:
            fields.note("is no class above and no substance in one", name)
        yield from ((word, name) for word in fields.texts(name))


def _source(fields: Fields) -> Source:
    source = read_source(fields)
    fields.finish()
    return source


def _families(
    fields: Fields, hazards: Mapping[str, Hazard], names: Names
) -> tuple[dict[str, Family], dict[str, str]]:
    """The families, and which family each substance belongs to."""
    families: dict[str, Family] = {}
    members: dict[str, str] = {}
    for name, inside in _each(fields, "classes"):
        if is_id(inside, name) and len(inside.text("name")) > _NAME_LIMIT:
            inside.note(f"is longer than {_NAME_LIMIT} letters", "name")
        for one in inside.texts("of"):
            if one not in names.of.values() or members.setdefault(one, name) != name:
                inside.note(f"has {one!r}, which is no name in names.yaml or stands in two classes", "of")
        families[name] = Family(
            id=name,
            name=inside.text("name"),
            about=inside.text("about"),
            is_downer=inside.choice("downer", _YES, "no") == "yes",
            is_medicine=inside.choice("medicine", _YES, "no") == "yes",
            twice=_combination(inside.inside("twice"), hazards, {}),
        )
        inside.finish()
    return families, members


def _combination(fields: Fields, hazards: Collection[str], sources: Collection[str]) -> Combination:
    found = Combination(
        risk=Risk(fields.choice("risk", _RISKS) or Risk.UNKNOWN),
        basis=fields.choice("basis", BASIS) or BASIS[-1],
        why=fields.text("why"),
        hazards=fields.texts("dangers", least=1),
        sources=fields.texts("sources"),
    )
    for key, written, known in (("dangers", found.hazards, hazards), ("sources", found.sources, sources)):
        for one in written:
            if one not in known:
                fields.note(f"has {one!r}, which is not in mixing.yaml", key)
    fields.finish()
    return found
