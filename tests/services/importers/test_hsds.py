"""Open Referral: versions 1 to 3, folder, zip and JSON, joined to sites."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from bot.services.importers import opening
from bot.services.importers.hsds_schedules import hours
from bot.services.importers.row import Sheet
from tests.services.importers.lists import built, one, told

TABLES = {
    "organizations": "id,name,description,website\no1,City Health,x,http://city.example\n",
    "services": "id,organization_id,name,status,description\n"
    "s1,o1,Needle Exchange,active,Bring used ones\ns2,o1,Naloxone,active,\n",
    "locations": "id,location_type,name,latitude,longitude\nl1,physical,Main House,39.3,-76.6\n",
    "service_at_location": "id,service_id,location_id\na1,s1,l1\na2,s2,l1\n",
    "addresses": "id,location_id,address_1,city,state_province,postal_code,country,address_type\n"
    "d1,l1,12 Main St,Baltimore,MD,21201,US,physical\n",
    "phones": "id,location_id,service_id,organization_id,contact_id,number,extension,type,department\n"
    'p1,l1,,,,"""410-555-0101""",12,voice,\np2,l1,,,,410-555-0102,,fax,\np3,l1,,,c1,410-555-0103,,voice,\n'
    "p4,l1,,,,410-555-0104,,voice,CONFIDENTIAL - staff only\n",
    "schedules": 'id,location_id,freq,byday,interval,opens_at,closes_at\nh1,l1,WEEKLY,"MO,WE",1,09:00:00,17:00Z\n',
}


def packed(tables: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"export/{name}.csv", text)
    return stream.getvalue()


def test_tables_are_joined_to_one_site_a_location() -> None:
    """Two services at one location are one site; fax, staff and confidential numbers stay behind."""
    record = one(packed(TABLES), "hsds.zip", services=(), country="US", timezone="America/New_York")
    assert record == {
        "id": "vch-l1",
        "name": "Main House",
        "services": ["naloxone", "needle_exchange"],
        "lat": "39.3",
        "lon": "-76.6",
        "address": "12 Main St, Baltimore, MD 21201",
        "city": "Baltimore",
        "hours": "Mo,We 09:00-17:00",
        "phone": ["410-555-0101 ext 12"],
        "url": "http://city.example",
        "source": "vch",
    }


def test_a_folder_reads_as_its_zip(tmp_path: Path) -> None:
    """The same tables in a folder."""
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text)
    sheet = opening.read(tmp_path)
    assert sheet.rows == opening.read_bytes(packed(TABLES), "hsds.zip").rows


def test_version_one_calls_tables_and_columns_otherwise() -> None:
    """Ohana: physical_addresses, regular_schedules, taxonomy ids in the service, the service names its location."""
    tables = {
        "organizations": "id,name\n1,City Health\n",
        "services": 'id,location_id,name,status,taxonomy_ids\n5,1,Van,active,"101,102"\n',
        "locations": "id,organization_id,name,latitude,longitude,virtual\n1,1,Van House,39.3,-76.6,\n",
        "physical_addresses": "id,location_id,street_1,city,state,zip,country\n1,1,12 Main St,Baltimore,MD,2120,us\n",
        "regular_schedules": "id,location_id,weekday,opens_at,closes_at\n"
        "1,1,Monday,9:00,17:00\n2,1,Tuesday,9:00,17:00\n",
        "taxonomy": "id,name,taxonomy_id\n1,Emergency,101\n2,Needle Exchange,102\n",
    }
    done = built(packed(tables), "hsds.zip", services=(), country="US", timezone="America/New_York")
    record = done.records[0]
    assert record["services"] == ["needle_exchange"]
    assert record["hours"] == "Mo-Tu 09:00-17:00"
    assert record["address"] == "12 Main St, Baltimore, MD 02120"
    assert done.report.zeros == 1


@pytest.mark.parametrize("status", ["inactive", "defunct"])
def test_a_service_that_ended_is_left_out_with_its_reason(status: str) -> None:
    """A location all whose services ended is no site; one that goes on stays."""
    tables = {
        **TABLES,
        "services": f"id,organization_id,name,status\ns1,o1,Needle Exchange,{status}\ns2,o1,Naloxone,active\n",
    }
    assert one(packed(tables), "a.zip", services=(), timezone="America/New_York")["services"] == ["naloxone"]
    ended = {
        **tables,
        "services": f"id,organization_id,name,status\ns1,o1,Needle Exchange,{status}\ns2,o1,Naloxone,{status}\n",
    }
    assert told(built(packed(ended), "a.zip", services=()).report, "rejected") == [
        "Main House: none of its services is active"
    ]


def test_temporarily_closed_is_a_status() -> None:
    """It comes back, so it stays in the list."""
    tables = {
        **TABLES,
        "services": "id,organization_id,name,status\ns1,o1,Needle Exchange,temporarily closed\n",
    }
    assert (
        one(packed(tables), "a.zip", services=(), timezone="America/New_York")["status"]
        == "temporarily_closed"
    )


def test_a_service_without_a_location_is_reached_by_phone() -> None:
    """A help line has no pin."""
    tables = {
        "organizations": "id,name\no1,Line\n",
        "services": "id,organization_id,name,status\ns1,o1,Counselling,active\n",
        "phones": "id,service_id,number\np1,s1,988\n",
    }
    record = one(packed(tables), "a.zip", services=())
    assert (record["kind"], record["phone"]) == ("phone", ["988"])


def test_a_postal_address_is_no_place() -> None:
    """The official example: latitude 100, an address for letters. The site stays by its phone and town."""
    tables = {
        **TABLES,
        "addresses": "id,location_id,address_1,city,country,address_type\nd1,l1,PO Box 1,Town,US,postal\n",
        "locations": "id,location_type,name,latitude,longitude\nl1,physical,Main House,100,101\n",
    }
    record = one(packed(tables), "a.zip", services=(), timezone="America/New_York")
    assert "lat" not in record
    assert "address" not in record
    assert record["city"] == "Town"


def test_services_that_open_at_different_hours_stay_text() -> None:
    """One site has one set of hours; nobody may choose which."""
    tables = {
        **TABLES,
        "schedules": "id,service_id,freq,byday,opens_at,closes_at\n"
        "h1,s1,WEEKLY,MO,09:00,17:00\nh2,s2,WEEKLY,MO,10:00,12:00\n",
    }
    record = one(packed(tables), "a.zip", services=(), timezone="America/New_York")
    assert "hours" not in record
    assert "Needle Exchange: Mo 09:00-17:00" in str(record["hours_text"])


def test_hours_of_the_service_here_come_before_those_of_the_location() -> None:
    """Precedence of the specification: service at location, location, service."""
    schedule = (
        "id,service_at_location_id,location_id,service_id,freq,byday,opens_at,closes_at\n"
        "1,a1,,,WEEKLY,TU,13:00,15:00\n2,a2,,,WEEKLY,TU,13:00,15:00\n3,,l1,,WEEKLY,MO,09:00,17:00\n4,,,s1,WEEKLY,FR,09:00,10:00\n"
    )
    record = one(packed({**TABLES, "schedules": schedule}), "a.zip", services=(), timezone="America/New_York")
    assert record["hours"] == "Tu 13:00-15:00"


@pytest.mark.parametrize(
    ("schedule", "osm"),
    [
        (
            {"freq": "WEEKLY", "byday": "MO,TU,WE", "opens_at": "09:00", "closes_at": "17:00"},
            "Mo-We 09:00-17:00",
        ),
        ({"freq": "MONTHLY", "byday": "2TU", "opens_at": "13:00", "closes_at": "15:00"}, "Tu[2] 13:00-15:00"),
        (
            {"freq": "MONTHLY", "byday": "-1FR", "opens_at": "13:00+01:00", "closes_at": "15:00"},
            "Fr[-1] 13:00-15:00",
        ),
        ({"weekday": "7", "opens_at": "09:00", "closes_at": "00:00"}, "Su 09:00-24:00"),
        ({"description": "Mo-Fr 09:00-17:00; PH off"}, "Mo-Fr 09:00-17:00; PH off"),
        ({"description": "Mon-Fri 9am-5pm"}, "Mo-Fr 09:00-17:00"),
        ({"freq": "DAILY", "opens_at": "09:00", "closes_at": "17:00"}, "Mo-Su 09:00-17:00"),
    ],
)
def test_schedules_that_opening_hours_can_say(schedule: dict[str, str], osm: str) -> None:
    """Every week, the second Tuesday, the last Friday; an offset is left to the site's zone."""
    assert hours([schedule]).osm == osm


