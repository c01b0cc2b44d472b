"""A folder of sites: good ones are kept whatever stands beside them, and every mistake is told with what to do."""

import datetime as dt
import gc
import pickle
from pathlib import Path

import pytest

from bot.content.site_checks import aged
from bot.content.sites import LoadedSites, load_sites
from bot.core.site import Point, Precision, SiteKind, Status
from tests.conftest import KNOWLEDGE

HEAD = "version: 1\ndefaults: {timezone: America/Vancouver, country: CA, holidays: CA-BC, city: Vancouver}\nsites:\n"
GOOD = "  - {id: good, name: Good, services: [naloxone], phone: ['1']}\n"


def load(folder: Path, **files: str) -> LoadedSites:
    """Write files and read the folder."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return load_sites(folder, KNOWLEDGE)


def said(found: LoadedSites) -> str:
    return "\n".join(map(str, found.mistakes))


FULL = """version: 1
defaults: {timezone: America/Vancouver, country: CA, holidays: CA-BC, phone_region: CA}
sites:
  - id: insite
    name: Insite
    kind: fixed
    services: [supervised_consumption, needle-exchange, naloxone, drug_checking]
    lat: 49.2816
    lon: -123.1009
    location: exact
    address: 139 E Hastings St
    city: Vancouver
    area: Downtown Eastside
    hours: "Mo-Su 09:00-24:00"
    closures: ["2026-12-25", "2026-12-31 15:00-24:00"]
    status: open
    phone: ["+1 604-687-7483"]
    url: https://example.org
    access: [no_id, walk_in, age_19]
    notes: {en: "Ring the bell", fr: "Sonnez"}
    verified: 2026-10-01
    source: vch
  - id: van
    name: The van
    kind: mobile
    services: [outreach]
    phone: 604 000 0000
    stops: [{name: Station, lat: 49.1, lon: -123.0, hours: "Tu 13:00-15:30"}]
