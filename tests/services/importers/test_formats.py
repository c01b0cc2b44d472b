"""GeoJSON, OpenStreetMap, ArcGIS, Overpass, plain JSON: small files in the shapes that servers send."""

import json

import pytest

from bot.services.importers.geojson import middle
from bot.services.importers.row import ImportRefused
from tests.services.importers.lists import built, one, told

SQUARE = [[-123.1, 49.2], [-123.0, 49.2], [-123.0, 49.3], [-123.1, 49.3], [-123.1, 49.2]]


def feature(properties: dict[str, object], geometry: dict[str, object] | None = None) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": geometry or {"type": "Point", "coordinates": [-123.1, 49.2]},
    }


def collection(*features: dict[str, object], **more: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features, **more})


def test_geojson_has_longitude_first() -> None:
    """RFC 7946; the id of a feature is the id of the publisher."""
    record = one(collection({**feature({"name": "A", "address": "1 B"}), "id": 7}), "a.geojson")
    assert (record["lat"], record["lon"], record["id"]) == ("49.2", "-123.1", "vch-7")


def test_a_list_with_latitude_first_is_put_right_and_told() -> None:
    """Only where every point agrees."""
    turned = feature({"name": "A"}, {"type": "Point", "coordinates": [49.2, -123.1]})
    done = built(collection(turned), "a.geojson")
    assert done.records[0]["lat"] == "49.2"
    assert any("wrong way round" in remark for remark in done.report.remarks)


@pytest.mark.parametrize(
    ("geometry", "point"),
    [
        ({"type": "Polygon", "coordinates": [SQUARE]}, (49.25, -123.05)),
        (
            {"type": "MultiPolygon", "coordinates": [[[[0, 0], [0.1, 0], [0, 0.1], [0, 0]]], [SQUARE]]},
            (49.25, -123.05),
        ),
        ({"type": "Polygon", "coordinates": [[[1, 2], [1, 2], [1, 2]]]}, (2, 1)),
        ({"type": "LineString", "coordinates": [[0, 0], [2, 4]]}, (2, 1)),
        ({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]}, (2, 1)),
    ],
)
def test_an_area_gives_its_middle(geometry: dict[str, object], point: tuple[float, float]) -> None:
    """The centre of the largest area; a flat one gives the mean of its corners."""
    found = middle(geometry)
    assert found is not None
    assert found == pytest.approx(point, abs=1e-6)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": []},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "Point"},
        {},
        {"type": "Point", "coordinates": ["x", None]},
    ],
)
def test_a_broken_geometry_is_no_point(geometry: dict[str, object]) -> None:
    """The site stays, by its address."""
    assert middle(geometry) is None


def test_openstreetmap_tags_are_known() -> None:
    """Name, address, phone, page and wheelchairs of a pharmacy; its own hours win over those of the shop around it."""
    tags: dict[str, object] = {
        "@id": "node/322920315",
        "amenity": "pharmacy",
        "name": "Raja Apteek",
        "addr:street": "Raja",
        "addr:housenumber": "31",
        "addr:postcode": "50417",
        "addr:city": "Tartu",
        "contact:phone": "+372 7442224",
        "website": "https://example.ee",
        "wheelchair": "yes",
        "opening_hours": "Mo-Su 08:00-22:00",
        "opening_hours:pharmacy": "Mo-Fr 09:00-17:00",
    }
    record = one(collection(feature(tags)), "a.geojson", services=(), country="EE", timezone="")
    assert record == {
        "id": "vch-node-322920315",
        "name": "Raja Apteek",
        "services": ["pharmacy"],
        "lat": "49.2",
        "lon": "-123.1",
        "address": "31 Raja, 50417 Tartu",
        "city": "Tartu",
        "hours": "Mo-Fr 09:00-17:00",
        "phone": ["+372 7442224"],
        "url": "https://example.ee",
        "access": ["wheelchair"],
        "source": "vch",
    }


def test_openstreetmap_is_named_with_its_licence() -> None:
    """ODbL asks for it."""
    done = built(collection(feature({"amenity": "pharmacy", "name": "A"})), "a.geojson", country="FR")
    assert any("OpenStreetMap contributors" in remark for remark in done.report.remarks)
    assert done.defaults["timezone"] == "America/Vancouver"