@pytest.mark.parametrize(
    ("schedule", "why"),
    [
        (
            {"freq": "WEEKLY", "byday": "MO", "interval": "2", "opens_at": "09:00", "closes_at": "17:00"},
            "every 2",
        ),
        (
            {
                "freq": "WEEKLY",
                "byday": "MO",
                "until": "2005-01-01",
                "opens_at": "09:00",
                "closes_at": "17:00",
            },
            "it ends",
        ),
        (
            {"freq": "MONTHLY", "bymonthday": "1", "opens_at": "09:00", "closes_at": "17:00"},
            "days of the month",
        ),
        ({"freq": "MONTHLY", "byday": "TU", "opens_at": "09:00", "closes_at": "17:00"}, "do not fit"),
        ({"freq": "WEEKLY", "byday": "2TU", "opens_at": "09:00", "closes_at": "17:00"}, "do not fit"),
        ({"freq": "WEEKLY", "byday": "MO", "opens_at": "17:00", "closes_at": "09:00"}, "before it opens"),
        ({"freq": "WEEKLY", "byday": "MO", "opens_at": "nine", "closes_at": "17:00"}, "not known"),
        ({"freq": "WEEKLY", "opens_at": "09:00", "closes_at": "17:00"}, "weekdays"),
        ({"weekday": "0", "opens_at": "09:00", "closes_at": "17:00"}, "weekday"),
        ({"description": "by appointment"}, "more than"),
    ],
)
def test_schedules_that_opening_hours_cannot_say_stay_text(schedule: dict[str, str], why: str) -> None:
    """With the reason, and with what was written."""
    found = hours([schedule])
    assert found.osm == ""
    assert why in found.why
    assert found.was


