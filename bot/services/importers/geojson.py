"""GeoJSON (RFC 7946): longitude stands first; a polygon gives the middle of its area."""

from collections.abc import Iterable
from typing import Any

from bot.services.importers import osm
from bot.services.importers.json_file import cell, header, objects
from bot.services.importers.row import ImportRefused, Row, Sheet

Ring = list[tuple[float, float]]


def is_mine(value: object) -> bool:
    """Is it a feature collection or one feature of GeoJSON?"""
    return isinstance(value, dict) and value.get("type") in ("FeatureCollection", "Feature")


def read(value: dict[str, Any], name: str) -> Sheet:
    """Read features as rows. A feature's own `id` becomes the cell `ref` where no property has that name."""
    features = objects(value.get("features")) if value["type"] == "FeatureCollection" else [value]
    if not features:
        raise ImportRefused(f"{name} is GeoJSON without a feature.")
    crs = str(value.get("crs", ""))
    if "3857" in crs or "900913" in crs:
        raise ImportRefused(f"{name} is in Web Mercator metres; export it as WGS 84 (EPSG:4326).")
    properties = [_properties(feature) for feature in features]
    if osm.has_tags(properties):
        rows = [
            osm.row(i, tags, _point(f))
            for i, (tags, f) in enumerate(zip(properties, features, strict=True), 1)
        ]
        return Sheet(
            "GeoJSON of OpenStreetMap", osm.HEADER, tuple(rows), names_are_ours=True, remarks=osm.REMARKS
        )
    cells = [_cells(tags, feature) for tags, feature in zip(properties, features, strict=True)]
    rows = [Row(i, one) for i, one in enumerate(cells, 1)]
    return Sheet("GeoJSON", header(list(cells)), tuple(rows))


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    tags: dict[str, Any] = dict(found) if isinstance(found, dict) else {}
    if "id" in feature:
        tags.setdefault("ref", feature["id"])
    return tags


def _cells(tags: dict[str, Any], feature: dict[str, Any]) -> dict[str, str]:
    cells = {key: cell(value) for key, value in tags.items()}
    if (point := _point(feature)) is not None:
        cells["latitude"], cells["longitude"] = (f"{number:.7f}" for number in point)
    return cells


def _point(feature: dict[str, Any]) -> tuple[float, float] | None:
    """(latitude, longitude) of a feature, None where it has none."""
    geometry = feature.get("geometry")
    return middle(geometry) if isinstance(geometry, dict) else None


def middle(geometry: dict[str, Any]) -> tuple[float, float] | None:
    """The point of a geometry as (latitude, longitude): itself, the middle of its points, or of its largest area."""
    kind = geometry.get("type")
    coordinates: Any = geometry.get("coordinates")
    try:
        if kind == "Point":
            return float(coordinates[1]), float(coordinates[0])
        if kind in ("MultiPoint", "LineString"):
            return _mean([(float(p[0]), float(p[1])) for p in coordinates])
        if kind == "Polygon":
            return _centroid(_ring(coordinates[0]))
        if kind == "MultiPolygon":
            return _centroid(
                max((_ring(polygon[0]) for polygon in coordinates), key=lambda ring: abs(_area(ring)))
            )
        if kind == "GeometryCollection":
            return next((p for p in map(middle, geometry["geometries"]) if p), None)
    except (TypeError, ValueError, IndexError, KeyError):
        return None
    return None


def _ring(points: Iterable[Any]) -> Ring:
    return [(float(point[0]), float(point[1])) for point in points]


def _area(ring: Ring) -> float:
    """Twice the signed area, in square degrees (shoelace formula)."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True))


def _centroid(ring: Ring) -> tuple[float, float] | None:
    """Middle of the area, reckoned from the first corner so that small areas far from 0, 0 keep their digits."""
    if not ring:
        return None
    x0, y0 = ring[0]
    moved = [(x - x0, y - y0) for x, y in ring]
    area = _area(moved)
    if abs(area) < 1e-15:
        return _mean(ring)
    x = y = 0.0
    for (x1, y1), (x2, y2) in zip(moved, moved[1:] + moved[:1], strict=True):
        cross = x1 * y2 - x2 * y1
        x, y = x + (x1 + x2) * cross, y + (y1 + y2) * cross
    return y0 + y / (3 * area), x0 + x / (3 * area)


def _mean(points: Ring) -> tuple[float, float] | None:
    if not points:
        return None
    return sum(y for _, y in points) / len(points), sum(x for x, _ in points) / len(points)
