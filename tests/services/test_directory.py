"""What people are sent to: the right kind, near, open first, never a hidden place; and a way on when there is none."""

import datetime as dt

from bot.core.site import Point, Precision, SiteKind, Sites, Status, Stop
from bot.services.directory import CAP_KM, Directory, Hit, Wish
from tests.auxil.sites import HERE, local, site

NOON = local("2026-11-27T12:00")
NALOXONE = Wish(frozenset({"naloxone"}))


def off(km: float) -> Point:
    """A point so many km north."""
    return Point(HERE.lat + km / 111.195, HERE.lon)


def ids(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.site.id for hit in hits]


def directory(*sites) -> Directory:  # type: ignore[no-untyped-def]
    return Directory(Sites(tuple(sites)))


OPEN, SHUT = "Mo-Su 09:00-17:00", "Mo-Su 18:00-20:00"


def test_distance_decides_and_filters_hold() -> None:
    """By service, kind, access and open now."""
    found = directory(
        site("far", point=off(3), hours=OPEN, access=("no_id", "wheelchair")),
        site("near", point=off(1), hours=SHUT, kind=SiteKind.MACHINE),
        site("other", point=off(0.1), services=("food",), hours=OPEN),
        site("doubt", point=off(2), access=("no_id",)),
    )
    assert ids(found.nearest(HERE, Wish(), NOON)) == ["other", "near", "doubt", "far"]
    assert ids(found.nearest(HERE, NALOXONE, NOON)) == ["near", "doubt", "far"]
    assert ids(found.nearest(HERE, NALOXONE, NOON, most=1)) == ["near"]
    assert ids(found.nearest(HERE, Wish(frozenset({"naloxone", "food"})), NOON)) == [
        "other",
        "near",
        "doubt",
        "far",
    ]
    assert ids(found.nearest(HERE, Wish(kinds=frozenset({SiteKind.MACHINE})), NOON)) == ["near"]
    assert ids(found.nearest(HERE, Wish(access=frozenset({"no_id"})), NOON)) == ["doubt", "far"]
    assert ids(found.nearest(HERE, Wish(frozenset({"naloxone"}), open_now=True), NOON)) == ["far"]
    assert found.nearest(HERE, Wish(frozenset({"shower"})), NOON) == ()


def test_hits_tell_distance_and_state() -> None:
    (hit,) = directory(site("a", point=off(1), hours=OPEN)).nearest(HERE, NALOXONE, NOON)
    assert round(hit.km or 0, 2) == 1
    assert hit.now.until == local("2026-11-27T17:00")
    assert hit.point == off(1)


def test_a_match_far_away_is_found_or_capped() -> None:
    """The only one is 2,000 km off: exact for a program, none for people."""
    found = directory(*(site(f"s{at}", services=("food",)) for at in range(50)), site("far", point=off(2000)))
    assert ids(found.nearest(HERE, NALOXONE, NOON, cap_km=9999)) == ["far"]
    assert found.nearest(HERE, NALOXONE, NOON) == ()
    assert CAP_KM == 100


def test_people_see_what_is_open_first() -> None:
    """Within a bus ride; beyond it, a closed door near is better than an open one a day away."""
    near, closer, far = (
        site("shut", hours=SHUT),
        site("open", point=off(5), hours=OPEN),
        site("far", point=off(60), hours=OPEN),
    )
    assert ids(directory(near, closer, far).for_people(HERE, NALOXONE, NOON)) == ["open", "shut", "far"]
    assert ids(directory(near, far).for_people(HERE, NALOXONE, NOON)) == ["shut", "far"]


def test_the_nearest_is_always_shown() -> None:
    """It may open in a minute."""
    many = [site(f"open{at}", point=off(at), hours=OPEN) for at in (1, 2, 3, 4)]
    assert ids(directory(*many, site("shut", hours=SHUT)).for_people(HERE, NALOXONE, NOON)) == [
        "open1",
        "open2",
        "shut",
    ]


def test_a_hidden_site_is_never_measured() -> None:
    """Not even where its coordinates were left in: three distances would tell where it is."""
    found = directory(site("safe", precision=Precision.HIDDEN, area="Eastside", phone=("1",)))
    assert found.nearest(HERE, Wish(), NOON, cap_km=99999) == ()
    (hit,) = found.in_area("eastside", Wish(), NOON)
    assert (hit.km, hit.point) == (None, None)


