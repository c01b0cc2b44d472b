"""The sites that ship: only an example, which says so, with date and licence; and the schema agrees with the reader."""

import copy
import json

import jsonschema
import pytest

from bot import app_sites
from bot.config import Settings
from bot.content.sites import load_sites
from bot.content.strict_yaml import read_bytes, read_file
from tests.conftest import KNOWLEDGE
from tests.content.test_sites import FULL

SCHEMA = json.loads((KNOWLEDGE / "schema/sites.schema.json").read_text("utf-8"))
EXAMPLE = KNOWLEDGE / "sites-example"


def test_no_live_list_ships() -> None:
    """A list that nobody keeps up to date sends people to closed doors."""
    assert not list((KNOWLEDGE / "sites").glob("*.yaml"))
    assert app_sites.sites_folder(Settings(KNOWLEDGE)) == KNOWLEDGE / "sites"


def test_the_example_is_one_and_is_whole() -> None:
    """51 pharmacies, none left out, each in the city, none said to have been checked."""
    found = load_sites(EXAMPLE, KNOWLEDGE)
    assert len(found.sites.sites) == 51
    assert found.mistakes == ()
    assert "2018" in found.sites.example
    assert "MIT" in found.sites.example
    assert (EXAMPLE / "LICENSE").read_text("utf-8").startswith("MIT License")
    assert {site.verified for site in found.sites.sites} == {None}


def test_only_the_terminal_takes_the_example_by_itself() -> None:
    assert app_sites.sites_folder(Settings(KNOWLEDGE), may_be_example=True) == EXAMPLE
    assert app_sites.sites_folder(Settings(KNOWLEDGE, sites=EXAMPLE)) == EXAMPLE


def test_what_the_reader_takes_the_editor_does_not_underline() -> None:
    jsonschema.validate(read_file(next(EXAMPLE.glob("*.yaml"))).value, SCHEMA)
    jsonschema.validate(read_bytes(FULL.encode(), "full").value, SCHEMA)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [("services", []), ("id", "Ä"), ("lat", "north"), ("hour", "x"), ("kind", "house"), ("url", "www")],
)
def test_what_the_reader_refuses_the_schema_refuses(key: str, wrong: object) -> None:
    value = copy.deepcopy(read_bytes(FULL.encode(), "full").value)
    value["sites"][0][key] = wrong  # type: ignore[call-overload,index,assignment]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, SCHEMA)