aliases: {dtes: [49.2814, -123.0976], "main and hastings": [49.2814, -123.0999]}
"""


def test_a_whole_file(tmp_path: Path) -> None:
    """Every field of the record, with the defaults; underscores and hyphens name the same service."""
    found = load(tmp_path, full=FULL)
    assert found.mistakes == ()
    assert found.advice == ()
    insite, van = found.sites.sites
    assert insite.services == ("supervised_consumption", "needle_exchange", "naloxone", "drug_checking")
    assert (insite.point, insite.kind, insite.precision) == (
        Point(49.2816, -123.1009),
        SiteKind.FIXED,
        Precision.EXACT,
    )
    assert (insite.timezone, insite.country, insite.holidays) == ("America/Vancouver", "CA", "CA-BC")
    assert (insite.hours, insite.status, insite.until) == ("Mo-Su 09:00-24:00", Status.OPEN, None)
    assert insite.closures == ("2026-12-25", "2026-12-31 15:00-24:00")
    assert (insite.access, dict(insite.notes)) == (
        ("no_id", "walk_in", "age_19"),
        {"en": "Ring the bell", "fr": "Sonnez"},
    )
    assert (insite.verified, insite.source, insite.city) == (dt.date(2026, 10, 1), "vch", "Vancouver")
    assert van.phone == ("604 000 0000",)
    assert van.stops[0].point == Point(49.1, -123.0)
    assert found.sites.aliases["dtes"] == Point(49.2814, -123.0976)
    assert "Mo[3] Feb" in found.sites.rules_of(insite)


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("services: [naloxon]", "did you mean `naloxone`?"),
        ("hours: Mon-Fri 09:00-17:00", "did you mean 'Mo-Fr 09:00-17:00'?"),
        ("hours: by appointment", "not the form"),
        ("hours: 'Dec 25 off; Mo-Fr 09:00-17:00'", "put `Dec 25 off` last"),
        ("hours: 'Su 00:00-00:00'", "day and night"),
        ("hours: 'Feb 30 10:00-12:00'", "does not exist"),
        ("hours: off", ""),
        ("hours: 9:30", "not the form"),
        ("lat: -123.1\n    lon: 49.2", "seem swapped"),
        ("lat: 0\n    lon: 0", "lies in the sea"),
        ("lat: 100\n    lon: 101", "not on earth"),
        ("lat: '47675675'\n    lon: 1", "degrees"),
        ("lat: No Results\n    lon: 1", "degrees"),
        ("lat: 49,28\n    lon: 1", "degrees"),
        ("lat: 49.1", "degrees"),
        ("verified: last week", "write a date"),
        ("until: 012", "write a date"),
        ("closures: [Dec 25]", "write such as"),
        ("status: shut", "must be one of"),
        ("kind: building", "must be one of"),
        ("country: Canada", "two letters"),
        ("timezone: Vancouver", "no zone"),
        ("holidays: CA-XX", "the regions of holidays.yaml"),
        ("url: www.example.org", "write the whole address"),
        ("access: [Wheel chair!]", "small letters"),
        ("opening: 9-5", "not a key I know"),
        ("stops: [{name: A, lat: 500, lon: 1}]", "not on earth"),
        ("stops: [{lat: 50, lon: 1}]", "has no `name`"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_site(tmp_path: Path, line: str, mistake: str) -> None:
    """And the good site beside it is kept."""
    bad = f"  - id: bad\n    name: Bad\n    {'' if 'services' in line else 'services: [food]'}\n    {line}\n"
    found = load(tmp_path, a=HEAD + GOOD + bad)
    assert "good" in [site.id for site in found.sites.sites]
    if mistake:
        assert mistake in said(found)
        one = found.mistakes[0]
        assert one.file.endswith("/a.yaml")
        assert 5 <= one.line <= 9
        assert "`bad" in str(one)
    else:
        assert found.mistakes == ()


def test_yaml_does_not_change_what_was_written(tmp_path: Path) -> None:
    """No becomes no False, a phone no number, `off` stays off."""
    text = (
        HEAD + "  - {id: '012', name: no, country: NO, services: [food], phone: [+16045550199], hours: off}\n"
    )
    (one,) = load(tmp_path, a=text).sites.sites
    assert (one.id, one.name, one.country, one.phone, one.hours) == (
        "012",
        "no",
        "NO",
        ("+16045550199",),
        "off",
    )


def test_hours_that_cannot_be_read_are_shown_as_text(tmp_path: Path) -> None:
    (one,) = load(
        tmp_path, a=HEAD + "  - {id: a, name: A, services: [food], hours: weekday mornings}\n"
    ).sites.sites
    assert (one.hours, one.hours_text) == ("", {"en": "weekday mornings"})


@pytest.mark.parametrize(
    "broken",
    [
        '  - id: bad\n    name: Bad\n    hours: "by appointment" call first\n',
        "  - id: bad\n    notes: ring bell: twice\n",
        "  - id: bad\n    name: [unclosed\n",
        "  - id: bad\n\tname: tab\n",
        "  - id: bad\n    name: Bad\n    name: Bad\n",
        "  - id: bad\n    name: Bad\u200b\n",
        "  - id: bad\n    name: *star\n",
    ],
)
def test_broken_yaml_takes_one_site_away_and_no_more(tmp_path: Path, broken: str) -> None:
    """The mistake is told on its own line of the file."""
    other = GOOD.replace("good", "last")
    found = load(tmp_path, a=HEAD + GOOD + broken + other + "aliases: {here: [1, 2]}\n")
    assert [site.id for site in found.sites.sites] == ["good", "last"]
    assert found.sites.sites[1].country == "CA"
    assert found.sites.aliases == {"here": Point(1, 2)}
    (one,) = found.mistakes
    assert 5 <= one.line <= 8


def test_one_broken_file_leaves_the_others(tmp_path: Path) -> None:
    (tmp_path / "raw.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "big.yml").write_text("x")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "good.yaml")
    found = load(tmp_path, good=HEAD + GOOD, empty="", words="only words")
    assert [site.id for site in found.sites.sites] == ["good"]
    told = said(found)
    for name, what in (
        ("raw.yaml", "UTF-8"),
        ("big.yml", "must end in .yaml"),
        ("link.yaml", "link"),
        ("words.yaml", "key: value"),
    ):
        assert any(name in line and what in line for line in told.splitlines())


def test_no_folder_is_a_mistake_and_no_crash(tmp_path: Path) -> None:
    found = load_sites(tmp_path / "nowhere", KNOWLEDGE)
    assert found.sites.sites == ()
    assert "not a folder" in said(found)


def test_two_with_one_id(tmp_path: Path) -> None:
    """Also in different files: the first is kept."""
    found = load(tmp_path, a=HEAD + GOOD, b=HEAD + GOOD.replace("Good", "Other"))
    assert [site.name for site in found.sites.sites] == ["Good"]
    assert "a.yaml:4 has too" in said(found)


def test_without_id_name_or_service_it_is_left_out(tmp_path: Path) -> None:
    text = (
        HEAD
        + "  - {name: A, services: [food]}\n  - {id: b, services: [food]}\n"
        + "  - {id: c, name: C}\n  - {id: Ä, name: D, services: [food]}\n"
    )
    found = load(tmp_path, a=text)
    assert found.sites.sites == ()
    assert len(found.mistakes) == 4


def test_hours_need_a_zone(tmp_path: Path) -> None:
    text = "sites:\n  - {id: a, name: A, services: [food], hours: 24/7}\n  - {id: b, name: B, services: [food]}\n"
    found = load(tmp_path, a=text)
    assert len(found.sites.sites) == 2
    assert "no `timezone`" in said(found)
    assert len(found.mistakes) == 1


SECRET = ("48.8583", "2.2944", "7 Secret Street", "47.1234", "5.6789")


def test_a_hidden_place_is_nowhere_in_what_was_read(tmp_path: Path) -> None:
    """Neither coordinates nor address, of the site or its stops, in values, messages, or anything kept for later."""
    text = HEAD + (
        "  - id: refuge\n    name: Refuge\n    services: [shelter]\n    location: hidden\n    phone: ['1']\n"
        "    lat: 48.8583\n    lon: 2.2944\n    address: 7 Secret Street\n"
        "    stops: [{name: S, lat: 47.1234, lon: 5.6789, address: 7 Secret Street}]\n"
    )
    found = load(tmp_path, a=text)
    gc.collect()
    kept = repr(found) + str(pickle.dumps(found)) + said(found)
    assert found.sites.sites[0].precision is Precision.HIDDEN
    assert not [secret for secret in SECRET if secret in kept]
    assert [secret for secret in SECRET if secret in text]  # the search can find
    assert "take out lat and lon" in said(found)
    assert "take out the address" in said(found)


def test_what_only_shows_side_by_side(tmp_path: Path) -> None:
    """One name within 50 m, far from the rest with latitude and longitude exchanged, outside the box, no hours and no
    phone."""
    sites = "".join(
        f"  - {{id: s{at}, name: Shop {at % 5}, services: [food], lat: {lat}, lon: {lon}}}\n"
        for at, (lat, lon) in enumerate(
            [
                (-17.70, 30.0),
                (-17.71, 30.1),
                (-17.72, 30.2),
                (-17.73, 30.3),
                (-17.74, 30.4),
                (-17.7001, 30.0),
                (30.1, -17.7),
            ]
        )
    )
    found = load(tmp_path, a=HEAD + sites)
    assert "`s6` lies far from all others; lat and lon seem swapped" in said(found)
    told = "\n".join(map(str, found.advice))
    assert "`s5` has the name and place of `s0`" in told
    assert told.count("neither hours nor a phone") == 7
    boxed = load(
        tmp_path,
        a="box: [49, -124, 50, -122]\n"
        + HEAD.replace("version: 1\n", "")
        + "  - {id: a, name: A, services: [food], lat: 51, lon: -123}\n",
    )
    assert "outside the `box`" in said(boxed)


def test_the_last_check_is_looked_at(tmp_path: Path) -> None:
    dates = {"old": "2026-01-01", "new": "2026-11-01", "late": "2027-01-01"}
    text = HEAD + "".join(
        f"  - {{id: {name}, name: A, services: [food], verified: {day}}}\n" for name, day in dates.items()
    )
    found = load(tmp_path, a=text + "  - {id: never, name: B, services: [food]}\n")
    told = [str(one) for one in aged(found.sites.sites, found.places, dt.date(2026, 11, 27))]
    assert ["old" in told[0], "late" in told[1], "never" in told[2], len(told)] == [True, True, True, 3]


def test_limits_are_told(tmp_path: Path) -> None:
    """Thousands of closures or stops are a slip, not a list."""
    closures = ", ".join("2026-12-25" for _ in range(200))
    found = load(tmp_path, a=HEAD + f"  - {{id: a, name: A, services: [food], closures: [{closures}]}}\n")
    assert "more than 100 lines" in said(found)
    assert len(found.sites.sites[0].closures) == 100


def test_ten_thousand_sites_fit(tmp_path: Path) -> None:
    """One file of a whole country is read; 14,034 real ones have 3.7 MB."""
    rows = "".join(
        f"  - {{id: s{at}, name: Site {at}, services: [food], lat: {at % 80}.5, lon: {at % 170}.25}}\n"
        for at in range(5000)
    )
    found = load(tmp_path, a=HEAD + rows)
    assert len(found.sites.sites) == 5000
    assert found.mistakes == ()


def test_holidays_of_regions_are_all_good() -> None:
    assert load_sites(KNOWLEDGE / "sites-example", KNOWLEDGE).mistakes == ()
