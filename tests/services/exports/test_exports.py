"""Our sites for others, and back: the same sites, and nothing of a hidden one."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Iterable

import pytest

from bot.core.site import Point, Precision, Site, SiteKind, Status, Stop
from bot.services.exports import csv_file, geojson, hsds
from bot.services.importers.own import record_of
from bot.services.importers.row import Record
from tests.services.importers.lists import built, told

Writer = Callable[[Iterable[Record]], bytes]
WRITERS = [(csv_file.write, "a.csv"), (geojson.write, "a.geojson"), (hsds.write, "a.zip")]

FULL = Site(
    id="insite",
    name='Insite "SCS" <b> & Co; 1',
    services=("supervised_consumption", "naloxone"),
    timezone="America/Vancouver",
    country="CA",
    point=Point(49.2816123, -123.1009),
    address="139 E Hastings St, Vancouver",
    city="Vancouver",
    area="Downtown Eastside",
    hours="Mo-Fr 09:00-17:00; Dec 25 off",
    closures=("2026-12-25", "2026-12-31 15:00-24:00"),
    holidays="CA-BC",
    status=Status.TEMPORARILY_CLOSED,
    until=dt.date(2026, 12, 24),
    reason="Flood",
    phone=("+1 604-687-7483", "(888) NYC-WELL; ask"),
    url="https://example.org",
    access=("no_id", "wheelchair"),
    notes={"en": "Ring: twice\nthen wait", "fr": "Sonnez"},
    verified=dt.date(2026, 10, 1),
    source="vch",
)
VAN = Site(
    id="van",
    name="=Van",
    services=("needle_exchange",),
    timezone="America/Vancouver",
    country="CA",
    kind=SiteKind.MOBILE,
    phone=("+1 604-111-2222",),
    hours_text={"en": "see stops"},
    stops=(
        Stop("Oppenheimer; park", Point(49.28, -123.09), "Tu 13:00-15:30", "400 Powell"),
        Stop("Anywhere", None),
    ),
)
LINE = Site(
    id="line",
    name="Line",
    services=("counselling",),
    timezone="UTC",
    country="CA",
    kind=SiteKind.PHONE,
    phone=("988",),
)
CLOSED = Site(
    id="old",
    name="Old",
    services=("food",),
    timezone="UTC",
    country="CA",
    address="1 A",
    status=Status.CLOSED,
)
AREA = Site(
    id="area",
    name="Area",
    services=("shelter",),
    timezone="UTC",
    country="CA",
    precision=Precision.AREA,
    point=Point(49.3, -123.0),
)
HIDDEN = Site(
    id="shelter",
    name="Shelter",
    services=("shelter",),
    timezone="UTC",
    country="CA",
    precision=Precision.HIDDEN,
    point=Point(49.123456, -123.654321),
    address="77 Secret Lane",
    phone=("604-111-2222",),
    stops=(Stop("Back door", Point(49.123456, -123.654321), "", "77 Secret Lane"),),
)
SITES = (FULL, VAN, LINE, CLOSED, AREA, HIDDEN)


@pytest.mark.parametrize(("write", "name"), WRITERS)
def test_importing_our_export_gives_the_same_sites(write: Writer, name: str) -> None:
    """Every field of every kind of site, but for `verified`: another deployment has to ask again."""
    records = [record_of(site) for site in SITES]
    done = built(write(records), name, services=())
    by_id = {str(record["id"]): record for record in done.records}
    assert by_id == {str(record["id"]): record for record in records}


@pytest.mark.parametrize(("write", "name"), WRITERS)
def test_a_second_round_gives_the_same_bytes(write: Writer, name: str) -> None:
    """Export, import, export: nothing drifts."""
    records = [record_of(site) for site in SITES]
    done = built(write(records), name, services=())
    again = {str(record["id"]): record for record in done.records}
    assert write([again[str(record["id"])] for record in records]) == write(records)


@pytest.mark.parametrize(("write", "name"), WRITERS)
def test_a_hidden_site_goes_without_its_place(write: Writer, name: str) -> None:
    """Neither coordinates nor address, not of its stops either; the search for them can find them."""

    def held(site: Site) -> str:
        data = write([record_of(site)])
        if name.endswith("zip"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                data = b"".join(archive.read(one) for one in archive.namelist())
        return data.decode()

    assert not any(secret in held(HIDDEN) for secret in ("49.12", "123.65", "Secret"))
    assert "49.28" in held(FULL)
    assert "139 E Hastings" in held(FULL)


@pytest.mark.parametrize(("write", "name"), WRITERS)
def test_a_hidden_site_with_a_place_written_in_is_stripped(write: Writer, name: str) -> None:
    """A file that somebody made by hand in our form cannot bring a hidden place back."""
    forged: Record = {**record_of(HIDDEN), "lat": "49.1", "lon": "-123.1", "address": "77 Secret Lane"}
    (record,) = built(write([forged]), name, services=()).records
    assert not {"lat", "lon", "address"} & set(record)


def test_notes_of_an_export_are_told() -> None:
    """They were reviewed once, elsewhere."""
    done = built(csv_file.write([record_of(FULL)]), services=())
    assert len(told(done.report, "own_notes")) == 1


def test_a_spreadsheet_sees_no_formula() -> None:
    """Names that begin like one, and phone numbers with +; numbers stay numbers."""
    text = csv_file.write([record_of(VAN), record_of(FULL)]).decode("utf-8-sig")
    assert "'=Van" in text
    assert "'+1 604" in text
    assert ",-123.1009," in text


def test_geojson_is_a_feature_collection_with_longitude_first() -> None:
    """Without a point, the feature has no geometry."""
    features = json.loads(geojson.write([record_of(FULL), record_of(LINE)]))["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [-123.1009, 49.2816123]}
    assert features[1]["geometry"] is None


def test_hsds_names_what_the_specification_requires() -> None:
    """Tables and columns of version 3, a description of the package, every link leading somewhere."""
    with zipfile.ZipFile(io.BytesIO(hsds.write([record_of(site) for site in SITES]))) as archive:
        names = set(archive.namelist())
        services = archive.read("services.csv").decode().splitlines()
    assert {
        "organizations.csv",
        "services.csv",
        "locations.csv",
        "service_at_location.csv",
        "datapackage.json",
    } <= names
    assert services[0] == "id,organization_id,name,url,status"
    assert len(services) == len(SITES) + 1


def test_an_own_row_with_an_unknown_service_is_left_out() -> None:
    """The list of services is closed, also for files in our form."""
    done = built("site_id,name,services,timezone\na,A,naloxone; spells,UTC\n", services=())
    assert done.report.count("rejected") == 1
