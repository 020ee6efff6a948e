"""The line of a part of a street, for maps and GeoJSON."""

import numpy as np
from numpy.typing import NDArray

from .coordinates import distance_m
from .graph import RoadNetwork

Floats = NDArray[np.float64]


def part_line(network: RoadNetwork, arc: int, start: float = 0.0, end: float = 1.0) -> Floats:
    """
    Return the points of an arc's line between two shares of its length, both ends included.

    Parameters
    ----------
    network, arc
        The arc.
    start, end
        Shares 0..1, ``start <= end``.

    Returns
    -------
    Shape (points, 2): lon, lat; at least two points.
    """
    line = network.polyline(arc)
    if start <= 0.0 and end >= 1.0:
        return line
    along = np.concatenate([[0.0], np.cumsum(distance_m(line[:-1, 0], line[:-1, 1], line[1:, 0], line[1:, 1]))])
    if along[-1] <= 0:
        return line[[0, -1]]
    share = along / along[-1]
    ends = np.column_stack([np.interp([start, end], share, line[:, k]) for k in (0, 1)])
    return np.concatenate([ends[:1], line[(share > start) & (share < end)], ends[1:]])


def point_on(network: RoadNetwork, arc: int, share: float) -> tuple[float, float]:
    """Return longitude and latitude of the point at a share of an arc's length."""
    lon, lat = part_line(network, arc, 0.0, share)[-1] if share > 0 else network.polyline(arc)[0]
    return float(lon), float(lat)