def service() -> dict[str, object]:
    return {
        "id": "s1",
        "name": "Naloxone",
        "status": "active",
        "organization": {"id": "o1", "name": "City", "description": "x"},
        "phones": [{"id": "p1", "number": "410-555-0101"}],
        "service_at_locations": [
            {
                "id": "a1",
                "contacts": [{"id": "c1", "name": "Ann", "phones": [{"id": "p9", "number": "410-555-0999"}]}],
                "schedules": [
                    {"id": "h1", "freq": "WEEKLY", "byday": "MO", "opens_at": "09:00", "closes_at": "17:00"}
                ],
                "location": {
                    "id": "l1",
                    "location_type": "physical",
                    "name": "House",
                    "latitude": 39.3,
                    "longitude": -76.6,
                    "addresses": [
                        {
                            "id": "d1",
                            "address_1": "12 Main",
                            "city": "B",
                            "country": "US",
                            "address_type": "physical",
                        }
                    ],
                },
            }
        ],
    }


def sheet(value: object) -> Sheet:
    return opening.read_bytes(json.dumps(value).encode(), "a.json")


@pytest.mark.parametrize("dress", ["list", "page", "one", "lines", "organization", "at location"])
def test_json_in_every_dress_gives_the_same_site(dress: str) -> None:
    """A list, a page of an API, one object, one a line, from the organisation down, from the place up."""
    inner = service()
    organization = {**inner.pop("organization"), "services": [inner]}  # type: ignore[dict-item]
    places = inner["service_at_locations"]
    assert isinstance(places, list)
    bare = {k: v for k, v in service().items() if k != "service_at_locations"}
    text = {
        "list": json.dumps([service()]),
        "page": json.dumps({"total_items": 1, "contents": [service()]}),
        "one": json.dumps(service()),
        "lines": f"{json.dumps(service())}\n{json.dumps({**bare, 'id': 's2', 'status': 'defunct'})}\n",
        "organization": json.dumps(organization),
        "at location": json.dumps({**places[0], "service": bare}),
    }[dress]
    done = built(text, "a.json", services=(), country="US", timezone="America/New_York")
    record = done.records[0]
    assert (record["name"], record["services"], record["lat"]) == ("House", ["naloxone"], "39.3")
    assert record["hours"] == "Mo 09:00-17:00"
    assert record["phone"] == ["410-555-0101"]


def test_staff_are_never_imported() -> None:
    """Contacts, with their names and numbers, stay out of every cell."""
    assert "0999" not in str(sheet([service()]).rows)
    assert "Ann" not in str(sheet([service()]).rows)


def test_json_tables_by_file_name() -> None:
    """The tabular example of the specification."""
    tables = {
        "services.csv": [{"id": "s1", "name": "Naloxone", "status": "active"}],
        "locations.csv": [],
        "phones.csv": [],
    }
    done = built(json.dumps(tables), "a.json", services=())
    assert done.report.read == 1


def test_a_location_that_gives_none_of_our_services_is_told() -> None:
    """Most of a 211 directory is nothing that people come to us for."""
    tables = {**TABLES, "services": "id,organization_id,name,status\ns1,o1,Tax Help,active\n"}
    done = built(packed(tables), "a.zip", services=())
    assert told(done.report, "rejected") == ["Main House: no service of ours (its own: Tax Help)"]


def test_a_confidential_address_brings_no_point() -> None:
    """Four addresses of one directory are "Confidential": the place is hidden, its phone stays."""
    tables = {**TABLES, "addresses": "id,location_id,address_1,city\nd1,l1,Confidential,Baltimore\n"}
    done = built(packed(tables), "a.zip", services=(), timezone="America/New_York")
    record = done.records[0]
    assert record["location"] == "hidden"
    assert not {"lat", "lon", "address", "city", "area"} & set(record)
    assert done.report.count("hidden") == 1
