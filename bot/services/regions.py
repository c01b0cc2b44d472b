"""Regions and countries as people add them to a town ("vancouver wa", "tartu, estonia"), and towns as we say them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.wanted import Region
from bot.services.gazetteer import Town, name_key

# Codes of countries that are words, or regions ("CA" is California), when they follow a town.
_WORDS = frozenset(("AT", "BE", "IT", "NO", "DE", "ES", "CA", "IE"))
# Short forms that people also end a message with: they may choose between towns, never rule one out.
_CHATTER = frozenset(("ok", "hi", "oh", "me", "pa", "ma", "la", "in", "or"))
_LONGEST = 5  # words: "newfoundland and labrador canada"

Said = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Regions:
    """Names of regions and countries as people add them to a town: "vancouver wa", "tartu, estonia"."""

    said: Mapping[str, Said] = field(default_factory=dict)
    names: Mapping[tuple[str, str], Region] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)

    def of(self, town: Town) -> Region | None:
        """The region of a town, where it is known."""
        return self.names.get((town.country, name_key(town.region)))

    def label(self, town: Town) -> str:
        """A town as it is said back: "Downtown Eastside, Vancouver", "Springfield, Illinois"."""
        region = self.of(town)
        known = region.name if region else "" if len(town.region) < 4 else town.region
        return ", ".join(
            filter(None, (town.names[0], town.within or known or self.countries.get(town.country, "")))
        )

    def full_label(self, town: Town) -> str:
        """The same with the region even where the place is part of another, for telling two apart."""
        region = self.of(town)
        more = region.name if region else self.countries.get(town.country, "")
        return (
            ", ".join(dict.fromkeys(filter(None, (self.label(town), more))))
            if town.within
            else self.label(town)
        )

    def begins(self, words: tuple[str, ...]) -> int:
        """How many of the first words name a region or country; 0 where they name none."""
        sizes = range(min(_LONGEST, len(words)), 0, -1)
        return next((size for size in sizes if " ".join(words[:size]) in self.said), 0)

    def chosen(self, towns: tuple[Town, ...], words: tuple[str, ...]) -> tuple[Town, ...]:
        """Those of `towns` that lie in the region or country that `words` begin with; all where they name none."""
        size = self.begins(words)
        key = " ".join(words[:size])
        fitting = tuple(town for town in towns if self.fits(town, self.said[key])) if size else towns
        return towns if key in _CHATTER and not fitting else fitting

    def fits(self, town: Town, said: Said) -> bool:
        """Whether a town can lie in what was said; what we do not know of it does not speak against it."""
        region = self.of(town)
        short = region.short if region else ""
        return any(
            country == town.country and (not part or not short or part == short) for country, part in said
        )


def build_regions(regions: Iterable[Region], countries: Mapping[str, Sequence[str]]) -> Regions:
    """Make regions and countries findable by their names and short forms."""
    said: dict[str, set[tuple[str, str]]] = {}
    names: dict[tuple[str, str], Region] = {}
    for region in regions:
        for one in (region.short, region.name):
            said.setdefault(name_key(one), set()).add((region.country, region.short))
        for one in (region.code, region.short, region.name):
            names.setdefault((region.country, name_key(one)), region)
    for country, called in countries.items():
        for one in (*called, *((country,) if country not in _WORDS else ())):
            said.setdefault(name_key(one), set()).add((country, ""))
    shown = {country: called[0] for country, called in countries.items()}
    return Regions({key: frozenset(found) for key, found in said.items()}, names, shown)
