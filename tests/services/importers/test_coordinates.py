"""Points out of cells, and what is no point on earth."""

import pytest

from bot.core.site import Point
from bot.services.importers import coordinates


@pytest.mark.parametrize(
    ("lat", "lon", "geometry"),
    [
        ("43.66", "-79.38", ""),
        ("43,66", "-79,38", ""),
        ('"43.66"', " -79.38 ", ""),
        ("", "", "{u'type': u'Point', u'coordinates': (-79.38, 43.66)}"),
        ("", "", '{"type": "Point", "coordinates": [-79.38, 43.66]}'),
        ("None", "None", "POINT (-79.38 43.66)"),
    ],
)
def test_a_point_is_read_in_every_dress(lat: str, lon: str, geometry: str) -> None:
    """Decimal commas, quotes, the printed form of a Python dict, WKT."""
    assert coordinates.pair(lat, lon, geometry) == (43.66, -79.38)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("No Results", "No Results"), ("", ""), ("49.2", ""), ("nan", "inf"), ("1e999", "2"), ("1,234,5", "2")],
)
def test_what_is_no_number_is_no_point(lat: str, lon: str) -> None:
    """A geocoder's excuse and half a pair."""
    assert coordinates.pair(lat, lon, "") is None


@pytest.mark.parametrize(
    "pair", [(0.0, 0.0), (100.0, 101.0), (47675675.0, 12.0), (90.0, 0.0), (5000000.0, 3000000.0)]
)
def test_places_off_the_earth_are_named(pair: tuple[float, float]) -> None:
    """Null island, the latitude 100 of HSDS's own example, a lost decimal point, Santa's pole, metres."""
    assert coordinates.fault(*pair)


def test_places_on_earth_have_no_fault() -> None:
    """Also south, west and on the date line."""
    assert not any(
        coordinates.fault(*pair) for pair in [(49.2, -123.1), (-41.3, 174.8), (52.0, -180.0), (0.0, 9.4)]
    )


def test_a_list_written_the_wrong_way_round_is_seen() -> None:
    """By latitudes past 90, or by the box of the country; never where something speaks against it."""
    vancouver = [(-123.1, 49.2), (-123.2, 49.3)]
    niort = [(-0.45, 46.3), (-0.48, 46.3)]
    assert coordinates.are_swapped(vancouver, "")
    assert coordinates.are_swapped(niort, "FR")
    assert not coordinates.are_swapped(niort, "")
    assert not coordinates.are_swapped([(b, a) for a, b in niort], "FR")
    assert not coordinates.are_swapped([*vancouver, (49.2, -123.1)], "CA")


def test_a_head_office_far_away_is_told() -> None:
    """One of twelve lies 1,000 km from all others."""
    town = [Point(39.2 + i / 100, -76.6) for i in range(11)]
    assert coordinates.far_from_the_others([*town, Point(30.0, -80.0)]) == {11}
    assert coordinates.far_from_the_others(town) == frozenset()
