"""Which column says what, by its name or by a mapping file."""

import pytest

from bot.services.importers.columns import guessed
from bot.services.importers.mapping import from_mapping, services
from bot.services.importers.row import ImportRefused, Written
from tests.services.importers.lists import built, one


def test_headers_of_real_lists_are_known() -> None:
    """Spelling, case and language do not matter."""
    columns = guessed(
        ["AGENCY_NAME", "Code postal", "siteLongitude", "LONGITUDE", "Téléphone", "LATITUDE", "Adresse"]
    )
    assert columns.take["name"] == ("AGENCY_NAME",)
    assert columns.take["postcode"] == ("Code postal",)
    assert columns.take["lon"] == ("LONGITUDE",)
    assert columns.take["phone"] == ("Téléphone",)
    assert columns.unused == ("siteLongitude",)


def test_a_column_that_is_empty_in_every_row_is_passed_over() -> None:
    """Toronto fills neither LONGITUDE nor X, only `geometry`."""
    record = one(
        "Name,LATITUDE,LONGITUDE,geometry\nA,,,\"{u'type': u'Point', u'coordinates': (-79.385, 43.668)}\"\n"
    )
    assert (record["lat"], record["lon"]) == ("43.668", "-79.385")


def test_row_numbers_of_an_edition_are_no_ids() -> None:
    """CKAN's `_id` changes with every edition; OBJECTID beside it is the id."""
    assert guessed(["_id", "OBJECTID", "Name"]).take["ref"] == ("OBJECTID",)
    assert "ref" not in guessed(["_id", "Name"]).take


def test_two_names_and_two_streets_are_joined() -> None:
    """name1, name2, street1, street2 of the federal list."""
    record = one(
        "name1,name2,street1,street2,city\nAletheia,Men Only,135 Finley,Suite 2,Birmingham\n",
        services=("detox",),
    )
    assert record["name"] == "Aletheia - Men Only"
    assert record["address"] == "135 Finley, Suite 2, Birmingham"


def test_weekday_columns_become_hours() -> None:
    """One column a day; what is empty or NaN is not known."""
    days = "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday"
    record = one(
        f"Name,Address,{days}\nA,1 B,09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00,09:00-17:00,Closed,NaN\n"
    )
    assert record["hours"] == "Mo-Fr 09:00-17:00; Su unknown"


def test_opening_and_closing_columns_are_put_together() -> None:
    """A mapping may name two columns for a day."""
    told: Written = {"columns": {"hours_mo": ["mon_open", "mon_close"]}}
    record = one("Name,Address,mon_open,mon_close\nA,1 B,09:00,17:00\n", told=told)
    assert record["hours"] == "Mo 09:00-17:00; Tu-Su unknown"


def test_services_as_a_list() -> None:
    """Entries apart by `;` or `,`, in the words of publishers; what is not known is told."""
    done = built('Name,Address,Services\nA,1 B,"Needle exchange; Narcan, Acupuncture"\n', services=())
    assert done.records[0]["services"] == ["naloxone", "needle_exchange"]
    assert "Acupuncture" in str(done.report.parts["strange_services"][0])


def test_services_as_yes_and_no_columns() -> None:
    """By the service's own name, or as the mapping says."""
    text = "Name,Address,Naloxone,Kit training\nA,1 B,TRUE,no\nB,2 B,,yes\n"
    told: Written = {"services": {"yes_in": {"Naloxone": "naloxone", "Kit training": "counselling"}}}
    assert one("Name,Address,Naloxone\nA,1 B,Oui\n", services=())["services"] == ["naloxone"]
    assert [r["services"] for r in built(text, services=(), told=told).records] == [
        ["naloxone"],
        ["counselling"],
    ]


def test_services_by_words_of_a_type_column() -> None:
    """An admin says what a kind means; a kind that means nothing is left out with its reason."""
    told: Written = {"services": {"words": {"Clinic": ["detox", "counselling"], "Office": []}}}
    done = built("Name,Address,Type\nA,1 B,clinic\nB,2 B,Office\n", services=(), told=told)
    assert [r["services"] for r in done.records] == [["detox", "counselling"]]
    assert done.report.count("rejected") == 1


def test_a_no_in_an_entry_is_no_offer() -> None:
    """ "No needle exchange" is not one."""
    done = built("Name,Address,Services\nA,1 B,No needle exchange; food\n", services=())
    assert done.records[0]["services"] == ["food"]


def test_a_column_that_the_mapping_uses_is_used_once() -> None:
    """ID is the name in one federal list: it must not be the id too, where one name stands at two places."""
    told: Written = {"columns": {"name": "ID"}}
    done = built("ID,ADDRESS\nA,1 B\nA,2 B\n", told=told)
    assert len({record["id"] for record in done.records}) == 2


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"columns": {"nmae": "A"}}, "did you mean `name`"),
        ({"columns": {"name": "Nope"}}, "the list has: Name, Address"),
        ({"services": {"always": ["naloxon"]}}, "did you mean naloxone"),
        ({"services": "naloxone"}, "`services` should be"),
        ({"colums": {}}, "did you mean `columns`"),
        ({"language": "French"}, "two small letters"),
        (["x"], "the file should be"),
    ],
)
def test_a_slip_in_the_mapping_is_answered_with_what_to_write(told: Written, says: str) -> None:
    """One sentence: where, what, and the nearest right word."""
    with pytest.raises(ImportRefused, match=says):
        from_mapping(told, ["Name", "Address"], "map.yaml")


def test_an_unknown_service_names_the_nearest() -> None:
    """--services with a slip."""
    with pytest.raises(ImportRefused, match="did you mean drug_checking"):
        services(["drug cheking"], "--services")


def test_the_language_of_hours_text_is_said_by_the_mapping() -> None:
    """Text stays in its language."""
    record = one("Nom,Adresse,Horaires\nA,1 B,sur rendez-vous\n", told={"language": "fr"})
    assert record["hours_text"] == {"fr": "sur rendez-vous"}
