"""One row into one record, with a line in the report for everything that is not carried over.

Free text of others is never carried: it can be out of date, secret or say the opposite of what a word in it seems to.
"""

from bot.core.site import SERVICES
from bot.core.text import fold
from bot.services.importers import own, wording
from bot.services.importers.clean import (
    has_mixed_letters,
    is_empty,
    lines,
    page,
    phones,
    plain,
    postcode,
    said,
    seen,
)
from bot.services.importers.columns import DAY_CELLS, Columns, yes_cell
from bot.services.importers.coordinates import are_swapped, fault
from bot.services.importers.hours_text import Hours, from_columns, understood
from bot.services.importers.kept import Kept
from bot.services.importers.place import address as address_of
from bot.services.importers.place import point_of, written_pair
from bot.services.importers.report import Report
from bot.services.importers.row import Record, Row, Sheet, Written
from bot.services.importers.service_words import services_of
from bot.services.importers.wanted import Wanted, country_of

LONGEST_NAME = 200


class Maker:
    """Makes one record at a time; what it leaves out goes into the report."""

    def __init__(self, sheet: Sheet, columns: Columns, wanted: Wanted, report: Report) -> None:
        self._columns, self._wanted, self._report = columns, wanted, report
        self._said: list[tuple[str, str]] = []
        self._mended = False
        self._cells = {row.number: columns.cells(row.cells) for row in sheet.rows}
        pairs = [found for cells in self._cells.values() if (found := written_pair(cells))]
        self._turned = are_swapped(pairs, wanted.country)
        if self._turned:
            report.remarks.append(
                "latitude and longitude stood the wrong way round in the whole list: put right"
            )

    def make(self, row: Row) -> Kept | None:
        """Return the record of a row, or None after saying in the report why there is none."""
        raw = row.cells if own.is_own(row.cells) else {}
        cells = self._cells[row.number]
        self._said, self._mended = [], False
        name = said(cells.get("name", "")) or said(cells.get("operator", "")) or said(raw.get("name", ""))
        trouble = row.trouble or _name_trouble(name)
        one = None
        if not trouble:
            one = self._own(row, name) if raw else self._foreign(row.number, name, cells)
            trouble = one if isinstance(one, str) else ""
        if trouble or not isinstance(one, Kept):
            self._report.note("rejected", row.number, name, trouble)
            return None
        for part, what in self._said:
            self._report.note(part, row.number, name, what)
        self._report.zeros += self._mended
        return one

    def _say(self, part: str, what: str) -> None:
        """Keep a line for the report until it is sure that the row is kept: of one left out, only that is told."""
        self._said.append((part, what))

    def _own(self, row: Row, name: str) -> Kept | str:
        record = own.record_from(row.cells)
        given = record.get("services")
        if not isinstance(given, list) or not given or not set(map(str, given)) <= set(SERVICES):
            return "its services are not of the list this program knows"
        if record.get("location") == "hidden":
            record = {key: value for key, value in record.items() if key not in own.PLACES}
        record = {key: _cleaned(value) for key, value in record.items()}
        if record.get("notes") or record.get("reason"):
            self._say("own_notes", str(record.get("notes") or record.get("reason")))
        point = point_of(own.cell(record.get("lat", "")), own.cell(record.get("lon", "")))
        told = str(record.get("hours", "") or "")
        text = (
            Hours("text", why="it was text before")
            if record.get("hours_text") and not told
            else Hours(told, told)
        )
        return Kept(row.number, record, str(record["id"]), point, text)

    def _foreign(self, row: int, name: str, cells: dict[str, str]) -> Kept | str:
        about = "\n".join(
            filter(None, (lines(cells.get(key, "")) for key in ("notes", "hours", "hours_was")))
        )
        services = self._services(cells, about)
        if not services:
            return self._why_no_service(cells, about)
        country = country_of(cells.get("country", "")) or self._wanted.country
        place = self._place(cells, country, about)
        reach: Record = {"phone": list(phones(cells.get("phone", ""))), "url": page(cells.get("url", ""))}
        if not any((*place.values(), *reach.values())):
            return "it has neither an address nor a point, a phone or a web page"
        if place.get("location") == "hidden" and not any(reach.values()):
            return "its address is confidential and it has no phone and no web page"
        kind, told = said(cells.get("kind", "")), self._hours(cells)
        record: Record = {
            "name": name,
            **({"kind": kind} if kind else {}),
            "services": list(services),
            **place,
            **({"country": country} if country and country != self._wanted.country else {}),
            **({"hours": told.osm} if told.osm else {}),
            **({"hours_text": {self._columns.language: plain(told.was)}} if told.why else {}),
            **({"status": status} if (status := _status(cells.get("status", ""))) else {}),
            **{key: value for key, value in reach.items() if value},
            **self._access(name, cells),
            "source": self._wanted.source,
        }
        self._about(lines(cells.get("notes", "")))
        point = point_of(str(record.get("lat", "")), str(record.get("lon", "")))
        return Kept(row, self._readable(record), plain(cells.get("ref", "")), point, told)

    def _services(self, cells: dict[str, str], about: str) -> tuple[str, ...]:
        columns, found = self._columns, set(self._wanted.services) | set(self._columns.always)
        told, strange = services_of(cells.get("services", ""), columns.words)
        found |= set(told)
        for column, service in columns.yes_in.items():
            found |= {service} if cells.get(yes_cell(column)) == "yes" else set()
        if columns.words or not found:
            by_type, odd = services_of(cells.get("type", ""), columns.words)
            found |= set(by_type)
            strange += () if found else odd
        if strange and found:
            self._say("strange_services", "; ".join(strange)[:200])
        for service, sentence in wording.refused(about).items():
            if service in found:
                found.discard(service)
                self._say("refusals", f"{service}: “{sentence[:160]}”")
        return tuple(service for service in SERVICES if service in found)

    def _why_no_service(self, cells: dict[str, str], about: str) -> str:
        told = " | ".join(filter(None, (plain(cells.get("services", "")), plain(cells.get("type", "")))))
        no = [
            f"“{sentence[:120]}”"
            for service, sentence in wording.refused(about).items()
            if service in (*self._wanted.services, *self._columns.always)
        ]
        if no:
            return f"its own text says it does not give this: {no[0]}"
        return (
            f"no service of ours (its own: {told[:120]})" if told else "it does not say what is given there"
        )

    def _place(self, cells: dict[str, str], country: str, about: str) -> Record:
        """Address, town and point; none of them where the address is confidential, no point at a box for letters."""
        street = said(cells.get("street", ""))
        if wording.hides_its_place(street, about):
            self._say("hidden", street or "its text says so")
            return {"location": "hidden"}
        code, mended = postcode(cells.get("postcode", ""), country)
        self._mended = mended
        city, area = said(cells.get("city", "")), said(cells.get("area", ""))
        lat_lon, why = self._degrees(cells)
        given, street = street, wording.without_mail_box(street)
        if (given and not street) or cells.get("postal"):
            lat_lon, why = None, "its address is for letters only"
        if why:
            self._say("no_point", why)
        address = address_of(street, city, said(cells.get("state", "")), code, country) if street else ""
        fields: Record = {"address": address, "city": city, "area": area}
        if lat_lon:
            fields = {"lat": own.degrees(lat_lon[0]), "lon": own.degrees(lat_lon[1]), **fields}
        return {key: value for key, value in fields.items() if value}

    def _degrees(self, cells: dict[str, str]) -> tuple[tuple[float, float] | None, str]:
        found = written_pair(cells)
        if found is None:
            written = [plain(cells.get(key, "")) for key in ("lat", "lon")]
            is_told = any(text and not is_empty(text) for text in written)
            return (
                None,
                f"its coordinates are no numbers ({', '.join(written)[:60]})"
                if is_told
                else "it has no coordinates",
            )
        lat, lon = found[::-1] if self._turned else found
        why = fault(lat, lon)
        return (None, why) if why else ((lat, lon), "")

    def _hours(self, cells: dict[str, str]) -> Hours:
        if "hours_was" in cells or "hours_why" in cells:
            told = Hours(cells.get("hours_was", ""), cells.get("hours", ""), cells.get("hours_why", ""))
            return told if told.osm or told.why else Hours("")
        days = [said(cells.get(day, "")) for day in DAY_CELLS]
        if any(days):
            return from_columns(days)
        text = lines(cells.get("hours", ""))
        return Hours("") if is_empty(text) else understood(text, self._wanted.is_valid_hours)

    def _access(self, name: str, cells: dict[str, str]) -> Record:
        tags = ["wheelchair"] if cells.get("access") == "wheelchair" else []
        if wording.is_police(name, plain(cells.get("type", "")), plain(cells.get("operator", ""))):
            tags.append("police_on_site")
            self._say("police", plain(cells.get("type", "")) or "by its name")
        return {"access": list(tags)} if tags else {}

    def _about(self, about: str) -> None:
        """Say what the free text holds; nothing of it goes on."""
        if secret := wording.around_secret(about):
            self._say("confidential", secret)
        elif about.strip():
            self._say("notes", " ".join(about.split())[:200])
        if (stops := wording.stops_told(about)) >= wording.STOPS:
            self._say("timetables", f"{stops} lines with a day and a time")

    def _readable(self, record: Record) -> Record:
        """Leave out a text that mixes alphabets: the file could not be read with it."""
        bad = [key for key, value in record.items() if has_mixed_letters(own.cell(value))]
        for key in bad:
            self._say("letters", key)
        return {key: value for key, value in record.items() if key not in bad}


def _name_trouble(name: str) -> str:
    if not name:
        return "it has no name"
    if len(name) > LONGEST_NAME:
        return f"its name has {len(name)} letters, which is a description"
    return "its name mixes letters of two alphabets; type it again" if has_mixed_letters(name) else ""


def _cleaned(value: Written) -> Written:
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _cleaned(one) for key, one in value.items()}
    return seen(str(value))


def _status(cell: str) -> str:
    text = fold(cell)
    if text in ("temporarily closed", "temporarily_closed", "ferme temporairement", "suspended"):
        return "temporarily_closed"
    return "closed" if text in ("closed", "permanently closed", "inactive", "defunct", "ferme") else ""
