"""Snapping: from points on the map to places on the road, thousands at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

import numpy as np
from numpy.typing import NDArray

from ..models.errors import InputError
from ..models.finding import Finding, Severity, Where
from ..models.place import RoadClass
from ..models.text import Text
from .coordinates import METRES_A_DEGREE
from .findings import road_finding
from .graph import ROAD_CLASSES, RoadNetwork
from .polylines import segment_lengths, take
from .road_point import RoadPoint
from .snap_kernels import Grid, Segments, nearest_segments, sort_into_cells

FAR_M = 300.0
"""A place farther than this from every road is a finding (DOMAIN F01)."""

SMALLEST_CELL_M = 40.0
CELLS_A_SEGMENT = 4
TINY_M = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Snaps:
    """
    Places on the road, shape (k,) each.

    ``arc`` and ``share`` (0.0 at its tail, 1.0 at its head) tell the place; on a two-way street the same place is
    ``1 - share`` of ``network.twin[arc]``, and ``arc`` is the smaller of the two. ``distance_m`` leads from the point
    straight to the place.
    """

    arc: NDArray[np.int32]
    share: Floats
    distance_m: Floats

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.arc)

    def point(self, number: int) -> RoadPoint:
        """Return one place."""
        return RoadPoint(int(self.arc[number]), float(self.share[number]))


class Snapper:
    """
    Finds the nearest street to points.

    Parameters
    ----------
    network
        The roads.
    usable
        Shape (arcs,): false on arcs that must not be found (a two-way street is found if its smaller arc is
        usable). All are, if not given.

    Notes
    -----
    A grid over the street segments; a query looks at the cells around its point ring by ring. Distances are plane,
    in the scale of the point's own latitude: within 0.1 % of the great circle up to 10 km.
    """

    def __init__(self, network: RoadNetwork, *, usable: NDArray[np.bool_] | None = None) -> None:
        self.network = network
        own = (network.twin < 0) | (np.arange(network.arcs) <= network.twin)
        arcs = np.flatnonzero(own if usable is None else own & usable)
        if not len(arcs):
            raise InputError(Text("没有可用的道路", "no road is usable"))
        lines = take((network.geo_start, network.geo_lon, network.geo_lat), arcs)
        length, first = segment_lengths(lines)
        starts, lon, lat = lines
        begin = np.delete(np.arange(len(lon)), starts[1:] - 1)
        arc = np.repeat(arcs, np.diff(first)).astype(np.int32)
        self._segments = Segments(lon[begin], lat[begin], lon[begin + 1] - lon[begin], lat[begin + 1] - lat[begin], arc)
        before = np.cumsum(length) - length
        total = np.maximum(np.add.reduceat(length, first[:-1]), TINY_M)
        self._before = (before - np.repeat(before[first[:-1]], np.diff(first))) / np.repeat(total, np.diff(first))
        self._part = length / np.repeat(total, np.diff(first))
        self._grid = _grid(lon, lat, len(begin))
        self._cells = sort_into_cells(self._grid, self._segments)

    def snap(self, lon: Sequence[float] | Floats, lat: Sequence[float] | Floats) -> Snaps:
        """
        Return the nearest place on the road for each point.

        Parameters
        ----------
        lon, lat
            Shape (k,), WGS-84 degrees.

        Raises
        ------
        InputError
            If a coordinate is not a finite number of degrees.
        """
        points = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        if not ((np.abs(points[0]) <= 360) & (np.abs(points[1]) <= 360)).all():
            raise InputError(Text("坐标不是有效的度数", "a coordinate is not a number of degrees"))
        found, along, distance = nearest_segments(self._grid, self._cells, self._segments, points, METRES_A_DEGREE)
        share = np.clip(self._before[found] + along * self._part[found], 0.0, 1.0)
        return Snaps(self._segments.arc[found], share, distance)

    def snap_one(self, lon: float, lat: float) -> tuple[RoadPoint, float]:
        """Return the nearest place on the road for one point, and the metres to it; as ``snap``, but quicker."""
        if not (abs(lon) <= 360 and abs(lat) <= 360):
            raise InputError(Text("坐标不是有效的度数", "a coordinate is not a number of degrees"))
        point = np.array([lon]), np.array([lat])
        found, along, distance = nearest_segments(self._grid, self._cells, self._segments, point, METRES_A_DEGREE)
        segment = int(found[0])
        share = float(self._before[segment]) + float(along[0]) * float(self._part[segment])
        return RoadPoint(int(self._segments.arc[segment]), min(max(share, 0.0), 1.0)), float(distance[0])


def _grid(lon: Floats, lat: Floats, segments: int) -> Grid:
    """Lay cells over the roads: none smaller than ``SMALLEST_CELL_M``, and not many more than segments."""
    west, south, east, north = lon.min(), lat.min(), lon.max(), lat.max()
    wide = METRES_A_DEGREE * cos(radians((south + north) / 2))
    area = max((east - west) * wide, 1.0) * max((north - south) * METRES_A_DEGREE, 1.0)
    size = max(SMALLEST_CELL_M, sqrt(area / (CELLS_A_SEGMENT * segments)))
    width, height = size / wide, size / METRES_A_DEGREE
    return Grid(
        float(west), float(south), width, height, int((east - west) / width) + 1, int((north - south) / height) + 1
    )


def snap_places(
    snapper: Snapper,
    names: Sequence[str],
    lon: Sequence[float] | Floats,
    lat: Sequence[float] | Floats,
    *,
    limit_m: float = FAR_M,
) -> tuple[Snaps, list[Finding]]:
    """
    Snap named places and say which lie wrong.

    A place whose coordinates fit only after exchanging them is an ERROR (D43); one farther than ``limit_m`` from
    every road (D49), or on a motorway, where no fixed post may stand (D51), a WARN.

    Parameters
    ----------
    snapper
        The roads.
    names, lon, lat
        Shape (k,).
    limit_m
        Farther is far.
    """
    snaps = snapper.snap(lon, lat)
    exchanged = snapper.snap(lat, lon).distance_m
    return snaps, list(_judge(snapper.network, names, snaps, exchanged, limit_m))


def _judge(
    network: RoadNetwork, names: Sequence[str], snaps: Snaps, exchanged: Floats, limit_m: float
) -> Iterator[Finding]:
    for number, name in enumerate(names):
        metres = float(snaps.distance_m[number])
        where = Where(place=name)
        if metres > limit_m >= exchanged[number]:
            yield road_finding(
                "D43",
                Severity.ERROR,
                Text("经纬度填反了", "longitude and latitude stand in each other's place"),
                where=where,
                advice=Text("对换两列", "exchange them"),
            )
        elif metres > limit_m:
            yield road_finding(
                "D49",
                Severity.WARN,
                Text(
                    f"离最近的道路 {metres:.0f} 米 (上限 {limit_m:.0f})",
                    f"{metres:.0f} m from the nearest road (limit {limit_m:.0f})",
                ),
                where=where,
                advice=Text("核对坐标; 公开地图的坐标可能是 GCJ-02", "check the coordinates; they may be GCJ-02"),
            )
        elif ROAD_CLASSES[network.road_class[snaps.arc[number]]] is RoadClass.MOTORWAY:
            yield road_finding(
                "D51",
                Severity.WARN,
                Text("位于高速公路上: 只可巡逻, 不设固定岗", "on a motorway: patrols only, no fixed post"),
                where=where,
                advice=Text("移到收费站或服务区", "move it to a toll station or a service area"),
            )
