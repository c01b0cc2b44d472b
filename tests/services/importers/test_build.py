"""A whole list into records: ids, duplicates, confidential and refused things, and a report whose counts add up."""

import json

import pytest

from bot.services.importers.ids import ID, site_id, source_name
from bot.services.importers.row import ImportRefused
from bot.services.importers.wanted import Wanted, checked
from tests.services.importers.lists import built, one, told


def test_ids_are_made_of_source_and_the_publishers_id() -> None:
    """Stable over order and name; at most 40 of a-z, 0-9 and hyphens."""
    first = built("id,Name,Address\n7,A,1 B\n8,C,2 D\n").records
    again = built("id,Name,Address\n8,Renamed,2 D\n7,A,1 B\n").records
    assert [r["id"] for r in first] == ["vch-7", "vch-8"]
    assert [r["id"] for r in again] == ["vch-8", "vch-7"]


@pytest.mark.parametrize("reference", ["7", "node/12", "A b", "x" * 100, "é", "a|b", "", "A", "a", "\ud800"])
def test_every_id_fits_a_button(reference: str) -> None:
    """Whatever the publisher calls it."""
    assert ID.fullmatch(site_id("city-health", reference))


def test_ids_that_differ_only_in_letters_stay_two() -> None:
    """ "A" and "a" of a publisher are two things."""
    assert site_id("x", "A") != site_id("x", "a")
    assert site_id("x", "a/b") != site_id("x", "a-b")


def test_a_source_needs_a_name() -> None:
    """Letters or digits."""
    assert source_name("Ville de Québec 2026 – liste des sites") == "ville-de-quebec"
    with pytest.raises(ImportRefused):
        source_name("---")


def test_the_same_row_again_is_merged_and_told() -> None:
    """Services and phones come together; what else differs is said."""
    done = built(
        "Name,Address,Services,Phone,Website\nA,1 B,naloxone,604-111-2222,a.org\nA,1 B,detox,604-333-4444,b.org\n",
        services=(),
    )
    assert done.records[0]["services"] == ["naloxone", "detox"]
    assert done.records[0]["phone"] == ["604-111-2222", "604-333-4444"]
    assert told(done.report, "merged") == ["A: into row 2 (it differs in url: the first row counts)"]


def test_one_name_and_address_at_two_points_stays_two() -> None:
    """A slip of the publisher must not lose a site; the order of rows changes no id."""
    rows = ["A,1 B,49.1,-123.1", "A,1 B,49.5,-123.1"]
    ids = [
        {r["id"] for r in built("Name,Address,Lat,Lon\n" + "\n".join(order)).records}
        for order in (rows, rows[::-1])
    ]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 2


def test_an_id_that_stands_for_two_places_is_told_and_not_trusted() -> None:
    """Both places stay."""
    done = built("id,Name,Address\n7,A,1 B\n7,C,2 D\n")
    assert len({r["id"] for r in done.records}) == 2
    assert any("'7' stands at several places" in remark for remark in done.report.remarks)


def test_what_may_be_the_same_place_is_told() -> None:
    """One point shared, one name within 50 m, one address without points."""
    done = built(
        "Name,Address,Lat,Lon\nA,1 B,49.1,-123.1\nOther,1b B,49.1,-123.1\nC,3 D,49.2,-123.1\nC,5 D,49.2003,-123.1\n"
        "E,9 F,,\nG,9 F,,\n"
    )
    assert told(done.report, "duplicates") == [
        "Other: at the same point as row 2 (A)",
        "C: the same name within 50 m of row 4",
        "G: at the same address as row 6 (E)",
    ]


def test_a_row_without_coordinates_stays() -> None:
    """It is found by name and area; so is one whose coordinates are no place."""
    done = built("Name,Address,Lat,Lon\nA,1 B,,\nC,2 D,0,0\nE,3 F,100,101\nG,4 H,No Results,x\n")
    assert len(done.records) == 4
    assert not any("lat" in record for record in done.records)
    assert done.report.count("no_point") == 4


def test_refused_needles_are_no_disposal_box() -> None:
    """The row is left out with the publisher's own words; other boxes stay, and police stations are marked."""
    rows = [
        {
            "name": "Albany Police",
            "address": "1 A",
            "type": "Police",
            "notes": "Accepted: pills. Not accepted: needles.",
        },
        {
            "name": "Cairo Police",
            "address": "2 A",
            "type": "Police",
            "notes": "Medications and needles accepted",
        },
    ]
    done = built(json.dumps(rows), "ny.json", services=("sharps_disposal",))
    assert [record["name"] for record in done.records] == ["Cairo Police"]
    assert done.records[0]["access"] == ["police_on_site"]
    assert told(done.report, "rejected") == [
        "Albany Police: its own text says it does not give this: “Not accepted: needles”"
    ]


def test_a_refused_service_is_taken_from_a_site_that_gives_others() -> None:
    """And the report says which and why."""
    record = built("Name,Address,Notes\nA,1 B,No needles\n", services=("naloxone", "sharps_disposal"))
    assert record.records[0]["services"] == ["naloxone"]
    assert told(record.report, "refusals") == ["A: sharps_disposal: “No needles”"]


