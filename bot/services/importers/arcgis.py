"""The JSON of an ArcGIS feature service: `features[].attributes` and `geometry` with x and y."""

from typing import Any

from bot.services.importers.json_file import cell, header, objects
from bot.services.importers.row import ImportRefused, Row, Sheet

_MERCATOR = {3857, 102100, 102113, 900913}
_MOST_DEGREES = 180


def is_mine(value: object) -> bool:
    """Has it features with attributes?"""
    if not isinstance(value, dict) or not isinstance(value.get("features"), list):
        return False
    return any("attributes" in feature for feature in objects(value["features"])[:1])


def read(value: dict[str, Any], name: str) -> Sheet:
    """Read features as rows; metres of Web Mercator are refused with what to ask the server for."""
    features = objects(value["features"])
    reference = value.get("spatialReference")
    known = {reference.get("wkid"), reference.get("latestWkid")} if isinstance(reference, dict) else set()
    if known & _MERCATOR or any(_is_metres(feature) for feature in features):
        raise ImportRefused(
            f"{name} is in Web Mercator metres, not degrees; ask the server again with `outSR=4326`."
        )
    cells = [_cells(feature) for feature in features]
    more = (
        ("the server held more than it sent (exceededTransferLimit)",)
        if value.get("exceededTransferLimit")
        else ()
    )
    return Sheet(
        "ArcGIS JSON", header(list(cells)), tuple(Row(i, c) for i, c in enumerate(cells, 1)), remarks=more
    )


def _geometry(feature: dict[str, Any]) -> dict[str, Any]:
    found = feature.get("geometry")
    return found if isinstance(found, dict) else {}


def _is_metres(feature: dict[str, Any]) -> bool:
    x = _geometry(feature).get("x")
    return isinstance(x, int | float) and abs(x) > _MOST_DEGREES


def _cells(feature: dict[str, Any]) -> dict[str, str]:
    found = feature.get("attributes")
    cells = {key: cell(value) for key, value in found.items()} if isinstance(found, dict) else {}
    geometry = _geometry(feature)
    if "x" in geometry and "y" in geometry:
        cells = {
            key: value for key, value in cells.items() if key.casefold() not in ("latitude", "longitude")
        }
        cells["latitude"], cells["longitude"] = cell(geometry["y"]), cell(geometry["x"])
    return cells
