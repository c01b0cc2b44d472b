"""What is known of a postcode: from the imported lists, else from the addresses of the sites themselves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.core.place import is_on_earth
from bot.core.site import Point, Precision, Site
from bot.core.text import fold
from bot.services.gazetteer import middle_of
from bot.services.places_file import PlacesFile
from bot.services.postcodes import KnownCode, area_of, codes_in


@dataclass(frozen=True, slots=True)
class Codes:
    """Postcodes that can be looked up."""

    of_sites: Mapping[tuple[str, str], KnownCode] = field(default_factory=dict)
    file: PlacesFile | None = None

    def find(self, country: str, letters: str) -> tuple[str, KnownCode] | None:
        """Return the code that is known (this one, else its area) and what is known of it."""
        for code in filter(None, (letters, area_of(country, letters))):
            known = self.file.code(country, code) if self.file else None
            if known := known or self.of_sites.get((country, code)):
                return code, known
        return None


def codes_of_sites(sites: Iterable[Site]) -> dict[tuple[str, str], KnownCode]:
    """The postcodes in the sites' addresses, and the areas these lie in: as good as the sites are many."""
    found: dict[tuple[str, str, bool], list[tuple[Point, str]]] = {}
    for site in sites:
        for address, point in _addresses(site):
            for at, letters in enumerate(_last_code(address, site.country)):
                found.setdefault((site.country, letters, at > 0), []).append((point, site.city))
    return {
        (country, letters): KnownCode(middle_of([point for point, _ in of_it]), of_it[0][1], "", is_area)
        for (country, letters, is_area), of_it in sorted(found.items(), key=lambda one: one[0])
    }


def _addresses(site: Site) -> Iterator[tuple[str, Point]]:
    if site.precision is Precision.HIDDEN:
        return
    for address, point in ((site.address, site.point), *((stop.address, stop.point) for stop in site.stops)):
        if address and point is not None and is_on_earth(point):
            yield address, point


def _last_code(address: str, country: str) -> Iterator[str]:
    """The code an address ends with, and its area. What stands first is the number of a house."""
    codes = [code for code in codes_in(fold(address).upper(), (country,)) if code.start > 0]
    if codes:
        last = max(codes, key=lambda code: (code.end, code.end - code.start))
        yield from filter(None, (last.letters, last.area))
