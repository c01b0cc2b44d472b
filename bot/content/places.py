"""Reading places.yaml: how people ask for a place, how they say where they are, and what is never one."""

from bot.content.fields import Fields
from bot.content.strict_yaml import Document
from bot.core.place import Why
from bot.core.site import SERVICES
from bot.core.wanted import PlaceWords, Region, place_words
from bot.errors import Mistake

ANY = "any"
SENTENCES = (*(why.value for why in Why), "rough", "which")
_LISTS = ("here", "open")


def read_places(document: Document, mistakes: list[Mistake]) -> PlaceWords:
    """Return the words of places. A mistake for each line that cannot be used; the rest is read all the same."""
    fields = Fields(document, (), mistakes)
    kinds = fields.inside("kinds")
    named = {kind: kinds.texts(kind, least=1) for kind in (*SERVICES, ANY)}
    kinds.finish()
    roles = {name: fields.texts(name, least=1) for name in _LISTS}
    roles["not"] = fields.texts("not_requests", least=1)
    for key, role in (("asks", "ask"), ("near", "near")):
        inside = fields.inside(key)
        roles |= {f"{role}_{how}": inside.texts(how, least=1) for how in ("surely", "maybe")}
        inside.finish()
    small = {
        name: fields.texts(name, least=1) for name in ("fillers", "around", "venues", "nearest", "never")
    }
    regions = tuple(_read_regions(fields.inside("regions")))
    countries = fields.inside("countries")
    names = {code: countries.texts(code, least=1) for code in countries.names()}
    inside = fields.inside("sentences")
    sentences = {name: inside.text(name) for name in SENTENCES}
    inside.finish()
    fields.finish()
    return place_words(named, roles, small, regions, names, sentences)


def _read_regions(fields: Fields) -> list[Region]:
    found = []
    for country in fields.names():
        for at, line in enumerate(fields.texts(country)):
            parts = line.split(maxsplit=2)
            if len(parts) == 3:
                found.append(Region(country, *parts))
            else:
                fields.note(f"is {line!r}; write the code, the short form and the name", country, at)
    return found
