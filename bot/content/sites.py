"""Reading a folder of sites: every good site is kept, every mistake told with its file, line, site and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.fields import Fields
from bot.content.site_checks import Box, Places, advice_on, doubles, swapped
from bot.content.site_files import read_data, read_folder
from bot.content.site_record import NUMBER, Rules, SiteReader
from bot.content.strict_yaml import Document, read_file
from bot.core.site import Point, Site, Sites
from bot.errors import KnowledgeError, Mistake
from bot.services import holidays

HOLIDAYS = "holidays.yaml"
_DEFAULTS = ("timezone", "country", "holidays", "phone_region", "source", "verified", "city")


@dataclass(frozen=True, slots=True)
class LoadedSites:
    """What a folder holds: the good sites, every mistake, and advice: what is no mistake and still wants a look.
    `places` tells the file and line of each site."""

    sites: Sites
    places: Places
    mistakes: tuple[Mistake, ...] = ()
    advice: tuple[Mistake, ...] = ()


@dataclass(slots=True)
class _Reading:
    """What has been read so far. `lines` tell where each site stands, for checks of all of them together."""

    mistakes: list[Mistake]
    rules: Rules
    sites: dict[str, Site]
    places: dict[str, tuple[str, int]]
    aliases: dict[str, Point]
    examples: list[str]


def load_sites(folder: Path, knowledge: Path) -> LoadedSites:
    """Read every file of a folder of sites. `knowledge` is where the rules of holidays are."""
    reading = _Reading([], {}, {}, {}, {}, [])
    reading.rules = read_holidays(knowledge / HOLIDAYS, reading.mistakes)
    for document in read_folder(folder, reading.mistakes):
        _read_document(document, reading)
    found = tuple(reading.sites.values())
    advice = [*doubles(found, reading.places), *advice_on(found, reading.places)]
    reading.mistakes += swapped(found, reading.places)
    sites = Sites(found, reading.aliases, reading.rules, " ".join(reading.examples))
    return LoadedSites(sites, reading.places, tuple(sorted(reading.mistakes)), tuple(sorted(advice)))


def read_site_file(data: bytes, name: str, knowledge: Path) -> LoadedSites:
    """Read one file of sites by itself, as it is or would be after an edit."""
    reading = _Reading([], {}, {}, {}, {}, [])
    reading.rules = read_holidays(knowledge / HOLIDAYS, reading.mistakes)
    try:
        _read_document(read_data(data, name, reading.mistakes), reading)
    except KnowledgeError as error:
        reading.mistakes += error.mistakes
    sites = Sites(tuple(reading.sites.values()), reading.aliases, reading.rules)
    return LoadedSites(sites, reading.places, tuple(sorted(reading.mistakes)))


def read_holidays(path: Path, mistakes: list[Mistake]) -> dict[str, tuple[str, ...]]:
    """Return the rules of public holidays by region."""
    try:
        document = read_file(path)
    except KnowledgeError as error:
        mistakes += error.mistakes
        return {}
    fields = Fields(document, (), mistakes)
    return {region: _good_rules(fields, region) for region in fields.names()}


def _good_rules(fields: Fields, region: str) -> tuple[str, ...]:
    good = []
    for at, rule in enumerate(fields.texts(region, least=1)):
        try:
            holidays.days((rule,), 2028)
        except holidays.RuleError as error:
            fields.note(str(error), region, at)
        else:
            good.append(rule)
    return tuple(good)


def _read_document(document: Document, reading: _Reading) -> None:
    fields = Fields(document, (), reading.mistakes)
    if fields.text("version", "1") != "1":
        fields.note("is not 1; this program reads version 1", "version")
    defaults = _defaults(fields)
    box = _box(fields)
    if example := fields.text("example", ""):
        reading.examples.append(example)
    for item in fields.items("sites"):
        _keep(SiteReader(item, defaults, reading.rules, box).read(), item, document, reading)
    if fields.has("aliases"):
        inside = fields.inside("aliases")
        for name in inside.names():
            point = _pair(inside, name)
            if point:
                reading.aliases[name] = point
    fields.finish()


def _defaults(fields: Fields) -> Mapping[str, str]:
    if not fields.has("defaults"):
        return {}
    inside = fields.inside("defaults")
    found = {key: inside.text(key, "") for key in _DEFAULTS}
    inside.finish()
    return {key: text for key, text in found.items() if text}


def _box(fields: Fields) -> Box | None:
    """The corner south-west and the corner north-east between which every site must lie, where they are given."""
    if not fields.has("box"):
        return None
    numbers = [float(one) for one in fields.texts("box") if NUMBER.fullmatch(one)]
    if len(numbers) != 4 or not (numbers[0] < numbers[2] and numbers[1] != numbers[3]):
        fields.note(
            "should be [south, west, north, east] in degrees, such as [49.0, -123.4, 49.5, -122.5]", "box"
        )
        return None
    return Box(*numbers)


def _pair(fields: Fields, name: str) -> Point | None:
    numbers = [float(one) for one in fields.texts(name) if NUMBER.fullmatch(one)]
    if len(numbers) == 2 and abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180:
        return Point(*numbers)
    fields.note("should be [latitude, longitude] in degrees, such as [49.2814, -123.0976]", name)
    return None


def _keep(site: Site | None, item: Fields, document: Document, reading: _Reading) -> None:
    if site is None:
        return
    if site.id in reading.sites:
        file, line = reading.places[site.id]
        item.note(f"is {site.id!r}, which {file}:{line} has too; give one of them another id", "id")
        return
    reading.sites[site.id] = site
    reading.places[site.id] = (document.file, item.line())
