"""Importing GeoNames' lists into the file of places, with a report in which every row is counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.site import Point
from bot.services.geonames import PostalRow, Row, rows
from bot.services.places_file import PlacesWriter

OTHER_COUNTRY = "another country"
TOO_FAR = "too far from any site"
AGAIN = "given before in these files"


@dataclass(slots=True)
class Report:
    """What an import did. `read` = `codes` + `towns` + all of `skipped`, row by row."""

    read: int = 0
    codes: int = 0
    towns: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    is_changed: bool = False

    def lines(self) -> Iterator[str]:
        """The report as a person reads it."""
        yield f"read: {self.read} rows"
        yield f"kept: {self.codes} postcodes, {self.towns} towns"
        for reason, count in self.skipped.most_common():
            yield f"left out: {count} ({reason})"
        yield "The file of places is new." if self.is_changed else "The file of places already said the same."


def import_places(
    files: Iterable[Path],
    target: Path,
    countries: frozenset[str] = frozenset(),
    is_near: Callable[[Point], bool] = lambda point: True,
) -> Report:
    """Read `files` and add them to the file `target`: only of `countries` (none: of all), only where `is_near`. What
    these files say wins over what was imported earlier. All or nothing: PlacesError where it was nothing."""
    report = Report()
    with PlacesWriter(target) as writer:
        for row in (row for file in files for row in rows(file)):
            report.read += 1
            reason = row if isinstance(row, str) else _reason(row, countries, is_near)
            if isinstance(row, str) or reason:
                report.skipped[reason] += 1
            elif not writer.add(row):
                report.skipped[AGAIN] += 1
            elif isinstance(row, PostalRow):
                report.codes += 1
            else:
                report.towns += 1
        report.is_changed = writer.finish()
    return report


def _reason(row: Row, countries: frozenset[str], is_near: Callable[[Point], bool]) -> str:
    country, point = (
        (row.country, row.point) if isinstance(row, PostalRow) else (row.town.country, row.town.point)
    )
    if countries and country not in countries:
        return OTHER_COUNTRY
    return "" if is_near(point) else TOO_FAR
