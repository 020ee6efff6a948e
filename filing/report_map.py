"""The map of the report: roads as SVG paths, thinned to what an eye can see, and the frame that places share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from ..models.place import Place, RoadClass
from ..road_network.graph import ROAD_CLASSES, RoadNetwork

WIDTH = 2_000  # units of the drawing from west to east; one is half a pixel on a common screen
MAX_SEGMENTS = 90_000  # about one megabyte of paths
_DRAWN = (
    (RoadClass.MOTORWAY, RoadClass.EXPRESSWAY),
    (RoadClass.NATIONAL, RoadClass.PROVINCIAL, RoadClass.ARTERIAL),
    (RoadClass.COLLECTOR, RoadClass.COUNTY),
    (RoadClass.LOCAL, RoadClass.TOWNSHIP),
)

Points = NDArray[np.int64]
Segment = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the earth that is drawn: degrees of its corners; equirectangular, true to scale in the middle."""

    west: float
    south: float
    east: float
    north: float

    @property
    def scale(self) -> float:
        """Drawing units for each degree of longitude."""
        return WIDTH / (self.east - self.west)

    @property
    def stretch(self) -> float:
        """How much longer a degree of latitude is than one of longitude."""
        return 1 / cos(radians((self.north + self.south) / 2))

    @property
    def height(self) -> int:
        """Drawing units from north to south."""
        return round((self.north - self.south) * self.scale * self.stretch)

    @property
    def units_per_km(self) -> float:
        """Drawing units for each kilometre."""
        return self.scale * self.stretch / 111.195

    def xy(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Points:
        """Project coordinates; shape (n, 2), whole units, y grows to the south."""
        x = (lon - self.west) * self.scale
        y = (self.north - lat) * self.scale * self.stretch
        return np.rint(np.column_stack([x, y])).astype(np.int64)


def frame_of(places: Sequence[Place]) -> Frame | None:
    """Return the frame round all places that have coordinates, with a margin; None if none has."""
    lons = [p.lon for p in places if p.lon is not None and p.lat is not None]
    lats = [p.lat for p in places if p.lon is not None and p.lat is not None]
    if not lons:
        return None
    lon, lat = (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2
    half_lat = max(0.01, (max(lats) - min(lats)) * 0.56)
    half_lon = max(half_lat * 1.2, (max(lons) - min(lons)) * 0.56)
    half_lat = max(half_lat, half_lon * 0.4)
    return Frame(lon - half_lon, lat - half_lat, lon + half_lon, lat + half_lat)


def road_paths(network: RoadNetwork, frame: Frame) -> list[str]:
    """
    Return one SVG path for each group of road classes, the most important first.

    A stretch that two directions share is drawn once. Lesser classes are left out when the drawing grows too large.
    """
    seen: set[Segment] = set()
    paths = []
    for group in _DRAWN:
        arcs = _arcs(network, frame, group)
        if len(seen) + len(arcs) > MAX_SEGMENTS:
            break
        paths.append("".join(_path(_thin(frame.xy(*network.polyline(int(a)).T)), seen) for a in arcs))
    return paths


def _arcs(network: RoadNetwork, frame: Frame, group: Iterable[RoadClass]) -> NDArray[np.int64]:
    inside = (
        (network.lon > frame.west)
        & (network.lon < frame.east)
        & (network.lat > frame.south)
        & (network.lat < frame.north)
    )
    classes = [ROAD_CLASSES.index(kind) for kind in group]
    wanted = np.isin(network.road_class, classes) & (inside[network.tail] | inside[network.head])
    once = (network.twin < 0) | (np.arange(network.arcs) < network.twin)
    return np.flatnonzero(wanted & once)


def _thin(points: Points) -> list[tuple[int, int]]:
    """Drop points that lie within one unit of the line between their neighbours (Douglas and Peucker, 1973)."""
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        chord, offset = points[last] - points[first], points[first + 1 : last] - points[first]
        length = max(1.0, float(np.hypot(*chord)))
        away = np.abs(chord[0] * offset[:, 1] - chord[1] * offset[:, 0]) / length
        far = int(away.argmax())
        if away[far] > 1:
            keep[first + 1 + far] = True
            todo += [(first, first + 1 + far), (first + 1 + far, last)]
    return [(int(x), int(y)) for x, y in points[keep]]


def _path(points: list[tuple[int, int]], seen: set[Segment]) -> str:
    parts: list[str] = []
    pen: tuple[int, int] | None = None
    for a, b in pairwise(points):
        segment = (a, b) if a <= b else (b, a)
        if a == b or segment in seen:
            continue
        seen.add(segment)
        start = "" if pen == a else f"M{a[0]} {a[1]}"
        parts.append(f"{start}l{b[0] - a[0]} {b[1] - a[1]}")
        pen = b
    return "".join(parts)