def test_free_text_is_never_carried_into_the_file() -> None:
    """It stands in the report, to be read and written anew."""
    secret = "CONFIDENTIAL -- DO NOT GIVE FAX # DIRECTLY TO CLIENTS"
    done = built(f"Name,Address,Description\nA,1 B,{secret}\nC,2 D,Ring the bell\n")
    assert "notes" not in done.records[0]
    assert secret not in str(done.records)
    assert told(done.report, "confidential") == [f"A: {secret}"]
    assert told(done.report, "notes") == ["C: Ring the bell"]


def test_a_long_description_with_stops_is_a_van() -> None:
    """Fifteen stops in 6,296 letters become a line that asks for `stops:`."""
    stops = "\n".join(f"Mon {hour}:00pm-{hour + 1}:00pm corner {hour}" for hour in range(1, 9)) + "x" * 6000
    done = built(f'Name,Address,Description\nNeedle Exchange,1 B,"{stops}"\n')
    assert done.report.count("timetables") == 1
    assert done.records[0]["name"] == "Needle Exchange"


def test_a_hidden_site_that_nobody_could_reach_is_left_out() -> None:
    """No address, no phone, no page."""
    done = built("Name,Address,Phone\nA,Confidential,\nB,Undisclosed location,604-111-2222\n")
    assert [(r["name"], r["location"]) for r in done.records] == [("B", "hidden")]


def test_a_box_for_letters_has_no_point() -> None:
    """Agencies geocoded to a post office box."""
    record = one("Name,Address,City,Lat,Lon,Phone\nA,P.O. Box 12,Elkton,39.1,-75.1,410-111-2222\n")
    assert not {"lat", "lon", "address"} & set(record)
    assert record["city"] == "Elkton"


def test_zip_codes_get_their_zeros_back() -> None:
    """In the United States only, and the report counts them."""
    done = built("Name,Address,City,State,Zip\nA,1 B,Boston,MA,2118\n", country="US")
    assert done.records[0]["address"] == "1 B, Boston, MA 02118"
    assert done.report.zeros == 1


def test_an_address_does_not_say_the_town_twice() -> None:
    """Whole addresses in one cell stay as they are."""
    record = one(
        'Name,Address,City,State,Zip\nA,"1 B, Garden City, NY 11530, USA",Garden City,NY,11530\n',
        country="US",
    )
    assert record["address"] == "1 B, Garden City, NY 11530, USA"


def test_a_name_of_two_alphabets_is_told_and_left_out() -> None:
    """The file could not be read with it."""
    done = built("Name,Address\nСentre,1 B\nD,2 Ф-Fx\n")
    assert done.report.count("rejected") == 1


def test_a_person_who_took_a_site_out_is_obeyed() -> None:
    """It stays out, and that is told."""
    done = built("id,Name,Address\n7,A,1 B\n8,C,2 D\n", taken_out=frozenset({"vch-7"}))
    assert [record["id"] for record in done.records] == ["vch-8"]
    assert told(done.report, "rejected") == ["A: a person took it out of the file (vch-7)"]


@pytest.mark.parametrize(
    ("text", "says", "services"),
    [
        ("ID,ADDRESS\nA,1 B\n", r"(?s)No column says.*ID, ADDRESS.*--map", ("naloxone",)),
        ("Name,Address\nA,1 B\n", "--services naloxone", ()),
        ("Name,Address,X\n", "no rows", ("naloxone",)),
    ],
)
def test_a_list_that_says_too_little_is_answered_with_what_to_say(
    text: str, says: str, services: tuple[str, ...]
) -> None:
    """Which option or line of the mapping is missing."""
    with pytest.raises(ImportRefused, match=says):
        built(text, services=services)


def test_hours_need_a_clock() -> None:
    """A country of one zone gives it; else it must be said."""
    text = "Name,Address,Hours\nA,1 B,Mon-Fri 9am-5pm\n"
    assert built(text, country="FR", timezone="").defaults == {"timezone": "Europe/Paris", "country": "FR"}
    with pytest.raises(ImportRefused, match="--timezone"):
        built(text, country="US", timezone="")


@pytest.mark.parametrize(
    ("country", "timezone"), [("UK", ""), ("CAN", ""), ("CA", "Vancouver"), ("CA", "../etc/passwd")]
)
def test_slips_in_the_options_are_answered(country: str, timezone: str) -> None:
    """GB for UK, two letters, a zone that exists."""
    with pytest.raises(ImportRefused):
        checked(Wanted("vch", country=country, timezone=timezone))


def test_a_thousand_odd_rows_add_up() -> None:
    """Every mix of empty, odd and good cells: read = kept + left out + merged (checked within `built`)."""
    odd = [
        "",
        "A",
        "No Results",
        "Сentre",
        "1,2",
        "<br>",
        "=1+1",
        "\u202e",
        "Confidential",
        "P.O. Box 1",
        "9-5",
        "nan",
        "0",
    ]
    rows = [[odd[(i * k) % len(odd)] for k in (1, 2, 3, 5, 7, 11)] for i in range(1000)]
    text = "\n".join(
        '"' + '","'.join(row) + '"' for row in [["Name", "Address", "Lat", "Lon", "Hours", "Phone"], *rows]
    )
    assert built(text).report.read > 900


def test_a_site_id_of_others_is_only_their_id() -> None:
    """A column of that name does not make a list one of ours."""
    record = one("site_id,Name,Address,Services\n12,A,1 B,Narcan\n", services=())
    assert (record["id"], record["services"]) == ("vch-12", ["naloxone"])
