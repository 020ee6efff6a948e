"""The draft: what every reader hands to ``build``, before anything is ordered, checked or left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..models.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Draft:
    """
    Directed arcs as they stood in the file.

    Parameters
    ----------
    form
        Name of the file's format, for the health report.
    node_ref, lon, lat, signal
        Shape (n,): the source's ids, WGS-84 degrees, traffic signals.
    tail, head
        Shape (m,): positions among the nodes.
    length_m
        Shape (m,); NaN or ≤ 0 where the file gives none: then the geometry counts.
    speed_kmh, speed_given
        Shape (m,): free speed, and whether it comes from the file rather than from the class.
    road_class, lanes, flags
        Shape (m,), as in ``RoadNetwork``.
    name, names
        Shape (m,) positions in ``names``; ``names[0]`` is empty.
    twin
        Shape (m,): the opposite direction of the same street, -1 if none.
    geo_start, geo_lon, geo_lat
        Polylines, as in ``RoadNetwork``.
    banned
        Shape (b, 2): forbidden turns from arc to arc.
    left_out
        Ways or edges that are no roads for cars, counted by reason.
    swapped
        Longitude and latitude stood in each other's column and have been exchanged.
    restrictions_unread
        Turn restrictions that could not be applied.
    findings
        What reading found.
    """

    form: str
    node_ref: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    signal: NDArray[np.bool_]
    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    length_m: NDArray[np.float64]
    speed_kmh: NDArray[np.float64]
    speed_given: NDArray[np.bool_]
    road_class: NDArray[np.uint8]
    lanes: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    name: NDArray[np.int32]
    names: Sequence[str]
    twin: NDArray[np.int64]
    geo_start: NDArray[np.int64]
    geo_lon: NDArray[np.float64]
    geo_lat: NDArray[np.float64]
    banned: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))
    left_out: Mapping[str, int] = field(default_factory=dict)
    swapped: bool = False
    restrictions_unread: int = 0
    findings: Sequence[Finding] = ()
