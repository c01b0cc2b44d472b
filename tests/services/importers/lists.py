"""Small lists in the shapes that publishers use, and one call that takes bytes to records."""

from bot.services.importers import columns, mapping, opening
from bot.services.importers.build import Built, build
from bot.services.importers.report import Report
from bot.services.importers.row import Record, Written
from bot.services.importers.wanted import Wanted

VANCOUVER = "America/Vancouver"


def built(
    data: str | bytes,
    name: str = "list.csv",
    *,
    services: tuple[str, ...] = ("naloxone",),
    country: str = "CA",
    timezone: str = VANCOUVER,
    told: Written | None = None,
    taken_out: frozenset[str] = frozenset(),
) -> Built:
    """Import the bytes of a file under `name`, with the mapping `told`."""
    sheet = opening.read_bytes(data.encode() if isinstance(data, str) else data, name)
    empty = sheet.empty_columns()
    if told is None:
        taken = columns.guessed(sheet.header, sheet.names_are_ours, empty)
    else:
        taken = mapping.from_mapping(told, sheet.header, "map.yaml", sheet.names_are_ours, empty)
    done = build(sheet, taken, Wanted("vch", services, country, timezone), taken_out)
    assert done.report.adds_up
    return done


def one(data: str | bytes, name: str = "list.csv", **wanted: object) -> Record:
    """The only record of a list."""
    (record,) = built(data, name, **wanted).records  # type: ignore[arg-type]
    return record


def told(report: Report, part: str) -> list[str]:
    """What one part of the report says."""
    return [f"{note.name}: {note.what}" for note in report.parts[part]]
