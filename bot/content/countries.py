"""Reading countries.yaml: the local facts that are known of each country, each with its source and date."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.content.fields import Fields
from bot.content.strict_yaml import Document
from bot.errors import Mistake


@dataclass(frozen=True, slots=True)
class Preset:
    """One country: its name, its facts by placeholder, and what is not certain about each (empty where nothing is)."""

    name: str
    facts: Mapping[str, str]
    doubts: Mapping[str, str]


def read_countries(document: Document, mistakes: list[Mistake]) -> dict[str, Preset]:
    """Return the presets by country code. A country without an emergency number is a mistake and is left out."""
    presets = {}
    for code in Fields(document, (), mistakes).names():
        fields = Fields(document, (code,), mistakes)
        facts, doubts = {}, {}
        name = fields.text("name")
        for key in fields.names():
            if key == "name":
                continue
            fact = fields.inside(key)
            facts[key] = fact.text("value")
            if note := fact.text("note", ""):
                doubts[key] = note
            for source in ("publisher", "url"):
                fact.text(source)
            fact.date("seen")
            fact.finish()
        if facts.get("emergency_number"):
            presets[code] = Preset(name, facts, doubts)
        else:
            fields.note("has no `emergency_number`; every country needs one")
    return presets
