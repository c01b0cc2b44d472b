"""A whole list into records and a report, and what stands out when all of them lie side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.site import SERVICES
from bot.services.importers import own
from bot.services.importers.clean import has_mixed_letters, plain
from bot.services.importers.columns import Columns
from bot.services.importers.coordinates import far_from_the_others
from bot.services.importers.duplicates import merged, possible
from bot.services.importers.ids import site_id
from bot.services.importers.kept import Kept
from bot.services.importers.maker import Maker
from bot.services.importers.report import Report
from bot.services.importers.row import ImportRefused, Record, Sheet
from bot.services.importers.wanted import Wanted, zone_of


@dataclass(frozen=True, slots=True)
class Built:
    """All records, the defaults of the file and the report."""

    records: tuple[Record, ...]
    defaults: Record
    proposals: dict[str, str]
    report: Report


def build(sheet: Sheet, columns: Columns, wanted: Wanted, taken_out: frozenset[str] = frozenset()) -> Built:
    """Make records of all rows but those whose ids a person took out of the file. Raises ImportRefused where the list
    as a whole cannot be used."""
    _refuse_useless(sheet, columns, wanted)
    report = Report(wanted.source, sheet.shape, len(sheet.rows), remarks=list(sheet.remarks))
    maker = Maker(sheet, columns, wanted, report)
    kept = [one for row in sheet.rows if (one := maker.make(row)) is not None]
    kept = merged(kept, wanted.source, report)
    for one in kept:
        one.record = {"id": one.record.get("id") or site_id(wanted.source, one.reference), **one.record}
    for one in kept:
        if one.record["id"] in taken_out:
            report.note(
                "rejected", one.row, one.name, f"a person took it out of the file ({one.record['id']})"
            )
    kept = [one for one in kept if one.record["id"] not in taken_out]
    _tell(kept, columns, report)
    return Built(tuple(one.record for one in kept), _defaults(kept, wanted, report), _proposals(kept), report)


def _refuse_useless(sheet: Sheet, columns: Columns, wanted: Wanted) -> None:
    if not sheet.header:
        raise ImportRefused("The records of this list say nothing: none of them has a named value.")
    own_rows = any(own.is_own(row.cells) for row in sheet.rows[:1])
    if not sheet.rows:
        raise ImportRefused("The list has a header and no rows.")
    if "name" not in columns.take and not own_rows:
        raise ImportRefused(
            "No column says what a site is called. The list has: "
            + ", ".join(sheet.header)
            + ". Say which one it is in "
            "a mapping file (--map FILE):\ncolumns:\n  name: " + sheet.header[0]
        )
    tells = {"services", "type"} & set(columns.take) or columns.yes_in or columns.always or wanted.services
    if not tells and not own_rows:
        raise ImportRefused(
            "Nothing says what these sites do. Say it with --services naloxone (or several with commas: "
            + ", ".join(SERVICES)
            + "), or name the column in a mapping file (--map FILE)."
        )


def _tell(kept: Sequence[Kept], columns: Columns, report: Report) -> None:
    """Count hours and say what stands out when all records lie side by side."""
    report.kept = len(kept)
    for one in kept:
        if one.hours.why:
            report.note("hours_text", one.row, one.name, f"{plain(one.hours.was)[:100]} ({one.hours.why})")
        elif not one.hours.osm:
            report.hours_none += 1
        elif one.hours.is_same:
            report.hours_same += 1
        else:
            report.note(
                "hours_proposed", one.row, one.name, f"{plain(one.hours.was)[:100]} → {one.hours.osm}"
            )
    placed = [one for one in kept if one.point]
    for index in sorted(far_from_the_others([one.point for one in placed if one.point])):
        report.note(
            "far", placed[index].row, placed[index].name, str(placed[index].record.get("address", ""))
        )
    possible(kept, report)
    if columns.unused:
        report.remarks.append(f"columns that nothing was taken from: {', '.join(columns.unused)}")


def _proposals(kept: Sequence[Kept]) -> dict[str, str]:
    """By id, the text that proposed hours came from: it stands beside them in the file for whoever confirms."""
    return {
        str(one.record["id"]): plain(one.hours.was)
        for one in kept
        if one.hours.osm and not one.hours.is_same and not has_mixed_letters(one.hours.was)
    }


def _defaults(kept: Sequence[Kept], wanted: Wanted, report: Report) -> Record:
    zone = wanted.timezone or zone_of(wanted.country)
    has_hours = any("hours" in one.record and "timezone" not in one.record for one in kept)
    if has_hours and not zone:
        raise ImportRefused(
            "These sites have opening hours; say the time zone of their clocks: --timezone America/Toronto"
        )
    if zone and not wanted.timezone:
        report.remarks.append(f"the time zone is taken to be {zone}")
    if not zone and any("timezone" not in one.record for one in kept):
        report.remarks.append("no time zone was given: add hours only after `defaults: timezone:` is written")
    fields: Record = {"timezone": zone, "country": wanted.country}
    return {key: value for key, value in fields.items() if value}