def test_an_area_has_a_distance_and_no_pin() -> None:
    (hit,) = directory(site("a", precision=Precision.AREA)).nearest(HERE, Wish(), NOON)
    assert hit.km is not None
    assert hit.point is None


def test_lines_and_mail_have_no_distance() -> None:
    found = directory(
        site("line", kind=SiteKind.PHONE, hours=SHUT),
        site("line2", kind=SiteKind.PHONE, hours="24/7"),
        site("mail", kind=SiteKind.MAIL),
    )
    assert found.nearest(HERE, Wish(), NOON) == ()
    assert ids(found.remote(SiteKind.PHONE, NALOXONE, NOON)) == ["line2", "line"]
    assert ids(found.remote(SiteKind.MAIL, NALOXONE, NOON)) == ["mail"]


def test_each_stop_is_searched_on_its_own() -> None:
    """The stop that is open now is found before a nearer one that is not; the garage of the van is never told."""
    stops = (
        Stop("B", off(1), "Fr 15:00-16:00"),
        Stop("A", off(2), "Fr 11:00-13:00"),
        Stop("C", None, "Fr 11:00-13:00"),
    )
    found = directory(site("van", kind=SiteKind.MOBILE, stops=stops))
    assert [hit.stop and hit.stop.name for hit in found.nearest(HERE, NALOXONE, NOON)] == ["B", "A"]
    first = found.for_people(HERE, NALOXONE, NOON)[0]
    assert first.stop == stops[1]
    assert first.point == off(2)


def test_closed_for_good_is_gone_and_closed_for_a_time_is_told() -> None:
    day = dt.date(2026, 11, 1)
    found = directory(
        site("gone", status=Status.CLOSED),
        site("back", status=Status.CLOSED, until=day, hours=OPEN),
        site("soon", point=off(1), status=Status.TEMPORARILY_CLOSED, hours=OPEN),
        site("moved", point=off(2), status=Status.MOVED, hours=OPEN),
    )
    hits = found.nearest(HERE, NALOXONE, NOON)
    assert [(hit.site.id, hit.now.is_open) for hit in hits] == [
        ("back", True),
        ("soon", False),
        ("moved", False),
    ]


def test_sites_without_coordinates_are_found_by_the_name_of_their_area() -> None:
    found = directory(
        site("a", point=None, city="Tartu", hours=SHUT),
        site("b", point=None, area="TÁRTU", hours=OPEN),
        site("c", city="Riga"),
    )
    assert ids(found.in_area("tartu", NALOXONE, NOON)) == ["b", "a"]
    assert ids(found.in_area("Tartu", Wish(open_now=True), NOON)) == ["b"]
    assert set(found.areas()) == {"tartu", "riga"}


def test_a_plan_when_nothing_is_open() -> None:
    """What opens next, by mail, by phone, pharmacies, the health department; nothing that is shown already."""
    found = directory(
        site("late", hours=SHUT),
        site("soon", point=off(2), hours="Mo-Su 13:00-14:00"),
        site("mail", kind=SiteKind.MAIL),
        site("line", kind=SiteKind.PHONE),
        site("chemist", services=("pharmacy",), hours=OPEN),
        site("county", services=("health_department",), kind=SiteKind.PHONE),
    )
    plan = found.plan(HERE, NALOXONE, NOON)
    assert ids(plan.opens_next) == ["soon", "late"]
    assert ids(plan.by_mail) == ["mail"]
    assert ids(plan.by_phone) == ["line"]
    assert ids(plan.pharmacies) == ["chemist"]
    assert ids(plan.health_department) == ["county"]
    shown = found.nearest(HERE, NALOXONE, NOON, most=1)
    assert ids(found.plan(HERE, NALOXONE, NOON, shown).opens_next) == ["soon"]


def test_a_plan_where_nobody_knows_the_place() -> None:
    """Lines and mail, without distances."""
    found = directory(
        site("a", hours=SHUT), site("line", kind=SiteKind.PHONE), site("chemist", services=("pharmacy",))
    )
    plan = found.plan(None, NALOXONE, NOON)
    assert (plan.opens_next, ids(plan.by_phone), plan.pharmacies) == ((), ["line"], ())


def test_regional_holidays_are_told() -> None:
    rules = {"CA-BC": ("Mo[3] Feb",)}
    there = site("a", hours="Mo-Fr 09:00-17:00; PH off", holidays="CA-BC")
    (hit,) = Directory(Sites((there,), holidays=rules)).nearest(HERE, Wish(), local("2026-02-16T12:00"))
    assert (hit.now.is_open, hit.now.is_holiday) == (False, True)
