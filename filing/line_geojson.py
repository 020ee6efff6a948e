"""Lines as GeoJSON (RFC 7946): the walk of each line, its stops, the passes of each street, what is left out."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ..models.line import LeftOut, Line, LineStep, StepKind
from ..road_network.graph import RoadNetwork
from ..road_network.part_line import part_line, point_on
from .line_gpx import points_of


def lines_to_geojson(network: RoadNetwork, lines: Sequence[Line], unposted: Sequence[LeftOut] = ()) -> dict[str, Any]:
    """
    Return lines as one FeatureCollection; ``kind`` tells lines, stops, streets and streets left out apart.

    A line's ``steps`` are what it is by the clock (see ``LineStep``), for ``read_lines``.

    Parameters
    ----------
    network, lines
        The roads, and the lines on them.
    unposted
        Streets of nobody that no route passes.
    """
    features = [feature for line in lines for feature in _of_line(network, line)]
    features += [_left_out(network, "", street) for street in unposted]
    return {"type": "FeatureCollection", "features": features}


def _of_line(network: RoadNetwork, line: Line) -> Iterator[dict[str, Any]]:
    walk = [[round(lon, 6), round(lat, 6)] for lon, lat, _ in points_of(network, line)]
    if len(walk) > 1:
        yield _feature("LineString", walk, {
            "kind": "line", "line_id": line.line_id, "name": line.name, "line_kind": line.kind.value,
            "posts": list(line.post_ids), "band": line.band, "minutes": line.minutes, "laps": line.laps,
            "km": round(line.km, 3), "on_target": round(line.on_target, 4), "needed_min": line.needed_min,
            "left_out_km": round(line.left_out_km, 3), "metres": round(line.metres, 1),
            "steps": [
                [step.kind.value, step.arc, step.from_share, step.to_share, step.begin_ms, step.end_ms]
                for step in line.steps
            ],
        })  # fmt: skip
    for step in line.steps:
        if step.kind is StepKind.STOP:
            yield _stop(network, line, step)
    for street in line.streets:
        yield _feature("LineString", _shape(network, street.arc), {
            "kind": "street", "line_id": line.line_id, "arc": street.arc, "name": network.street(street.arc),
            "class": street.road_class.value, "metres": round(street.metres, 1), "target_per_hour": street.target,
            "passes": street.passes, "per_hour": street.per_hour, "longest_gap_s": street.longest_gap_s,
        })  # fmt: skip
    for lost in line.left_out:
        yield _left_out(network, line.line_id, lost)


def _stop(network: RoadNetwork, line: Line, step: LineStep) -> dict[str, Any]:
    lon, lat = point_on(network, step.arc, step.to_share)
    return _feature("Point", [round(lon, 6), round(lat, 6)], {
        "kind": "stop", "line_id": line.line_id, "street": network.street(step.arc),
        "begin_s": round(step.begin_ms / 1000), "minutes": round((step.end_ms - step.begin_ms) / 60_000),
    })  # fmt: skip


def _left_out(network: RoadNetwork, line_id: str, street: LeftOut) -> dict[str, Any]:
    return _feature("LineString", _shape(network, street.arc), {
        "kind": "left_out", "line_id": line_id, "arc": street.arc, "name": network.street(street.arc),
        "class": street.road_class.value, "metres": round(street.metres, 1), "why": street.why.value,
    })  # fmt: skip


def _shape(network: RoadNetwork, arc: int) -> list[list[float]]:
    shape: list[list[float]] = np.round(part_line(network, arc), 6).tolist()
    return shape


def _feature(kind: str, coordinates: Sequence[Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}
