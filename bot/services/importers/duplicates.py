"""The same place twice in one list: the same row again is merged, what only may be the same is told."""

from collections import defaultdict
from collections.abc import Sequence

from bot.core.place import kilometres
from bot.core.site import Point
from bot.core.text import fold
from bot.services.importers.kept import Kept
from bot.services.importers.report import Report

SAME_PLACE = 0.2  # km; two geocoders put one door so far apart
NEAR = 0.05  # km; the same name within this is likely the same place
_CELL = 0.001  # degrees, at least NEAR to the north; neighbours of a cell are looked at too


def merged(kept: Sequence[Kept], source: str, report: Report) -> list[Kept]:
    """Merge rows that say the same place again, and give each its reference: the publisher's id where that means one
    place only, else name and address (and the point, where one name and address lies at two points)."""
    _give_references(kept, source, report)
    first: dict[str, Kept] = {}
    for one in kept:
        if (before := first.setdefault(one.reference, one)) is not one:
            report.note("merged", one.row, one.name, f"into row {before.row}{_joined(before, one)}")
    return list(first.values())


def _give_references(kept: Sequence[Kept], source: str, report: Report) -> None:
    groups: dict[str, list[Kept]] = defaultdict(list)
    for one in kept:
        groups[one.reference].append(one)
    for reference, group in groups.items():
        if reference and len({_said_place(one) for one in group}) == 1:
            continue
        if reference and len(group) > 1:
            names = ", ".join(str(one.row) for one in group[:5])
            report.remarks.append(
                f"the id {reference!r} stands at several places (rows {names}): name and address tell them apart"
            )
        for one in group:
            one.reference = f"{reference}|{_said_place(one)}"
    _tell_points_apart(kept)


def _tell_points_apart(kept: Sequence[Kept]) -> None:
    groups: dict[str, list[Kept]] = defaultdict(list)
    for one in kept:
        groups[one.reference].append(one)
    for group in groups.values():
        points = [one.point for one in group if one.point]
        if any(kilometres(points[0], point) > SAME_PLACE for point in points):
            for one in group:
                one.reference += f"|{one.point.lat:.3f},{one.point.lon:.3f}" if one.point else ""


def _said_place(one: Kept) -> str:
    record = one.record
    return "|".join(fold(str(record.get(key, ""))) for key in ("name", "address", "city"))


def _joined(first: Kept, again: Kept) -> str:
    """Take services and phones of the second row into the first; say what else differs, since it is not taken."""
    for key in ("services", "phone", "access"):
        both = [*_list(first, key), *(one for one in _list(again, key) if one not in _list(first, key))]
        if both:
            first.record[key] = list(both)
    taken = ("services", "phone", "access", "lat", "lon")
    differing = [
        key for key in again.record if key not in taken and again.record[key] != first.record.get(key)
    ]
    return f" (it differs in {', '.join(differing)}: the first row counts)" if differing else ""


def _list(one: Kept, key: str) -> list[str]:
    found = one.record.get(key, [])
    return [str(value) for value in found] if isinstance(found, list) else []


def possible(kept: Sequence[Kept], report: Report) -> None:
    """Tell of sites that share a point, and of the same name within NEAR or without a point at one address."""
    told: set[int] = set()
    points: dict[tuple[float, float], Kept] = {}
    names: dict[tuple[str, int, int], list[Kept]] = defaultdict(list)
    addresses: dict[str, Kept] = {}
    for one in kept:
        if one.point is None:
            _same_address(one, addresses, report)
            continue
        here = (round(one.point.lat, 6), round(one.point.lon, 6))
        if (other := points.setdefault(here, one)) is not one:
            report.note(
                "duplicates", one.row, one.name, f"at the same point as row {other.row} ({other.name})"
            )
            told.add(one.row)
        twin = _near_namesake(one, one.point, names)
        if twin and one.row not in told:
            report.note("duplicates", one.row, one.name, f"the same name within 50 m of row {twin.row}")


def _same_address(one: Kept, addresses: dict[str, Kept], report: Report) -> None:
    address = fold(str(one.record.get("address", "")))
    if address and (other := addresses.setdefault(address, one)) is not one:
        report.note("duplicates", one.row, one.name, f"at the same address as row {other.row} ({other.name})")


def _near_namesake(one: Kept, at: Point, names: dict[tuple[str, int, int], list[Kept]]) -> Kept | None:
    name, x, y = fold(one.name), int(at.lon // _CELL), int(at.lat // _CELL)
    near = [other for i in (-1, 0, 1) for j in (-1, 0, 1) for other in names.get((name, x + i, y + j), [])]
    names[name, x, y].append(one)
    return next((other for other in near if other.point and kilometres(other.point, at) <= NEAR), None)