def test_slashes_between_hours_are_understood_and_doubts_kept() -> None:
    """25 of 32 French pharmacies write `/`; one writes 00:00-00:00 and means closed."""
    done = built(
        collection(
            feature({"amenity": "pharmacy", "name": "A", "opening_hours": "Mo-Sa 09:00-12:30 / 13:45-19:15"}),
            feature(
                {"amenity": "pharmacy", "name": "B", "opening_hours": "Mo-Fr 08:45-12:30, Su 00:00-00:00"}
            ),
        ),
        "a.geojson",
    )
    assert done.records[0]["hours"] == "Mo-Sa 09:00-12:30,13:45-19:15"
    assert "hours" not in done.records[1]
    assert done.records[1]["hours_text"] == {"en": "Mo-Fr 08:45-12:30, Su 00:00-00:00"}
    assert done.proposals == {done.records[0]["id"]: "Mo-Sa 09:00-12:30 / 13:45-19:15"}


def test_overpass_elements_and_centres() -> None:
    """Ways bring their centre; corners without tags are no sites; what is disused is left out."""
    elements = [
        {"type": "node", "id": 1, "lat": 46.3, "lon": -0.4, "tags": {"name": "A", "amenity": "pharmacy"}},
        {
            "type": "way",
            "id": 2,
            "center": {"lat": 46.4, "lon": -0.5},
            "tags": {"name": "B", "amenity": "pharmacy"},
        },
        {"type": "node", "id": 3, "lat": 46.3, "lon": -0.4},
        {"type": "node", "id": 4, "lat": 1, "lon": 1, "tags": {"name": "C", "disused:amenity": "pharmacy"}},
    ]
    done = built(json.dumps({"elements": elements}), "a.json", country="FR", timezone="")
    assert [record["id"] for record in done.records] == ["vch-node-1", "vch-way-2"]
    assert done.records[1]["lat"] == "46.4"
    assert told(done.report, "rejected") == ["C: it is gone (a disused or abandoned tag)"]


def test_arcgis_features() -> None:
    """Attributes and x, y in degrees; x and y win over columns of that name."""
    features = [
        {"attributes": {"OBJECTID": 5, "Name": "A", "Latitude": None}, "geometry": {"x": 115.8, "y": -31.9}}
    ]
    record = one(json.dumps({"features": features, "spatialReference": {"wkid": 4326}}), "a.json")
    assert (record["id"], record["lat"], record["lon"]) == ("vch-5", "-31.9", "115.8")


@pytest.mark.parametrize(
    "value",
    [
        {
            "spatialReference": {"wkid": 102100, "latestWkid": 3857},
            "features": [{"attributes": {"Name": "A"}}],
        },
        {"features": [{"attributes": {"Name": "A"}, "geometry": {"x": -13703000.1, "y": 6317000.2}}]},
    ],
)
def test_metres_of_a_web_map_are_refused_with_a_hint(value: dict[str, object]) -> None:
    """A point in metres would lie in the sea."""
    with pytest.raises(ImportRefused, match="outSR=4326"):
        built(json.dumps(value), "a.json")


def test_a_server_that_cut_its_answer_is_told() -> None:
    """Half a list must not pass for a whole one."""
    value = {"features": [{"attributes": {"Name": "A", "Address": "1 B"}}], "exceededTransferLimit": True}
    assert any(
        "exceededTransferLimit" in remark for remark in built(json.dumps(value), "a.json").report.remarks
    )


def test_plain_records_numbers_and_nan() -> None:
    """A list of records, also in an object, also a line each; NaN is nothing."""
    text = '[{"name": "A", "latitude": "49.23572", "longitude": -123.15, "address": NaN}]'
    for shape in (text, f'{{"data": {text}, "total": 1}}', text.strip("[]")):
        assert one(shape, "a.json")["lat"] == "49.23572"
    lines = '{"name": "A", "address": "1 B"}\n{"name": "B", "address": "2 B"}\n'
    assert len(built(lines, "a.jsonl").records) == 2


def test_what_is_no_object_in_a_list_is_counted_and_told() -> None:
    """Counts add up also over rubbish."""
    done = built('[{"name": "A", "address": "1 B"}, null, 3, "x"]', "a.json")
    assert (done.report.read, done.report.kept, done.report.count("rejected")) == (4, 1, 3)


def test_features_that_say_nothing_are_refused() -> None:
    """Points without properties are no sites."""
    with pytest.raises(ImportRefused, match="say nothing"):
        built('{"type": "FeatureCollection", "features": [{"type": "Feature"}]}', "a.geojson")
