"""Which streets the cameras of the register watch, by road class, and which stretches lost their watch (DOMAIN F03)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ...models.device import Device
from ...models.place import RoadClass
from ...models.text import Text
from ...road_network.graph import RoadNetwork
from ..siting.programme import Floats
from .highway_segments import Camera, Segment, highway_cameras, highway_segments
from .stretches import cut


@dataclass(frozen=True, slots=True, kw_only=True)
class LostStretch:
    """A stretch of street that only cameras of no use look at: metres along its street, which cameras, and why."""

    name: str
    road_class: RoadClass
    start_m: float
    end_m: float
    cameras: tuple[tuple[str, Text], ...]

    @property
    def km(self) -> float:
        """Length."""
        return (self.end_m - self.start_m) / 1_000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class VideoCover:
    """
    What the cameras that count today see.

    Parameters
    ----------
    km
        By road class: kilometres of street, and how many of them are seen.
    lost
        Stretches that lost their watch, longest first.
    seen_m
        Shape (arcs,): metres seen of each street, at the arc that stands for it and at its twin.
    """

    km: Mapping[RoadClass, tuple[float, float]]
    lost: Sequence[LostStretch]
    seen_m: Floats

    def share(self, network: RoadNetwork, arcs: Collection[int]) -> float:
        """Return the share (0 to 1) of some streets' metres that is seen."""
        own = list(arcs)
        metres = float(network.length_m[own].sum())
        return float(self.seen_m[own].sum()) / metres if metres else 0.0


def video_cover(network: RoadNetwork, devices: Sequence[Device], today: date) -> VideoCover:
    """Lay the views of all cameras over all streets; ramps and service roads are left out."""
    segments = highway_segments(network, kinds=frozenset(RoadClass))
    cameras = highway_cameras(network, segments, devices, today)
    looked_at = {camera.segment_id for camera in cameras}
    seen_m: Floats = np.zeros(network.arcs, dtype=np.float64)
    km = {road: [0.0, 0.0] for road in RoadClass}
    lost = []
    for segment in segments:
        km[segment.road_class][0] += segment.length_m / 1_000.0
        if segment.segment_id in looked_at:
            seen, gone = _looked_at(segment, cameras)
            lost += gone
            km[segment.road_class][1] += sum(end - start for start, end in seen) / 1_000.0
            _mark(network, segment, seen, seen_m)
    return VideoCover(
        km={road: (whole, seen) for road, (whole, seen) in km.items() if whole},
        lost=tuple(sorted(lost, key=lambda one: (-one.km, one.name, one.start_m))),
        seen_m=seen_m,
    )


def _looked_at(segment: Segment, cameras: Sequence[Camera]) -> tuple[list[tuple[float, float]], list[LostStretch]]:
    """Return the stretches of a segment that are seen, and those that would be if their cameras worked."""
    seen, lost = [], []
    for stretch in cut(segment, cameras):
        if stretch.cameras:
            seen.append((stretch.start_m, stretch.end_m))
        elif stretch.blind:
            lost.append(
                LostStretch(
                    name=segment.name,
                    road_class=segment.road_class,
                    start_m=stretch.start_m,
                    end_m=stretch.end_m,
                    cameras=tuple((camera.name, camera.blind) for camera in stretch.blind if camera.blind),
                )
            )
    return seen, lost


def _mark(network: RoadNetwork, segment: Segment, seen: Sequence[tuple[float, float]], seen_m: Floats) -> None:
    """Add the metres seen to each street of a segment, both its directions."""
    for arc, metres in _seen_of_arcs(network, segment, seen):
        for own in {arc, int(network.twin[arc])} - {-1}:
            seen_m[own] = metres


def _seen_of_arcs(
    network: RoadNetwork, segment: Segment, seen: Sequence[tuple[float, float]]
) -> Iterator[tuple[int, float]]:
    for arc, begin in zip(segment.arcs, segment.starts_m, strict=True):
        stop = begin + float(network.length_m[arc])
        yield arc, sum(max(0.0, min(end, stop) - max(start, begin)) for start, end in seen)
