"""The compact road graph: plain arrays, directed arcs sorted by their tail, nodes near each other in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..models.place import RoadClass

ROAD_CLASSES: tuple[RoadClass, ...] = tuple(RoadClass)

BRIDGE, TUNNEL, ROUNDABOUT, LINK, SERVICE, TOLL = (np.uint8(1 << bit) for bit in range(6))

Int32 = NDArray[np.int32]
Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoadNetwork:
    """
    A directed road graph of n nodes and m arcs.

    Nodes stand in Morton order of their coordinates, arcs in order of (tail, head): the arcs that leave node v are
    ``out_start[v] .. out_start[v + 1]``. All coordinates are WGS-84 degrees. Arrays must not be written to.

    Parameters
    ----------
    lon, lat
        Shape (n,).
    node_ref
        Shape (n,), int64: the source's node id.
    signal
        Shape (n,), bool: traffic signals at the node.
    tail, head
        Shape (m,).
    length_m
        Shape (m,), float64: length along the geometry, > 0.
    speed_kmh
        Shape (m,), float64: free speed, > 0.
    base_ms
        Shape (m,), int32: free-flow travel time in whole milliseconds, ≥ 1.
    road_class
        Shape (m,), uint8: index into ``ROAD_CLASSES``.
    lanes
        Shape (m,), uint8: lanes in this direction, at least 1.
    flags
        Shape (m,), uint8: bits ``BRIDGE`` ... ``TOLL``.
    name
        Shape (m,), int32: index into ``names``; 0 is the empty name.
    twin
        Shape (m,), int32: the arc of the opposite direction of the same street, -1 on a one-way street.
    geo_start, geo_lon, geo_lat
        Polyline of arc a, both ends included: points ``geo_start[a] .. geo_start[a + 1]``; geo_start is (m + 1,).
    banned
        Shape (b, 2), int32: turns from arc to arc that a restriction forbids, sorted.
    source, source_sha256
        The file it was read from, and its hash.
    """

    lon: Float64
    lat: Float64
    node_ref: NDArray[np.int64]
    signal: NDArray[np.bool_]
    tail: Int32
    head: Int32
    length_m: Float64
    speed_kmh: Float64
    base_ms: Int32
    road_class: NDArray[np.uint8]
    lanes: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    name: Int32
    names: Sequence[str]
    twin: Int32
    geo_start: NDArray[np.int64]
    geo_lon: Float64
    geo_lat: Float64
    banned: Int32
    source: str = ""
    source_sha256: str = ""
    out_start: Int32 = field(init=False)

    def __post_init__(self) -> None:
        counts = np.bincount(self.tail, minlength=len(self.lon))
        object.__setattr__(self, "out_start", np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.lon)

    @property
    def arcs(self) -> int:
        """Number of directed arcs."""
        return len(self.tail)

    def street(self, arc: int) -> str:
        """Return the street name of an arc, empty if it has none."""
        return self.names[int(self.name[arc])]

    def polyline(self, arc: int) -> NDArray[np.float64]:
        """Return the arc's geometry, shape (points, 2): lon, lat."""
        part = slice(self.geo_start[arc], self.geo_start[arc + 1])
        return np.column_stack([self.geo_lon[part], self.geo_lat[part]])
