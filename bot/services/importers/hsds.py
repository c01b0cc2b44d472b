"""Open Referral HSDS: the tables joined into one row a location, and one for each service that has no location."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.services.importers.hours_text import Hours
from bot.services.importers.hsds_schedules import hours
from bot.services.importers.hsds_tables import Line, Tables
from bot.services.importers.row import ImportRefused, Row, Sheet
from bot.services.importers.wording import is_secret

OURS = "saferbot"  # the taxonomy in which our own export writes what HSDS has no column for
HEADER = (
    "ref",
    "name",
    "operator",
    "street",
    "city",
    "state",
    "postcode",
    "country",
    "lat",
    "lon",
    "phone",
    "url",
    "services",
    "kind",
    "status",
    "hours",
    "hours_was",
    "hours_why",
    "notes",
    "access",
)
_NOTES = (
    "description",
    "alert",
    "eligibility_description",
    "fees_description",
    "fees",
    "application_process",
    "transportation",
    "wait_time",
)
_STATUS = {
    "active": "",
    "": "",
    "temporarily closed": "temporarily_closed",
    "inactive": "closed",
    "defunct": "closed",
}


def read(tables: Tables) -> Sheet:
    """Join the tables. Raises ImportRefused where they hold neither a location nor a service."""
    joined = _Joined(tables)
    rows = [*joined.locations(), *joined.services_alone()]
    if not rows:
        raise ImportRefused("The directory holds neither locations nor services.")
    numbered = tuple(Row(i, cells, cells.pop("trouble", "")) for i, cells in enumerate(rows, 1))
    own = tuple(dict.fromkeys(key for row in numbered for key in row.cells))
    return Sheet("Open Referral (HSDS)", own, numbered, names_are_ours=True)


def _by(lines: Iterable[Line], key: str) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.get(key):
            found[line[key]].append(line)
    return found


class _Joined:
    """The tables with their links followed once."""

    def __init__(self, tables: Tables) -> None:
        get = tables.get
        self._places = list(
            {line.get("id", ""): line for line in get("locations", []) if line.get("id")}.values()
        )
        self._organizations = {line["id"]: line for line in get("organizations", []) if line.get("id")}
        self._services = {line["id"]: line for line in get("services", []) if line.get("id")}
        self._at = self._service_at_locations(get("service_at_locations", []))
        self._addresses = _by(get("addresses", []), "location_id")
        self._postal = _by(get("postal_addresses", []), "location_id")
        self._phones = {key: _by(get("phones", []), key) for key in _OWNERS}
        self._schedules = {key: _by(get("schedules", []), key) for key in _OWNERS}
        self._terms = {line["id"]: line for line in get("taxonomy_terms", []) if line.get("id")}
        self._terms_by_code = {
            line["taxonomy_id"]: line for line in self._terms.values() if line.get("taxonomy_id")
        }
        self._attributes = _by(get("attributes", []), "link_id")
        for key in ("service_id", "location_id"):
            for owner, lines in _by(get("attributes", []), key).items():
                self._attributes[owner] += [line for line in lines if line.get("link_id") != owner]

    def _service_at_locations(self, lines: Iterable[Line]) -> dict[str, list[Line]]:
        """Which services are given at a location; before version 2 the service itself named its one location."""
        direct = [
            {"service_id": s["id"], "location_id": s["location_id"]}
            for s in self._services.values()
            if s.get("location_id")
        ]
        return _by([*lines, *direct], "location_id")

    def locations(self) -> list[dict[str, str]]:
        """One row of cells for each location."""
        return [self._location(place) for place in self._places]

    def services_alone(self) -> list[dict[str, str]]:
        """One row of cells for each service that is given at no location: by phone or on the web."""
        placed = {line.get("service_id", "") for lines in self._at.values() for line in lines}
        return [self._alone(service) for key, service in self._services.items() if key not in placed]

    def _location(self, place: Line) -> dict[str, str]:
        if own := self._own(place["id"]):
            return own
        links = self._at.get(place["id"], [])
        given = [
            (link, self._services[link["service_id"]])
            for link in links
            if link.get("service_id") in self._services
        ]
        active = [
            (link, one)
            for link, one in given
            if _STATUS.get(one.get("status", "").casefold(), "closed") != "closed"
        ]
        services = [service for _, service in (active or given)]
        owner = self._organization(place, services)
        cells = {
            "ref": place["id"],
            "name": place.get("name")
            or (services[0].get("name", "") if services else "")
            or owner.get("name", ""),
            "operator": owner.get("name", ""),
            "url": next(filter(None, (one.get("url", "") for one in (place, *services, owner))), ""),
            "services": self._names(services),
            "kind": "phone"
            if place.get("location_type") == "virtual" or place.get("virtual", "").casefold() == "true"
            else "",
            "phone": self._phone(place["id"], active or given, owner),
            "lat": place.get("latitude", ""),
            "lon": place.get("longitude", ""),
            "notes": _notes((place, *services)),
            "status": _status(services),
            "trouble": "none of its services is active" if given and not active else "",
        }
        return cells | self._address(place["id"]) | self._hours(place["id"], active)

    def _alone(self, service: Line) -> dict[str, str]:
        if own := self._own(service["id"]):
            return own
        owner = self._organizations.get(service.get("organization_id", ""), {})
        told = self._schedules["service_id"].get(service["id"], [])
        status = _STATUS.get(service.get("status", "").casefold(), "closed")
        cells = {
            "ref": service["id"],
            "name": service.get("name", ""),
            "operator": owner.get("name", ""),
            "url": service.get("url") or owner.get("url", ""),
            "services": self._names([service]),
            "kind": "phone",
            "phone": _numbers(self._phones["service_id"].get(service["id"], []))
            or _numbers(self._phones["organization_id"].get(service.get("organization_id", ""), [])),
            "notes": _notes((service,)),
            "status": status,
            "trouble": "it is not active" if status == "closed" else "",
        }
        return cells | (_cells_of(hours(told)) if told else {})

    def _organization(self, place: Line, services: list[Line]) -> Line:
        keys = [place.get("organization_id", ""), *(one.get("organization_id", "") for one in services)]
        return next((self._organizations[key] for key in keys if key in self._organizations), {})

    def _names(self, services: list[Line]) -> str:
        """What the services are called, and the names of their taxonomy terms, one a line."""
        names = [one.get("name", "") for one in services]
        for one in services:
            terms = [
                self._terms.get(a.get("taxonomy_term_id") or a.get("taxonomy_id", ""), {})
                for a in self._attributes.get(one["id"], [])
            ]
            terms += [
                self._terms_by_code.get(code.strip(), {}) for code in one.get("taxonomy_ids", "").split(",")
            ]
            names += [term.get("name", "") for term in terms if term.get("taxonomy") != OURS]
        return "\n".join(dict.fromkeys(name for name in names if name))

    def _address(self, place: str) -> dict[str, str]:
        lines = self._addresses.get(place, [])
        line = next((one for one in lines if one.get("address_type") != "postal"), None)
        if line is None:
            mail = lines or self._postal.get(place, [])
            return {"street": "", "city": mail[0].get("city", ""), "postal": "true"} if mail else {}
        street = ", ".join(
            dict.fromkeys(filter(None, (line.get("address_1", ""), line.get("address_2", ""))))
        )
        return {
            "street": street,
            "city": line.get("city", ""),
            "state": line.get("state_province", ""),
            "postcode": line.get("postal_code", ""),
            "country": line.get("country", ""),
        }

    def _phone(self, place: str, given: list[tuple[Line, Line]], owner: Line) -> str:
        """The numbers of the nearest owner that has any: service here, location, service, organisation."""
        steps = (
            ("service_at_location_id", [link.get("id", "") for link, _ in given]),
            ("location_id", [place]),
            ("service_id", [service["id"] for _, service in given]),
            ("organization_id", [owner.get("id", "")]),
        )
        for key, owners in steps:
            numbers = _numbers([line for one in owners for line in self._phones[key].get(one, [])])
            if numbers:
                return numbers
        return ""

    def _hours(self, place: str, given: list[tuple[Line, Line]]) -> dict[str, str]:
        """The service here comes before the location, that before the service. Services that differ stay text."""
        here = self._schedules["location_id"].get(place, [])
        found: dict[str, Hours] = {}
        for link, service in given:
            told = (
                self._schedules["service_at_location_id"].get(link.get("id", ""))
                or here
                or self._schedules["service_id"].get(service["id"], [])
            )
            if told:
                found[service.get("name", "")] = hours(told)
        if not found:
            return _cells_of(hours(here)) if here else {}
        if len(set(found.values())) == 1:
            return _cells_of(next(iter(found.values())))
        was = "; ".join(f"{name}: {one.osm or one.was}" for name, one in found.items())
        return _cells_of(Hours(was, why="its services have different hours"))

    def _own(self, owner: str) -> dict[str, str]:
        """What our own export wrote beside; each value is JSON."""
        cells: dict[str, str] = {}
        for line in self._attributes.get(owner, []):
            term = self._terms.get(line.get("taxonomy_term_id", ""), {})
            if term.get("taxonomy") == OURS and term.get("code"):
                cells[term["code"]] = line.get("value", "")
        if "site_id" not in cells:
            return {}
        return {key: _unquoted(value) for key, value in cells.items()}


_OWNERS = ("service_at_location_id", "location_id", "service_id", "organization_id")


def _unquoted(value: str) -> str:
    try:
        read = json.loads(value)
    except ValueError:
        return value
    return read if isinstance(read, str) else value


def _cells_of(told: Hours) -> dict[str, str]:
    return {"hours": told.osm, "hours_was": told.was, "hours_why": told.why}


def _status(services: list[Line]) -> str:
    found = {_STATUS.get(one.get("status", "").casefold(), "") for one in services}
    return "temporarily_closed" if found == {"temporarily_closed"} else ""


def _notes(lines: Iterable[Mapping[str, str]]) -> str:
    return "\n".join(dict.fromkeys(line[key] for line in lines for key in _NOTES if line.get(key)))


def _numbers(lines: Iterable[Line]) -> str:
    """Numbers as they are written, without fax machines, staff and what is not to be passed on."""
    found = [
        f"{line['number']} ext {line['extension']}" if line.get("extension") else line["number"]
        for line in lines
        if line.get("number")
        and line.get("type", "").casefold() != "fax"
        and not line.get("contact_id")
        and not is_secret(f"{line.get('department', '')} {line.get('description', '')}")
    ]
    return "\n".join(dict.fromkeys(found))
